// SPDX-License-Identifier: MIT
//
// Time stamps around one recording: on the journal's first line once it runs, on later ones where that was asked for,
// and on the seal. The network is another thread's; no call here waits for it but stamp_seal(), which comes when all is
// done, and for a few seconds at most. The main thread's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/intent.hpp"
#include "control/protocol.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/recording.hpp"
#include "session/stamps.hpp"
#include "tsa/asker.hpp"

namespace earwitness::session {

struct StampPlan {
  Stamps when = Stamps::none;
  std::vector<tsa::Server> servers;
  std::optional<std::chrono::seconds> every;
  std::shared_ptr<const archive::Intents> intents{};  ///< of the archive; null: none is known
  bool slate = false;                                 ///< show the first one's words, to be said aloud
};

/// When the next time stamp of a running recording is asked for, and on what: the journal's first line until it has
/// one, then, where that was wanted, the last line again and again. A value; one thread.
class StampSchedule {
 public:
  /// A question that brought nothing is asked again after this.
  static constexpr std::chrono::seconds again_after{60};

  explicit StampSchedule(std::optional<std::chrono::seconds> every) : every_(every) {}

  enum class Due { nothing, first_line, last_line };
  [[nodiscard]] Due due(BootTime now) const {
    if (asked_ && now - *asked_ < (stamped_ && every_ ? *every_ : again_after)) return Due::nothing;
    if (!stamped_) return Due::first_line;
    return every_ ? Due::last_line : Due::nothing;
  }
  void asked(BootTime now) { asked_ = now; }
  /// True for the first one.
  bool stamped() {
    const bool first = !stamped_;
    stamped_ = true;
    return first;
  }

 private:
  std::optional<std::chrono::seconds> every_;
  std::optional<BootTime> asked_;
  bool stamped_ = false;
};

class Stamping {
 public:
  explicit Stamping(StampPlan plan) : plan_(std::move(plan)), schedule_(plan_.every) {}

  /// Once a round while it records: asks, and passes what came to the journal. What is to be said to the user.
  [[nodiscard]] std::vector<std::string> poll(record::Recording& recording, BootTime now);
  /// What comes from here on is dropped: the recording is at its end.
  void cancel() { asker_.cancel(); }

  /// Asks for a time stamp on what was just sealed. Nothing is thrown: the recording is safe without it.
  [[nodiscard]] control::SealStamp stamp_seal(os::FileSystem& fs, const os::Path& bag) noexcept;

 private:
  void ask_for(const record::JournalLine& line, BootTime now);
  void enter(record::Recording& recording, tsa::Stamp stamp, std::vector<std::string>& news);
  [[nodiscard]] control::SealStamp try_seal(os::FileSystem& fs, const os::Path& bag);

  StampPlan plan_;
  StampSchedule schedule_;
  tsa::Asker asker_;
  std::uint64_t covers_ = 0;  // what the open question is about
  bool failure_told_ = false;
};

}  // namespace earwitness::session
