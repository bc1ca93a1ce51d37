// SPDX-License-Identifier: MIT
#include "doctor/examination.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "archive/backups.hpp"
#include "archive/key_store.hpp"
#include "archive/recordings.hpp"
#include "base/recording_kind.hpp"
#include "desktop/power.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/stream_watch.hpp"
#include "doctor/archive_health.hpp"
#include "doctor/key_check.hpp"
#include "doctor/storage_audit.hpp"
#include "record/disk_space.hpp"

namespace earwitness::doctor {

namespace {

constexpr std::chrono::milliseconds inhibit_timeout{2000};

class ComputerExaminer {
 public:
  explicit ComputerExaminer(const ExaminationRequest& request) : request_(request) {}

  std::vector<Diagnosis> examine() {
    examine_disk();
    if (!request_.is_recording) examine_sleep();
    add(diagnose_power(desktop::read_power(request_.fs)));
    add(diagnose_clock(request_.clock.state()));
    examine_archive();
    examine_key();
    audit_storage();
    return std::move(diagnoses_);
  }

 private:
  void add(Diagnosis diagnosis) { diagnoses_.push_back(std::move(diagnosis)); }

  void examine_disk() {
    auto& fs = request_.fs;
    const auto folder = folder_to_write_in(fs, request_.archive);
    try {
      add(diagnose_room(record::seconds_of_space(fs.free_bytes(folder), record::bytes_per_second(request_.format)),
                        request_.archive));
      if (request_.is_recording) return;
      add(diagnose_sync(measure_sync(fs, request_.clock, folder)));
      if (const auto refused = find_refusals(fs, folder); !refused.empty()) add(diagnose_refusals(refused));
    } catch (const Error& error) {
      add(diagnose_failure("disk", error));
    }
  }

  void examine_sleep() {
    const desktop::SleepInhibitor inhibitor;  // held for this moment only
    add(diagnose_sleep(inhibitor.wait(inhibit_timeout)));
  }

  void examine_archive() {
    try {
      const auto items = archive::list(request_.fs, request_.archive);
      add(diagnose_archive(inspect_archive(request_.fs, request_.archive, items)));
      add(diagnose_interrupted(items));
      examine_backups(items);
    } catch (const Error& error) {
      add(diagnose_failure("archive", error));
    }
  }

  void examine_backups(const std::vector<archive::Item>& items) {
    const auto kept = archive::kept_elsewhere(archive::read_backups(request_.fs, request_.archive));
    std::size_t sealed = 0;
    std::size_t alone = 0;
    for (const auto& item : items) {
      if (item.state != archive::State::sealed && item.state != archive::State::recovered) continue;
      ++sealed;
      if (!kept.contains(archive::key_of(item))) ++alone;
    }
    add(diagnose_backups(alone, sealed));
  }

  void examine_key() {
    try {
      const archive::KeyStore store(request_.fs, request_.keys);
      add(diagnose_key(inspect_key(store, archive::read_backups(request_.fs, request_.archive))));
    } catch (const Error& error) {
      add(diagnose_failure("key", error));
    }
  }

  void audit_storage() {
    auto& fs = request_.fs;
    std::error_code unseen;  // a path that can't be looked at names itself
    const auto real = std::filesystem::weakly_canonical(request_.archive, unseen);
    const auto& folder = unseen ? request_.archive : real;
    add(diagnose_encryption(detect_encryption(fs, "/", folder), request_.archive));
    add(diagnose_syncing(detect_syncing(fs, folder), request_.archive));
    add(diagnose_device_management(detect_device_management(fs, "/")));
  }

  const ExaminationRequest& request_;
  std::vector<Diagnosis> diagnoses_;
};

}  // namespace

std::vector<Diagnosis> examine_microphone(capture::Source& source, const os::Clock& clock, std::chrono::seconds length,
                                          const LevelListener& heard) {
  const desktop::StreamWatch watch;
  const auto sample = record_sample(source, clock, length, heard);
  std::vector<Diagnosis> diagnoses{diagnose_sound(source.name(), sample.level)};
  if (source.kind() == recording_kind::test_signal) return diagnoses;
  const auto live = watch.source();
  diagnoses.push_back(diagnose_path(live, live && live->is_monitor));
  return diagnoses;
}

std::vector<Diagnosis> examine_computer(const ExaminationRequest& request) {
  return ComputerExaminer(request).examine();
}

}  // namespace earwitness::doctor
