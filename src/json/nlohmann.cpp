// SPDX-License-Identifier: MIT
//
// The only file that includes nlohmann's library: its lexer and parser, by the SAX interface, and its way to write a
// double and an escape. Its own values are not used: they take seconds to compile in each file, and its parser with a
// callback looks through a whole container at the end of each object in it.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "json/reader.hpp"
#include "json/text.hpp"

namespace earwitness::json {

namespace {

/// Takes the events of one document and builds its value.
class Builder {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  [[nodiscard]] Value take() { return std::move(root_); }
  [[nodiscard]] const Work& work() const noexcept { return work_; }

  // The interface that nlohmann's parser calls; `false` ends the reading.
  bool null() { return scalar({}); }
  bool boolean(bool value) { return scalar(value); }
  bool number_integer(std::int64_t value) { return scalar(value); }
  bool number_unsigned(std::uint64_t value) { return scalar(value); }
  bool number_float(double value, const std::string& /*as it was written*/) { return scalar(value); }
  bool string(const std::string& value) { return scalar(value); }
  template <typename Binary>
  bool binary(const Binary& /*which JSON does not know*/) {
    return false;
  }
  bool start_object(std::size_t /*unknown*/) { return begin(Value::object()); }
  bool start_array(std::size_t /*unknown*/) { return begin(Value::array()); }
  bool key(const std::string& name) {
    ++work_.events;
    open_.back()->add(name, {});
    return true;
  }
  bool end_object() {
    ++work_.events;
    auto& members = open_.back()->as_object();
    open_.pop_back();
    return settle_names(members);
  }
  bool end_array() {
    ++work_.events;
    open_.pop_back();
    return true;
  }
  template <typename Exception>
  bool parse_error(std::size_t /*where*/, const std::string& /*token*/, const Exception& /*why*/) {
    return false;
  }

 private:
  bool scalar(Value value) { return put(std::move(value)) != nullptr; }

  bool begin(Value container) {
    if (open_.size() >= limits_.max_depth) return false;
    auto* const placed = put(std::move(container));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  /// Where it lies now, which stays so while it is open: only the innermost container grows. Null beyond the limit.
  Value* put(Value value) {
    ++work_.events;
    if (++values_ > limits_.max_values) return nullptr;
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    auto& in = *open_.back();
    if (in.is_object()) {
      auto& last = in.as_object().back().value;  // that key() has made
      last = std::move(value);
      return &last;
    }
    in.push_back(std::move(value));
    return &in.as_array().back();
  }

  /// False if a name stands twice and may not.
  bool settle_names(Object& members) {
    if (members.size() < 2) return true;
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      ++work_.comparisons;
      const int compared = members[a].name.compare(members[b].name);
      return compared != 0 ? compared < 0 : a < b;
    });
    const auto is_same = [&](std::size_t a, std::size_t b) { return members[a].name == members[b].name; };
    if (std::adjacent_find(order.begin(), order.end(), is_same) == order.end()) return true;
    if (limits_.duplicate_names == DuplicateNames::refuse) return false;
    keep_last(members, order);
    return true;
  }

  /// `order`: of the members by name, equal names as they stand.
  static void keep_last(Object& members, const std::vector<std::size_t>& order) {
    std::vector<bool> stays(members.size(), true);
    std::size_t first = order.front();
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (members[order[i]].name != members[first].name) {
        first = order[i];
        continue;
      }
      members[first].value = std::move(members[order[i]].value);
      stays[order[i]] = false;
    }
    Object kept;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (stays[i]) kept.push_back(std::move(members[i]));
    }
    members = std::move(kept);
  }

  const Limits& limits_;
  Work work_;
  Value root_;
  std::vector<Value*> open_;  // from the outermost container to the innermost
  std::size_t values_ = 0;
};

bool is_plain(char c) noexcept { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

std::optional<Value> parse(std::string_view text, const Limits& limits, Work* work) {
  if (text.size() > limits.max_bytes) return std::nullopt;
  Builder builder(limits);
  const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (work != nullptr) *work = builder.work();
  return whole ? std::optional(builder.take()) : std::nullopt;
}

std::optional<Value> parse_line(std::string_view text, const Limits& limits, Work* work) {
  if (text.empty() || text.front() != '{' || text.back() != '}') return std::nullopt;
  return parse_object(text, limits, work);
}

std::optional<Value> parse_object(std::string_view text, const Limits& limits, Work* work) {
  auto value = parse(text, limits, work);
  return value && value->is_object() ? std::move(value) : std::nullopt;
}

void append_real(std::string& out, double value) { out += nlohmann::json(value).dump(); }

void append_quoted(std::string& out, std::string_view text, Encoding encoding) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  using Handler = nlohmann::json::error_handler_t;
  const auto handler = encoding == Encoding::strict ? Handler::strict : Handler::replace;
  try {
    out += nlohmann::json(text).dump(-1, ' ', encoding == Encoding::ascii, handler);
  } catch (const nlohmann::json::type_error& error) {
    throw NotUtf8(error.what());
  }
}

}  // namespace earwitness::json
