// SPDX-License-Identifier: MIT
//
// `keys trust`, `keys untrust` and `keys known`: whose keys the user compared. `verify` believes no other.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/known_keys.hpp"
#include "json/value.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct TrustOptions {
  std::string fingerprint;
  std::string name;
  bool json = false;
};

void print_known(const std::vector<KnownKey>& keys, bool json) {
  if (json) {
    json::Value list = json::Value::array();
    for (const auto& key : keys) list.push_back({{"key", key.fingerprint}, {"name", key.name}});
    return print_json(document_of("known_keys", {{"keys", list}}));
  }
  for (const auto& key : keys) {
    print_line(key.name.empty() ? key.fingerprint : fmt::format("{}  {}", key.fingerprint, base::in_quotes(key.name)));
  }
}

void refuse_without_config(const Context& context) {
  if (!context.globals.no_config) return;
  throw Error(ErrorKind::usage, "--no-config", _("known keys are kept beside the config"), _("leave out --no-config"));
}

auto find(std::vector<KnownKey>& keys, const std::string& fingerprint) {
  return std::find_if(keys.begin(), keys.end(), [&](const KnownKey& key) { return key.fingerprint == fingerprint; });
}

ExitCode trust(const Context& context, const TrustOptions& options) {
  refuse_without_config(context);
  const auto fingerprint = context::require_fingerprint(options.fingerprint);
  context::require_name(options.name);
  auto keys = context::known_keys_to_change(context);
  const auto known = find(keys, fingerprint);
  if (known == keys.end()) {
    if (keys.size() >= limits::known_keys) {
      throw Error(ErrorKind::usage, fingerprint, tr("{} keys are known already", limits::known_keys),
                  "earwitness keys untrust FINGERPRINT");
    }
    keys.push_back({fingerprint, options.name});
  } else if (!options.name.empty()) {
    known->name = options.name;
  }
  context::save_known_keys(context, keys);
  print_known({*find(keys, fingerprint)}, options.json);
  return ExitCode::done;
}

ExitCode untrust(const Context& context, const TrustOptions& options) {
  refuse_without_config(context);
  const auto fingerprint = context::require_fingerprint(options.fingerprint);
  auto keys = context::known_keys_to_change(context);
  const auto known = find(keys, fingerprint);
  if (known == keys.end()) {
    throw Error(ErrorKind::not_found, fingerprint, tr("{} is not one of the known keys", fingerprint),
                "earwitness keys known");
  }
  const KnownKey gone = *known;
  keys.erase(known);
  context::save_known_keys(context, keys);
  print_known({gone}, options.json);
  return ExitCode::done;
}

ExitCode list_known(const Context& context, const TrustOptions& options) {
  print_known(context::load_known_keys(context), options.json);
  return ExitCode::done;
}

}  // namespace

void add_keys_trust(Command& keys, Context& context) {
  auto options = std::make_shared<TrustOptions>();
  const auto add = [&](const char* name, const char* what, const char* example, auto run) -> Command& {
    auto& command = keys.add_command(name, what, example);
    add_json(command, options->json);
    on_typed(command, options, [&context, run](const TrustOptions& o) { return run(context, o); });
    return command;
  };
  const auto with_fingerprint = [&](Command& command) -> Command& {
    command.positional("fingerprint", &options->fingerprint, _("Of the key, as its owner told it"), "FINGERPRINT")
        .require();
    return command;
  };
  with_fingerprint(
      add("trust", _("Trust a key that you compared with its owner"), "earwitness keys trust 52c5...67c4", &trust))
      .option("--name", &options->name, _("Whose it is"), "WHO")
      .free_text();
  with_fingerprint(add("untrust", _("Stop trusting it"), "earwitness keys untrust 52c5...67c4", &untrust));
  add("known", _("Show the keys that you trust"), "earwitness keys known", &list_known);
}

}  // namespace earwitness::cli
