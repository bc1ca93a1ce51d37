// SPDX-License-Identifier: MIT
#include "context/pin_root.hpp"

#include <fmt/format.h>

#include <atomic>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "log/log.hpp"
#include "os/random.hpp"
#include "terminal/ask_user.hpp"
#include "timestamp/check.hpp"
#include "timestamp/evidence.hpp"
#include "tsa/ask.hpp"

namespace earwitness::context {

namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t digits_in_group = 4;

struct Root {
  std::string name;
  std::string fingerprint;
  std::string pem;
};

/// By a time stamp of a random number, which tells nobody anything.
std::optional<Root> root_of(const settings::Config& config) {
  const auto imprint = crypto::sha256(base::as_bytes(os::random_hex(random_bytes)));
  const std::atomic<bool> never{false};
  const auto attempt = tsa::request_stamp({{*config.tsa}}, imprint, {}, never);
  if (!attempt.stamp) {
    log::warning(tr("no root is kept: {}", fmt::format("{}", fmt::join(attempt.failures, "; "))));
    return std::nullopt;
  }
  const auto found = timestamp::check(attempt.stamp->response, imprint, attempt.stamp->evidence);
  const auto pem = timestamp::certificate_pem(attempt.stamp->evidence, found.root_fingerprint);
  if (!found.valid || pem.empty()) {
    log::warning(_("no root is kept: the server did not give its certificates up to the root"));
    return std::nullopt;
  }
  return Root{found.root, found.root_fingerprint, pem};
}

/// In groups, to be compared by eye.
std::string in_groups(const std::string& digits) {
  std::string text;
  for (std::size_t at = 0; at < digits.size(); at += digits_in_group)
    text += (text.empty() ? "" : " ") + digits.substr(at, digits_in_group);
  return text;
}

bool is_confirmed(const Root& root) {
  log::info(tr("its root is {}, SHA-256:", root.name));
  log::info(in_groups(root.fingerprint));
  log::info(_("the authority publishes it: look there, on another network or by telephone"));
  return terminal::ask_yes_no(_("Is that the very fingerprint that the authority itself gives?"), {}).value_or(false);
}

}  // namespace

void offer_to_pin_root(const Context& context, settings::Config& config) {
  if (!config.tsa || config.stamps.value_or(session::Stamps::none) == session::Stamps::none || config.tsa_roots ||
      !terminal::can_ask_user())
    return;
  const auto wanted = terminal::ask_yes_no(
      _("Ask that server for a first stamp now (of a random number), so that verify can know its root?"), {});
  if (!wanted.value_or(false)) return;
  const auto root = root_of(config);
  if (!root) return;
  if (!is_confirmed(*root)) {
    log::info(
        _("then no root is kept, and verify will say that dates are not compared; later: verify --tsa-root FILE"));
    return;
  }
  const auto path = config_path(context).parent_path() / "tsa-roots.pem";
  os::make_folders(context.fs, path.parent_path());
  os::replace(context.fs, path, root->pem);
  config.tsa_roots = path.string();
}

}  // namespace earwitness::context
