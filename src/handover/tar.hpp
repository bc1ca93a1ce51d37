// SPDX-License-Identifier: MIT
//
// A tar file as it is written, by libarchive, in the form of GNU tar, which 7-Zip, bsdtar and Python read, too. Names
// are bytes of any length: relative, with slashes. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "earwitness/base.hpp"

namespace earwitness::handover {

class TarWriter {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;

  /// `sink` gets the tar file's bytes in their order; what it throws comes out of the call in which it was thrown.
  /// `time`: of each file in it.
  TarWriter(Sink sink, UtcTime time);
  ~TarWriter();
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;

  /// A file of exactly `size` bytes, readable by its owner alone; write() brings them.
  void begin(const std::string& name, std::uint64_t size);
  void write(std::span<const std::byte> bytes);
  /// What goes behind the last file.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::handover
