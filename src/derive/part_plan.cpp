// SPDX-License-Identifier: MIT
#include "derive/part_plan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "archive/archive.hpp"
#include "archive/deletion.hpp"
#include "archive/label.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "archive/work_folder.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "derive/transcript.hpp"
#include "derive/transcript_draft.hpp"
#include "journal/events.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "verify/scope.hpp"
#include "verify/verify.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::derive {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr const char* draft_name = "transcript.draft.vtt";
constexpr const char* draft_state_name = "transcript.draft.json";
constexpr const char* label_name = "label.json";

/// Whole files and folders that commands make beside the bags, and what an interrupted command of an earlier version
/// left.
constexpr std::array<std::string_view, 10> made_names{
    "excerpt.new", "transcript.new", "recovered.new",          "draft.new",          "label.json.new",
    "recovered",   ".reserve",       ".earwitness-report.new", ".timestamp.pem.new", ".timestamp.tsr.new"};

/// How each line of a log begins: `2026-11-30T22:18:25.354Z `.
constexpr std::string_view log_time = "dddd-dd-ddTdd:dd:dd.dddZ ";

/// How far from its words a mark may be that was made of them.
constexpr std::chrono::seconds mark_border{1};

bool is_made_by_a_command(const std::string& name) {
  return std::find(made_names.begin(), made_names.end(), name) != made_names.end() || name.starts_with(".deleted-") ||
         !archive::work_id(name).empty();
}

/// The draft's own temporary file, and copies that editors keep of it.
bool is_copy_of_draft(const std::string& name) {
  return name != draft_name && name != draft_state_name && name.find("transcript.draft.") != std::string::npos;
}

bool touches(const timeline::TimeRange& span, nanoseconds from, nanoseconds to) {
  return from < span.to && to > span.from;
}

/// Which seconds of the journal go, as make_excerpt() withholds them.
DeletedPart part_of(const journal::JournalContent& journal, const timeline::TimeRange& deleted) {
  if (journal.files.empty()) {  // nobody knows where in the file the part would be
    throw Error(ErrorKind::not_found, {},
                _("it holds no sound that this program could decode, so no part of it can be deleted"),
                _("only all of it can be deleted"));
  }
  DeletedPart part{deleted, deleted, {}, {}, 0};
  const auto kept = timeline::select(journal, {{}, {deleted}});
  const auto begins = timeline::beginnings(journal);
  for (std::size_t f = 0; f < journal.files.size(); ++f) {
    const auto& seconds = journal.files[f].seconds;
    for (std::size_t s = 0; s < seconds.size(); ++s) {
      const bool is_kept = std::any_of(kept.begin(), kept.end(), [&](const timeline::Run& run) {
        return run.file == f && s >= run.begin && s < run.end;
      });
      if (is_kept) continue;
      const auto from = begins[f] + timeline::length(journal.format_of(journal.files[f]), seconds[s].from);
      part.span.from = std::min(part.span.from, from);
      part.span.to =
          std::max(part.span.to, from + timeline::length(journal.format_of(journal.files[f]), seconds[s].frames));
      if (!part.seconds.empty() && part.seconds.back().file == f && part.seconds.back().end == s) {
        ++part.seconds.back().end;
      } else {
        part.seconds.push_back({f, s, s + 1});
      }
    }
  }
  return part;
}

/// A mark, or a note of the surroundings. One whose place is not known may be anywhere.
bool is_note_in(const journal::JournalContent& journal, const std::vector<nanoseconds>& begins,
                const journal::NoteLine& note, const timeline::TimeRange& span) {
  if (note.kind != "mark" && note.kind != journal::note_of_around) return false;
  if (!note.file || !note.from) return true;
  for (std::size_t f = 0; f < journal.files.size(); ++f) {
    if (journal.files[f].name != *note.file) continue;
    const auto at = begins[f] + timeline::length(journal.format_of(journal.files[f]), *note.from);
    return at >= span.from - mark_border && at <= span.to + mark_border;
  }
  return true;
}

void find_notes(os::FileSystem& fs, const os::Path& path, const journal::JournalContent& journal, DeletedPart& part) {
  const auto begins = timeline::beginnings(journal);
  (void)journal::read(*fs.open(path), [&](const journal::Line& line) {
    if (line.event != "note") return;
    json::Fields fields(line.fields);
    const auto note = journal::decode_note(fields);
    if (!fields.missing().empty() || is_note_in(journal, begins, note, part.span)) part.notes.insert(note.note);
  });
  part.kept_notes = static_cast<std::uint64_t>(std::count_if(
      journal.notes.begin(), journal.notes.end(), [&](const auto& note) { return !part.notes.contains(note.first); }));
}

std::optional<json::Value> read_object(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return std::nullopt;
  return json::parse_object(os::read_all(fs, path, limits::tag_file_bytes), json::document);
}

/// Whether an excerpt's list of what it discloses has any of these seconds, or of the marks in them.
bool discloses_any(const json::Value& excerpt, const journal::JournalContent& journal, const DeletedPart& part) {
  constexpr Frames max_frames = Frames{1} << 36;
  json::Fields fields(excerpt);
  for (const auto& item : fields.objects("ranges")) {
    json::Fields range(item);
    const auto file = range.text("file");
    const auto from = range.number("from", 0, max_frames);
    const auto to = from + range.number("frames", 1, max_frames);
    if (!range.missing().empty()) return true;
    for (const auto& run : part.seconds) {
      const auto& original = journal.files[run.file];
      const auto begin = original.seconds[run.begin].from;
      const auto end = original.seconds[run.end - 1].from + original.seconds[run.end - 1].frames;
      if (original.name == file && from < end && to > begin) return true;
    }
  }
  if (!fields.missing().empty()) return true;
  for (const auto& item : fields.objects("notes")) {
    const auto note = json::find_count(item, "note");
    if (!note || part.notes.contains(*note)) return true;
  }
  return !fields.missing().empty();
}

/// Text in it that stands at no time: it may be about anything.
bool has_notes_of_people(std::string_view text) {
  const auto own = without_own_notes(text);
  return std::string_view(own).find("\nNOTE") != std::string_view::npos;
}

bool says_any(const vtt::Reading& reading, const timeline::TimeRange& span) {
  return std::any_of(reading.cues.begin(), reading.cues.end(), [&](const vtt::Cue& cue) {
    return !cue.text.empty() && touches(span, milliseconds(cue.begin_ms), milliseconds(cue.end_ms));
  });
}

/// The cues that have nothing of it; empty where nothing is left that says something.
std::string text_without(const vtt::Reading& reading, const timeline::TimeRange& span) {
  vtt::Writer writer;
  bool says_something = false;
  for (const auto& cue : reading.cues) {
    if (touches(span, milliseconds(cue.begin_ms), milliseconds(cue.end_ms))) continue;
    writer.add(cue);
    says_something = says_something || !cue.text.empty();
  }
  return says_something ? writer.text() : std::string();
}

class PartPlanner {
 public:
  PartPlanner(os::FileSystem& fs, const PartRequest& request)
      : fs_(fs), request_(request), bag_(archive::Conversation{request.conversation}.bag()) {}

  PartPlan make() {
    plan_.journal = journal::read_journal(*fs_.open(bag_ / bag::journal_path));
    plan_.recording = plan_.journal.recording;
    plan_.part = part_of(plan_.journal, request_.deleted);
    find_notes(fs_, bag_ / bag::journal_path, plan_.journal, plan_.part);
    examine_recording();
    if (plan_.is_other_part) return std::move(plan_);
    find_transcripts();
    if (request_.pages_of) {
      const auto pages = request_.pages_of(plan_.recording, plan_.original);
      pages_.insert(pages.begin(), pages.end());
    }
    for (const auto& entry : fs_.list(request_.conversation)) classify(entry);
    change_label();
    change_draft();
    return std::move(plan_);
  }

 private:
  void examine_recording() {
    plan_.original = archive::read_seal(fs_, bag_);
    if (!fs_.status(bag_ / bag::excerpt_path)) return;
    const auto excerpt = read_object(fs_, bag_ / bag::excerpt_path);
    plan_.is_other_part = !excerpt || discloses_any(*excerpt, plan_.journal, plan_.part);
    if (plan_.is_other_part) return;
    plan_.is_repeated = true;
    plan_.original = json::text_in(*excerpt, "original");
  }

  /// A version that names one that goes can't stay: it would say that one is missing.
  void find_transcripts() {
    std::set<std::string> gone;
    const auto versions = transcript_versions(fs_, request_.conversation);
    for (const auto& version : versions) {
      const auto object = read_object(fs_, version.bag / bag::transcript_path);
      const auto previous = object ? json::text_in(*object, "previous") : std::string();
      const bool goes = !object || gone.contains(previous) || is_about(version.bag);
      if (goes) gone.insert(version.seal);
      if (goes) transcripts_that_go_.insert(version.bag.filename().string());
    }
    if (const auto* counts = current_version(versions)) current_transcript_ = *counts;
  }

  [[nodiscard]] std::optional<std::string> text_of(const os::Path& path) const {
    const auto entry = fs_.status(path);
    if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::transcript_bytes) return std::nullopt;
    return os::read_all(fs_, path, limits::transcript_bytes);
  }

  /// Of a transcript's bag.
  [[nodiscard]] bool is_about(const os::Path& bag) const {
    const auto text = text_of(bag / bag::transcript_text_path);
    if (!text || has_notes_of_people(*text)) return true;
    const auto reading = vtt::read_vtt(*text);
    return !reading.problems.empty() || says_any(reading, plan_.part.span);
  }

  /// Of an excerpt's bag. What it says of itself is only believed where it verifies.
  [[nodiscard]] bool holds_any(const os::Path& bag) const {
    const auto excerpt = read_object(fs_, bag / bag::excerpt_path);
    if (!excerpt || discloses_any(*excerpt, plan_.journal, plan_.part)) return true;
    try {
      return !verify(fs_, bag).unchanged;
    } catch (const FileError&) {
      throw;
    } catch (const Error&) {
      return true;
    }
  }

  /// Whether a bag is this recording, or was made of it.
  [[nodiscard]] bool is_of_this(const os::Path& bag) const {
    const auto opening = archive::read_opening(fs_, bag);
    if (opening && opening->recording == plan_.recording) return true;
    const auto transcript = read_object(fs_, bag / bag::transcript_path);
    return transcript && json::text_in(*transcript, "original") == plan_.original;
  }

  void classify(const os::Entry& entry) {
    const auto& name = entry.name;
    if (name == bag::recording_folder || name == label_name || name == draft_name || name == draft_state_name) return;
    if (name == archive::part_deletion_folder) return;
    if (is_made_by_a_command(name) || is_copy_of_draft(name)) {
      const bool is_anothers = entry.kind == os::EntryKind::folder && holds_another(name);
      return is_anothers ? add_other(name) : plan_.removed.push_back(name);
    }
    if (entry.kind == os::EntryKind::folder) return classify_folder(name);
    if (pages_.contains(name) || is_log(entry)) return plan_.removed.push_back(name);
    add_other(name);
  }

  /// What the recorder said. Beside an import a person may keep something else under that name.
  [[nodiscard]] bool is_log(const os::Entry& entry) const {
    const auto path = archive::Conversation{request_.conversation}.log();
    if (path.filename() != entry.name || entry.kind != os::EntryKind::file) return false;
    std::string head(log_time.size(), '\0');
    try {
      head.resize(fs_.open(path)->read(std::as_writable_bytes(std::span(head))));
    } catch (const FileError&) {  // nobody knows what it is
      return false;
    }
    return std::equal(head.begin(), head.end(), log_time.begin(), log_time.end(), [](char written, char form) {
      return form == 'd' ? written >= '0' && written <= '9' : written == form;
    });
  }

  /// Anyone may have given a folder a name that commands give: one with a bag of another recording is none of theirs.
  [[nodiscard]] bool holds_another(const std::string& name) const {
    const auto is_anothers = [&](const os::Path& bag) {
      const auto opening = archive::read_opening(fs_, bag);
      if (opening) return opening->recording != plan_.recording;
      const auto transcript = read_object(fs_, bag / bag::transcript_path);
      return transcript && json::text_in(*transcript, "original") != plan_.original;
    };
    const auto bags = bags_in(fs_, request_.conversation / name, false);
    return std::any_of(bags.begin(), bags.end(), [&](const BagInScope& found) {
      const archive::Conversation inner{found.path};
      return is_anothers(found.path) || is_anothers(inner.bag()) || is_anothers(inner.recovered());
    });
  }

  void classify_folder(const std::string& name) {
    const auto folder = request_.conversation / name;
    const bool has_name = bag::is_later_bag(name);
    if (!is_bag(fs_, folder)) return classify_copy(name, has_name);
    if (!is_of_this(folder)) return add_other(name);
    const bool is_excerpt = fs_.status(folder / bag::excerpt_path).has_value();
    const bool is_transcript = fs_.status(folder / bag::transcript_path).has_value();
    const bool goes =
        is_transcript ? transcripts_that_go_.contains(name) || is_about(folder) : !is_excerpt || holds_any(folder);
    if (goes || request_.all_later_bags) return plan_.removed.push_back(name);
    plan_.kept_bags.push_back(name);
  }

  /// An export that was made here, or what is left of a later bag.
  void classify_copy(const std::string& name, bool has_name) {
    for (const auto& bag : bags_in(fs_, request_.conversation / name, false)) {
      const archive::Conversation inner{bag.path};
      if (is_of_this(bag.path) || is_of_this(inner.bag()) || is_of_this(inner.recovered())) has_name = true;
    }
    if (has_name) return plan_.removed.push_back(name);
    add_other(name);
  }

  void add_other(const std::string& name) { (request_.all_other_files ? plan_.removed : plan_.others).push_back(name); }

  /// A remainder bears no title, so the user's own memory keeps it.
  void change_label() {
    const auto before = archive::read_label_to_change(fs_, request_.conversation);
    auto label = before;
    std::erase_if(label.notes, [&](const archive::LaterNote& note) {
      return note.at && *note.at >= plan_.part.span.from - mark_border && *note.at <= plan_.part.span.to + mark_border;
    });
    plan_.notes_without_time = static_cast<std::size_t>(
        std::count_if(label.notes.begin(), label.notes.end(), [](const archive::LaterNote& note) { return !note.at; }));
    if (!plan_.is_repeated && label.title.empty()) {
      const auto info = bag::parse_info(os::read_all(fs_, bag_ / bag::info_path, limits::tag_file_bytes));
      label.title = bag::value_of(info, archive::tags::title);
    }
    if (label != before) plan_.changed[label_name] = archive::label_text(label);
  }

  /// What a person typed or read counts as changed: saved as it is, it is sealed, and nothing takes it away unsealed.
  void set_draft(const std::string& text, const std::optional<Recogniser>& recogniser, bool is_unread) {
    const auto prepared = is_unread ? crypto::sha256_hex(text) : std::string();
    json::Value state{{"prepared_sha256", prepared}, {"draft", nullptr}};
    if (recogniser) state["draft"] = json::Value{{"name", recogniser->name}, {"version", recogniser->version}};
    plan_.changed[draft_name] = text;
    plan_.changed[draft_state_name] = state.dump() + "\n";
  }

  void remove_if_there(const char* name) {
    if (fs_.status(request_.conversation / name)) plan_.removed.emplace_back(name);
  }

  /// What was typed of the rest is not lost with a transcript that goes.
  void change_draft() {
    const TranscriptDraft draft(fs_, request_.conversation);
    if (fs_.status(draft.file())) {
      const auto text = text_of(draft.file());
      const auto reading = vtt::read_vtt(text.value_or(std::string()));
      const bool stays = text && reading.problems.empty() && !has_notes_of_people(*text) &&
                         !says_any(reading, plan_.part.span) && *text == without_own_notes(*text);
      if (stays) return;
      const auto left = text_without(reading, plan_.part.span);
      if (!left.empty()) return set_draft(left, draft.recogniser(), draft.recogniser() && draft.is_as_prepared());
      remove_if_there(draft_name);
      return remove_if_there(draft_state_name);
    }
    remove_if_there(draft_state_name);
    if (request_.all_later_bags || !current_transcript_ ||
        !transcripts_that_go_.contains(current_transcript_->bag.filename().string()))
      return;
    const auto text = text_of(current_transcript_->bag / bag::transcript_text_path);
    const auto left = text_without(vtt::read_vtt(text.value_or(std::string())), plan_.part.span);
    if (left.empty()) return;
    std::erase(plan_.removed, std::string(draft_state_name));
    set_draft(left, current_transcript_->draft, !current_transcript_->is_by_person());
    plan_.keeps_typed_text = true;
  }

  os::FileSystem& fs_;
  const PartRequest& request_;
  os::Path bag_;
  PartPlan plan_;
  std::set<std::string> transcripts_that_go_;
  std::set<std::string> pages_;
  std::optional<TranscriptVersion> current_transcript_;
};

}  // namespace

PartPlan plan_part(os::FileSystem& fs, const PartRequest& request) { return PartPlanner(fs, request).make(); }

}  // namespace earwitness::derive
