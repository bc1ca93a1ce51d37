// SPDX-License-Identifier: MIT
#include "context/known_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "archive/key_store.hpp"
#include "base/fold.hpp"
#include "base/limits.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/only_own.hpp"
#include "context/unlock.hpp"

namespace earwitness::context {

namespace {

constexpr std::size_t fingerprint_digits = 64;
constexpr const char* own_words = N_("your own");
constexpr const char* own_before_words = N_("your own earlier key, since replaced");
/// What earlier versions called it, and who reads their pages still takes for it.
constexpr const char* earlier_own_words = N_("your own, of before");
constexpr const char* without_it = N_("correct or remove it, or ignore it: earwitness --no-config ...");

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
  if (!line.empty() && !base::is_plain_text(line, limits::name_bytes))
    throw wrong(path, number, _("that is not a name"));
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

namespace {

/// What is drawn like a small Latin letter, of the scripts that most names are written in.
constexpr std::array<std::pair<std::string_view, char>, 27> lookalikes{{
    {"\u0430", 'a'}, {"\u0435", 'e'}, {"\u043E", 'o'}, {"\u0440", 'p'}, {"\u0441", 'c'}, {"\u0443", 'y'},
    {"\u0445", 'x'}, {"\u0456", 'i'}, {"\u0458", 'j'}, {"\u0455", 's'}, {"\u0501", 'd'}, {"\u0461", 'w'},
    {"\u051D", 'w'}, {"\u0475", 'v'}, {"\u04BB", 'h'}, {"\u0433", 'r'}, {"\u03B1", 'a'}, {"\u03B5", 'e'},
    {"\u03B6", 'z'}, {"\u03B9", 'i'}, {"\u03BD", 'v'}, {"\u03BF", 'o'}, {"\u03C1", 'p'}, {"\u03C5", 'u'},
    {"\u03C9", 'w'}, {"\u03B3", 'y'}, {"\u057D", 'u'},
}};

/// The Latin letters of a text and what looks like one; all else is left out.
std::string letters_of(std::string_view text) {
  const auto folded = base::folded(text);
  std::string letters;
  for (std::string_view rest = folded; !rest.empty();) {
    const auto* like = std::find_if(lookalikes.begin(), lookalikes.end(),
                                    [&](const auto& pair) { return rest.starts_with(pair.first); });
    // U+FF41 to U+FF5A: letters as wide as a Chinese one.
    const bool is_wide = rest.starts_with("\xEF\xBD") && rest.size() > 2;
    if (like != lookalikes.end()) {
      letters += like->second;
    } else if (is_wide && rest[2] >= '\x81' && rest[2] <= '\x9A') {
      letters += static_cast<char>(rest[2] - '\x81' + 'a');
    } else if (rest.front() >= 'a' && rest.front() <= 'z') {
      letters += rest.front();
    }
    rest.remove_prefix(like != lookalikes.end() ? like->first.size() : 1);
  }
  return letters;
}

/// Names that would read as if the key were the user's own, in any language that the program speaks.
bool says_it_is_own(const std::string& name) {
  const auto said = letters_of(name);
  for (const auto language : {base::Language::english, base::Language::dutch}) {
    const base::InLanguage in(language);
    for (const char* own : {_(own_words), _(own_before_words), _(earlier_own_words)}) {
      if (said == letters_of(own)) return true;
    }
  }
  return false;
}

std::vector<KnownKey> read_known_keys(const Context& context) {
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

}  // namespace

std::vector<KnownKey> load_known_keys(const Context& context) {
  if (context.globals.no_config || !is_only_own(known_keys_path(context))) return {};
  auto keys = read_known_keys(context);
  for (auto& key : keys) {
    if (says_it_is_own(key.name)) key.name.clear();
  }
  return keys;
}

std::vector<KnownKey> known_keys_to_change(const Context& context) {
  const auto path = known_keys_path(context);
  const auto doubt = doubt_about(path);
  if (doubt.reason.empty()) return read_known_keys(context);
  throw Error(ErrorKind::usage, path.string(), tr("{} is not used: {}", base::printable(path.string()), doubt.reason),
              doubt.next);
}

void require_name(const std::string& name) {
  if (name.empty()) return;
  if (!base::is_plain_text(name, limits::name_bytes)) {
    throw Error(ErrorKind::usage, name, tr("{} can't be kept as a name", base::printable(name)),
                _("leave out quotes and backslashes"));
  }
  if (says_it_is_own(name)) {
    throw Error(ErrorKind::usage, name,
                tr("{} can't be a name: it would read as if the key were yours", base::in_quotes(name)),
                _("say whose key it is: --name \"A. Name\""));
  }
}

std::vector<KnownKey> own_keys(const Context& context) {
  std::vector<KnownKey> keys;
  const auto add = [&](std::string fingerprint, const char* name) {
    const bool is_new =
        std::none_of(keys.begin(), keys.end(), [&](const KnownKey& key) { return key.fingerprint == fingerprint; });
    if (is_new) keys.push_back({std::move(fingerprint), name, true});
  };
  const auto add_before = [&](const archive::KeyFile& file) {
    for (const auto& endorsement : file.endorsements) {
      add(archive::fingerprint_of(endorsement.previous_key), _(own_before_words));
    }
  };
  try {
    const archive::KeyStore store(context.fs, keys_folder());
    if (const auto file = store.read()) {
      add(file->fingerprint(), _(own_words));
      add_before(*file);
    }
    // What `keys restore --replace` put aside was used here, too.
    for (const auto& file : store.retired()) {
      add(file.fingerprint(), _(own_before_words));
      add_before(file);
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

}  // namespace earwitness::context
