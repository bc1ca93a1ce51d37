// SPDX-License-Identifier: MIT
//
// A file that something else recorded, decoded by a process of its own (docs/architecture.md, "A file from elsewhere"):
// FFmpeg's libraries read what anybody may have made, and so they do that where they can reach nothing. That process
// gets the open file and a pipe. What it says is checked, and where it dies, hangs or breaks a rule, that is a value
// here, never an exception: the file can still be sealed.
//
// One thread. Throws FileError where the file can't be read.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "media/facts.hpp"
#include "media/protocol.hpp"
#include "os/file_system.hpp"

namespace earwitness::media {

struct DecodeRequest {
  os::Path program;                       ///< empty: find_decoder()
  std::optional<std::uint32_t> stream{};  ///< the first, second ... stream of sound, from 1; nothing: the best one
  std::uint64_t max_seconds = 0;          ///< of sound; 0: no limit
  std::optional<AudioFormat> format{};    ///< into which it is converted where it has another; nothing: its own
  /// A real decoder reports each few MiB that it has read, and each piece of sound: a disk that needs longer is as good
  /// as dead.
  std::chrono::milliseconds silence_timeout = std::chrono::minutes(2);
  /// All that is waited for it; nothing: by the file's size.
  std::optional<std::chrono::milliseconds> whole_timeout{};
  /// Bytes of the file that were read.
  std::function<void(std::uint64_t done)> progress{};
};

/// Why there is no more, where the decoder did not come to its end.
enum class Failure : std::uint8_t { none, not_installed, not_confined, died, hung, broke_protocol };

/// In a journal, and for people: "the decoder died".
[[nodiscard]] const char* to_string(Failure failure) noexcept;

/// The decoder that belongs to this program: beside it as it was built, or where it is installed. Empty if there is
/// none.
[[nodiscard]] os::Path find_decoder();

class Decoding {
 public:
  /// Reads up to where the sound begins. `file` outlives it.
  Decoding(os::File& file, DecodeRequest request);
  ~Decoding();
  Decoding(const Decoding&) = delete;
  Decoding& operator=(const Decoding&) = delete;

  /// There is sound: facts() have its shape.
  [[nodiscard]] bool has_sound() const noexcept;
  /// Where there is none, and the decoder said why.
  [[nodiscard]] std::optional<NoSound> no_sound() const noexcept;
  /// The next samples, whole frames; empty at the end. Valid until the next call.
  [[nodiscard]] std::span<const std::byte> read();
  [[nodiscard]] Failure failure() const noexcept;
  /// What is known so far; complete once read() gave nothing and there was no failure.
  [[nodiscard]] const Facts& facts() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::media
