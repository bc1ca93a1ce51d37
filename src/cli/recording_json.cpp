// SPDX-License-Identifier: MIT
#include "cli/recording_json.hpp"

#include <chrono>

#include "base/time.hpp"
#include "control/protocol.hpp"
#include "os/process.hpp"

namespace earwitness::cli {

namespace {

using Json = nlohmann::ordered_json;

Json warnings_json(const std::vector<record::WarningSummary>& warnings,
                   const char* (*sentence)(record::Warning) noexcept) {
  Json list = Json::array();
  for (const auto& w : warnings) {
    list.push_back({{"warning", record::to_string(w.warning)},
                    {"seconds", std::chrono::duration<double>(w.lasted).count()},
                    {"text", sentence(w.warning)}});
  }
  return list;
}

}  // namespace

Json started_json(const record::Recording& recording) {
  auto message = control::message("started");
  message["path"] = recording.conversation().folder.string();
  message["recording"] = recording.id();
  message["pid"] = os::own_pid();
  return message;
}

Json status_json(const record::Recording& recording) {
  const auto status = recording.status();
  auto message = control::message(control::type::status);
  message["running"] = true;
  message["pid"] = os::own_pid();
  message["path"] = recording.conversation().folder.string();
  message["recording"] = recording.id();
  message["seconds"] = status.seconds;
  message["elapsed_seconds"] = status.elapsed_seconds;
  message["paused"] = status.paused;
  message["paused_seconds"] = status.paused_seconds;
  message["left_seconds"] = status.left_seconds;
  message["marks"] = status.marks;
  message["frames"] = status.frames;
  message["frames_on_disk"] = status.frames_on_disk;
  message["lost_frames"] = status.lost_frames;
  message["level_dbfs"] = status.rms_dbfs;
  message["peak_dbfs"] = status.peak_dbfs;
  message["clipped"] = status.clipped;
  message["disk_left_seconds"] = status.disk_left_seconds;
  message["ring_high_water_frames"] = status.ring_high_water;
  message["microphone_lost"] = status.microphone_lost;
  message["warnings"] = warnings_json(status.warnings, record::english_sentence);
  return message;
}

Json sealed_json(const record::Sealed& sealed, const record::Finished& finished) {
  auto message = control::message(control::type::sealed);
  message["path"] = sealed.folder.string();
  message["recording"] = sealed.recording;
  message["seal"] = sealed.seal;
  message["in_ledger"] = sealed.in_ledger ? Json(*sealed.in_ledger) : Json(nullptr);
  message["frames"] = finished.frames;
  message["seconds"] = finished.seconds;
  message["lost_frames"] = finished.lost_frames;
  message["reason"] = record::to_string(finished.reason);
  message["warnings"] = warnings_json(finished.warnings, record::english_sentence_afterwards);
  return message;
}

}  // namespace earwitness::cli
