// SPDX-License-Identifier: MIT
//
// Ends another thread's wait in a Poller. wake() may be called by any thread and never waits; the rest belongs to the
// one that waits. Several calls before it looks count as one. A wake can't get lost: where no byte can be sent, the
// connection is shut down, which is readable for ever.
#pragma once

#include "os/descriptor.hpp"

namespace earwitness::os {

class Wake {
 public:
  /// Throws Error(surroundings) if the kernel has no descriptor left.
  Wake();

  void wake() noexcept;
  /// Readable once somebody called wake(), until clear().
  [[nodiscard]] Fd fd() const noexcept { return reading_.fd(); }
  void clear() noexcept;

 private:
  Descriptor reading_;
  Descriptor writing_;
};

}  // namespace earwitness::os
