// SPDX-License-Identifier: MIT
//
// A verification that tells how far it is, and that can be cancelled: a guard on its way to the disk. Every thread of
// it reads through WatchedFiles, which counts the bytes; the thread that made it calls the callback, so that whoever
// asked for the verification is never called by a thread that they do not know. A read after the answer was false
// throws Cancelled, in whatever thread.
//
// Also a promise that verifying changes nothing: what would write fails with EROFS.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bag/contents.hpp"
#include "earwitness/verify.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

class WatchedFiles final : public os::FileSystem {
 public:
  using Callback = std::function<bool(std::uint64_t done, std::uint64_t total)>;

  /// Between two calls the owner reads no more than this, and waits no longer.
  static constexpr std::uint64_t call_bytes = 1024 * 1024;
  static constexpr std::chrono::milliseconds call_interval{100};

  /// Counts from here; both outlive this.
  WatchedFiles(os::FileSystem& fs, const Callback& callback);

  /// Calls the callback for the first time, for what is in the bag. The owner's thread.
  void begin(const std::vector<bag::Content>& contents);
  /// Waits for another thread's result, and calls the callback meanwhile. The owner's thread.
  template <typename Result>
  void wait_for(std::future<Result>& result) {
    while (result.wait_for(call_interval) != std::future_status::ready) call();
    stop_if_cancelled();  // as the owner was told: the other thread's result may be that it met the same end
  }
  /// Calls the callback for the last time. The owner's thread.
  void end();

  std::unique_ptr<os::File> open(const os::Path& path) override;
  std::vector<os::Entry> list(const os::Path& folder) override { return fs_.list(folder); }
  std::optional<os::Entry> status(const os::Path& path) override { return fs_.status(path); }
  std::uint64_t free_bytes(const os::Path& folder) override { return fs_.free_bytes(folder); }

  std::unique_ptr<os::File> create(const os::Path& path) override;
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override;
  void make_folder(const os::Path& path) override;
  void rename(const os::Path& from, const os::Path& to) override;
  void remove_file(const os::Path& path) override;
  void remove_folder(const os::Path& path) override;
  void sync_folder(const os::Path& path) override;
  void make_read_only(const os::Path& path) override;

 private:
  class WatchedFile;
  /// Of any thread: before it reads.
  void stop_if_cancelled() const;
  /// Of any thread: after it read.
  void count(std::uint64_t bytes);
  void call();

  os::FileSystem& fs_;
  const Callback& callback_;
  const std::thread::id owner_ = std::this_thread::get_id();
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> is_cancelled_{false};
  // The owner's.
  std::exception_ptr thrown_;  // by the callback
  std::uint64_t total_ = 0;
  std::uint64_t called_at_ = 0;
  std::chrono::steady_clock::time_point called_{};
};

}  // namespace earwitness::verify_detail
