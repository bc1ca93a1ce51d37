// SPDX-License-Identifier: MIT
#include "archive/intent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/hmac.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "os/random.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view intent_begin = ".intent-";
constexpr std::string_view intent_end = ".jsonl";
constexpr std::size_t drawn_id_bytes = 4;  // of an intent's ID; as many after them show whose it is
constexpr std::string_view unwritten_end = ".new";
constexpr std::int64_t intent_format = 1;
constexpr const char* proof_name = "proof";

constexpr std::array<std::pair<Intent::Settled, const char*>, 4> settled_words{
    {{Intent::Settled::at_once, "at_once"},
     {Intent::Settled::by_ledger, "by_ledger"},
     {Intent::Settled::by_bag, "by_bag"},
     {Intent::Settled::never, "never"}}};

std::optional<Intent::Settled> settled_of(const std::string& word) {
  for (const auto& [settled, name] : settled_words) {
    if (word == name) return settled;
  }
  return std::nullopt;
}

const char* word_of(Intent::Settled settled) {
  for (const auto& [known, name] : settled_words) {
    if (known == settled) return name;
  }
  return "";
}

/// Names alone, each of what lies in the one before it: no way leads out of the archive.
bool is_below(std::string_view path) {
  if (path.empty() || path.size() > limits::path_bytes || path.find('\0') != std::string_view::npos) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto name = path.substr(at, end - at);
    if (name.empty() || name == "." || name == "..") return false;
    at = end + 1;
  }
  return true;
}

/// What only this program calls so.
bool is_own_name(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.starts_with('.') || name.ends_with(".new");
}

bool fits(const ChangeStep& step) {
  if (!is_below(step.path)) return false;
  return step.kind == ChangeStep::Kind::remove ? is_own_name(step.path) : is_below(step.to);
}

json::Value to_json_list(const std::vector<ChangeStep>& steps) {
  auto list = json::Value::array();
  for (const auto& step : steps) {
    if (step.kind == ChangeStep::Kind::remove) {
      list.push_back({{"remove", step.path}});
    } else {
      list.push_back({{"move", step.path}, {"to", step.to}, {"seal", json::text_or_null(step.seal)}});
    }
  }
  return list;
}

/// Nothing where one of them is none.
std::optional<std::vector<ChangeStep>> steps_in(json::Fields& fields, const char* name) {
  std::vector<ChangeStep> steps;
  for (const auto& object : fields.objects(name)) {
    auto step = object.contains("remove") ? remove_step(json::text_in(object, "remove"))
                                          : move_step(json::text_in(object, "move"), json::text_in(object, "to"),
                                                      json::text_in(object, "seal"));
    if (!fits(step)) return std::nullopt;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string proof_of(const base::SecretText& key, std::string_view line) {
  return base::to_hex(crypto::hmac_sha256(key.view(), line));
}

/// By which a name shows that this user's computer gave it, whatever a power cut has left of what it names.
std::string mark_of(const base::SecretText& key, std::string_view drawn) {
  return proof_of(key, fmt::format("intent {}", drawn)).substr(0, 2 * drawn_id_bytes);
}

std::string new_intent_id(const base::SecretText& key) {
  const auto drawn = os::random_hex(drawn_id_bytes);
  return drawn + (key.empty() ? os::random_hex(drawn_id_bytes) : mark_of(key, drawn));
}

/// Of the name of one that is not written yet.
bool is_marked(const base::SecretText& key, std::string_view name) {
  const auto id =
      name.substr(intent_begin.size(), name.size() - intent_begin.size() - intent_end.size() - unwritten_end.size());
  constexpr auto digits = 2 * drawn_id_bytes;
  return !key.empty() && id.size() == 2 * digits && id.substr(digits) == mark_of(key, id.substr(0, digits));
}

/// Whether a text is the beginning of an intent, or of none yet: anyone may have called another file so.
bool begins_as_intent(std::string_view text) {
  constexpr std::string_view first_field = "\"change\":";
  const auto model = intent_text({});
  const auto begin = std::string_view(model).substr(0, model.find(first_field) + first_field.size());
  // A power cut may leave its size and none of its bytes.
  return begin.starts_with(text) || text.starts_with(begin) || text.find_first_not_of('\0') == std::string_view::npos;
}

/// What is written down must be what is read: JSON has no place for a name that is not UTF-8.
void require_writable(const Intent& intent, const std::string& text) {
  if (const auto read = parse_intent(text); read && intent_text(*read) == intent_text(intent)) {
    const auto is_text = [](const std::string& word) { return base::is_valid_utf8(word); };
    const auto are_texts = [&](const std::vector<ChangeStep>& steps) {
      return std::all_of(steps.begin(), steps.end(),
                         [&](const ChangeStep& step) { return is_text(step.path) && is_text(step.to); });
    };
    if (is_text(intent.name) && is_text(intent.bag) && are_texts(intent.steps) && are_texts(intent.undo)) return;
  }
  const auto shown = base::printable(intent.name);
  throw Error(ErrorKind::surroundings, intent.name,
              tr("the name of {} can't be written down, so nothing is changed in several steps there", shown),
              _("give its folder another name with: mv"));
}

}  // namespace

ChangeStep move_step(std::string path, std::string to, std::string seal) {
  return {ChangeStep::Kind::move, std::move(path), std::move(to), std::move(seal)};
}

ChangeStep remove_step(std::string path) { return {ChangeStep::Kind::remove, std::move(path)}; }

std::string intent_text(const Intent& intent) {
  const json::Value object{{"format", intent_format},
                           {"change", intent.change},
                           {"name", intent.name},
                           {"settled", word_of(intent.settled)},
                           {"bag", json::text_or_null(intent.bag)},
                           {"seal", json::text_or_null(intent.seal)},
                           {"recording", json::text_or_null(intent.recording)},
                           {"steps", to_json_list(intent.steps)},
                           {"undo", to_json_list(intent.undo)}};
  return object.dump(json::Encoding::ascii) + "\n";
}

std::optional<Intent> parse_intent(std::string_view line) {
  const auto object = json::parse_object(line, json::document);
  if (!object) return std::nullopt;
  json::Fields fields(*object);
  (void)fields.number("format", intent_format, intent_format);
  Intent intent;
  intent.change = fields.text("change");
  intent.name = fields.text("name");
  const auto settled = settled_of(fields.text("settled"));
  intent.bag = fields.text_or_null("bag").value_or(std::string());
  intent.seal = fields.text_or_null("seal").value_or(std::string());
  intent.recording = fields.text_or_null("recording").value_or(std::string());
  auto steps = steps_in(fields, "steps");
  auto undo = steps_in(fields, "undo");
  const bool is_one = fields.missing().empty() && settled && steps && undo &&
                      (intent.name.empty() || is_below(intent.name)) && (intent.bag.empty() || is_below(intent.bag)) &&
                      (settled != Intent::Settled::by_bag || !intent.bag.empty());
  if (!is_one) return std::nullopt;
  intent.settled = *settled;
  intent.steps = std::move(*steps);
  intent.undo = std::move(*undo);
  return intent;
}

std::string Intents::text_of(const Intent& intent) const {
  auto text = intent_text(intent);
  if (key_.empty() && make_) key_ = make_();
  if (!key_.empty()) text += json::Value{{proof_name, proof_of(key_, text)}}.dump() + "\n";
  return text;
}

IntentFile Intents::write(const Intent& intent) const {
  require_writable(intent, intent_text(intent));
  const auto text = text_of(intent);
  const auto path = root_ / fmt::format("{}{}{}", intent_begin, new_intent_id(key_), intent_end);
  put(path, text);
  return {path, crypto::sha256_hex(text), intent, !key_.empty()};
}

IntentFile Intents::rewrite(const IntentFile& before, const Intent& intent) const {
  require_writable(intent, intent_text(intent));
  const auto text = text_of(intent);
  put(before.path, text);
  return {before.path, crypto::sha256_hex(text), intent, !key_.empty()};
}

/// Whole or not at all: half of one would prove nothing. Who settles at the same moment takes what is half written for
/// a crash's.
void Intents::put(const os::Path& path, const std::string& text) const {
  constexpr int max_tries = 3;
  for (int tries = 1;; ++tries) {
    try {
      return os::replace(fs_, path, text, os::Leftover::kept);
    } catch (const FileError& error) {
      if (error.code() != ENOENT || tries == max_tries) throw;
    }
  }
}

IntentFile Intents::read_again(const IntentFile& file) const {
  IntentFile now{file.path, {}, std::nullopt, false};
  read_into(now);
  return now;
}

void Intents::remove(const IntentFile& file) const {
  if (!fs_.status(file.path)) return;
  fs_.remove_file(file.path);
  fs_.sync_folder(root_);
}

void Intents::read_into(IntentFile& file) const {
  const auto text = os::read_all(fs_, file.path, limits::intent_bytes);
  const auto end = text.find('\n');
  const auto line = std::string_view(text).substr(0, end == std::string::npos ? text.size() : end + 1);
  const auto proof = json::parse_object(std::string_view(text).substr(line.size()), json::document);
  file.sha256 = crypto::sha256_hex(text);
  file.intent = parse_intent(line);
  file.has_proof = !key_.empty() && proof && json::text_in(*proof, proof_name) == proof_of(key_, line);
}

void Intents::remove_unwritten() const {
  if (!fs_.status(root_)) return;
  for (const auto& entry : fs_.list(root_)) {
    const bool may_be = entry.kind == os::EntryKind::file && !entry.shared && is_unwritten_intent(entry.name) &&
                        entry.size <= limits::intent_bytes;
    if (may_be && (is_marked(key_, entry.name) ||
                   begins_as_intent(os::read_all(fs_, root_ / entry.name, limits::intent_bytes)))) {
      fs_.remove_file(root_ / entry.name);
    }
  }
}

std::vector<IntentFile> Intents::read() const {
  std::vector<IntentFile> files;
  if (!fs_.status(root_)) return files;
  for (const auto& entry : fs_.list(root_)) {
    if (!is_intent(entry.name)) continue;
    if (files.size() >= limits::intents) break;
    IntentFile file{root_ / entry.name, {}, std::nullopt, false};
    try {
      if (entry.kind == os::EntryKind::file && entry.size <= limits::intent_bytes) read_into(file);
    } catch (const FileError& error) {
      // What others wrote, and do not let be read, is as little an intent as what does not read as one.
      if (error.code() != EACCES && error.code() != EPERM) file.unread = error.what();
    } catch (const Error&) {  // it is none
    }
    files.push_back(std::move(file));
  }
  return files;
}

bool is_intent(std::string_view name) noexcept { return name.starts_with(intent_begin) && name.ends_with(intent_end); }

bool is_unwritten_intent(std::string_view name) noexcept {
  return name.ends_with(unwritten_end) && is_intent(name.substr(0, name.size() - unwritten_end.size()));
}

bool has_intents(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return false;
  const auto entries = fs.list(root);
  return std::any_of(entries.begin(), entries.end(),
                     [](const os::Entry& entry) { return is_intent(entry.name) || is_unwritten_intent(entry.name); });
}

}  // namespace earwitness::archive
