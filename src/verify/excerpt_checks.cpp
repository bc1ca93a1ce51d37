// SPDX-License-Identifier: MIT
//
// An excerpt is tied to the sealed recording by hashes alone: a second's in the journal, the journal's in the manifest,
// the manifest's in the tag manifest, whose own hash is the seal.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

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

void check_listed(Session& session, const std::string& manifest, const std::string& path, const std::string& sha256) {
  const auto text = session.read_small(manifest);
  if (!text) return session.report.found(Name::original, missing(manifest));
  const auto entries = bag::parse_manifest(*text).entries;
  const bool fits = std::any_of(entries.begin(), entries.end(),
                                [&](const auto& entry) { return entry.path == path && entry.sha256 == sha256; });
  if (!fits) session.report.found(Name::original, altered(manifest, tr("it does not have this {}", path)));
}

/// From the seal down to the journal.
void check_original(Session& session, const std::string& seal) {
  const std::string root = bag::original_root;
  const auto tags = session.read_small(root + bag::tag_manifest);
  const auto manifest = session.read_small(root + bag::payload_manifest);
  if (!tags || crypto::sha256_hex(*tags) != seal) {
    session.report.found(Name::original, altered(root + bag::tag_manifest, _("it is not the seal of excerpt.json")));
  }
  if (!manifest) {
    session.report.found(Name::original, missing(root + bag::payload_manifest));
  } else {
    check_listed(session, root + bag::tag_manifest, bag::payload_manifest, crypto::sha256_hex(*manifest));
    const auto journal = bag::hash_file(session.fs, session.at(journal_path));
    check_listed(session, root + bag::payload_manifest, journal_path, journal);
  }
  session.report.passed(Name::original, tr("of the recording with the seal {}", seal));
}

std::vector<Range> read_ranges(Session& session, const json::Value& excerpt) {
  std::vector<Range> ranges;
  const auto& list = excerpt["ranges"];
  const bool is_list = list.is_array() && list.size() <= limits::excerpt_ranges;
  if (!is_list) session.report.found(Name::ranges, altered(excerpt_path, _("it does not list its ranges")));
  for (std::size_t i = 0; is_list && i < list.size(); ++i) {
    if (!list.at(i).is_object()) {
      session.report.found(Name::ranges, altered(excerpt_path, tr("its range {} is none", i)));
      continue;
    }
    Fields fields(list.at(i));
    Range range{fields.text("file"), fields.number("from", 0, Frames{1} << 36),
                fields.number("frames", 1, Frames{1} << 36)};
    if (fields.missing().empty()) {
      ranges.push_back(std::move(range));
    } else {
      session.report.found(Name::ranges, altered(excerpt_path, tr("its range {} is none", i)));
    }
  }
  return ranges;
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
std::string shown_text(const AudioFormat& format, const std::vector<Range>& ranges) {
  constexpr std::size_t max_shown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(ranges.size(), max_shown); ++i) {
    const auto at = [&](Frames frames) {
      const auto ms = static_cast<std::int64_t>(format.seconds(frames) * 1000);
      return base::exact_clock_text(std::chrono::milliseconds(ms));
    };
    const auto& range = ranges[i];
    text += tr("{}{}-{} of {}", i == 0 ? "" : ", ", at(range.from), at(range.from + range.frames),
               bag::excerpt_audio_path(range.file));
  }
  if (ranges.size() > max_shown) text += tr(", and {} more", ranges.size() - max_shown);
  return text;
}

/// A sealed excerpt may hold what its format has, and nothing that would be taken for a part of the recording.
void find_foreign_ranges(Session& session) {
  std::set<std::string> known{bag::excerpt_path, journal_path};
  const std::string root = bag::original_root;
  for (const char* name : {bag::payload_manifest, bag::tag_manifest, bag::public_key_path, bag::signature_path}) {
    known.insert(root + name);
  }
  for (const auto& file : session.journal.files) known.insert(bag::excerpt_audio_path(file.name));
  for (const auto& content : session.bag.contents) {
    const bool is_known = !bag::is_payload(content.path) || known.contains(content.path) ||
                          content.path.starts_with(root + bag::time_stamp_prefix);
    if (is_known) continue;
    auto finding = altered(content.path, _("an excerpt has no such file"));
    finding.what = Finding::What::unlisted;
    session.report.found(Name::ranges, std::move(finding));
  }
}

void check_ranges(Session& session, const json::Value& excerpt) {
  const auto ranges = read_ranges(session, excerpt);
  if (!has_seconds(session.journal)) {
    // Of an import that was not decoded, say: whatever sound lies here, nothing can be held against it.
    session.report.found(Name::ranges,
                         altered(excerpt_path, _("the recording has no seconds, so there can be no excerpt of it")));
  }
  std::set<std::string> known;
  std::map<std::string_view, std::vector<const Range*>> by_file;
  for (const auto& range : ranges) by_file[range.file].push_back(&range);
  std::map<std::uint16_t, Silence> silences;  // by their bits
  Frames shown = 0;
  for (const auto& original : session.journal.files) {
    known.insert(original.name);
    const auto is_disclosed = disclosed(session, original, by_file[original.name]);
    AudioFile here = original;
    here.name = bag::excerpt_audio_path(original.name);
    // Of how many bits silence is: the journal of an import of the first builds does not say.
    const bool is_said = session.journal.audio.bits != 0 || !session.is_file(here.name);
    const auto format = is_said ? session.journal.audio : format_of(session.fs, session.at(here.name), session.journal);
    auto& silence = silences.try_emplace(format.bits, format).first->second;
    for (std::size_t i = 0; i < here.seconds.size(); ++i) {
      if (!is_disclosed[i]) here.seconds[i].sha256 = silence.hash(here.seconds[i].frames);
      if (is_disclosed[i]) shown += here.seconds[i].frames;
    }
    check_audio_file(session, here, session.journal.started_utc);
  }
  for (const auto& range : ranges) {
    if (known.contains(range.file)) continue;
    session.report.found(Name::ranges, altered(excerpt_path, tr("the recording has no {}", range.file)));
  }
  if (session.journal.is_whole()) find_foreign_ranges(session);
  session.report.passed(Name::ranges, tr("{:.3f} of {:.3f} seconds are disclosed, the others are silent: {}",
                                         session.journal.audio.seconds(shown), session.result.seconds,
                                         shown_text(session.journal.audio, ranges)));
  pass_sound(session);
}

void check_disclosed_notes(Session& session, const json::Value& excerpt) {
  const auto* list = excerpt.find("notes");
  if (list == nullptr) return session.report.not_checked(Name::notes, _("none is disclosed"));
  if (list->is_array() && list->size() > limits::journal_notes) {
    return session.report.found(Name::notes, altered(excerpt_path, _("there are more notes than a journal may have")));
  }
  std::set<std::uint64_t> seen;
  std::size_t told = 0;
  for (std::size_t i = 0; i < list->size() && told < max_wrong_lines; ++i) {
    const auto wrong = list->is_array() && list->at(i).is_object()
                           ? check_note(list->at(i), session.journal.notes, seen)
                           : std::string(_("it is not a note"));
    if (!wrong.empty()) {
      ++told;
      session.report.found(Name::notes, altered(excerpt_path, fmt::format("note {}: {}", i, wrong)));
    }
    if (!list->is_array()) break;
  }
  session.report.passed(Name::notes, tr("{} are disclosed", seen.size()));
}

}  // namespace

void check_excerpt(Session& session) {
  const auto text = session.read_small(excerpt_path);
  const auto excerpt = json::parse_object(text.value_or(std::string()), json::document);
  if (!excerpt) {
    return session.report.found(Name::ranges, altered(excerpt_path, _("it is not one JSON object")));
  }
  Fields fields(*excerpt);
  const auto format = fields.number("format", 1, max_known_format);
  refuse_unknown_format(session, excerpt_path, format);
  const auto seal = fields.text("original");
  if (format != known_format || !fields.missing().empty()) {
    return session.report.found(Name::ranges, altered(excerpt_path, _("it does not say of which recording it is")));
  }
  if (!session.journal.format) return session.report.not_checked(Name::ranges, _("its journal can't be read"));
  check_original(session, seal);
  check_ranges(session, *excerpt);
  check_disclosed_notes(session, *excerpt);
  check_signature(session, bag::original_root);
  check_own_signature(session, fields.is_null("key") ? std::nullopt : std::optional(fields.text("key")));
}

}  // namespace earwitness::verify_detail
