// SPDX-License-Identifier: MIT
//
// Words that every part of earwitness uses: the shape of the audio, points in time, and the errors.
//
// Units: a frame is one sample of every channel at one instant; positions and lengths are counted in frames.
// Samples are interleaved, signed, little-endian, bits/8 bytes each: the bytes that are hashed, and what
// `flac -d --force-raw-format --endian=little --sign=signed` prints (RFC 9639 for the encoding).
// Times are integers of nanoseconds. Everything here is a value: any thread may use its own copy.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace earwitness {

/// A count of frames, or a position in a file in frames. Signed, so that differences are safe to take.
using Frames = std::int64_t;

/// What one frame looks like. `bits` is 16 or 24; 24 bit samples are packed into three bytes.
struct AudioFormat {
  std::uint32_t sample_rate = 48000;  ///< frames a second
  std::uint16_t channels = 1;
  std::uint16_t bits = 16;

  [[nodiscard]] constexpr std::size_t bytes_per_sample() const noexcept { return bits / 8U; }
  [[nodiscard]] constexpr std::size_t bytes_per_frame() const noexcept { return bytes_per_sample() * channels; }
  [[nodiscard]] constexpr double seconds(Frames frames) const noexcept {
    return static_cast<double>(frames) / static_cast<double>(sample_rate);
  }
  friend constexpr bool operator==(const AudioFormat&, const AudioFormat&) = default;
};

/// The wall clock: nanoseconds since 1970 in UTC, without leap seconds. It may be set, so no length is taken from it.
using UtcTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// CLOCK_BOOTTIME: runs on while the machine sleeps and cannot be set. Every length of time comes from it.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
};
using BootTime = BootClock::time_point;

/// A loss that the recorder itself declared: a gap inside a file or a break between two.
struct Declared {
  bool is_break = false;
  std::string cause;
  std::string file;       ///< of a gap
  double at_seconds = 0;  ///< of a gap: position in the file
  double seconds = 0;     ///< how long
  bool estimated = false;
  Frames lost_frames = 0;  ///< as many as the recorder counted; of a gap, the silence in their place
};

/// What went wrong, as far as the caller must tell it apart. The command line turns each into one exit code.
enum class ErrorKind {
  usage,           ///< the words of a command, or the config: exit 2
  not_found,       ///< no such recording, not a recording, nothing to stop: exit 4
  unknown_format,  ///< a recording of a version that this build does not know: exit 4
  surroundings     ///< microphone, disk, permission, network, another recording that runs: exit 5
};

/// The one family of errors that earwitness throws on purpose. `subject` is the file, device or word it is about
/// (may be empty), `what()` a whole sentence that names it, `next` what to type or do now (may be empty).
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string subject, const std::string& sentence, std::string next = {})
      : std::runtime_error(sentence), kind_(kind), subject_(std::move(subject)), next_(std::move(next)) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& subject() const noexcept { return subject_; }
  [[nodiscard]] const std::string& next() const noexcept { return next_; }

 private:
  ErrorKind kind_;
  std::string subject_;
  std::string next_;
};

/// A file or folder that could not be made, read, written or synced. `code()` is the errno.
class FileError : public Error {
 public:
  FileError(int code, std::string path, const std::string& sentence, std::string next = {})
      : Error(ErrorKind::surroundings, std::move(path), sentence, std::move(next)), code_(code) {}
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A microphone or sound server that could not be opened or read.
class DeviceError : public Error {
 public:
  DeviceError(std::string device, const std::string& sentence, std::string next = {})
      : Error(ErrorKind::surroundings, std::move(device), sentence, std::move(next)) {}
};

}  // namespace earwitness
