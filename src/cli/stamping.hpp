// SPDX-License-Identifier: MIT
//
// Time stamps around one recording: on the journal's first line once it runs, on later ones where that was asked for,
// and on the seal. The network is another thread's; no call here waits for it but stamp_seal(), which comes when all is
// done, and for a few seconds at most. The main thread's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/config.hpp"
#include "cli/stamp_schedule.hpp"
#include "control/protocol.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/recording.hpp"
#include "tsa/asker.hpp"

namespace earwitness::cli {

struct StampPlan {
  Stamps when = Stamps::none;
  std::vector<tsa::Server> servers;
  std::optional<std::chrono::seconds> every;
  bool slate = false;  ///< show the first one's words, to be said aloud
};

/// None where no server is named.
[[nodiscard]] StampPlan stamp_plan(const Config& config);
[[nodiscard]] std::vector<tsa::Server> servers_of(const Config& config);

class Stamping {
 public:
  explicit Stamping(StampPlan plan) : plan_(std::move(plan)), schedule_(plan_.every) {}

  /// Once a round while it records: asks, and passes what came to the journal. What is to be said to the user.
  [[nodiscard]] std::vector<std::string> look(record::Recording& recording, BootTime now);
  /// What comes from here on is dropped: the recording is at its end.
  void stop() { asker_.cancel(); }

  /// Asks for a time stamp on what was just sealed. Nothing is thrown: the recording is safe without it.
  [[nodiscard]] control::SealStamp stamp_seal(os::FileSystem& fs, const os::Path& bag) noexcept;

 private:
  void ask(const record::JournalLine& line, BootTime now);
  void tell(record::Recording& recording, tsa::Stamp stamp, std::vector<std::string>& news);
  [[nodiscard]] control::SealStamp try_seal(os::FileSystem& fs, const os::Path& bag);

  StampPlan plan_;
  StampSchedule schedule_;
  tsa::Asker asker_;
  std::uint64_t covers_ = 0;  // what the open question is about
  bool failure_told_ = false;
};

}  // namespace earwitness::cli
