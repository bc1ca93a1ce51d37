// SPDX-License-Identifier: MIT
#include "journal/events.hpp"

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "json/reader.hpp"
#include "os/random.hpp"

namespace earwitness::journal {

namespace {

using json::Fields;
using json::Value;

constexpr std::size_t nonce_bytes = 32;
constexpr std::size_t max_original_list_bytes = 200 * 1024;  // within limits::journal_line_bytes
constexpr Frames max_line_frames = Frames{1} << 36;          // what a FLAC header can count
constexpr std::int64_t max_line_count = std::int64_t{1} << 50;
constexpr std::int64_t max_line_nanoseconds = std::int64_t{1} << 61;  // 73 years; sums of two stay within 64 bits
constexpr double max_break_seconds = 1e9;
constexpr std::int64_t max_import_rate = (1 << 20) - 1;  // that a FLAC header can say
constexpr std::size_t max_import_problems = 1000;
constexpr std::int64_t max_behind_seconds = 9'000'000'000;  // as nanoseconds they fit 63 bits
constexpr std::int64_t max_inputs = 1'000'000;
constexpr std::int64_t max_format_number = 1'000'000;

std::uint64_t count_in(Fields& fields, std::string_view name, std::int64_t min = 0) {
  return static_cast<std::uint64_t>(fields.number(name, min, max_line_count));
}

os::ClockState decode_clock_state(Fields& fields) {
  const auto& object = fields.object_or_null("clock");
  Fields clock(object);
  const os::ClockState state{clock.boolean("synchronised"), clock.number("max_error_us", 0, INT64_MAX)};
  if (!object.is_object() || !clock.missing().empty()) fields.miss("clock");
  return state;
}

/// Behind all others, so that a recording of one track is written as it always was.
void add_track(Value& fields, Track track) {
  if (track != Track::only) fields["track"] = to_string(track);
}

Track decode_track(const Fields& fields) {
  const auto word = fields.text_or_null("track");
  if (word == to_string(Track::near)) return Track::near;
  return word == to_string(Track::far) ? Track::far : Track::only;
}

void add_channel(Value& fields, const std::optional<ChannelOf>& channel) {
  if (!channel) return;
  fields["channel"] = channel->channel;
  fields["inputs"] = channel->inputs;
}

/// Of sound of so many channels: one that was recorded alone is the only one.
std::optional<ChannelOf> decode_channel(Fields& fields, std::uint16_t channels) {
  fields.expect_optional("channel", Fields::Type::integer);
  fields.expect_optional("inputs", Fields::Type::integer);
  if (fields.is_null("channel") && fields.is_null("inputs")) return std::nullopt;
  if (channels != 1) fields.miss("channel");
  const auto inputs = fields.number("inputs", 1, max_inputs);
  return ChannelOf{fields.number("channel", 1, inputs), inputs};
}

Value to_value(const OpenTrack& track) {
  Value fields = {
      {"track", to_string(track.track)},  {"kind", track.kind},       {"sample_rate", track.audio.sample_rate},
      {"channels", track.audio.channels}, {"bits", track.audio.bits}, {"host_api", json::or_null(track.host_api)}};
  add_channel(fields, track.channel);
  return fields;
}

Value to_value(const CloseTrack& track) {
  return {{"track", to_string(track.track)},
          {"files", track.files},
          {"frames", track.frames},
          {"lost_frames", track.lost_frames},
          {"ring_high_water_frames", json::or_null(track.ring_high_water_frames)}};
}

template <typename Entry>
Value list_of_tracks(const std::vector<Entry>& tracks) {
  auto list = Value::array();
  for (const auto& track : tracks) list.push_back(to_value(track));
  return list;
}

AudioFormat decode_format(Fields& fields) {
  const auto rate = fields.number("sample_rate", limits::sample_rate_min, std::int64_t{limits::sample_rate_max});
  const auto channels = fields.number("channels", 1, limits::channels_max);
  const auto bits = fields.number("bits", 16, 24);
  return {static_cast<std::uint32_t>(rate), static_cast<std::uint16_t>(channels), static_cast<std::uint16_t>(bits)};
}

/// Of a call: near, then far.
std::vector<OpenTrack> decode_open_tracks(Fields& fields) {
  std::vector<OpenTrack> tracks;
  for (const auto& entry : fields.objects("tracks")) {
    Fields of(entry);
    of.expect_or_null("host_api", Fields::Type::text);
    const auto format = decode_format(of);
    tracks.push_back(
        {decode_track(of), of.text("kind"), format, of.text_or_null("host_api"), decode_channel(of, format.channels)});
    const auto expected = tracks.size() == 1 ? Track::near : Track::far;
    const bool fits = of.missing().empty() && tracks.size() <= 2 && tracks.back().track == expected;
    if (!fits) break;
    if (tracks.size() == 2) {
      if (fields.objects("tracks").size() == 2) return tracks;
      break;
    }
  }
  fields.miss("tracks");
  return {};
}

Value list_of(const std::vector<RecoveredLine::Original>& originals) {
  auto list = Value::array();
  std::size_t bytes = 0;
  for (const auto& original : originals) {
    Value entry = {{"file", original.file}, {"bytes", original.bytes}, {"sha256", base::to_hex(original.sha256)}};
    bytes += entry.dump().size() + 1;
    if (bytes > max_original_list_bytes) break;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

std::string hashed_boot_id(std::string_view recording, std::string_view boot_id) {
  return crypto::sha256_hex(std::string(recording) + std::string(boot_id));
}

EncodedLine encode(const OpenLine& line) {
  Value fields = {{"format", line.format},
                  {"software", EARWITNESS_SOFTWARE},
                  {"recording", line.recording},
                  {"nonce", os::random_hex(nonce_bytes)},
                  {"kind", line.kind}};
  if (line.tracks.empty()) {
    const auto& audio = line.audio;
    fields["sample_rate"] = audio ? Value(audio->sample_rate) : Value();
    fields["channels"] = audio ? Value(audio->channels) : Value();
    fields["bits"] = audio ? Value(audio->bits) : Value();
    fields["host_api"] = json::or_null(line.host_api);
    add_channel(fields, line.channel);
  } else {
    fields["tracks"] = list_of_tracks(line.tracks);
  }
  fields["clock"] = Value{{"synchronised", line.clock.synchronised}, {"max_error_us", line.clock.max_error_us}};
  fields["key"] = json::or_null(line.key);
  fields["tsa"] = line.time_stamps;
  fields["ledger"] = json::or_null(line.ledger);
  fields["started_from"] = json::or_null(line.started_from);
  fields["boot_id"] = json::or_null(line.boot_id);
  if (line.behind_ledger_seconds) fields["behind_ledger_seconds"] = *line.behind_ledger_seconds;
  return {"open", std::move(fields)};
}

EncodedLine encode(const FileLine& line) {
  Value fields = {{"file", line.file},
                  {"first_frame_utc", json::or_null(line.first_frame_utc)},
                  {"first_frame_mono", json::or_null(line.first_frame_mono)}};
  add_track(fields, line.track);
  return {"file", std::move(fields)};
}

EncodedLine encode(const AudioLine& line) {
  Value fields = {{"file", line.file},
                  {"from", line.from},
                  {"frames", line.frames},
                  {"captured_mono", json::or_null(line.captured_mono)},
                  {"sha256", base::to_hex(line.sha256)}};
  add_track(fields, line.track);
  return {"audio", std::move(fields)};
}

EncodedLine encode(const GapLine& line) {
  Value fields = {{"file", line.file},
                  {"from", line.from},
                  {"frames", line.frames},
                  {"cause", line.cause},
                  {"estimated", line.estimated}};
  add_track(fields, line.track);
  return {"gap", std::move(fields)};
}

EncodedLine encode(const BreakLine& line) {
  Value fields = {{"cause", line.cause}, {"seconds", line.seconds}, {"lost_frames", line.lost_frames}};
  add_track(fields, line.track);
  return {"break", std::move(fields)};
}

EncodedLine encode(const NoteLine& line) {
  Value fields = {{"note", line.note}, {"kind", line.kind}, {"sha256", base::to_hex(line.sha256)}};
  if (line.file) fields["file"] = *line.file;
  if (line.from) fields["from"] = *line.from;
  add_track(fields, line.track);
  return {"note", std::move(fields)};
}

EncodedLine encode(const SourceLine& line) {
  Value fields = {{"note", line.note}, {"file", json::or_null(line.file)}, {"from", line.from}};
  add_track(fields, line.track);
  return {"source", std::move(fields)};
}

EncodedLine encode(const CheckLine& line) {
  return {"check",
          {{"peak_dbfs", json::or_null(line.peak_dbfs)},
           {"disk_hours", json::or_null(line.disk_hours)},
           {"on_battery", json::or_null(line.on_battery)},
           {"sleep_inhibited", json::or_null(line.sleep_inhibited)},
           {"processed_source", json::or_null(line.processed_source)}}};
}

EncodedLine encode(const ClockLine& line) {
  return {"clock", {{"step_ns", line.step_ns}, {"synchronised", line.synchronised}}};
}

EncodedLine encode(const ScreenLine& line) {
  Value fields = {{"what", line.what}};
  if (!line.slate.empty()) fields["slate"] = line.slate;
  if (line.extended_seconds) fields["extended"] = *line.extended_seconds;
  return {"screen", std::move(fields)};
}

std::string around_text(const EncodedLine& line) {
  Value object{{"event", std::string(line.event)}};
  object.update(line.fields);
  return object.dump();
}

std::optional<Value> parse_around(std::string_view text) {
  auto object = json::parse_object(text, json::journal_line);
  if (!object || json::text_in(*object, "event").empty()) return std::nullopt;
  return object;
}

EncodedLine encode(const TimeStampLine& line) {
  return {"timestamp", {{"covers", line.covers}, {"tsa", line.tsa}, {"token", base::to_base64(line.token)}}};
}

namespace {

/// What the first release wrote, and of the rest what is there to be said.
Value to_value(const ImportLine::Decoded& decoded) {
  Value value{{"by", decoded.by}, {"whole", decoded.whole}};
  if (!decoded.problems.empty()) {
    auto list = Value::array();
    for (const auto& problem : decoded.problems) {
      list.push_back(
          {{"what", problem.what}, {"at_ms", json::or_null(problem.at_ms)}, {"amount", json::or_null(problem.amount)}});
    }
    value["problems"] = std::move(list);
  }
  if (decoded.more_problems > 0) value["more_problems"] = decoded.more_problems;
  if (decoded.parts != 1) value["parts"] = decoded.parts;
  if (decoded.over_full_scale > 0) value["over_full_scale"] = decoded.over_full_scale;
  if (decoded.rounded) value["rounded"] = true;
  if (decoded.from > 0) value["from"] = decoded.from;
  return value;
}

}  // namespace

EncodedLine encode(const ImportLine& line) {
  const auto& decoded = line.decoded;
  return {"import",
          {{"file", line.file},
           {"bytes", line.bytes},
           {"sha256", base::to_hex(line.sha256)},
           {"decoded", decoded ? to_value(*decoded) : Value()}}};
}

EncodedLine encode(const RecoveredLine& line) {
  auto list = list_of(line.original);
  const auto left_out = line.original.size() - list.size();
  Value fields = {{"original", std::move(list)},
                  {"key", json::or_null(line.key)},
                  {"boot_id", line.boot_id},
                  {"unjournaled_frames", line.unjournaled_frames},
                  {"unsupported_from", json::or_null(line.unsupported_from)}};
  if (left_out > 0) fields["original_left_out"] = left_out;
  if (!line.missing_notes.empty()) fields["missing_notes"] = line.missing_notes;
  return {"recovered", std::move(fields)};
}

EncodedLine encode(const CloseLine& line) {
  Value fields = {{"reason", line.reason},
                  {"files", line.files},
                  {"frames", line.frames},
                  {"lost_frames", line.lost_frames},
                  {"ring_high_water_frames", json::or_null(line.ring_high_water_frames)}};
  if (!line.tracks.empty()) fields["tracks"] = list_of_tracks(line.tracks);
  return {"close", std::move(fields)};
}

OpenLine decode_open(Fields& fields) {
  OpenLine line;
  line.format = fields.number("format", 1, max_format_number);
  if (!fields.missing().empty()) line.format = 1;  // the problem says that there is none
  if (!is_known_format(line.format)) return line;
  line.kind = fields.text("kind");
  line.recording = fields.text("recording");
  (void)fields.text("software");
  (void)fields.digest("nonce");
  const bool is_call = line.format >= salted_format && (line.kind == recording_kind::call || !fields.is_null("tracks"));
  if (!is_call) fields.expect_or_null("host_api", Fields::Type::text);
  line.clock = decode_clock_state(fields);
  line.key = fields.digest_or_null("key");
  line.time_stamps = fields.boolean("tsa");
  line.ledger = fields.digest_or_null("ledger");
  fields.expect_or_null("started_from", Fields::Type::text);
  fields.expect_or_null("boot_id", Fields::Type::text);
  fields.expect_optional("behind_ledger_seconds", Fields::Type::integer);
  line.behind_ledger_seconds = fields.number_or_null("behind_ledger_seconds", 0, max_behind_seconds);
  if (is_call) {
    line.tracks = decode_open_tracks(fields);
    return line;
  }
  const bool is_import = line.kind == recording_kind::imported;
  if (is_import && !(fields.is_null("channel") && fields.is_null("inputs"))) fields.miss("channel");
  if (is_import && fields.is_null("sample_rate")) return line;
  const auto rate = fields.number("sample_rate", is_import ? 1 : limits::sample_rate_min,
                                  is_import ? max_import_rate : std::int64_t{limits::sample_rate_max});
  const auto channels = fields.number("channels", 1, limits::channels_max);
  const auto bits = is_import && fields.is_null("bits") ? 0 : fields.number("bits", 16, 24);
  line.audio = AudioFormat{static_cast<std::uint32_t>(rate), static_cast<std::uint16_t>(channels),
                           static_cast<std::uint16_t>(bits)};
  if (!is_import) line.channel = decode_channel(fields, line.audio->channels);
  return line;
}

FileLine decode_file(Fields& fields) {
  FileLine line;
  line.file = fields.text("file");
  line.first_frame_utc = fields.text_or_null("first_frame_utc");
  line.first_frame_mono = fields.number_or_null("first_frame_mono", 0, max_line_nanoseconds);
  line.track = decode_track(fields);
  return line;
}

AudioLine decode_audio(Fields& fields) {
  AudioLine line;
  line.from = fields.number("from", 0, max_line_frames);
  line.frames = fields.number("frames", 1, max_line_frames);
  line.sha256 = fields.digest("sha256");
  line.file = fields.text("file");
  line.captured_mono = fields.number_or_null("captured_mono", 0, max_line_nanoseconds);
  line.track = decode_track(fields);
  return line;
}

GapLine decode_gap(Fields& fields) {
  GapLine line;
  line.file = fields.text("file");
  line.from = fields.number("from", 0, max_line_frames);
  line.frames = fields.number("frames", 1, max_line_frames);
  line.cause = fields.text("cause");
  line.estimated = fields.boolean("estimated");
  line.track = decode_track(fields);
  return line;
}

BreakLine decode_break(Fields& fields) {
  BreakLine line;
  line.cause = fields.text("cause");
  line.seconds = fields.real("seconds", max_break_seconds);
  line.lost_frames = fields.number("lost_frames", 0, max_line_frames);
  line.track = decode_track(fields);
  return line;
}

NoteLine decode_note(Fields& fields) {
  NoteLine line;
  line.note = count_in(fields, "note", 1);
  line.kind = fields.text("kind");
  line.sha256 = fields.digest("sha256");
  line.file = fields.text_or_null("file");
  fields.expect_optional_or_null("file", Fields::Type::text);
  // One that no frame can have would be a mark that is held against no sound.
  if (!fields.is_null("from")) line.from = fields.number("from", 0, max_line_frames);
  line.track = decode_track(fields);
  return line;
}

SourceLine decode_source(Fields& fields) {
  SourceLine line;
  line.note = count_in(fields, "note", 1);
  line.file = fields.text_or_null("file");
  fields.expect_optional_or_null("file", Fields::Type::text);
  line.from = fields.number("from", 0, max_line_frames);
  line.track = decode_track(fields);
  return line;
}

namespace {

/// What need not be there; where it is, it must be of its type.
void read_rest(const Value& object, ImportLine::Decoded& decoded, Fields& fields) {
  const auto count = [&](const char* name, std::uint64_t otherwise) {
    fields.expect_optional_or_null(name, Fields::Type::integer);
    return json::find_count(object, name).value_or(otherwise);
  };
  decoded.more_problems = count("more_problems", 0);
  decoded.parts = count("parts", 1);
  decoded.over_full_scale = count("over_full_scale", 0);
  decoded.from = count("from", 0);
  fields.expect_optional_or_null("rounded", Fields::Type::boolean);
  decoded.rounded = json::is_true(object, "rounded");
  const auto* list = object.find("problems");
  if (list == nullptr || list->is_null()) return;
  for (const auto& entry : fields.objects("problems")) {
    if (decoded.problems.size() >= max_import_problems) return fields.miss("problems");
    Fields of(entry);
    ImportLine::Problem problem{of.text("what")};
    of.expect_optional_or_null("at_ms", Fields::Type::integer);
    of.expect_optional_or_null("amount", Fields::Type::integer);
    problem.at_ms = json::find_count(entry, "at_ms");
    problem.amount = json::find_count(entry, "amount");
    if (!of.missing().empty()) return fields.miss("problems");
    decoded.problems.push_back(std::move(problem));
  }
}

}  // namespace

ImportLine decode_import(Fields& fields) {
  ImportLine line;
  line.file = fields.text("file");
  line.bytes = count_in(fields, "bytes");
  line.sha256 = fields.digest("sha256");
  const auto& decoded = fields.object_or_null("decoded");
  if (decoded.is_object()) {
    Fields by(decoded);
    line.decoded = ImportLine::Decoded{by.text("by"), by.boolean("whole")};
    read_rest(decoded, *line.decoded, by);
    if (!by.missing().empty()) fields.miss("decoded");
  }
  return line;
}

CheckLine decode_check(Fields& fields) {
  for (const char* name : {"peak_dbfs", "disk_hours"}) fields.expect_optional_or_null(name, Fields::Type::number);
  for (const char* name : {"on_battery", "sleep_inhibited", "processed_source"}) {
    fields.expect_optional_or_null(name, Fields::Type::boolean);
  }
  return {};
}

ClockLine decode_clock(Fields& fields) {
  return {fields.number("step_ns", -max_line_nanoseconds, max_line_nanoseconds), fields.boolean("synchronised")};
}

TimeStampLine decode_time_stamp(Fields& fields) {
  TimeStampLine line;
  line.covers = count_in(fields, "covers");
  line.tsa = fields.text_or_null("tsa").value_or(std::string());
  line.token =
      base::from_base64(fields.text_or_null("token").value_or(std::string())).value_or(std::vector<std::byte>{});
  return line;
}

ScreenLine decode_screen(Fields& fields) {
  ScreenLine line;
  line.what = fields.text("what");
  fields.expect_optional_or_null("slate", Fields::Type::texts);
  fields.expect_optional_or_null("extended", Fields::Type::integer);
  line.slate = fields.texts_or_none("slate");
  return line;
}

RecoveredLine decode_recovered(Fields& fields) {
  RecoveredLine line;
  line.key = fields.digest_or_null("key");
  line.boot_id = fields.text("boot_id");
  line.unjournaled_frames = fields.number("unjournaled_frames", 0, max_line_count);
  for (const auto& object : fields.objects("original")) {
    Fields entry(object);
    RecoveredLine::Original original{entry.text("file"), count_in(entry, "bytes"), entry.digest("sha256")};
    line.original_is_whole = entry.missing().empty();
    if (!line.original_is_whole) break;
    line.original.push_back(std::move(original));
  }
  line.missing_notes = fields.numbers("missing_notes");
  fields.expect_optional("original_left_out", Fields::Type::integer);
  if (!fields.is_null("unsupported_from")) line.unsupported_from = count_in(fields, "unsupported_from");
  return line;
}

CloseLine decode_close(Fields& fields, bool has_tracks) {
  CloseLine line;
  line.reason = fields.text("reason");
  line.files = static_cast<std::uint64_t>(fields.number("files", 0, max_line_frames));
  line.frames = fields.number("frames", 0, max_line_count);
  line.lost_frames = fields.number("lost_frames", 0, max_line_count);
  fields.expect_optional_or_null("ring_high_water_frames", Fields::Type::integer);
  line.ring_high_water_frames = fields.number_or_null("ring_high_water_frames", 0, max_line_count);
  if (!has_tracks) return line;
  for (const auto& entry : fields.objects("tracks")) {
    Fields of(entry);
    of.expect_optional_or_null("ring_high_water_frames", Fields::Type::integer);
    line.tracks.push_back({decode_track(of), static_cast<std::uint64_t>(of.number("files", 0, max_line_frames)),
                           of.number("frames", 0, max_line_count), of.number("lost_frames", 0, max_line_count),
                           of.number_or_null("ring_high_water_frames", 0, max_line_count)});
    if (of.missing().empty() && line.tracks.size() <= 2) continue;
    fields.miss("tracks");
    break;
  }
  return line;
}

}  // namespace earwitness::journal
