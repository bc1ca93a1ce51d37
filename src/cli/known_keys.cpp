// SPDX-License-Identifier: MIT
#include "cli/known_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archive/key_store.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/unlock.hpp"

namespace earwitness::cli {

namespace {

constexpr std::size_t fingerprint_digits = 64;
constexpr const char* without_it = N_("mend or remove it, or go on without it: earwitness --no-config ...");

Error wrong(const os::Path& path, std::size_t line, const std::string& what) {
  return {ErrorKind::usage, path.string(), tr("{}, line {}: {}", base::printable(path.string()), line, what),
          _(without_it)};
}

KnownKey parse_line(std::string_view line, const os::Path& path, std::size_t number) {
  const auto end = std::min(line.find(' '), line.size());
  const auto fingerprint = parse_fingerprint(line.substr(0, end));
  if (!fingerprint) throw wrong(path, number, _("that is not a fingerprint and a name"));
  line.remove_prefix(end);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (!line.empty() && !is_plain_text(line, limits::name_bytes)) throw wrong(path, number, _("that is not a name"));
  return {*fingerprint, std::string(line)};
}

}  // namespace

std::optional<std::string> parse_fingerprint(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ':' || c == ' ') continue;
    digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (digits.size() != fingerprint_digits || !base::from_hex(digits)) return std::nullopt;
  return digits;
}

std::string require_fingerprint(std::string_view text) {
  if (const auto fingerprint = parse_fingerprint(text)) return *fingerprint;
  throw Error(ErrorKind::usage, std::string(text),
              tr("{} is not the fingerprint of a key: it has 64 digits of hex", base::printable(text)),
              _("its owner sees it with: earwitness keys show"));
}

os::Path known_keys_path(const Context& context) { return config_path(context).parent_path() / "known-keys"; }

std::vector<KnownKey> parse_known_keys(std::string_view text, const os::Path& path) {
  std::vector<KnownKey> keys;
  std::set<std::string> seen;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto key = parse_line(line, path, number);
    if (!seen.insert(key.fingerprint).second) throw wrong(path, number, _("this key stands there twice"));
    if (keys.size() >= limits::known_keys) {
      throw wrong(path, number, tr("there are more than {} keys", limits::known_keys));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

std::string known_keys_text(const std::vector<KnownKey>& keys) {
  std::string text = "# Written by earwitness keys trust: keys that were compared with their owners.\n";
  for (const auto& key : keys) {
    text += key.fingerprint + (key.name.empty() ? std::string() : "  " + key.name) + "\n";
  }
  return text;
}

std::vector<KnownKey> load_known_keys(const Context& context) {
  if (context.globals.no_config) return {};
  const auto path = known_keys_path(context);
  const auto entry = context.fs.status(path);
  if (!entry) return {};
  const auto shown = base::printable(path.string());
  if (entry->kind != os::EntryKind::file) {
    throw Error(ErrorKind::usage, path.string(), tr("{} is not a file of its own (a link, perhaps)", shown),
                _(without_it));
  }
  if (entry->exposed || entry->foreign) {
    throw Error(ErrorKind::usage, path.string(), tr("others than you can read or write {}", shown),
                tr("look at it, then: chmod 600 {}", shown));
  }
  if (entry->size > limits::known_keys_bytes) {
    throw Error(ErrorKind::usage, path.string(),
                tr("{} is larger than the {} bytes that it may have", shown, limits::known_keys_bytes), _(without_it));
  }
  return parse_known_keys(os::read_all(context.fs, path, limits::known_keys_bytes), path);
}

std::vector<KnownKey> own_keys(const Context& context) {
  std::vector<KnownKey> keys;
  try {
    const auto file = archive::KeyStore(context.fs, keys_folder()).read();
    if (!file) return {};
    keys.push_back({file->fingerprint(), _("your own")});
    for (const auto& endorsement : file->endorsements) {
      keys.push_back({archive::fingerprint_of(endorsement.previous_key), _("your own, of before")});
    }
  } catch (const Error&) {
    return {};  // `start` and `doctor` say what is wrong with it
  }
  return keys;
}

void save_known_keys(const Context& context, const std::vector<KnownKey>& keys) {
  const auto path = known_keys_path(context);
  os::make_folders(context.fs, path.parent_path());
  os::replace(context.fs, path, known_keys_text(keys));
}

}  // namespace earwitness::cli
