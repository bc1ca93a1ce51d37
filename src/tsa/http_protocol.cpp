// SPDX-License-Identifier: MIT
#include "tsa/http_protocol.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/limits.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::tsa {

namespace {

constexpr std::int64_t max_wait_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t max_answer_bytes = std::int64_t{1} << 40;
constexpr std::int64_t max_status = 999;
constexpr json::Limits head_limits{max_head_bytes, 1000, 4};

struct EndName {
  HttpEnd end;
  std::string_view name;
};
constexpr std::array end_names{
    EndName{HttpEnd::answered, "answered"},
    EndName{HttpEnd::too_long, "too_long"},
    EndName{HttpEnd::headers_too_long, "headers_too_long"},
    EndName{HttpEnd::timed_out, "timed_out"},
    EndName{HttpEnd::no_host, "no_host"},
    EndName{HttpEnd::no_connection, "no_connection"},
    EndName{HttpEnd::not_started, "not_started"},
    EndName{HttpEnd::other, "other"},
};

std::string_view name_of(HttpEnd end) {
  return std::find_if(end_names.begin(), end_names.end(), [&](const auto& row) { return row.end == end; })->name;
}

std::optional<HttpEnd> end_named(std::string_view name) {
  const auto* const row =
      std::find_if(end_names.begin(), end_names.end(), [&](const auto& entry) { return entry.name == name; });
  return row == end_names.end() ? std::nullopt : std::optional(row->end);
}

std::vector<std::byte> joined(const json::Value& head, std::span<const std::byte> body) {
  auto line = head.dump(json::Encoding::ascii);
  line += '\n';
  std::vector<std::byte> bytes(line.size() + body.size());
  std::transform(line.begin(), line.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  std::copy(body.begin(), body.end(), bytes.begin() + static_cast<std::ptrdiff_t>(line.size()));
  return bytes;
}

struct Parts {
  json::Value head;
  std::span<const std::byte> body;
};

std::optional<Parts> split(std::span<const std::byte> bytes) {
  const auto start = bytes.first(std::min(bytes.size(), max_head_bytes));
  const auto end = std::find(start.begin(), start.end(), std::byte{'\n'});
  if (end == start.end()) return std::nullopt;
  const auto length = static_cast<std::size_t>(end - start.begin());
  auto head = json::parse_object({reinterpret_cast<const char*>(bytes.data()), length}, head_limits);
  if (!head) return std::nullopt;
  return Parts{std::move(*head), bytes.subspan(length + 1)};
}

}  // namespace

std::vector<std::byte> encode(const AskedQuestion& question) {
  auto environment = json::Value::object();
  for (const auto& [name, value] : question.environment) environment[name] = value;
  return joined(json::Value{{"url", question.url},
                            {"content_type", question.content_type},
                            {"connect_ms", static_cast<std::int64_t>(question.limits.connect.count())},
                            {"whole_ms", static_cast<std::int64_t>(question.limits.whole.count())},
                            {"answer_bytes", question.limits.answer_bytes},
                            {"environment", std::move(environment)}},
                question.body);
}

std::optional<AskedQuestion> read_question(std::span<const std::byte> bytes) {
  const auto parts = split(bytes);
  if (!parts) return std::nullopt;
  json::Fields fields(parts->head);
  AskedQuestion question;
  question.url = fields.text("url");
  question.content_type = fields.text("content_type");
  question.limits.connect = std::chrono::milliseconds(fields.number("connect_ms", 1, max_wait_ms));
  question.limits.whole = std::chrono::milliseconds(fields.number("whole_ms", 1, max_wait_ms));
  question.limits.answer_bytes = static_cast<std::size_t>(fields.number("answer_bytes", 0, max_answer_bytes));
  if (!fields.missing().empty()) return std::nullopt;
  for (const auto& [name, value] : parts->head["environment"].members()) {
    if (value.is_string()) question.environment.emplace_back(name, value.as_string());
  }
  question.body.assign(parts->body.begin(), parts->body.end());
  return question;
}

std::vector<std::byte> encode(const HttpResult& result) {
  return joined(
      json::Value{{"end", std::string(name_of(result.end))}, {"status", result.status}, {"words", result.words}},
      result.body);
}

std::optional<HttpResult> read_result(std::span<const std::byte> bytes, std::size_t max_body_bytes) {
  const auto parts = split(bytes);
  if (!parts || parts->body.size() > max_body_bytes) return std::nullopt;
  json::Fields fields(parts->head);
  const auto end = end_named(fields.text("end"));
  HttpResult result;
  result.status = fields.number("status", 0, max_status);
  result.words = fields.text("words");
  if (!end || !fields.missing().empty()) return std::nullopt;
  result.end = *end;
  result.body.assign(parts->body.begin(), parts->body.end());
  return result;
}

}  // namespace earwitness::tsa
