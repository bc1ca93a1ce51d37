// SPDX-License-Identifier: MIT
//
// bag-info.txt and how-to-verify.txt are what a person reads first, and whoever makes all hashes anew can write into
// them. So of bag-info.txt each label is one that this kind of bag has, once, and what it says is held against the
// journal, the notes, excerpt.json or transcript.json; what can't be held against anything (a name) is of whoever signs
// this bag, or of anybody. how-to-verify.txt is one of the texts that versions of this program have written.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "archive/tags.hpp"
#include "bag/how_to_verify.hpp"
#include "bag/info.hpp"
#include "bag/oxum.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/sound_clock.hpp"
#include "json/fields.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

namespace tags = archive::tags;

enum InfoKind : std::size_t { of_recording, of_recovered, of_import, of_excerpt, of_transcript, info_kinds };
enum class Need : char { never, may, must };

struct Label {
  std::string_view name;
  std::array<Need, info_kinds> needs;
};

constexpr auto never = Need::never;
constexpr auto may = Need::may;
constexpr auto must = Need::must;

/// docs/format.md, "bag-info.txt": recording, recovered, import, excerpt, transcript.
constexpr std::array labels{
    Label{tags::software, {must, must, must, must, must}},
    Label{tags::identifier, {must, must, must, must, must}},
    Label{tags::kind, {must, must, must, must, must}},
    Label{tags::title, {may, may, may, never, never}},
    Label{tags::started, {must, may, may, never, never}},
    Label{tags::seconds, {must, must, may, never, never}},
    Label{tags::name, {must, must, must, may, may}},
    Label{tags::statement, {must, must, must, may, never}},
    Label{tags::statement_made, {may, may, may, may, never}},
    Label{tags::recovered, {never, must, never, never, never}},
    Label{tags::recovered_from, {never, must, never, never, never}},
    Label{tags::excerpt_of, {never, never, never, must, never}},
    Label{tags::deleted, {never, never, never, may, never}},
    Label{tags::transcript_of, {never, never, never, never, must}},
    Label{tags::bagging_date, {must, must, must, must, must}},
    Label{tags::payload_oxum, {must, must, must, must, must}},
    Label{tags::salt, {must, must, must, must, must}},
};

constexpr std::size_t salt_digits = 32;
constexpr std::size_t max_software_bytes = 100;

InfoKind info_kind(const Session& session) {
  if (session.result.kind == RecordingKind::transcript) return of_transcript;
  if (session.result.kind == RecordingKind::excerpt) return of_excerpt;
  if (session.journal.kind == to_string(RecordingKind::imported)) return of_import;
  return session.journal.recovered ? of_recovered : of_recording;
}

/// `earwitness/0.1.0`: no room for a sentence.
bool is_software(std::string_view text) {
  constexpr std::string_view prefix = "earwitness/";
  constexpr std::string_view allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-";
  if (!text.starts_with(prefix) || text.size() > max_software_bytes) return false;
  const auto version = text.substr(prefix.size());
  return !version.empty() && version.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_date(std::string_view text) {
  return base::parse_moment(fmt::format("{}T00:00:00.000000000Z", text)).has_value();
}

/// Without zeros in front, so that one number has one form.
bool is_exact_oxum(std::string_view text) {
  const auto oxum = bag::parse_oxum(text);
  return oxum && fmt::format("{}.{}", oxum->octets, oxum->files) == text;
}

class InfoCheck {
 public:
  InfoCheck(Session& session, std::vector<bag::InfoLine> lines)
      : session_(session), lines_(std::move(lines)), kind_(info_kind(session)) {}

  void make() {
    for (const auto& line : lines_) {
      const auto label =
          std::find_if(labels.begin(), labels.end(), [&](const Label& known) { return known.name == line.label; });
      if (label == labels.end()) {
        fault(tr("{} is no label that a sealed bag has", line.label));
      } else if (label->needs[kind_] == never) {
        fault(tr("{} does not belong to this kind of bag", line.label));
      }
    }
    for (const auto& label : labels) {
      if (label.needs[kind_] == must && find(label.name) == nullptr) fault(tr("it has no {}", label.name));
    }
    check_forms();
    remark_on_dates();
    check_subject();
    if (kind_ == of_recording || kind_ == of_recovered || kind_ == of_import) check_recording();
    session_.report.passed(Name::info);
  }

 private:
  [[nodiscard]] const std::string* find(std::string_view label) const {
    const auto found =
        std::find_if(lines_.begin(), lines_.end(), [&](const bag::InfoLine& line) { return line.label == label; });
    return found == lines_.end() ? nullptr : &found->value;
  }

  void fault(std::string why) { session_.report.found(Name::info, altered(bag::info_path, std::move(why))); }

  /// `fits`: of the value, where the label is there.
  template <typename Fits>
  void require(const char* label, Fits fits) {
    const auto* value = find(label);
    if (value != nullptr && !fits(*value)) fault(tr("its {} is not in the form that it is written in", label));
  }

  void require_same(const char* label, const std::string& expected, std::string_view where) {
    const auto* value = find(label);
    if (value == nullptr || *value == expected) return;
    fault(tr("its {} is {}, and {} says {}", label, *value, where, expected));
  }

  void check_forms() {
    const auto is_moment = [](const std::string& text) { return base::parse_moment(text).has_value(); };
    require(tags::software, is_software);
    require(tags::bagging_date, is_date);
    require(tags::payload_oxum, is_exact_oxum);
    require(tags::salt, [](const std::string& text) { return base::is_lower_hex(text, salt_digits); });
    for (const char* label : {tags::started, tags::statement_made, tags::recovered, tags::deleted})
      require(label, is_moment);
    require(tags::statement,
            [](const std::string& text) { return text == tags::not_stated || tags::is_statement(text); });
    const auto* statement = find(tags::statement);
    const bool is_stated = statement != nullptr && tags::is_statement(*statement);
    if (statement != nullptr && is_stated != (find(tags::statement_made) != nullptr)) {
      fault(_("it does not say of a statement both what and when"));
    }
  }

  /// What the bag is of was there before it; when the user made the statement of their name, nobody knows.
  void remark_on_dates() {
    const auto began = base::parse_moment(session_.journal.started_utc);
    const auto first = began && *began > format_began() ? *began : format_began();
    if (began) remark_on_date(session_, _("beginning"), journal::began_utc(session_.journal), *began, format_began());
    if (const auto* day = find(tags::bagging_date)) {
      const auto time = base::parse_moment(*day + "T23:59:59.999999999Z");
      if (time) remark_on_date(session_, tags::bagging_date, *day, *time, first);
    }
    for (const char* label : {tags::recovered, tags::statement_made}) {
      const auto* value = find(label);
      const auto time = value != nullptr ? base::parse_moment(*value) : std::nullopt;
      if (time) remark_on_date(session_, label, *value, *time, label == tags::recovered ? first : format_began());
    }
  }

  /// Both are of the one moment at which it was sealed.
  void check_day_of_transcript() {
    const auto* day = find(tags::bagging_date);
    const auto transcript = read_document(session_, transcript_path);
    if (day == nullptr || !transcript) return;
    const auto made = json::text_in(*transcript, "made_utc");
    if (!base::parse_moment(made) || made.starts_with(*day)) return;
    fault(tr("its {} is {}, and {} says {}", tags::bagging_date, *day, bag::name_in_payload(transcript_path), made));
  }

  /// What the bag is, and of what.
  void check_subject() {
    const auto transcript_name = bag::name_in_payload(transcript_path);
    const auto excerpt_name = bag::name_in_payload(excerpt_path);
    switch (kind_) {
      case of_transcript:
        require_same(tags::kind, to_string(RecordingKind::transcript), transcript_name);
        require_same(tags::transcript_of, session_.original_seal, transcript_name);
        check_day_of_transcript();
        require(tags::identifier, [](const std::string& text) { return text.empty() || is_uuid(text); });
        return;
      case of_excerpt:
        require_same(tags::kind, to_string(RecordingKind::excerpt), excerpt_name);
        require_same(tags::excerpt_of, session_.original_seal, excerpt_name);
        // Who deletes a part signs what is left: else anybody could say that the owner destroyed the rest.
        if (find(tags::deleted) != nullptr && !session_.excerpt_key) {
          fault(_("it says that the owner deleted the rest, and nobody signed that"));
        }
        if (find(tags::statement) != nullptr && find(tags::deleted) == nullptr) {
          fault(tr("{} does not belong to this kind of bag", tags::statement));  // it is the recording's alone
        }
        break;
      default:
        require_same(tags::kind, base::printable(session_.journal.kind), _("the journal"));
    }
    require_same(tags::identifier, base::printable(session_.journal.recording), _("the journal"));
  }

  static bool is_uuid(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char f) {
      return f == '-' ? c == '-' : base::is_lower_hex({&c, 1}, 1);
    });
  }

  void check_recording() {
    const auto& journal = session_.journal;
    if (kind_ == of_recovered) {
      require_same(tags::recovered_from, tags::recovered_from_prefix + base::printable(journal.recording),
                   _("the journal"));
    }
    if (!journal.is_whole() || !journal.closed) return;  // what it says is not all that it said
    check_length();
    check_title();
    if (kind_ == of_import) {
      check_claimed_start();
    } else {
      check_start();
    }
  }

  void check_length() {
    const auto& journal = session_.journal;
    Frames frames = 0;
    for (const auto& file : journal.files) frames += file.frames();
    const bool has_length = journal.audio.sample_rate != 0 && (kind_ != of_import || frames > 0);
    if (has_length) {
      const auto seconds = fmt::format("{:.3f}", journal.seconds());
      return require_same(tags::seconds, seconds, _("the journal"));
    }
    if (find(tags::seconds) != nullptr) fault(tr("it has {}, and the journal has no sound", tags::seconds));
  }

  /// Else it is told where it is.
  [[nodiscard]] bool notes_hold() const {
    const auto* check = session_.report.find(Name::notes);
    return check == nullptr || check->result != CheckResult::fail;
  }

  /// The title is a note, whose text is held against the journal by itself.
  void check_title() {
    const auto* title = find(tags::title);
    if (title == nullptr || !notes_hold()) return;
    const bool is_noted = std::any_of(session_.texts.begin(), session_.texts.end(), [&](const NoteText& note) {
      return note.kind == "title" && base::printable(note.text) == base::printable(*title);
    });
    if (!is_noted) fault(tr("its {} is no title that the journal commits to", tags::title));
  }

  /// When its first frame sounded, which a file that came to nothing may have had before the first one that is there.
  void check_start() {
    constexpr double max_difference_seconds = 60;
    const auto* value = find(tags::started);
    const auto started = value != nullptr ? base::parse_moment(*value) : std::nullopt;
    if (!started) return;  // told as that
    const auto is_near = [&](const std::string& text) {
      const auto time = base::parse_rfc3339(text);
      return time && std::abs(base::seconds_between(*started, *time)) <= max_difference_seconds;
    };
    const auto& files = session_.journal.files;
    const bool fits =
        is_near(session_.journal.started_utc) ||
        std::any_of(files.begin(), files.end(), [&](const AudioFile& file) { return is_near(file.first_frame_utc); });
    if (!fits)
      fault(tr("its {} is {}, and the journal says that it began at {}", tags::started, *value,
               journal::began_utc(session_.journal)));
  }

  /// What the user said stands in a note, too.
  void check_claimed_start() {
    const auto* value = find(tags::started);
    if (value == nullptr || !notes_hold()) return;
    const auto claim = fmt::format("recorded: {}, says who imported it", *value);
    const bool is_noted = std::any_of(session_.texts.begin(), session_.texts.end(), [&](const NoteText& note) {
      return note.kind == "claimed" && note.text == claim;
    });
    if (!is_noted) fault(tr("its {} is nothing that the journal commits to", tags::started));
  }

  Session& session_;
  std::vector<bag::InfoLine> lines_;
  InfoKind kind_;
};

void check_how_to_verify(Session& session) {
  const auto text = session.read_small(bag::how_to_verify_path);
  if (!text) return session.report.not_checked(Name::how_to_verify, _("it is not there"));  // told with the tag files
  std::vector<std::string> paths;
  for (const auto& content : session.bag.contents) {
    if (content.kind == os::EntryKind::file) paths.push_back(content.path);
  }
  const auto info = session.read_small(bag::info_path);
  const bool says_deleted = info && !bag::values_of(bag::parse_info(*info), tags::deleted).empty();
  if (!bag::is_known_how_to_verify(crypto::sha256_hex(*text), bag::how_to_verify_of(paths, says_deleted))) {
    session.report.found(
        Name::how_to_verify,
        altered(bag::how_to_verify_path, _("no version of this program wrote that text: do not type what it says")));
  }
  session.report.passed(Name::how_to_verify);
}

}  // namespace

void check_tag_files(Session& session) {
  if (!session.result.sealed) {
    session.report.not_checked(Name::info, _("it is not sealed"));
    return session.report.not_checked(Name::how_to_verify, _("it is not sealed"));
  }
  check_how_to_verify(session);
  const auto text = session.read_small(bag::info_path);
  if (!text) return session.report.not_checked(Name::info, _("it is not there"));  // told with the tag files
  auto info = bag::parse_exact_info(*text);
  if (!info.fault.empty()) {
    session.report.found(Name::info, altered(bag::info_path, std::move(info.fault)));
    return;
  }
  const bool is_text = session.result.kind == RecordingKind::transcript;
  if (!session.journal.format || (!is_text && session.journal.recording.empty())) {
    return session.report.not_checked(Name::info, _("what it would be held against can't be read"));
  }
  InfoCheck(session, std::move(info.lines)).make();
}

}  // namespace earwitness::verify_detail
