// SPDX-License-Identifier: MIT
#include "settings/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <vector>

#include "base/limits.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "tsa/http.hpp"

namespace earwitness::settings {

namespace {

constexpr const char* without_config = N_("earwitness setup   or ignore it: earwitness --no-config ...");

struct Value {
  std::string text;
  bool quoted = false;
};

std::optional<std::string> as_text(const Value& value, std::size_t limit) {
  if (!value.quoted || !base::is_plain_text(value.text, limit)) return std::nullopt;
  return value.text;
}

template <typename Number>
std::optional<Number> as_number(const Value& value, Number least, Number most) {
  Number number{};
  const char* end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (value.quoted || error != std::errc{} || stop != end || number < least || number > most) return std::nullopt;
  return number;
}

/// A key of the file: how its value is read into a Config and written from one.
struct Setting {
  const char* name;
  const char* meaning;
  const char* standard;  ///< what counts where it is not set
  const char* expected;
  bool (*read)(const Value& value, Config& config);
  std::optional<std::string> (*write)(const Config& config);
};

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

template <typename T>
std::optional<std::string> written(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  if constexpr (std::is_same_v<T, std::string>) return in_quotes(*value);
  if constexpr (std::is_same_v<T, UtcTime>) return in_quotes(base::rfc3339(*value));
  if constexpr (std::is_same_v<T, std::chrono::seconds>) return in_quotes(fmt::format("{}s", value->count()));
  if constexpr (std::is_integral_v<T>) return fmt::format("{}", *value);
}

template <std::optional<std::string> Config::*Field>
bool read_address(const Value& value, Config& config) {
  config.*Field = as_text(value, limits::url_bytes);
  return config.*Field && tsa::is_web_address(*(config.*Field));
}

constexpr const char* web_address = N_("an address in quotes, from http:// or https://");

const std::array<Setting, 21> keys{{
    {"name", N_("Your name, for the statement in each recording"), N_("none: you are asked when a recording ends"),
     N_("text in quotes"),
     [](const Value& v, Config& c) { return (c.name = as_text(v, limits::name_bytes)).has_value(); },
     [](const Config& c) { return written(c.name); }},
    {"statement_made", N_("When you stated that you only record conversations that you take part in"),
     N_("never: you are asked when a recording ends"), N_("a time such as \"2026-11-23T14:30:05Z\""),
     [](const Value& v, Config& c) { return v.quoted && (c.statement_made = base::parse_rfc3339(v.text)).has_value(); },
     [](const Config& c) { return written(c.statement_made); }},
    {"statement_language", N_("The language in which you read that statement"), "en", N_("\"en\" or \"nl\""),
     [](const Value& v, Config& c) {
       c.statement_language = as_text(v, limits::name_bytes);
       return c.statement_language == "en" || c.statement_language == "nl";
     },
     [](const Config& c) { return written(c.statement_language); }},
    {"device", N_("The microphone: a name that earwitness devices lists"), N_("the default microphone of the system"),
     N_("text in quotes"),
     [](const Value& v, Config& c) { return (c.device = as_text(v, limits::name_bytes)).has_value(); },
     [](const Config& c) { return written(c.device); }},
    {"archive", N_("The folder with all recordings"), "~/earwitness", N_("a folder in quotes, from / or ~/"),
     [](const Value& v, Config& c) {
       c.archive = as_text(v, limits::path_bytes);
       return c.archive && (c.archive->starts_with('/') || c.archive->starts_with("~/"));
     },
     [](const Config& c) { return written(c.archive); }},
    {"language", N_("The language of messages: en or nl"), N_("that of the system"), N_("\"en\" or \"nl\""),
     [](const Value& v, Config& c) {
       c.language = as_text(v, limits::name_bytes);
       return c.language == "en" || c.language == "nl";
     },
     [](const Config& c) { return written(c.language); }},
    {"rate", N_("Sample rate in Hz"), "48000", N_("a number from 8000 to 192000"),
     [](const Value& v, Config& c) {
       return (c.rate = as_number(v, limits::sample_rate_min, limits::sample_rate_max)).has_value();
     },
     [](const Config& c) { return written(c.rate); }},
    {"channels", N_("Channels"), "1", N_("a number from 1 to 8"),
     [](const Value& v, Config& c) {
       return (c.channels = as_number(v, std::uint16_t{1}, limits::channels_max)).has_value();
     },
     [](const Config& c) { return written(c.channels); }},
    {"channel", N_("Record only this channel of a microphone that has several"), N_("none in particular: see channels"),
     N_("a number from 1 to 32"),
     [](const Value& v, Config& c) {
       return (c.channel = as_number(v, std::uint16_t{1}, limits::inputs_max)).has_value();
     },
     [](const Config& c) { return written(c.channel); }},
    {"bits", N_("Bits per sample: 16 or 24"), "16", N_("16 or 24"),
     [](const Value& v, Config& c) {
       c.bits = as_number(v, std::uint16_t{16}, std::uint16_t{24});
       return c.bits == 16 || c.bits == 24;
     },
     [](const Config& c) { return written(c.bits); }},
    {"call", N_("What start does when you seem to be in a call: say that --call records the other side, or ask"),
     N_("say"), N_("\"say\" or \"ask\""),
     [](const Value& v, Config& c) { return v.quoted && (c.call = to_call_hint(v.text)).has_value(); },
     [](const Config& c) { return c.call ? std::optional(in_quotes(to_string(*c.call))) : std::nullopt; }},
    {"max", N_("A recording stops by itself after this time"), "2h", N_("a length such as \"2h\""),
     [](const Value& v, Config& c) {
       c.max = base::parse_duration(v.text);
       return v.quoted && c.max && c.max->count() > 0;
     },
     [](const Config& c) { return written(c.max); }},
    {"remind_after", N_("The screen asks after this time whether you still take part; 0: never"), "60m",
     N_("a length such as \"60m\", or \"0\" for never"),
     [](const Value& v, Config& c) {
       c.remind_after = base::parse_duration(v.text);
       return v.quoted && c.remind_after.has_value();
     },
     [](const Config& c) { return written(c.remind_after); }},
    {"stamps", N_("When to ask for time stamps: during the recording, later, or none"), N_("none"),
     N_("\"during\", \"later\" or \"none\""),
     [](const Value& v, Config& c) { return v.quoted && (c.stamps = session::to_stamps(v.text)).has_value(); },
     [](const Config& c) { return c.stamps ? std::optional(in_quotes(to_string(*c.stamps))) : std::nullopt; }},
    {"tsa", N_("Web address of the time stamp server"), N_("none"), web_address, &read_address<&Config::tsa>,
     [](const Config& c) { return written(c.tsa); }},
    {"tsa2", N_("The server that is asked when the first one does not answer"), N_("none"), web_address,
     &read_address<&Config::tsa2>, [](const Config& c) { return written(c.tsa2); }},
    {"tsa3", N_("The server that is asked when the first two do not answer"), N_("none"), web_address,
     &read_address<&Config::tsa3>, [](const Config& c) { return written(c.tsa3); }},
    {"stamp_every", N_("How often to ask for another time stamp during a recording"), N_("never"),
     N_("a length of a minute or more such as \"10m\""),
     [](const Value& v, Config& c) {
       c.stamp_every = base::parse_duration(v.text);
       return v.quoted && c.stamp_every && *c.stamp_every >= std::chrono::minutes(1);
     },
     [](const Config& c) { return written(c.stamp_every); }},
    {"tsa_roots", N_("File with the root certificates of the time stamp servers that you trust, or system"),
     N_("none: a stamp is shown, but not called proven"), N_("a file in quotes, beginning with / or ~/; or \"system\""),
     [](const Value& v, Config& c) {
       c.tsa_roots = as_text(v, limits::path_bytes);
       return c.tsa_roots &&
              (*c.tsa_roots == "system" || c.tsa_roots->starts_with('/') || c.tsa_roots->starts_with("~/"));
     },
     [](const Config& c) { return written(c.tsa_roots); }},
    {"recogniser", N_("The command that makes a draft of a transcript; it must contain {wav}"), N_("none"),
     N_("a command in quotes, with {wav} in it"),
     [](const Value& v, Config& c) {
       c.recogniser = as_text(v, limits::path_bytes);
       return c.recogniser && c.recogniser->find("{wav}") != std::string::npos;
     },
     [](const Config& c) { return written(c.recogniser); }},
    {"speakers", N_("Who speaks, for new transcripts: names separated by commas"), N_("none"),
     N_("names in quotes, with commas between them"),
     [](const Value& v, Config& c) { return (c.speakers = as_text(v, limits::title_bytes)).has_value(); },
     [](const Config& c) { return written(c.speakers); }},
}};

/// Where in the file something is wrong.
struct Place {
  const os::Path& path;
  std::size_t line;
  [[nodiscard]] Error wrong(const std::string& what) const {
    return {ErrorKind::usage, path.string(), tr("{}, line {}: {}", base::printable(path.string()), line, what),
            _(without_config)};
  }
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

const Setting& find_key(std::string_view name, const Place& place) {
  std::vector<std::string> known;
  for (const auto& key : keys) {
    if (name == key.name) return key;
    known.emplace_back(key.name);
  }
  const auto meant = base::closest_word(name, known);
  const auto shown = base::printable(name);
  throw place.wrong(meant.empty() ? tr("there is no setting {}", shown)
                                  : tr("there is no setting {}; did you mean {}?", shown, meant));
}

/// The one value that a line sets; nothing where that is no TOML, or neither text nor a plain number.
std::optional<Value> value_of_toml(std::string_view line) try {
  const auto table = toml::parse(line);
  if (table.size() != 1) return std::nullopt;
  const auto& value = table.cbegin()->second;
  if (const auto* text = value.as_string()) return Value{text->get(), true};
  const auto* number = value.as_integer();
  if (number == nullptr || number->flags() != toml::value_flags::none) return std::nullopt;  // 0x10000
  return Value{fmt::format("{}", number->get()), false};
} catch (const toml::parse_error&) {
  return std::nullopt;
}

/// Earlier versions took some lines that are no TOML: any byte behind a `#`, zeros in front of a number, a comma
/// behind the value, and quotes within quotes of their own kind, as in 'O'Brien'. Files that have them go on working.
std::optional<Value> value_of_earlier_versions(std::string_view raw) {
  raw = trimmed(raw.substr(0, raw.find('#')));
  if (raw.size() > 1 && raw.ends_with(',')) raw = trimmed(raw.substr(0, raw.size() - 1));
  if (raw.find_first_not_of("0123456789") == std::string_view::npos) return Value{std::string(raw), false};
  const bool is_in_quotes = raw.size() > 1 && raw.front() == raw.back() && (raw.front() == '"' || raw.front() == '\'');
  if (!is_in_quotes) return std::nullopt;
  const auto inside = raw.substr(1, raw.size() - 2);
  const bool is_one = inside.find(raw.front()) == std::string_view::npos || inside.find_first_of(" ,") == inside.npos;
  return is_one ? std::optional(Value{std::string(inside), true}) : std::nullopt;
}

Value read_value(std::string_view line, std::string_view raw, const Setting& key, const Place& place) {
  const bool is_long = raw.starts_with("\"\"\"") || raw.starts_with("'''");
  auto value = raw.empty() || is_long ? std::nullopt : value_of_toml(line);
  if (!value && !raw.empty() && !is_long) value = value_of_earlier_versions(raw);
  if (!value) throw place.wrong(tr("{} must be {}", key.name, _(key.expected)));
  return *value;
}

/// The key that a line of the file sets; empty where it is a comment or sets none.
std::string_view key_of_line(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#') return {};
  return trimmed(line.substr(0, line.find('=')));
}

/// The text with that line in the place of the one that sets `name`, or at its end; or without any. The ends of lines
/// stay as they are.
std::string with_line(std::string_view text, std::string_view name, const std::optional<std::string>& line) {
  std::string changed;
  bool is_there = false;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto content = text.substr(0, end);
    auto ending = text.substr(end, end < text.size() ? 1 : 0);
    if (content.ends_with('\r')) {
      ending = text.substr(end - 1, ending.size() + 1);
      content.remove_suffix(1);
    }
    text.remove_prefix(content.size() + ending.size());
    if (key_of_line(content) != name) {
      changed.append(content).append(ending);
    } else if (line && !is_there) {
      changed.append(*line).append(ending);
      is_there = true;
    }
  }
  if (!line || is_there) return changed;
  if (!changed.empty() && !changed.ends_with('\n')) changed += '\n';
  return changed + *line + "\n";
}

/// The file is tried before it is written.
bool reads_back(const std::string& text, const Config& config) {
  try {
    return text.size() <= limits::config_bytes && parse_config(text, "config.toml") == config;
  } catch (const Error&) {
    return false;
  }
}

/// Behind links: people keep their settings elsewhere and link to them.
os::Path resolved(const os::Path& path) {
  std::error_code unseen;
  auto canonical = std::filesystem::weakly_canonical(path, unseen);
  return unseen ? path : canonical;
}

}  // namespace

const char* to_string(CallHint hint) noexcept { return hint == CallHint::ask ? "ask" : "say"; }

std::optional<CallHint> to_call_hint(std::string_view word) noexcept {
  for (const auto hint : {CallHint::say, CallHint::ask}) {
    if (word == to_string(hint)) return hint;
  }
  return std::nullopt;
}

archive::Statement Config::statement() const {
  // Settings of before this was kept have no language; what was sealed then was English.
  const auto made_in = base::to_language(statement_language.value_or(std::string()));
  return {name.value_or(std::string()), statement_made, made_in.value_or(base::Language::english)};
}

namespace {

/// Lines one after the other; none that throws changes anything.
class ConfigReader {
 public:
  explicit ConfigReader(const os::Path& path) : path_(path) {}

  void read_line(std::string_view line) {
    const Place place{path_, ++number_};
    name_ = {};
    if (line.empty() || line.front() == '#') return;
    const auto equals = line.find('=');
    name_ = trimmed(line.substr(0, equals));
    if (equals == std::string_view::npos || line.front() == '[') throw place.wrong(_("that is not `key = value`"));
    const auto& key = find_key(name_, place);
    if (std::find(seen_.begin(), seen_.end(), name_) != seen_.end()) throw place.wrong(tr("{} is set twice", name_));
    seen_.push_back(name_);
    Config next = config_;
    if (!key.read(read_value(line, trimmed(line.substr(equals + 1)), key, place), next)) {
      throw place.wrong(tr("{} must be {}", key.name, _(key.expected)));
    }
    config_ = std::move(next);
  }

  /// Of the last line, as it was written.
  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  [[nodiscard]] const Config& config() const noexcept { return config_; }

 private:
  const os::Path& path_;
  Config config_;
  std::vector<std::string_view> seen_;
  std::string_view name_;
  std::size_t number_ = 0;
};

std::string_view pop_config_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Which setting a line that can't be read was about, as far as that can be told.
std::string meant_by(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& key : keys) {
    if (name == key.name) return key.name;
    known.emplace_back(key.name);
  }
  return base::closest_word(name, known);
}

/// The text of the settings; nothing where there is no such file. Throws Error(usage), FileError.
std::optional<std::string> config_file_text(os::FileSystem& fs, const os::Path& path, bool required) {
  const auto shown = base::printable(path.string());
  try {
    const auto status = fs.status(path);
    if (!status && required) {
      throw Error(ErrorKind::usage, path.string(), tr("there is no config {}", shown), _(without_config));
    }
    if (!status) return std::nullopt;
    if (status->size > limits::config_bytes) {
      throw Error(ErrorKind::usage, path.string(),
                  tr("{} is larger than the {} bytes that a config may have", shown, limits::config_bytes),
                  _(without_config));
    }
    return os::read_all(fs, path, limits::config_bytes);
  } catch (const FileError& error) {
    throw unreadable_config(error);
  }
}

}  // namespace

FileError unreadable_config(const FileError& error) {
  if (error.code() != EACCES && error.code() != EPERM) return error;
  return {error.code(), error.subject(), error.what(),
          _("make it yours again: sudo chown -R $USER ~/.config   or ignore it: earwitness --no-config ...")};
}

Config parse_config(std::string_view text, const os::Path& path) {
  ConfigReader reader(path);
  while (!text.empty()) reader.read_line(pop_config_line(text));
  return reader.config();
}

LenientConfig parse_config_leniently(std::string_view text, const os::Path& path) {
  ConfigReader reader(path);
  std::vector<ConfigProblem> problems;
  while (!text.empty()) {
    try {
      reader.read_line(pop_config_line(text));
    } catch (const Error& error) {
      problems.push_back({error.what(), meant_by(reader.name())});
    }
  }
  return {reader.config(), std::move(problems)};
}

std::string config_text(const Config& config) {
  std::string text = "# Written by earwitness setup.\n";
  for (const auto& key : keys) {
    if (const auto value = key.write(config)) text += fmt::format("{} = {}\n", key.name, *value);
  }
  if (!reads_back(text, config)) {
    throw Error(ErrorKind::usage, {}, _("a name, device or folder holds characters that the config can't keep"),
                _("leave out quotes and backslashes"));
  }
  return text;
}

Config read_config(os::FileSystem& fs, const os::Path& named, bool required) {
  const auto path = resolved(named);
  const auto text = config_file_text(fs, path, required);
  return text ? parse_config(*text, path) : Config{};
}

LenientConfig read_config_leniently(os::FileSystem& fs, const os::Path& named) {
  const auto path = resolved(named);
  try {
    const auto text = config_file_text(fs, path, /*required=*/false);
    return text ? parse_config_leniently(*text, path) : LenientConfig{};
  } catch (const Error& error) {
    return {{}, {{error.what(), {}}}};
  }
}

void write_config(os::FileSystem& fs, const os::Path& path, const Config& config) {
  const auto file = resolved(path);
  auto text = config_text(config);
  try {
    if (const auto before = config_file_text(fs, file, /*required=*/false)) {
      const auto known = parse_config(*before, file);
      auto changed = *before;
      for (const auto& key : keys) {
        const auto value = key.write(config);
        if (value == key.write(known)) continue;
        changed = with_line(changed, key.name, value ? std::optional(fmt::format("{} = {}", key.name, *value)) : value);
      }
      if (reads_back(changed, config)) text = changed;
    }
  } catch (const Error&) {  // one that makes no sense is written anew
  }
  os::make_folders(fs, file.parent_path());
  os::replace(fs, file, text);
}

namespace {

/// `10800s` as a person writes it: `3h`.
std::string in_large_units(std::string_view length) {
  const auto total = base::parse_duration(length);
  if (!total || !length.ends_with('s') || total->count() == 0) return std::string(length);
  constexpr std::int64_t hour = 3600;
  constexpr std::int64_t minute = 60;
  std::string text;
  const auto add = [&text](std::int64_t number, char unit) {
    if (number > 0) text += fmt::format("{}{}", number, unit);
  };
  add(total->count() / hour, 'h');
  add(total->count() % hour / minute, 'm');
  add(total->count() % minute, 's');
  return text;
}

}  // namespace

std::vector<ShownSetting> show_settings(const Config& config) {
  std::vector<ShownSetting> shown;
  for (const auto& key : keys) {
    auto value = key.write(config).value_or(std::string());
    if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
    shown.push_back({key.name, in_large_units(value), _(key.standard), _(key.meaning)});
  }
  return shown;
}

std::string changed_config_text(std::string_view text, const std::string& name,
                                const std::optional<std::string>& typed) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const Setting& key) { return name == key.name; });
  if (found == keys.end()) {
    const auto meant = meant_by(name);
    const auto shown = base::printable(name);
    throw Error(ErrorKind::usage, name,
                meant.empty() ? tr("there is no setting {}", shown)
                              : tr("there is no setting {}; did you mean {}?", shown, meant),
                "earwitness settings");
  }
  if (name == "statement_made" || name == "statement_language") {
    throw Error(ErrorKind::usage, name, _("a statement is made by reading it and saying yes"), "earwitness setup");
  }
  if (!typed) return with_line(text, name, std::nullopt);
  for (const bool quoted : {true, false}) {
    Config probe;
    if (!found->read({*typed, quoted}, probe)) continue;
    return with_line(text, name, fmt::format("{} = {}", name, quoted ? in_quotes(*typed) : *typed));
  }
  throw Error(ErrorKind::usage, name, tr("{} must be {}", name, _(found->expected)),
              tr("earwitness settings {}   shows what it is now", name));
}

void change_setting(os::FileSystem& fs, const os::Path& path, const std::string& name,
                    const std::optional<std::string>& typed) {
  const auto file = resolved(path);
  const auto before = config_file_text(fs, file, /*required=*/false).value_or(std::string());
  const auto text = changed_config_text(before, name, typed);
  if (text == before) return;
  os::make_folders(fs, file.parent_path());
  os::replace(fs, file, text);
}

}  // namespace earwitness::settings
