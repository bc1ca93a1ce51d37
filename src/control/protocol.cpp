// SPDX-License-Identifier: MIT
#include "control/protocol.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "control/json_line.hpp"

namespace earwitness::control {

namespace {

Error not_a_request(const std::string& sentence) { return {ErrorKind::usage, {}, sentence}; }

std::optional<std::string> text_of(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

bool flag_of(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return false;
  if (!found->is_boolean()) throw not_a_request(tr("{} is not true or false", key));
  return found->get<bool>();
}

MeRequest parse_me(const nlohmann::ordered_json& object) {
  MeRequest me{std::nullopt, flag_of(object, "statement")};
  if (!object.contains("name")) return me;
  me.name = text_of(object, "name");
  if (!me.name || me.name->empty() || me.name->size() > limits::name_bytes || !base::is_valid_utf8(*me.name) ||
      base::printable(*me.name) != *me.name) {
    throw not_a_request(_("that name is empty, too long, or holds characters that can't be shown"));
  }
  return me;
}

MarkRequest parse_mark(const nlohmann::ordered_json& object) {
  if (!object.contains("text")) return {};
  const auto text = text_of(object, "text");
  if (!text || text->size() > mark_bytes || !base::is_valid_utf8(*text) || base::printable(*text) != *text) {
    throw not_a_request(_("the words of that mark are too long, or hold characters that can't be shown"));
  }
  return {*text};
}

ExtendRequest parse_extend(const nlohmann::ordered_json& object) {
  const auto found = object.find("seconds");
  if (found != object.end() && found->is_number_integer()) {
    // More than 63 bits come out as negative.
    const auto seconds = found->get<std::int64_t>();
    if (seconds >= 1 && seconds <= most_extension.count()) return {std::chrono::seconds(seconds)};
  }
  throw not_a_request(_("seconds is not a length from a second to a day"));
}

const char* word_of(ErrorKind kind) noexcept {
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

ErrorKind kind_of(std::string_view word) noexcept {
  for (const auto kind : {ErrorKind::usage, ErrorKind::not_found, ErrorKind::unknown_format}) {
    if (word == word_of(kind)) return kind;
  }
  return ErrorKind::surroundings;
}

struct Encoder {
  nlohmann::ordered_json operator()(const StatusRequest&) const { return {{"command", "status"}}; }
  nlohmann::ordered_json operator()(const StopRequest& stop) const {
    nlohmann::ordered_json object = {{"command", "stop"}, {"can_ask", stop.can_ask}};
    if (stop.language) object["language"] = base::to_string(*stop.language);
    return object;
  }
  nlohmann::ordered_json operator()(const MeRequest& me) const {
    nlohmann::ordered_json object = {{"command", "me"}};
    if (me.name) object["name"] = *me.name;
    if (me.name || me.statement) object["statement"] = me.statement;
    return object;
  }
  nlohmann::ordered_json operator()(const MarkRequest& mark) const {
    nlohmann::ordered_json object = {{"command", "mark"}};
    if (!mark.text.empty()) object["text"] = mark.text;
    return object;
  }
  nlohmann::ordered_json operator()(const PauseRequest&) const { return {{"command", "pause"}}; }
  nlohmann::ordered_json operator()(const ResumeRequest&) const { return {{"command", "resume"}}; }
  nlohmann::ordered_json operator()(const ExtendRequest& extend) const {
    return {{"command", "extend"}, {"seconds", extend.by.count()}};
  }
};

}  // namespace

nlohmann::ordered_json to_json(const Request& request) { return std::visit(Encoder{}, request); }

Request parse_request(std::string_view line) {
  const auto object = parse_line(line);
  if (!object) throw not_a_request(_("that is not a JSON object"));
  const auto command = text_of(*object, "command");
  if (command == "status") return StatusRequest{};
  if (command == "stop")
    return StopRequest{flag_of(*object, "can_ask"), base::to_language(text_of(*object, "language").value_or(""))};
  if (command == "me") return parse_me(*object);
  if (command == "mark") return parse_mark(*object);
  if (command == "pause") return PauseRequest{};
  if (command == "resume") return ResumeRequest{};
  if (command == "extend") return parse_extend(*object);
  throw not_a_request(_("that command is not known here"));
}

nlohmann::ordered_json message(const char* type) { return {{"type", type}, {"schema", schema}}; }

nlohmann::ordered_json to_json(const Error& error) {
  auto object = message(type::error);
  object["kind"] = word_of(error.kind());
  object["subject"] = error.subject();
  object["message"] = error.what();
  object["next"] = error.next();
  return object;
}

Error to_error(const nlohmann::ordered_json& said) {
  return {kind_of(text_of(said, "kind").value_or("")), text_of(said, "subject").value_or(""),
          _(text_of(said, "message").value_or(N_("the recording reports an error and does not say which")).c_str()),
          _(text_of(said, "next").value_or("").c_str())};
}

}  // namespace earwitness::control
