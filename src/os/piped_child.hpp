// SPDX-License-Identifier: MIT
//
// Another program that is handed one open file and answers through a pipe: its stdin is that file, its stdout the pipe,
// its stderr leads nowhere, and it has no other descriptor and no environment. It is in a process group of its own, so
// that a Ctrl-C is ours to answer, and is killed with its owner, from before its program begins: also a stopped one.
//
// One thread, whose end is its end as well. Throws FileError where it can't be started: ENOENT where there is no such
// program.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "os/child.hpp"
#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

class PipedChild {
 public:
  /// `program` is a path. A file that is not the kernel's (a test's) is copied into memory first.
  PipedChild(const Path& program, const std::vector<std::string>& arguments, File& input);
  /// Kills it if it still runs.
  ~PipedChild();
  PipedChild(const PipedChild&) = delete;
  PipedChild& operator=(const PipedChild&) = delete;

  /// What it wrote next, at least a byte; 0 once it has closed its end. Nothing where it says nothing for so long.
  [[nodiscard]] std::optional<std::size_t> read(std::span<std::byte> into, std::chrono::milliseconds timeout);
  /// Waits for its end, at most so long, and kills it then. To be called once.
  [[nodiscard]] ChildEnd finish(std::chrono::milliseconds timeout);

 private:
  void kill() noexcept;
  ChildEnd end() noexcept;

  Descriptor pipe_;
  Descriptor process_;
  int pid_ = -1;
};

/// A program that comes with this one: beside it, or in `../libexec/earwitness` from there. Empty where it is in
/// neither.
[[nodiscard]] Path find_own_program(const char* name);

}  // namespace earwitness::os
