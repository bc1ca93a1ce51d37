// SPDX-License-Identifier: MIT
#include "timeline/playing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/reader.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

os::Path bag_with_sound(os::FileSystem& fs, const os::Path& path) {
  for (const auto& bag : {path, path / bag::recovered_folder, path / bag::recording_folder}) {
    const auto entry = fs.status(bag / bag::journal_path);
    if (entry && entry->kind == os::EntryKind::file) return bag;
  }
  const auto shown = base::printable(path.filename().string());
  throw Error(ErrorKind::not_found, path.string(), tr("{} holds no recording", shown), Step::list_recordings);
}

/// The name of a file of sound in this bag; empty if it is not there.
os::Path sound_of(os::FileSystem& fs, const os::Path& bag, const std::string& name) {
  for (const auto& own : {name, bag::excerpt_audio_path(name)}) {
    if (own.empty()) continue;
    const auto entry = fs.status(bag / own);
    if (entry && entry->kind == os::EntryKind::file) return bag / own;
  }
  return {};
}

}  // namespace

Frames frames_within(std::chrono::nanoseconds length, const AudioFormat& format) noexcept {
  constexpr std::int64_t second = 1'000'000'000;
  const auto rate = static_cast<std::int64_t>(format.sample_rate);
  return length.count() / second * rate + length.count() % second * rate / second;
}

Place Playlist::place_of(std::chrono::nanoseconds time) const {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (time >= pieces[i].end) continue;
    const auto frame = frames_within(std::max(time - pieces[i].begin, std::chrono::nanoseconds{0}), format);
    return {i, std::min<Frames>(frame, pieces[i].frames)};
  }
  return {pieces.size(), 0};
}

std::chrono::nanoseconds Playlist::time_of(const Place& place) const {
  if (place.piece >= pieces.size()) return end;
  return pieces[place.piece].begin + length(format, place.frame);
}

std::optional<std::chrono::nanoseconds> Playlist::mark(int number) const {
  for (const auto& incident : incidents) {
    if (incident.what == Incident::What::mark && incident.number == number) return incident.from;
  }
  return std::nullopt;
}

Playlist read_playlist(os::FileSystem& fs, const os::Path& path, Track track) {
  const auto bag = bag_with_sound(fs, path);
  EventLines lines;
  const auto journal =
      journal::read_journal(*fs.open(bag / bag::journal_path), [&](const journal::Line& line) { lines.add(line); });
  if (track != Track::only && journal.tracks.empty()) {
    throw Error(ErrorKind::usage, "track", _("this recording has one track alone: it is not of a call"));
  }
  Playlist list;
  list.format = journal.audio;
  const auto begins = beginnings(journal);
  const bool is_excerpt = fs.status(bag / bag::excerpt_path).has_value();
  for (std::size_t i = 0; i < journal.files.size(); ++i) {
    const auto& file = journal.files[i];
    const auto sound = sound_of(fs, bag, file.name);
    if (track != Track::only && file.track != track) continue;
    if (file.frames() > 0 && sound.empty() && !is_excerpt) list.missing.push_back(bag / file.name);
    if (file.frames() == 0 || sound.empty()) continue;
    const auto end = begins[i] + length(journal.format_of(file), file.frames());
    auto& pieces = file.track == Track::far && track == Track::only ? list.far : list.pieces;
    pieces.push_back({sound, file.frames(), begins[i], end});
    list.end = std::max(list.end, end);
  }
  if (track != Track::only) list.format = journal.format_of(track);
  if (!journal.tracks.empty()) list.far_format = journal.format_of(Track::far);
  if (list.pieces.empty() && !list.far.empty()) {  // of the near side nothing is there
    list.pieces = std::exchange(list.far, {});
    list.format = list.far_format;
  }
  // An import's journal does not say of how many bits its sound is.
  if (!list.pieces.empty() && list.format.bits == 0) {
    list.format = flac::read_stream_info(*fs.open(list.pieces.front().path)).format;
  }
  if (list.pieces.empty() || list.format.sample_rate == 0 || list.format.bits == 0) {
    throw Error(ErrorKind::not_found, bag.string(),
                tr("{} holds no sound that can be played", base::printable(bag.string())));
  }
  list.incidents = find_incidents(fs, bag, journal, lines);
  return list;
}

}  // namespace earwitness::timeline
