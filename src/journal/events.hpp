// SPDX-License-Identifier: MIT
//
// The events of a journal (docs/format.md, "Events"): a struct for each, with the fields that its line has besides the
// five that all lines share, and the one place that writes and reads them. Values; any thread.
//
// encode() gives the fields in the order in which they stand on disk. A decode_ function reads a line that may be
// anyone's: a field that is not what it must be is remembered by json::Fields::missing(), and the struct has a harmless
// value in its place. Fields that a reader does not need are not asked for, so that their lack is no fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "json/fields.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"

namespace earwitness::journal {

/// What is written; the oldest and the newest that can be read. Format 2 has tracks, and salted hashes of seconds.
inline constexpr std::int64_t written_format = 2;
inline constexpr std::int64_t salted_format = 2;
inline constexpr std::int64_t newest_format = 2;
[[nodiscard]] constexpr bool is_known_format(std::int64_t format) noexcept {
  return format >= 1 && format <= newest_format;
}

/// One input alone of a device with several.
struct ChannelOf {
  std::int64_t channel = 0;  ///< from 1
  std::int64_t inputs = 0;
};

/// Where the sound of one track comes from, as `open` of a call has it in its list `tracks`.
struct OpenTrack {
  Track track = Track::only;
  std::string kind;  ///< `microphone`, `monitor`, `test-signal`; recovered: `unknown`
  AudioFormat audio{};
  std::optional<std::string> host_api{};
  std::optional<ChannelOf> channel{};  ///< only where one was chosen
};

/// `open`. Optional fields are null where they are not known.
struct OpenLine {
  std::int64_t format = 1;
  std::string recording;  ///< UUID
  std::string kind;       ///< `microphone`, `monitor`, `test-signal`, `import`, `call`; recovered: `unknown`
  std::optional<AudioFormat> audio{};
  std::optional<std::string> host_api{};
  os::ClockState clock{};
  std::optional<std::string> key{};  ///< fingerprint of the key that will sign the seal
  bool time_stamps = false;          ///< they were asked for
  std::optional<std::string> ledger{};
  std::optional<std::string> started_from{};
  std::optional<std::string> boot_id{};
  /// By so many the clock is before the newest line of the archive's ledger; only where it is far before.
  std::optional<std::int64_t> behind_ledger_seconds{};
  std::optional<ChannelOf> channel{};  ///< only where one was chosen
  /// Of a call: near, then far; it has neither `audio` nor `host_api`. Empty: the recording has one track.
  std::vector<OpenTrack> tracks{};
};

/// `file`: a new stretch begins.
struct FileLine {
  std::string file;
  std::optional<std::string> first_frame_utc{};
  std::optional<std::int64_t> first_frame_mono{};
  Track track = Track::only;
};

/// `audio`: one second. From format 2 on `sha256` is of its salt's bytes, then of its samples (salts.hpp).
struct AudioLine {
  std::string file;
  Frames from = 0;
  Frames frames = 0;
  std::optional<std::int64_t> captured_mono{};
  crypto::Digest sha256{};
  Track track = Track::only;
};

/// `gap`: frames that silence stands for.
struct GapLine {
  std::string file;
  Frames from = 0;
  Frames frames = 0;
  std::string cause;
  bool estimated = false;
  Track track = Track::only;
};

/// `break`: ends a file.
struct BreakLine {
  std::string cause;
  double seconds = 0;
  Frames lost_frames = 0;
  Track track = Track::only;
};

/// What a note is called whose text is the name of a microphone, and of what the computer played.
inline constexpr const char* note_of_device = "device";
inline constexpr const char* note_of_monitor = "monitor";
/// Its text is the object of an event that an excerpt has no need of: a `check`, a `screen`. A note, so that the
/// journal holds no more of it than a salted hash.
inline constexpr const char* note_of_around = "around";

/// `note`: commits to a text.
struct NoteLine {
  std::uint64_t note = 0;
  std::string kind;
  crypto::Digest sha256{};
  std::optional<std::string> file{};  ///< of a mark, as `from`
  std::optional<Frames> from{};
  Track track = Track::only;
};

/// `source`: the sound came from another microphone from here on.
struct SourceLine {
  std::uint64_t note = 0;
  std::optional<std::string> file{};
  Frames from = 0;
  Track track = Track::only;
};

/// `check`: what was looked at once the first second was there.
struct CheckLine {
  std::optional<double> peak_dbfs{};
  std::optional<double> disk_hours{};
  std::optional<bool> on_battery{};
  std::optional<bool> sleep_inhibited{};
  std::optional<bool> processed_source{};
};

/// `clock`: the wall clock jumped, or gained or lost its synchronisation.
struct ClockLine {
  std::int64_t step_ns = 0;
  bool synchronised = false;
};

/// `screen`.
struct ScreenLine {
  std::string what;
  std::vector<std::string> slate{};  ///< read: an empty text for what is no word
  std::optional<std::int64_t> extended_seconds{};
};

/// `timestamp`.
struct TimeStampLine {
  std::uint64_t covers = 0;
  std::string tsa;
  std::vector<std::byte> token;  ///< DER; read: empty where it is not base64
};

/// `import`: a file that was sealed as it came.
struct ImportLine {
  /// What in the file does not fit, in one of a few English words; those of a later version may be others.
  struct Problem {
    std::string what;
    std::optional<std::uint64_t> at_ms{};   ///< of the decoded sound
    std::optional<std::uint64_t> amount{};  ///< ms of sound, of foreign bytes their number
  };
  struct Decoded {
    std::string by;
    bool whole = false;
    std::vector<Problem> problems{};
    std::uint64_t more_problems = 0;    ///< than are listed
    std::uint64_t parts = 1;            ///< files that are joined in it
    std::uint64_t over_full_scale = 0;  ///< samples that were held within the range
    bool rounded = false;               ///< samples of more than 24 bits were
    std::uint64_t from = 0;             ///< frame of the FLAC file where its sound begins: behind that of others
  };
  std::string file;
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
  std::optional<Decoded> decoded{};
};

/// `recovered`.
struct RecoveredLine {
  struct Original {
    std::string file;
    std::uint64_t bytes = 0;
    crypto::Digest sha256{};
  };
  std::vector<Original> original;
  bool original_is_whole = true;  ///< read: false where an entry of the list can't be read, which ends it
  std::optional<std::string> key{};
  std::string boot_id;
  Frames unjournaled_frames = 0;
  std::optional<std::uint64_t> unsupported_from{};  ///< a `seq`
  std::vector<std::uint64_t> missing_notes{};
  std::uint64_t original_left_out = 0;
};

/// What `close` of a call counts of one track.
struct CloseTrack {
  Track track = Track::only;
  std::uint64_t files = 0;
  Frames frames = 0;
  Frames lost_frames = 0;
  std::optional<Frames> ring_high_water_frames{};
};

/// `close`. Of a call its own counts are the sums of its tracks'.
struct CloseLine {
  std::string reason;
  std::uint64_t files = 0;
  Frames frames = 0;
  Frames lost_frames = 0;
  std::optional<Frames> ring_high_water_frames{};
  std::vector<CloseTrack> tracks{};
};

/// A line's event and the fields that are its own, for Writer::append().
struct EncodedLine {
  std::string_view event;
  json::Value fields;
};

/// That the recording was made in that run of the machine, for who knows the run: two recordings of one don't show it.
[[nodiscard]] std::string hashed_boot_id(std::string_view recording, std::string_view boot_id);

/// With a nonce of its own, and the program's name.
[[nodiscard]] EncodedLine encode(const OpenLine& line);
[[nodiscard]] EncodedLine encode(const FileLine& line);
[[nodiscard]] EncodedLine encode(const AudioLine& line);
[[nodiscard]] EncodedLine encode(const GapLine& line);
[[nodiscard]] EncodedLine encode(const BreakLine& line);
[[nodiscard]] EncodedLine encode(const NoteLine& line);
[[nodiscard]] EncodedLine encode(const SourceLine& line);
[[nodiscard]] EncodedLine encode(const CheckLine& line);
[[nodiscard]] EncodedLine encode(const ClockLine& line);
[[nodiscard]] EncodedLine encode(const ScreenLine& line);
[[nodiscard]] EncodedLine encode(const TimeStampLine& line);
[[nodiscard]] EncodedLine encode(const ImportLine& line);
/// Of `original`, as many files are listed as a line has room for.
[[nodiscard]] EncodedLine encode(const RecoveredLine& line);
[[nodiscard]] EncodedLine encode(const CloseLine& line);
/// What a note of kind note_of_around has for its text; and the event in it, nothing where it is none.
[[nodiscard]] std::string around_text(const EncodedLine& line);
[[nodiscard]] std::optional<json::Value> parse_around(std::string_view text);

/// Of a format that is not known nothing else is read. Decoded lines have Track::only also where what they say is no
/// track; only a call's have one.
[[nodiscard]] OpenLine decode_open(json::Fields& fields);
[[nodiscard]] FileLine decode_file(json::Fields& fields);
[[nodiscard]] AudioLine decode_audio(json::Fields& fields);
[[nodiscard]] GapLine decode_gap(json::Fields& fields);
[[nodiscard]] BreakLine decode_break(json::Fields& fields);
[[nodiscard]] NoteLine decode_note(json::Fields& fields);
[[nodiscard]] SourceLine decode_source(json::Fields& fields);
[[nodiscard]] ImportLine decode_import(json::Fields& fields);
/// Whose content nobody needs: only that it is what it must be.
[[nodiscard]] CheckLine decode_check(json::Fields& fields);
[[nodiscard]] ClockLine decode_clock(json::Fields& fields);
[[nodiscard]] TimeStampLine decode_time_stamp(json::Fields& fields);
[[nodiscard]] ScreenLine decode_screen(json::Fields& fields);
[[nodiscard]] RecoveredLine decode_recovered(json::Fields& fields);
[[nodiscard]] CloseLine decode_close(json::Fields& fields, bool has_tracks = false);

}  // namespace earwitness::journal
