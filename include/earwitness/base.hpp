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
#include <utility>

#include "earwitness/version.hpp"

namespace earwitness {

/// A count of frames, or a position in a file in frames. Signed, so that differences are safe to take.
using Frames = std::int64_t;

/// What one frame looks like. `bits` is 16 or 24; 24 bit samples are packed into three bytes.
struct AudioFormat {
  std::uint32_t sample_rate = 48000;  ///< in Hz
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

/// Which side of a call a sound is of. A recording of one source has one track, which has no name.
enum class Track {
  only,  ///< the recording has no other
  near,  ///< the microphone
  far    ///< what the other side said: the output that the call was played on
};

/// `near`, `far`; of the only one nothing.
[[nodiscard]] constexpr const char* to_string(Track track) noexcept {
  return track == Track::near ? "near" : track == Track::far ? "far" : "";
}

/// A loss that the recorder itself declared: a gap inside a file or a break between two.
struct Declared {
  bool is_break = false;
  std::string cause;
  std::string file;       ///< of a gap
  double at_seconds = 0;  ///< of a gap: position in the file
  double seconds = 0;     ///< how long
  bool estimated = false;
  Frames lost_frames = 0;  ///< as many as the recorder counted; of a gap, the silence in their place
  Track track = Track::only;
};

/// What went wrong, as far as the caller must tell it apart. The command line turns each into one exit code.
enum class ErrorKind {
  usage,           ///< the words of a command, or the config: exit 2
  not_found,       ///< no such recording, not a recording, nothing to stop: exit 4
  unknown_format,  ///< a recording of a version that this build does not know: exit 4
  surroundings     ///< microphone, disk, permission, network, another recording that runs: exit 5
};

/// What can be done about an error. Whoever shows it has the words: a command to type, a button, a page.
enum class Step {
  none,
  advice,  ///< `subject` says it, as nothing of this program has a part in it
  // Recordings, and one that runs.
  list_recordings,
  search_word,
  show_status,
  show_status_or_stop,
  record_again,
  choose_title,
  recover,               ///< `subject`: its name
  recover_on_good_disk,  ///< `subject`: its name
  recover_all,
  take_back_from_bin,  ///< `subject`: its name
  empty_bin,
  verify,  ///< `subject`: its path
  verify_all,
  verify_transcripts,
  find_damage_in_ledger,
  export_recording,
  export_instead_of_excerpt,
  export_what_is_left,
  import_recording,
  back_up,
  choose_wav_copy,
  type_times,
  type_ranges,
  type_transcript,
  // A speech recogniser.
  set_recogniser,
  install_recogniser,
  allow_more_time,
  choose_recogniser_output,
  // Folders and disks.
  name_archive,
  choose_folder,
  choose_writable_folder,
  leave_failing_disk,
  free_space,                  ///< or another folder
  free_space_there,            ///< the same, where the sentence has named the folder
  free_space_of,               ///< `subject`: the path whose disk is full
  free_space_or_go_elsewhere,  ///< `subject`: the archive
  stop_other_writers,
  raise_file_size_limit,
  choose_encrypted_disk,
  choose_folder_not_synced,
  // The key.
  restrict_key_file,    ///< `subject`: its path
  restrict_key_folder,  ///< `subject`: its path
  restore_key,
  show_key,
  back_up_key,
  // Microphones.
  list_devices,
  plug_in_microphone,
  plug_in_or_choose_microphone,
  look_at_plug_or_choose_microphone,
  look_at_switch_or_choose_microphone,
  choose_unprocessed_microphone,
  choose_unprocessed_microphone_there,  ///< the same, while it records
  start_sound_server,
  restart_sound_server,  ///< one that is there and says nothing
  record_channels,       ///< `subject`: how many
  choose_other_channel,
  choose_one_input,  ///< of an interface with many
  choose_other_rate,
  choose_bits
};

struct NextStep {
  Step step = Step::none;
  std::string subject;

  NextStep() = default;
  NextStep(Step what, std::string about = {}) : step(what), subject(std::move(about)) {}
  /// Advice; none where it is empty.
  NextStep(std::string advice) : step(advice.empty() ? Step::none : Step::advice), subject(std::move(advice)) {}
  NextStep(const char* advice) : NextStep(std::string(advice)) {}

  [[nodiscard]] bool empty() const noexcept { return step == Step::none; }
  friend bool operator==(const NextStep&, const NextStep&) = default;
};

/// The one family of errors that earwitness throws on purpose. `subject` is the file, device or word it is about
/// (may be empty), `what()` a whole sentence that names it, `next` what to do now (may be empty).
class EARWITNESS_API Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string subject, const std::string& sentence, NextStep next = {})
      : std::runtime_error(sentence), kind_(kind), subject_(std::move(subject)), next_(std::move(next)) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& subject() const noexcept { return subject_; }
  [[nodiscard]] const NextStep& next() const noexcept { return next_; }

 private:
  ErrorKind kind_;
  std::string subject_;
  NextStep next_;
};

/// A file or folder that could not be made, read, written or synced. `code()` is the errno.
class EARWITNESS_API FileError : public Error {
 public:
  FileError(int code, std::string path, const std::string& sentence, NextStep next = {})
      : Error(ErrorKind::surroundings, std::move(path), sentence, std::move(next)), code_(code) {}
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A microphone or sound server that could not be opened or read.
class EARWITNESS_API DeviceError : public Error {
 public:
  DeviceError(std::string device, const std::string& sentence, NextStep next = {})
      : Error(ErrorKind::surroundings, std::move(device), sentence, std::move(next)) {}
};

}  // namespace earwitness
