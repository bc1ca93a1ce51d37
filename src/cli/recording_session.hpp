// SPDX-License-Identifier: MIT
//
// One recording as its process lives it: what `start` and `demo` do from the lock to the seal. Waits for whatever ends
// it (a signal, `stop` from another terminal, the maximum, a lost device), answers `status`, shows the meter, says
// warnings, and seals. The main thread's; a second one reads signals (interrupts.hpp).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/key_file.hpp"
#include "archive/seal.hpp"
#include "capture/input.hpp"
#include "cli/context.hpp"
#include "cli/reminder.hpp"
#include "cli/stamping.hpp"
#include "control/server.hpp"
#include "os/poller.hpp"
#include "record/recording.hpp"

namespace earwitness::cli {

struct SessionOptions {
  os::Path archive;
  record::Settings settings;
  archive::Statement statement;                   ///< a name here is not asked for
  std::shared_ptr<const archive::Signer> signer;  ///< null: neither signed nor in the ledger
  StampPlan stamps;
  bool foreground = true;                                    ///< somebody watches: meter, keys, question at the end
  bool asks_meanwhile = true;                                ///< with keys to press, and questions that any key answers
  std::chrono::seconds remind_after{remind_after_standard};  ///< zero: nobody is asked whether they still take part
  /// Called once, when audio is on disk.
  std::function<void(const record::Recording&)> on_recording;
};

/// How it ended, and what to report besides.
struct SessionEnd {
  control::Sealed sealed;
  record::StopReason reason = record::StopReason::stopped;
  std::exception_ptr problem;  ///< the recording is sealed, but this ended it
};

/// Throws what keeps a recording from being begun or sealed: DeviceError, FileError, Error(surroundings).
[[nodiscard]] SessionEnd run_session(Context& context, std::unique_ptr<capture::Input> input,
                                     const SessionOptions& options);

}  // namespace earwitness::cli
