// SPDX-License-Identifier: MIT
//
// An excerpt is tied to the sealed recording by hashes alone: a second's in the journal, the journal's in the manifest,
// the manifest's in the tag manifest, whose own hash is the seal.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "archive/opening.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "verify/notes_check.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

using json::Fields;

namespace {

struct Range {
  std::string file;
  Frames from = 0;
  Frames frames = 0;
};

/// The bytes of silence, hashed; a file has few lengths of second, a whole one and perhaps a last one.
class Silence {
 public:
  explicit Silence(const AudioFormat& format) : format_(format) {}
  const crypto::Digest& hash(Frames frames) {
    auto [place, is_new] = known_.try_emplace(frames);
    if (is_new) {
      const std::vector<std::byte> zeros(static_cast<std::size_t>(frames) * format_.bytes_per_frame());
      place->second = crypto::sha256(zeros);
    }
    return place->second;
  }

 private:
  AudioFormat format_;
  std::map<Frames, crypto::Digest> known_;
};

/// A file that the excerpt has of the recording, or nothing where that is told.
std::optional<std::string> read_original(Session& session, const std::string& path) {
  auto text = session.read_small(path);
  if (!text) session.report.found(Name::original, missing(path));
  return text;
}

using Listed = std::map<std::string, std::string>;  // hashes by path

/// One of the recording's manifests. What it lists is what the recording has; it must be of roles that it may have.
class OriginalManifest {
 public:
  OriginalManifest(Session& session, const char* name, const std::string& text)
      : session_(session), path_(std::string(bag::original_root) + name) {
    auto manifest = bag::parse_manifest(text);
    for (const auto& error : manifest.errors) found(error);
    // Its own hash is the seal, so it has one form.
    const bool is_exact = name != std::string_view(bag::tag_manifest) || bag::manifest_text(manifest.entries) == text;
    if (!is_exact) found(_("it is not in the form that it is sealed in"));
    for (auto& entry : manifest.entries) listed_.emplace(std::move(entry.path), std::move(entry.sha256));
  }

  void require(const std::string& path) {
    if (!listed_.contains(path)) found(tr("it does not list {}", path));
  }
  void require(const std::string& path, const std::string& sha256) {
    const auto entry = listed_.find(path);
    if (entry == listed_.end() || entry->second != sha256) found(tr("it does not have this {}", path));
  }
  /// `may`: of a path.
  template <typename May>
  void allow(May may) {
    for (const auto& [path, sha256] : listed_) {
      if (!may(path)) found(tr("it lists {}, which such a recording has not", path));
    }
  }

 private:
  void found(std::string why) { session_.report.found(Name::original, altered(path_, std::move(why))); }

  Session& session_;
  std::string path_;
  Listed listed_;
};

void check_original_tags(Session& session, const std::string& text, const std::string& manifest) {
  OriginalManifest tags(session, bag::tag_manifest, text);
  tags.require(bag::payload_manifest, crypto::sha256_hex(manifest));
  for (const char* name : {bag::declaration_path, bag::info_path, bag::how_to_verify_path}) tags.require(name);
  const bool is_signed = session.journal.key.has_value();
  if (is_signed) {
    const auto key = session.read_small(std::string(bag::original_root) + bag::public_key_path);
    if (key) tags.require(bag::public_key_path, crypto::sha256_hex(*key));  // else told with the signature
  }
  tags.allow([&](const std::string& path) {
    switch (bag::role_of(path)) {
      case bag::FileRole::declaration:
      case bag::FileRole::info:
      case bag::FileRole::how_to_verify:
      case bag::FileRole::list_of_payload:
        return true;
      case bag::FileRole::public_key:
        return is_signed;
      default:
        return false;
    }
  });
}

void check_original_payload(Session& session, const std::string& text) {
  const auto& journal = session.journal;
  OriginalManifest payload(session, bag::payload_manifest, text);
  payload.require(journal_path, bag::hash_file(session.fs, session.at(journal_path)));
  if (!journal.is_whole()) return;  // what it does not speak of may stand where it can't be read
  std::set<std::string> spoken_of;
  for (const auto& file : journal.files) spoken_of.insert(file.name);
  for (const auto& imported : journal.imports) spoken_of.insert(imported.name);
  for (const auto& name : spoken_of) payload.require(name);
  if (!journal.notes.empty()) payload.require(notes_path);
  if (journal.is_salted() && has_seconds(journal)) payload.require(salts_path);
  payload.allow([&](const std::string& path) {
    switch (bag::role_of(path)) {
      case bag::FileRole::journal:
      case bag::FileRole::notes:
      case bag::FileRole::levels:
        return true;
      case bag::FileRole::salts:
        return journal.is_salted();
      case bag::FileRole::audio:
      case bag::FileRole::imported:
        return spoken_of.contains(path);
      default:
        return false;
    }
  });
}

/// From the seal down to the journal.
void check_original(Session& session, const std::string& seal) {
  const std::string root = bag::original_root;
  const auto tags = read_original(session, root + bag::tag_manifest);
  const auto manifest = read_original(session, root + bag::payload_manifest);
  if (tags && crypto::sha256_hex(*tags) != seal) {
    session.report.found(Name::original, altered(root + bag::tag_manifest, _("it is not the seal of excerpt.json")));
  }
  if (tags && manifest) check_original_tags(session, *tags, *manifest);
  if (manifest) check_original_payload(session, *manifest);
  session.report.passed(Name::original, tr("of the recording with the seal {}", seal));
}

/// Of a bag in the conversation's folder; what can't be read has none, and is its own verification's finding.
void add_seals(os::FileSystem& fs, const os::Path& folder, std::vector<std::string>& seals) {
  const auto entry = fs.status(folder);
  if (!entry || entry->kind != os::EntryKind::folder) return;
  try {
    // What is left of a recording of which a part was deleted still shows the seal that it had.
    for (auto& seal : {archive::read_seal(fs, folder), archive::read_seal(fs, folder / bag::original_root)}) {
      if (!seal.empty()) seals.push_back(seal);
    }
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
  }
}

/// Whoever reads that all in a folder is unchanged takes an excerpt for one of the recording that lies there.
void check_recording_beside(Session& session, const std::string& seal) {
  const auto bag = std::filesystem::absolute(session.result.bag).lexically_normal();
  const auto own = bag.has_filename() ? bag : bag.parent_path();
  if (own.filename() == bag::recording_folder || own.filename() == bag::recovered_folder) return;
  std::vector<std::string> seals;
  for (const char* name : {bag::recording_folder, bag::recovered_folder}) {
    add_seals(session.fs, own.parent_path() / name, seals);
  }
  if (seals.empty() || std::find(seals.begin(), seals.end(), seal) != seals.end()) return;
  session.report.found(
      Name::original,
      altered(excerpt_path, tr("it is of the recording with the seal {}, which is not the one beside it", seal)));
}

std::vector<Range> read_ranges(Session& session, const json::Value& excerpt) {
  std::vector<Range> ranges;
  const auto& list = excerpt["ranges"];
  const bool is_list = list.is_array() && list.size() <= limits::excerpt_ranges;
  if (!is_list) session.report.found(Name::ranges, altered(excerpt_path, _("it does not list its ranges")));
  for (std::size_t i = 0; is_list && i < list.size(); ++i) {
    Fields fields(list.at(i));
    Range range{fields.text("file"), fields.number("from", 0, Frames{1} << 36),
                fields.number("frames", 1, Frames{1} << 36)};
    fields.allow_only({"file", "from", "frames"});
    if (fields.missing().empty()) {
      ranges.push_back(std::move(range));
    } else {
      session.report.found(Name::ranges, altered(excerpt_path, tr("its range {} is none", i)));
    }
  }
  return ranges;
}

/// In the order of the recording's files and seconds, none over another: what is disclosed is said once.
void check_order(Session& session, const std::vector<Range>& ranges) {
  std::map<std::string, std::size_t> places;
  for (const auto& file : session.journal.files) places.emplace(file.name, places.size());
  const Range* before = nullptr;
  for (const auto& range : ranges) {
    const auto place = places.find(range.file);
    if (place == places.end()) continue;  // told by its name
    const bool follows = before == nullptr || place->second > places[before->file] ||
                         (before->file == range.file && range.from >= before->from + before->frames);
    if (!follows) {
      session.report.found(
          Name::ranges,
          altered(excerpt_path, tr("its range from {} in {} does not follow the one before", range.from, range.file)));
    }
    before = &range;
  }
}

/// For each second whether the ranges disclose it; each range must begin and end where seconds do. Ranges may overlap:
/// none is walked through.
std::vector<bool> disclosed(Session& session, const AudioFile& file, const std::vector<const Range*>& ranges) {
  const auto& seconds = file.seconds;
  const auto second_at = [&](Frames position) {
    return std::lower_bound(seconds.begin(), seconds.end(), position,
                            [](const Second& s, Frames at) { return s.from < at; });
  };
  std::vector<int> more(seconds.size() + 1);  // ranges that begin at this second, less those that end before it
  for (const auto* range : ranges) {
    const auto to = range->from + range->frames;
    const auto begin = second_at(range->from);
    const auto end = to <= file.frames() ? second_at(to) : seconds.end();
    const bool begins_there = begin != seconds.end() && begin->from == range->from;
    if (begins_there && begin < end) {
      ++more[static_cast<std::size_t>(begin - seconds.begin())];
      --more[static_cast<std::size_t>(end - seconds.begin())];
    }
    const bool ends_there = to == file.frames() || (end != seconds.end() && end->from == to);
    if (begins_there && ends_there) continue;
    session.report.found(Name::ranges, altered(excerpt_path, tr("its range from {} in {} is not of whole seconds",
                                                                range->from, range->file)));
  }
  std::vector<bool> is_disclosed(seconds.size());
  int open = 0;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    open += more[i];
    is_disclosed[i] = open > 0;
  }
  return is_disclosed;
}

/// `00:12-00:14 of data/excerpt-001.flac`, for each range, so that a reader need not compute.
std::string shown_text(const JournalContent& journal, const std::vector<Range>& ranges) {
  constexpr std::size_t max_shown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(ranges.size(), max_shown); ++i) {
    const auto& range = ranges[i];
    const auto& format = journal.format_of(bag::track_of(range.file).value_or(Track::only));
    const auto at = [&](Frames frames) {
      const auto ms = static_cast<std::int64_t>(format.seconds(frames) * 1000);
      return base::exact_clock_text(std::chrono::milliseconds(ms));
    };
    text += tr("{}{}-{} of {}", i == 0 ? "" : ", ", at(range.from), at(range.from + range.frames),
               bag::excerpt_audio_path(range.file));
  }
  if (ranges.size() > max_shown) text += tr(", and {} more", ranges.size() - max_shown);
  return text;
}

void salts_fault(Session& session, const Second& second, const char* why) {
  auto finding = altered(salts_path, fmt::format("{}: {}", tr("journal line {}", second.line), why));
  finding.line = second.line;
  session.report.found(Name::salts, std::move(finding));
}

struct TrackShown {
  bool has_sound = false;
  bool is_disclosed = false;
};

/// Who hears one side alone may think that the other one said nothing.
void tell_withheld_sides(Session& session, const std::array<TrackShown, 3>& by_track) {
  const auto is_withheld = [&](Track track) {
    const auto& of = by_track[static_cast<std::size_t>(track)];
    return of.has_sound && !of.is_disclosed;
  };
  if (is_withheld(Track::near)) {
    session.result.remarks.emplace_back(_("what was heard on the near side of the call: nothing of it is disclosed"));
  }
  if (is_withheld(Track::far)) {
    session.result.remarks.emplace_back(_("what was heard on the far side of the call: nothing of it is disclosed"));
  }
  for (auto& track : session.result.tracks) track.is_shown = !is_withheld(track.track);
}

void check_ranges(Session& session, const json::Value& excerpt) {
  const auto ranges = read_ranges(session, excerpt);
  check_order(session, ranges);
  if (!has_seconds(session.journal)) {
    // Of an import that was not decoded, say: whatever sound lies here, nothing can be held against it.
    session.report.found(Name::ranges,
                         altered(excerpt_path, _("the recording has no seconds, so there can be no excerpt of it")));
  }
  std::set<std::string> known;
  std::map<std::string_view, std::vector<const Range*>> by_file;
  for (const auto& range : ranges) by_file[range.file].push_back(&range);
  std::map<unsigned, Silence> silences;  // by the bits of a frame
  journal::TrackFrames shown;
  journal::TrackFrames all;
  std::array<TrackShown, 3> by_track{};
  for (const auto& original : session.journal.files) {
    known.insert(original.name);
    const auto is_disclosed = disclosed(session, original, by_file[original.name]);
    AudioFile here = original;
    here.name = bag::excerpt_audio_path(original.name);
    // Of how many bits silence is: the journal of an import of the first builds does not say.
    const auto& told = session.journal.format_of(original);
    const bool is_said = told.bits != 0 || !session.is_file(here.name);
    const auto format = is_said ? told : format_of(session.fs, session.at(here.name), session.journal, original);
    auto& silence = silences.try_emplace(static_cast<unsigned>(format.bits) * format.channels, format).first->second;
    all.add(original, original.frames());
    auto& of_track = by_track[static_cast<std::size_t>(original.track)];
    of_track.has_sound = of_track.has_sound || original.frames() > 0;
    for (std::size_t i = 0; i < here.seconds.size(); ++i) {
      auto& second = here.seconds[i];
      if (is_disclosed[i]) {
        shown.add(original, second.frames);
        of_track.is_disclosed = true;
        if (second.lacks_salt()) salts_fault(session, second, _("the salt of a second that is disclosed is missing"));
        continue;
      }
      if (second.salt) salts_fault(session, second, _("it has the salt of a second that is withheld"));
      second = {second.from, second.frames, silence.hash(second.frames), second.line};
    }
    check_audio_file(session, here, session.journal.started_utc);
  }
  for (const auto& range : ranges) {
    if (known.contains(range.file)) continue;
    session.report.found(Name::ranges, altered(excerpt_path, tr("the recording has no {}", range.file)));
  }
  tell_withheld_sides(session, by_track);
  // Rounded down, as the times of the ranges are.
  const auto in_thousandths = [](double seconds) { return std::floor(seconds * 1000 + 1e-6) / 1000; };
  const auto seconds = in_thousandths(shown.seconds(session.journal));
  const auto of_all = in_thousandths(all.seconds(session.journal));
  const auto where = shown_text(session.journal, ranges);
  session.report.passed(
      Name::ranges,
      session.journal.tracks.empty()
          ? tr("{:.3f} of {:.3f} seconds are disclosed, the others are silent: {}", seconds, of_all, where)
          : tr("{:.3f} of {:.3f} seconds of both tracks together are disclosed, the others are silent: {}", seconds,
               of_all, where));
  pass_sound(session);
}

void check_disclosed_notes(Session& session, const json::Value& excerpt) {
  const auto& list = excerpt["notes"];
  if (!list.is_array()) {
    return session.report.found(Name::notes, altered(excerpt_path, _("it does not list the notes that it discloses")));
  }
  if (list.size() > limits::journal_notes) {
    return session.report.found(Name::notes, altered(excerpt_path, _("there are more notes than a journal may have")));
  }
  std::set<std::uint64_t> seen;
  std::size_t told = 0;
  for (std::size_t i = 0; i < list.size() && told < max_wrong_lines; ++i) {
    const auto wrong = list.at(i).is_object() ? check_note(list.at(i), session.journal.notes, seen, &session.texts)
                                              : std::string(_("it is not a note"));
    if (wrong.empty()) continue;
    ++told;
    session.report.found(Name::notes, altered(excerpt_path, fmt::format("note {}: {}", i, wrong)));
  }
  session.report.passed(Name::notes, tr("{} are disclosed", seen.size()));
}

}  // namespace

void check_excerpt(Session& session) {
  const auto excerpt = read_document(session, excerpt_path);
  if (!excerpt) {
    return session.report.found(Name::ranges, altered(excerpt_path, _("it is not one JSON object")));
  }
  Fields fields(*excerpt);
  const auto format = fields.number("format", 1, max_known_format);
  refuse_unknown_format(session, excerpt_path, format, journal::newest_format);
  session.original_seal = base::to_hex(fields.digest("original"));
  session.excerpt_key = fields.digest_or_null("key");
  fields.allow_only({"format", "original", "key", "ranges", "notes"});
  // It is of the version of the recording that it is of; without a journal that is told as that.
  if (session.journal.format && format != *session.journal.format) fields.miss("format");
  if (!fields.missing().empty()) {
    return session.report.found(
        Name::ranges,
        altered(excerpt_path, tr("its field {} is missing or is not what it should be", fields.missing())));
  }
  if (!session.journal.format) return session.report.not_checked(Name::ranges, _("its journal can't be read"));
  check_recording_beside(session, session.original_seal);
  check_original(session, session.original_seal);
  check_ranges(session, *excerpt);
  check_disclosed_notes(session, *excerpt);
  check_signature(session, bag::original_root);
  check_own_signature(session, session.excerpt_key);
}

}  // namespace earwitness::verify_detail
