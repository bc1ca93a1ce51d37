// SPDX-License-Identifier: MIT
#include "journal/sound_clock.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

constexpr const char* first_line = "2026-11-24T07:55:57.000000000Z";
constexpr const char* first_frame = "2026-11-24T07:55:58.500000000Z";

journal::AudioFile file(Track track, std::int64_t mono, const char* utc) {
  journal::AudioFile file;
  file.track = track;
  file.first_frame_mono_ns = mono;
  file.first_frame_utc = utc;
  return file;
}

}  // namespace

TEST_CASE(
    "sound clock: a recording begins with its first frame, and with the journal's first line where none is told") {
  journal::JournalContent journal;
  journal.started_utc = first_line;
  CHECK(journal::began_utc(journal) == first_line);
  journal.files = {file(Track::only, 1, ""), file(Track::only, 2, first_frame)};
  CHECK(journal::began_utc(journal) == first_line);
  journal.files.front().first_frame_utc = "yesterday";
  CHECK(journal::began_utc(journal) == first_line);
  journal.files.front().first_frame_utc = "2026-11-24T07:55:58.5Z";
  CHECK(journal::began_utc(journal) == first_frame);
}

TEST_CASE("sound clock: a call begins with the side that began first") {
  journal::JournalContent journal;
  journal.started_utc = first_line;
  journal.tracks.resize(2);
  journal.tracks[0].track = Track::near;
  journal.tracks[1].track = Track::far;
  journal.files = {file(Track::near, 900, "2026-11-24T07:55:59.000000000Z"), file(Track::far, 400, first_frame)};
  CHECK(journal::began_utc(journal) == first_frame);
}
