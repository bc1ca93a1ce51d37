// SPDX-License-Identifier: MIT
#include "control/protocol.hpp"

#include <algorithm>
#include <cmath>

#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::control {

namespace {

using json::Value;

constexpr std::size_t max_warnings = 100;
constexpr double max_seconds = 1e9;
constexpr std::size_t max_tracks = 2;
constexpr double max_number = 1e12;
constexpr double max_shown_seconds = 9e9;  // as nanoseconds they fit 63 bits

std::string line_of(const Value& object) { return object.dump(json::Encoding::replacing) + "\n"; }

Error not_a_request(const std::string& sentence) { return {ErrorKind::usage, {}, sentence}; }

bool parse_flag(const Value& object, const char* key) {
  const auto* found = object.find(key);
  if (found == nullptr) return false;
  if (!found->is_boolean()) throw not_a_request(tr("{} is not true or false", key));
  return found->as_bool();
}

MeRequest parse_me(const Value& object) {
  MeRequest me{std::nullopt, parse_flag(object, "statement"), base::to_language(json::text_in(object, "language"))};
  if (!object.contains("name")) return me;
  me.name = json::find_text(object, "name");
  if (!me.name || me.name->empty() || me.name->size() > limits::name_bytes || !base::is_valid_utf8(*me.name) ||
      base::printable(*me.name) != *me.name) {
    throw not_a_request(_("that name is empty, too long, or holds characters that can't be shown"));
  }
  return me;
}

MarkRequest parse_mark(const Value& object) {
  if (!object.contains("text")) return {};
  auto text = json::find_text(object, "text");
  if (!text || text->size() > mark_bytes || !base::is_valid_utf8(*text) || base::printable(*text) != *text) {
    throw not_a_request(_("the words of that mark are too long, or hold characters that can't be shown"));
  }
  return {std::move(*text)};
}

ExtendRequest parse_extend(const Value& object) {
  const auto seconds = json::find_integer(object, "seconds", 1, max_extension.count());
  if (!seconds) throw not_a_request(_("seconds is not a length from a second to a day"));
  return {std::chrono::seconds(*seconds)};
}

struct RequestEncoder {
  Value operator()(const StatusRequest&) const { return {{"command", "status"}}; }
  Value operator()(const StopRequest& stop) const {
    Value object{{"command", "stop"}, {"can_ask", stop.can_ask}};
    if (stop.language) object.add("language", base::to_string(*stop.language));
    return object;
  }
  Value operator()(const MeRequest& me) const {
    Value object{{"command", "me"}};
    if (me.name) object.add("name", *me.name);
    if (me.name || me.statement) object.add("statement", me.statement);
    if (me.language) object.add("language", base::to_string(*me.language));
    return object;
  }
  Value operator()(const MarkRequest& mark) const {
    Value object{{"command", "mark"}};
    if (!mark.text.empty()) object.add("text", mark.text);
    return object;
  }
  Value operator()(const PauseRequest&) const { return {{"command", "pause"}}; }
  Value operator()(const ResumeRequest&) const { return {{"command", "resume"}}; }
  Value operator()(const ExtendRequest& extend) const {
    return {{"command", "extend"}, {"seconds", extend.by.count()}};
  }
};

const char* to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::unknown_format:
      return "unknown_format";
    case ErrorKind::surroundings:
      return "surroundings";
  }
  return "";
}

const char* to_string(SealStamp::State state) noexcept {
  switch (state) {
    case SealStamp::State::none:
      return "none";
    case SealStamp::State::pending:
      return "pending";
    case SealStamp::State::stamped:
      return "stamped";
  }
  return "";
}

ErrorKind to_error_kind(std::string_view word) noexcept {
  for (const auto kind : {ErrorKind::usage, ErrorKind::not_found, ErrorKind::unknown_format}) {
    if (word == to_string(kind)) return kind;
  }
  return ErrorKind::surroundings;
}

Value encode_tracks(const std::vector<TrackStatus>& tracks) {
  auto list = Value::array();
  for (const auto& track : tracks) {
    list.push_back({{"track", track.track},
                    {"frames", track.frames},
                    {"frames_on_disk", track.frames_on_disk},
                    {"lost_frames", track.lost_frames},
                    {"level_dbfs", track.level_dbfs},
                    {"peak_dbfs", track.peak_dbfs},
                    {"clipped", track.clipped},
                    {"lost", track.lost}});
  }
  return list;
}

Value encode_warnings(const std::vector<Warning>& warnings) {
  auto list = Value::array();
  for (const auto& warning : warnings) {
    list.push_back(Value{{"warning", warning.name}, {"seconds", warning.seconds}, {"text", warning.text}});
  }
  return list;
}

/// What every reply begins with.
Value reply_of(const char* type, Value members) {
  Value object{{"type", type}, {"schema", schema}};
  object.update(std::move(members));
  return object;
}

struct ReplyEncoder {
  Value operator()(const UnknownReply&) const { return Value::object(); }
  Value operator()(const Started& started) const {
    return reply_of("started", {{"path", started.path}, {"recording", started.recording}, {"pid", started.pid}});
  }
  Value operator()(const Status& status) const {
    if (!status.running) return reply_of("status", {{"running", false}});
    auto object = reply_of("status", {{"running", true},
                                      {"pid", status.pid},
                                      {"path", status.path},
                                      {"recording", status.recording},
                                      {"seconds", status.seconds},
                                      {"elapsed_seconds", status.elapsed_seconds},
                                      {"paused", status.paused},
                                      {"paused_seconds", status.paused_seconds},
                                      {"left_seconds", status.left_seconds},
                                      {"marks", status.marks},
                                      {"frames", status.frames},
                                      {"frames_on_disk", status.frames_on_disk},
                                      {"lost_frames", status.lost_frames},
                                      {"level_dbfs", status.level_dbfs},
                                      {"peak_dbfs", status.peak_dbfs},
                                      {"clipped", status.clipped},
                                      {"disk_left_seconds", status.disk_left_seconds},
                                      {"ring_high_water_frames", status.ring_high_water_frames},
                                      {"microphone_lost", status.microphone_lost},
                                      {"warnings", encode_warnings(status.warnings)}});
    if (status.has_ended) object.add("ended", true);
    if (!status.seal.empty()) object.add("seal", status.seal);
    if (!status.tracks.empty()) object.add("tracks", encode_tracks(status.tracks));
    return object;
  }
  Value operator()(const Closed& closed) const {
    return reply_of("closed", {{"ask", closed.ask}, {"seconds", closed.seconds}});
  }
  Value operator()(const Sealed& sealed) const {
    auto object = reply_of("sealed", {{"path", sealed.path},
                                      {"recording", sealed.recording},
                                      {"seal", sealed.seal},
                                      {"in_ledger", json::or_null(sealed.in_ledger)},
                                      {"frames", sealed.frames},
                                      {"seconds", sealed.seconds},
                                      {"lost_frames", sealed.lost_frames},
                                      {"reason", sealed.reason},
                                      {"warnings", encode_warnings(sealed.warnings)}});
    if (sealed.sides > 1) object.add("sides", sealed.sides);
    if (sealed.time_stamp) object.update(to_json(*sealed.time_stamp));
    return object;
  }
  Value operator()(const Marked& marked) const { return reply_of("marked", {{"seconds", marked.seconds}}); }
  Value operator()(const Paused& paused) const {
    return reply_of("paused", {{"seconds", paused.seconds}, {"changed", paused.changed}});
  }
  Value operator()(const Resumed& resumed) const {
    return reply_of("resumed", {{"seconds", resumed.seconds},
                                {"changed", resumed.changed},
                                {"paused_seconds", resumed.paused_seconds},
                                {"microphone_lost", resumed.microphone_lost}});
  }
  Value operator()(const Extended& extended) const {
    return reply_of("extended", {{"seconds", extended.seconds}, {"left_seconds", extended.left_seconds}});
  }
  Value operator()(const ErrorReply& error) const {
    return reply_of("error", {{"kind", to_string(error.kind)},
                              {"subject", error.subject},
                              {"message", error.message},
                              {"next", error.next}});
  }
};

// What a reply holds, and 0 or nothing where it makes no sense.

double number_in(const Value& object, const char* key, double limit = max_number) {
  const auto number = json::find_number(object, key);
  return number && std::abs(*number) < limit ? *number : 0;
}

/// Of a length that is shown as hours, minutes and seconds: a huge one is cut, as a huge disk lasts for ever.
double shown_seconds_in(const Value& object, const char* key) {
  return std::clamp(json::find_number(object, key).value_or(0), -max_shown_seconds, max_shown_seconds);
}

/// Of a length that has begun.
double seconds_in(const Value& object, const char* key) {
  const auto seconds = number_in(object, key, max_seconds);
  return seconds > 0 ? seconds : 0;
}

Frames frames_in(const Value& object, const char* key) {
  return static_cast<Frames>(std::llround(number_in(object, key)));
}

std::uint64_t count_in(const Value& object, const char* key) { return json::find_count(object, key).value_or(0); }

std::vector<Warning> warnings_in(const Value& object) {
  std::vector<Warning> warnings;
  for (const auto& warning : object["warnings"].elements()) {
    if (!warning.is_object()) continue;
    warnings.push_back(
        {json::text_in(warning, "warning"), number_in(warning, "seconds"), json::text_in(warning, "text")});
  }
  return warnings;
}

std::vector<TrackStatus> tracks_in(const Value& object) {
  std::vector<TrackStatus> tracks;
  for (const auto& track : object["tracks"].elements()) {
    if (!track.is_object() || tracks.size() >= max_tracks) continue;
    tracks.push_back({json::text_in(track, "track"), frames_in(track, "frames"), frames_in(track, "frames_on_disk"),
                      frames_in(track, "lost_frames"), number_in(track, "level_dbfs"), number_in(track, "peak_dbfs"),
                      count_in(track, "clipped"), json::is_true(track, "lost")});
  }
  return tracks;
}

Status parse_status(const Value& object) {
  Status status;
  status.running = json::find_bool(object, "running").value_or(true);
  status.pid = json::find_integer(object, "pid", 0, INT64_MAX).value_or(0);
  status.path = json::text_in(object, "path");
  status.recording = json::text_in(object, "recording");
  status.seconds = number_in(object, "seconds");
  status.elapsed_seconds = shown_seconds_in(object, "elapsed_seconds");
  status.paused = json::is_true(object, "paused");
  status.paused_seconds = shown_seconds_in(object, "paused_seconds");
  status.left_seconds = shown_seconds_in(object, "left_seconds");
  status.marks = count_in(object, "marks");
  status.frames = frames_in(object, "frames");
  status.frames_on_disk = frames_in(object, "frames_on_disk");
  status.lost_frames = frames_in(object, "lost_frames");
  status.level_dbfs = number_in(object, "level_dbfs");
  status.peak_dbfs = number_in(object, "peak_dbfs");
  status.clipped = count_in(object, "clipped");
  status.disk_left_seconds = shown_seconds_in(object, "disk_left_seconds");
  status.ring_high_water_frames = frames_in(object, "ring_high_water_frames");
  status.microphone_lost = json::is_true(object, "microphone_lost");
  status.has_ended = json::is_true(object, "ended");
  status.seal = json::text_in(object, "seal");
  status.warnings = warnings_in(object);
  status.tracks = tracks_in(object);
  return status;
}

// Of the last word, more must be right: it is what the user writes down.

Error not_a_result() {
  return {ErrorKind::surroundings, {}, _("the recording's last word can't be read"), Step::list_recordings};
}

std::string required_text(const Value& object, const char* key) {
  auto text = json::find_text(object, key);
  if (!text) throw not_a_result();
  return std::move(*text);
}

double required_seconds(const Value& object) {
  const auto seconds = json::find_number(object, "seconds");
  if (!seconds || !(*seconds >= 0 && *seconds < max_seconds)) throw not_a_result();
  return *seconds;
}

std::vector<Warning> parse_last_warnings(const Value& object) {
  std::vector<Warning> warnings;
  const auto& list = object["warnings"].elements();
  if (list.size() > max_warnings) return warnings;
  for (const auto& warning : list) {
    if (!warning.is_object()) continue;
    warnings.push_back({json::text_in(warning, "warning"), required_seconds(warning), required_text(warning, "text")});
  }
  return warnings;
}

std::optional<SealStamp> parse_stamp(const Value& object) {
  using State = SealStamp::State;
  const auto state = json::text_in(object, "time_stamp");
  if (state == to_string(State::none)) return SealStamp{};
  if (state == to_string(State::pending)) {
    return SealStamp{State::pending, required_text(object, "time_stamp_pending"), {}, {}, {}};
  }
  if (state != to_string(State::stamped)) return std::nullopt;
  return SealStamp{State::stamped,
                   {},
                   required_text(object, "stamped_utc"),
                   required_text(object, "authority"),
                   json::text_in(object, "server")};
}

Sealed parse_sealed(const Value& object) {
  Sealed sealed;
  sealed.path = required_text(object, "path");
  sealed.recording = json::text_in(object, "recording");
  sealed.seal = required_text(object, "seal");
  if (const auto& entered = object["in_ledger"]; !entered.is_null()) sealed.in_ledger = entered == Value(true);
  sealed.frames = frames_in(object, "frames");
  sealed.seconds = required_seconds(object);
  sealed.lost_frames = frames_in(object, "lost_frames");
  sealed.reason = json::text_in(object, "reason");
  sealed.sides = std::clamp<std::uint64_t>(count_in(object, "sides"), 1, max_tracks);
  sealed.warnings = parse_last_warnings(object);
  sealed.time_stamp = parse_stamp(object);
  return sealed;
}

Reply parse_object(const Value& object) {
  const auto type = json::text_in(object, "type");
  const auto seconds = seconds_in(object, "seconds");
  const bool changed = json::is_true(object, "changed");
  if (type == "status") return parse_status(object);
  if (type == "sealed") return parse_sealed(object);
  if (type == "closed") return Closed{json::is_true(object, "ask"), seconds};
  if (type == "marked") return Marked{seconds};
  if (type == "paused") return Paused{seconds, changed};
  if (type == "resumed") {
    return Resumed{seconds, changed, seconds_in(object, "paused_seconds"), json::is_true(object, "microphone_lost")};
  }
  if (type == "extended") return Extended{seconds, seconds_in(object, "left_seconds")};
  if (type == "started") {
    return Started{json::text_in(object, "path"), json::text_in(object, "recording"),
                   json::find_integer(object, "pid", 0, INT64_MAX).value_or(0)};
  }
  if (type == "error") {
    return ErrorReply{
        to_error_kind(json::text_in(object, "kind")), json::text_in(object, "subject"),
        json::find_text(object, "message").value_or(N_("the recording reports an error and does not say which")),
        json::text_in(object, "next")};
  }
  return UnknownReply{};
}

}  // namespace

std::string encode(const Request& request) { return line_of(std::visit(RequestEncoder{}, request)); }

Request parse_request(std::string_view line) {
  const auto object = json::parse_object(line, json::control_message);
  if (!object) throw not_a_request(_("that is not a JSON object"));
  const auto command = json::text_in(*object, "command");
  if (command == "status") return StatusRequest{};
  if (command == "stop")
    return StopRequest{parse_flag(*object, "can_ask"), base::to_language(json::text_in(*object, "language"))};
  if (command == "me") return parse_me(*object);
  if (command == "mark") return parse_mark(*object);
  if (command == "pause") return PauseRequest{};
  if (command == "resume") return ResumeRequest{};
  if (command == "extend") return parse_extend(*object);
  throw not_a_request(_("that command is not known here"));
}

std::string encode(const Reply& reply) { return line_of(to_json(reply)); }

json::Value to_json(const Reply& reply) { return std::visit(ReplyEncoder{}, reply); }

json::Value to_json(const SealStamp& stamp) {
  json::Value object{{"time_stamp", to_string(stamp.state)}};
  if (stamp.state == SealStamp::State::pending) object["time_stamp_pending"] = stamp.pending;
  if (stamp.state == SealStamp::State::stamped) {
    object["stamped_utc"] = stamp.stamped_utc;
    object["authority"] = stamp.authority;
    object["server"] = stamp.server;
  }
  return object;
}

std::optional<Received> parse_reply(std::string_view line) {
  auto object = json::parse_object(line, json::control_message);
  if (!object) return std::nullopt;
  auto reply = parse_object(*object);
  return Received{std::move(reply), std::move(*object)};
}

ErrorReply to_reply(const Error& error) {
  return {error.kind(), error.subject(), error.what(), base::words_of(error.next())};
}

Error to_error(const ErrorReply& reply) {
  return {reply.kind, reply.subject, _(reply.message.c_str()), _(reply.next.c_str())};
}

std::optional<std::string> pop_line(std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = text.substr(0, end);
  text.erase(0, end + 1);
  return line;
}

}  // namespace earwitness::control
