// SPDX-License-Identifier: MIT
//
// The microphone as a recording sees it: a source that may be lost, and comes back. Each source that is opened fills a
// ring of its own, so that one that hangs in its driver can never write among the frames of the next.
//
// One owner, from any thread but one at a time, unless said otherwise. Opening goes on in a thread of its own, as sound
// systems may take seconds for it, or hang for ever: nothing here waits for that longer than it says.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "capture/source.hpp"

namespace earwitness::capture {

/// A ring holds this much: what a sound server gives back at once after a long stop, and a disk that stalls.
inline constexpr std::int64_t ring_seconds = 60;

class Input {
 public:
  virtual ~Input() = default;

  /// Begins; returns when the device runs. Throws DeviceError.
  [[nodiscard]] virtual std::shared_ptr<ring::AudioRing> start() = 0;
  /// False once the device is known to be gone, and while it is closed or being reopened.
  [[nodiscard]] virtual bool active() const noexcept = 0;
  /// Gives up the device, and any try to open it: nothing listens until reopen(). Returns at once.
  virtual void close() = 0;
  /// Gives up the device and tries, again and again, to open it anew. Returns at once.
  virtual void reopen() = 0;
  /// The ring of the new device, once frames lie in it; until then null.
  [[nodiscard]] virtual std::shared_ptr<ring::AudioRing> reopened() = 0;
  /// Ends it all within two seconds, even where a device hangs.
  virtual void stop() noexcept = 0;

  [[nodiscard]] virtual const AudioFormat& format() const noexcept = 0;
  [[nodiscard]] virtual std::string kind() const = 0;
  [[nodiscard]] virtual std::string host_api() const = 0;
  [[nodiscard]] virtual std::string name() const = 0;
  /// As the source that was opened first had it.
  [[nodiscard]] virtual std::optional<ChosenChannel> chosen_channel() const { return std::nullopt; }
};

/// Opens the source again, from any thread. Throws DeviceError.
using Opener = std::function<std::unique_ptr<Source>()>;

/// `first` is open and not started. Without an opener a lost source stays lost.
[[nodiscard]] std::unique_ptr<Input> make_input(std::unique_ptr<Source> first, Opener again = {});

}  // namespace earwitness::capture
