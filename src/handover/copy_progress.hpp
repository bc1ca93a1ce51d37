// SPDX-License-Identifier: MIT
//
// How far an export or a backup is, in bytes of what it has to read: what is checked before, what is copied, and what
// is read back. One thread, that of the one who waits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace earwitness::handover {

/// `done` of `total`, as often as something was read. What comes to no end never has `done == total`.
using ProgressListener = std::function<void(std::uint64_t done, std::uint64_t total)>;

class CopyProgress {
 public:
  explicit CopyProgress(ProgressListener listener) : listener_(std::move(listener)) {}

  [[nodiscard]] bool is_heard() const noexcept { return listener_ != nullptr; }
  void expect(std::uint64_t bytes) noexcept { total_ += bytes; }
  void add(std::uint64_t bytes) {
    done_ += bytes;
    if (listener_) listener_(std::min(done_, total_), total_);
  }

  /// For a verification that counts as so many bytes.
  [[nodiscard]] std::function<bool(std::uint64_t done, std::uint64_t total)> of_check(std::uint64_t bytes) {
    return [this, bytes, told = std::uint64_t{0}](std::uint64_t done, std::uint64_t total) mutable {
      const auto share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
      const auto now = std::max(told, static_cast<std::uint64_t>(share * static_cast<double>(bytes)));
      add(now - std::exchange(told, now));
      return true;
    };
  }

 private:
  ProgressListener listener_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace earwitness::handover
