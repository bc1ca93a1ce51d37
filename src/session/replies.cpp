// SPDX-License-Identifier: MIT
#include "session/replies.hpp"

#include <chrono>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/process.hpp"

namespace earwitness::session {

namespace {

std::vector<control::Warning> to_warnings(const std::vector<record::WarningSummary>& warnings, record::Sides sides,
                                          const char* (*sentence)(record::Warning, record::Sides) noexcept) {
  std::vector<control::Warning> list;
  for (const auto& w : warnings) {
    list.push_back(
        {record::to_string(w.warning), std::chrono::duration<double>(w.lasted).count(), sentence(w.warning, sides)});
  }
  return list;
}

}  // namespace

control::Started started_reply(const record::Recording& recording) {
  return {recording.conversation().folder.string(), recording.id(), os::own_pid()};
}

control::Status status_reply(const record::Recording& recording) {
  const auto now = recording.status();
  control::Status status;
  status.pid = os::own_pid();
  status.path = recording.conversation().folder.string();
  status.recording = recording.id();
  status.seconds = now.seconds;
  status.elapsed_seconds = now.elapsed_seconds;
  status.paused = now.paused;
  status.paused_seconds = now.paused_seconds;
  status.left_seconds = now.left_seconds;
  status.marks = now.marks;
  status.frames = now.frames;
  status.frames_on_disk = now.frames_on_disk;
  status.lost_frames = now.lost_frames;
  status.level_dbfs = now.rms_dbfs;
  status.peak_dbfs = now.peak_dbfs;
  status.clipped = now.clipped;
  status.disk_left_seconds = now.disk_left_seconds;
  status.ring_high_water_frames = now.ring_high_water;
  status.microphone_lost = now.microphone_lost;
  status.warnings = to_warnings(now.warnings, now.tracks.empty() ? record::Sides::one : record::Sides::both,
                                record::english_sentence);
  for (const auto& side : now.tracks) {
    status.tracks.push_back({to_string(side.track), side.frames, side.frames_on_disk, side.lost_frames, side.rms_dbfs,
                             side.peak_dbfs, side.clipped, side.lost});
  }
  return status;
}

std::string describe_end(double seconds) {
  return tr("the recording has ended: {} of sound, and the files are closed", base::clock_of(seconds));
}

control::Sealed sealed_reply(const record::Sealed& sealed, const record::Finished& finished) {
  control::Sealed reply;
  reply.path = sealed.folder.string();
  reply.recording = sealed.recording;
  reply.seal = sealed.seal;
  reply.in_ledger = sealed.in_ledger;
  reply.frames = finished.frames;
  reply.seconds = finished.seconds;
  reply.lost_frames = finished.lost_frames;
  reply.reason = record::to_string(finished.reason);
  reply.sides = finished.sides;
  reply.warnings = to_warnings(finished.warnings, finished.sides > 1 ? record::Sides::both : record::Sides::one,
                               record::english_sentence_afterwards);
  return reply;
}

}  // namespace earwitness::session
