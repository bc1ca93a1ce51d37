// SPDX-License-Identifier: MIT
//
// A file system whose Nth operation of a kind goes wrong, over any other one. Everything else is passed on.
//
// What a fault does: it fails with an errno; fails after half of a write has arrived; writes less than it was asked to,
// as write(2) may; lies (says that it wrote or synced, and did nothing); or takes its time, on the world's clock. It
// does so once, or for every operation of that kind from then on, or the whole disk changes nothing any more, as after
// a remount as read-only.
// Errors: FileError with the fault's errno, which names the file. Threads: one.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::faults {

enum class Operation {
  create,
  open,
  read,
  write,
  sync_data,
  close,
  make_folder,
  rename,
  remove_file,
  remove_folder,
  sync_folder,
  make_read_only,
  list,
  status,
  free_bytes
};
inline constexpr std::size_t operations = 15;
[[nodiscard]] const char* to_string(Operation operation) noexcept;
/// True for what a read-only disk refuses.
[[nodiscard]] bool changes_disk(Operation operation) noexcept;

enum class Effect { fail, fail_halfway, write_less, lie, stall };
[[nodiscard]] const char* to_string(Effect effect) noexcept;

enum class Lasting { once, kind, disk };
[[nodiscard]] const char* to_string(Lasting lasting) noexcept;

struct Fault {
  Operation on = Operation::write;
  std::uint64_t nth = 1;  ///< of its kind, from 1; 0: never
  Effect effect = Effect::fail;
  int code = 5;  // EIO
  Lasting lasting = Lasting::once;
  std::chrono::nanoseconds stall{0};
  std::string only{};  ///< counts paths with this in their last name alone; empty: all
};
/// As a line of a failed test says it.
[[nodiscard]] std::string to_string(const Fault& fault);

class FaultyFileSystem final : public os::FileSystem {
 public:
  FaultyFileSystem(os::FileSystem& under, Fault fault, const os::Clock* clock = nullptr)
      : under_(under), fault_(std::move(fault)), clock_(clock) {}

  std::unique_ptr<os::File> create(const os::Path& path) override;
  std::unique_ptr<os::File> open(const os::Path& path) override;
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override;
  void make_folder(const os::Path& path) override;
  void rename(const os::Path& from, const os::Path& to) override;
  void remove_file(const os::Path& path) override;
  void remove_folder(const os::Path& path) override;
  void sync_folder(const os::Path& path) override;
  void make_read_only(const os::Path& path) override;
  std::vector<os::Entry> list(const os::Path& folder) override;
  std::optional<os::Entry> status(const os::Path& path) override;
  std::uint64_t free_bytes(const os::Path& folder) override;

  [[nodiscard]] std::uint64_t hits() const noexcept { return hits_; }
  [[nodiscard]] std::uint64_t count(Operation operation) const noexcept {
    return counts_[static_cast<std::size_t>(operation)];
  }
  /// Is told of each file whose sync_data() failed here: what was written to it is lost to a power cut.
  std::function<void(const os::Path&)> on_failed_sync;
  /// Is told of each sync_data() that came after one that had failed on the same file.
  std::function<void(const os::Path&)> on_sync_after_failure;

 private:
  friend class FaultyFile;
  /// Counts, and does what the fault says as far as any operation can; then the effect that is left to its caller.
  [[nodiscard]] std::optional<Effect> meet(Operation operation, const os::Path& path);
  /// For what knows no other effect than to fail: true where it is to be left out.
  [[nodiscard]] bool skip(Operation operation, const os::Path& path);

  os::FileSystem& under_;
  Fault fault_;
  const os::Clock* clock_;
  std::mutex mutex_;  // over what is counted: verify reads on several threads
  std::array<std::uint64_t, operations> counts_{};
  std::uint64_t matching_ = 0;
  std::uint64_t hits_ = 0;
};

}  // namespace earwitness::faults
