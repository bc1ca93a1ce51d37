// SPDX-License-Identifier: MIT
//
// An os::File as libsndfile's virtual I/O. libsndfile's callbacks cannot throw and it forgets failures, so the first
// one is kept here until somebody asks. One thread.
#pragma once

#include <sndfile.h>

#include <exception>
#include <memory>

#include "os/file_system.hpp"

namespace earwitness::flac {

class VirtualFile {
 public:
  explicit VirtualFile(std::unique_ptr<os::File> file) : file_(std::move(file)) {}

  [[nodiscard]] static SF_VIRTUAL_IO callbacks() noexcept;
  [[nodiscard]] os::File& file() noexcept { return *file_; }
  [[nodiscard]] const os::File& file() const noexcept { return *file_; }
  [[nodiscard]] bool failed() const noexcept { return error_ != nullptr; }
  /// Throws the first error that any callback met, if there was one.
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }
  /// Runs `operation`; an exception is kept, and `otherwise` returned. After the first, nothing is run any more.
  template <typename Operation, typename Value>
  Value guarded(Operation operation, Value otherwise) noexcept {
    if (error_) return otherwise;
    try {
      return operation(*file_);
    } catch (...) {
      error_ = std::current_exception();
      return otherwise;
    }
  }

 private:
  std::unique_ptr<os::File> file_;
  std::exception_ptr error_;
};

struct CloseSound {
  void operator()(SNDFILE* handle) const noexcept { sf_close(handle); }
};
/// libsndfile's handle of a VirtualFile, which must outlive it: it is written to until the handle is closed.
using SoundHandle = std::unique_ptr<SNDFILE, CloseSound>;

/// Null where libsndfile can't open it; the file knows whether it was an error of the disk.
[[nodiscard]] SoundHandle open_sound(VirtualFile& file, int mode, SF_INFO& info);
/// What sf_close() says: 0 whatever happens to the file, which knows better.
[[nodiscard]] int close_sound(SoundHandle& handle);

}  // namespace earwitness::flac
