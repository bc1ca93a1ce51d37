// SPDX-License-Identifier: MIT
#include "journal/content.hpp"

#include <algorithm>
#include <utility>

#include "journal/gatherer.hpp"

namespace earwitness::journal {

const AudioFormat& JournalContent::format_of(Track track) const noexcept {
  for (const auto& known : tracks) {
    if (known.track == track) return known.audio;
  }
  return audio;
}

double JournalContent::seconds() const noexcept {
  TrackFrames all;
  for (const auto& file : files) all.add(file, file.frames());
  return all.longest(*this);
}

double TrackFrames::seconds(const JournalContent& journal) const noexcept {
  double all = 0;
  for (const auto track : {Track::only, Track::near, Track::far}) {
    const auto frames = counts_[index_of(track)];
    if (frames != 0) all += journal.format_of(track).seconds(frames);
  }
  return all;
}

double TrackFrames::longest(const JournalContent& journal) const noexcept {
  double longest = 0;
  for (const auto track : {Track::only, Track::near, Track::far}) {
    const auto frames = counts_[index_of(track)];
    if (frames != 0) longest = std::max(longest, journal.format_of(track).seconds(frames));
  }
  return longest;
}

JournalContent read_journal(os::File& file) {
  return read_journal(file, [](const Line&) {});
}

JournalContent read_journal(os::File& file, const Visitor& also) {
  JournalContent content;
  Gatherer gatherer(content);
  // A line is taken in once the next one is chained to it: where the chain breaks, the last one read may be the altered
  // one, and what it says must not be held against other files.
  std::optional<Line> held;
  content.reading = read_to_keep(file, [&](Line&& line) {
    also(line);
    if (held) gatherer.line(*held);
    held = std::move(line);
  });
  const bool in_doubt = content.reading.damage && content.reading.damage->not_chained;
  if (held && !in_doubt) gatherer.line(*held);
  return content;
}

}  // namespace earwitness::journal
