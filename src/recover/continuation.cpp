// SPDX-License-Identifier: MIT
#include "recover/continuation.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <memory>

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/levels.hpp"
#include "journal/writer.hpp"
#include "json/fields.hpp"
#include "os/process.hpp"
#include "os/random.hpp"

namespace earwitness::recover_detail {

namespace {

using json::Value;

constexpr std::size_t nonce_bytes = 32;
constexpr std::size_t copy_at_once = 256 * 1024;
constexpr std::size_t original_list_bytes = 200 * 1024;  // within limits::journal_line_bytes
constexpr std::size_t longest_word = 64;
constexpr double least_unknown_break_seconds = 0.1;

/// A word of a line that is said again; what is no word becomes one.
std::string word_of(const json::Value& fields, const char* name) {
  auto word = json::find_text(fields, name);
  return word && word->size() <= longest_word ? std::move(*word) : "unknown";
}

/// A text or number of a `file` line that is said again.
Value moment_of(const json::Value& fields, const char* name) {
  const auto& found = fields[name];
  const bool is_word = found.is_string() && found.as_string().size() <= longest_word;
  return is_word || found.is_integer() ? found : Value();
}

class Continuation {
 public:
  Continuation(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const Original& original,
               const KeptJournal& kept, const Subject& subject, const Plan& plan, const KeptNotes& notes)
      : clock_(clock),
        kept_(kept),
        subject_(subject),
        plan_(plan),
        journal_(begin(fs, bag, original), kept.count, kept.count > 0 ? kept.last_hash : std::string(64, '0')) {
    for (const auto& line : kept_.lines) {
      if (!stands(line)) continue;
      if (line.event == "gap") told_lost_ += line.fields.at("frames").as_integer();
      if (line.event == "break") told_lost_ += line.fields.at("lost_frames").as_integer();
      after_break_ = line.event == "break" || (after_break_ && line.event == "gap");
    }
    if (kept_.count == 0) say_open();
    say_recovered(original, notes);
    for (const auto& note : notes.uncommitted) {
      say("note", {{"note", note.number}, {"kind", "unknown"}, {"sha256", note.sha256}});
    }
  }

  Told finish() {
    for (const auto& file : plan_.files) say_file(file);
    say_breaks_before(nullptr);
    for (const auto& missing : plan_.missing) {
      if (!has_sound(missing.file)) say_missing(missing.frames);
    }
    say("close", {{"reason", "recovered"},
                  {"files", plan_.files.size()},
                  {"frames", told_.frames},
                  {"lost_frames", told_lost_},
                  {"ring_high_water_frames", nullptr}});
    journal_.sync();
    journal_.close();
    return told_;
  }

 private:
  /// A new file that begins with the original's kept bytes.
  static std::unique_ptr<os::File> copy(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                        std::uint64_t bytes) {
    auto file = fs.create(to);
    if (bytes == 0) return file;
    const auto original = fs.open(from);
    std::vector<std::byte> piece(copy_at_once);
    while (bytes > 0) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, piece.size()));
      const auto got = original->read(std::span(piece).first(wanted));
      if (got == 0) {
        throw FileError(EIO, from.string(), tr("{} became shorter while it was read", base::printable(from.string())));
      }
      os::write_all(*file, std::span(piece).first(got));
      bytes -= got;
    }
    return file;
  }
  std::unique_ptr<os::File> begin(os::FileSystem& fs, const os::Path& bag, const Original& original) const {
    return copy(fs, original.folder / bag::journal_path, bag / bag::journal_path, kept_.count > 0 ? kept_.bytes : 0);
  }

  void say(std::string_view event, const Value& fields) { journal_.append(event, fields, clock_.utc(), clock_.boot()); }

  void say_open() {
    const auto wall = clock_.state();
    say("open", {{"format", journal::known_format},
                 {"software", EARWITNESS_SOFTWARE},
                 {"recording", subject_.recording},
                 {"nonce", os::random_hex(nonce_bytes)},
                 {"kind", "unknown"},
                 {"sample_rate", subject_.format.sample_rate},
                 {"channels", subject_.format.channels},
                 {"bits", subject_.format.bits},
                 {"host_api", nullptr},
                 {"clock", Value{{"synchronised", wall.synchronised}, {"max_error_us", wall.max_error_us}}},
                 {"key", key()},
                 {"tsa", false},
                 {"ledger", nullptr},
                 {"started_from", nullptr},
                 {"boot_id", nullptr}});
  }

  void say_recovered(const Original& original, const KeptNotes& notes) {
    Value list = Value::array();
    std::size_t bytes = 0;
    for (const auto& file : original.files) {
      Value entry = {{"file", base::printable(file.path)}, {"bytes", file.bytes}, {"sha256", file.sha256}};
      bytes += entry.dump().size() + 1;
      if (bytes > original_list_bytes) break;
      list.push_back(std::move(entry));
    }
    Frames unjournaled = 0;
    for (const auto& file : plan_.files) unjournaled += file.sound->frames - file.kept_frames;
    told_.unjournaled = unjournaled;
    Value fields = {{"original", list},
                    {"key", key()},
                    {"boot_id", os::boot_id()},
                    {"unjournaled_frames", unjournaled},
                    {"unsupported_from", nullptr}};
    if (plan_.unsupported_from) fields["unsupported_from"] = *plan_.unsupported_from - 1;
    if (list.size() < original.files.size()) fields["original_left_out"] = original.files.size() - list.size();
    if (!notes.missing.empty()) fields["missing_notes"] = notes.missing;
    say("recovered", fields);
  }

  [[nodiscard]] Value key() const { return json::or_null(subject_.key); }

  [[nodiscard]] bool stands(const KeptLine& line) const {
    return !plan_.unsupported_from || line.number < *plan_.unsupported_from;
  }
  [[nodiscard]] bool has_sound(const std::string& name) const {
    return std::any_of(plan_.files.begin(), plan_.files.end(), [&](const auto& f) { return f.sound->name == name; });
  }

  void say_file(const PlannedFile& file) {
    const auto& sound = *file.sound;
    told_.frames += sound.frames;
    if (!file.begun) say_beginning(file);
    Frames from = file.kept_frames;
    for (auto i = file.kept_seconds; i < sound.seconds.size(); ++i) {
      const auto& second = sound.seconds[i];
      say("audio", {{"file", sound.name},
                    {"from", from},
                    {"frames", second.frames},
                    {"captured_mono", nullptr},
                    {"sha256", base::to_hex(second.sha256)}});
      from += second.frames;
    }
    say_gaps(file);
    for (const auto& missing : plan_.missing) {
      if (missing.file == sound.name) say_missing(missing.frames);
    }
    last_ = &sound;
  }

  void say_beginning(const PlannedFile& file) {
    say_breaks_before(file.beginning);
    if (last_ != nullptr && !after_break_) say_unknown_break(*file.sound);
    const auto& sound = *file.sound;
    Value utc = json::text_or_null(sound.start_utc);
    Value mono = nullptr;
    if (file.beginning != nullptr) {
      utc = moment_of(file.beginning->fields, "first_frame_utc");
      mono = moment_of(file.beginning->fields, "first_frame_mono");
    }
    say("file", {{"file", sound.name}, {"first_frame_utc", utc}, {"first_frame_mono", mono}});
    after_break_ = false;
  }

  /// Breaks that were taken back and come before `line` (null: all that are left).
  void say_breaks_before(const KeptLine* line) {
    for (; next_line_ < kept_.lines.size(); ++next_line_) {
      const auto& kept = kept_.lines[next_line_];
      if (line != nullptr && kept.number >= line->number) return;
      if (stands(kept) || kept.event != "break") continue;
      say_break(word_of(kept.fields, "cause"), kept.fields.at("seconds").as_double(),
                kept.fields.at("lost_frames").as_integer());
    }
  }

  void say_break(const std::string& cause, double seconds, Frames lost) {
    say("break", {{"cause", cause}, {"seconds", seconds}, {"lost_frames", lost}});
    told_lost_ += lost;
    after_break_ = true;
  }

  /// Nobody wrote down why the next file began; how long nothing was recorded is what the clock says.
  void say_unknown_break(const Sound& next) {
    const auto before = base::parse_rfc3339(last_->start_utc);
    const auto begins = base::parse_rfc3339(next.start_utc);
    double seconds = 0;
    if (before && begins) {
      seconds = std::chrono::duration<double>(*begins - *before).count() - subject_.format.seconds(last_->frames);
    }
    if (!(seconds >= least_unknown_break_seconds)) seconds = 0;
    say_break("unknown", seconds, std::llround(seconds * subject_.format.sample_rate));
  }

  /// Frames that the journal has the hashes of, and the disk has not.
  void say_missing(Frames frames) { say_break("not_on_disk", subject_.format.seconds(frames), frames); }

  struct Gap {
    Frames from = 0;
    Frames end = 0;
    std::string cause;
    bool estimated = false;
  };

  void say_gaps(const PlannedFile& file) {
    const auto& name = file.sound->name;
    Frames free_from = file.kept_frames;
    std::vector<Gap> gaps;
    for (const auto& line : kept_.lines) {
      if (line.event != "gap" || line.fields.at("file") != name) continue;
      const auto from = line.fields.at("from").as_integer();
      const Gap gap{from, from + line.fields.at("frames").as_integer(), word_of(line.fields, "cause"),
                    json::is_true(line.fields, "estimated")};
      if (stands(line)) {
        free_from = std::max(free_from, gap.end);
      } else {
        gaps.push_back(gap);
      }
    }
    for (const auto& hole : file.sound->holes) gaps.push_back({hole.from, hole.from + hole.frames, "damaged", false});
    std::stable_sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.from < b.from; });
    for (const auto& gap : gaps) {
      const auto from = std::max(gap.from, free_from);
      const auto end = std::min(gap.end, file.sound->frames);
      if (from >= end) continue;
      say("gap",
          {{"file", name}, {"from", from}, {"frames", end - from}, {"cause", gap.cause}, {"estimated", gap.estimated}});
      told_lost_ += end - from;
      free_from = end;
    }
  }

  const os::Clock& clock_;
  const KeptJournal& kept_;
  const Subject& subject_;
  const Plan& plan_;
  journal::Writer journal_;
  Told told_;
  Frames told_lost_ = 0;
  std::size_t next_line_ = 0;    // of kept_.lines, for breaks
  const Sound* last_ = nullptr;  // the file said last
  bool after_break_ = false;     // no file has begun since the last break
};

void write_levels(os::FileSystem& fs, const os::Path& bag, const Plan& plan) {
  const auto levels = fs.create(bag / bag::levels_path);
  os::write_all(*levels, base::as_bytes(journal::levels_salt().dump() + "\n"));
  for (const auto& file : plan.files) {
    Frames from = 0;
    for (const auto& second : file.sound->seconds) {
      const Value line = {{"file", file.sound->name},
                          {"from", from},
                          {"peak_dbfs", base::tenths(second.level.peak_dbfs())},
                          {"rms_dbfs", base::tenths(second.level.rms_dbfs())}};
      os::write_all(*levels, base::as_bytes(line.dump() + "\n"));
      from += second.frames;
    }
  }
  levels->sync_data();
  levels->close();
}

}  // namespace

Told write_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const Original& original,
                   const KeptJournal& kept, const Subject& subject, const Plan& plan, const KeptNotes& notes) {
  write_levels(fs, bag, plan);
  return Continuation(fs, clock, bag, original, kept, subject, plan, notes).finish();
}

}  // namespace earwitness::recover_detail
