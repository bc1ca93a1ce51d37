// SPDX-License-Identifier: MIT
#include "json/writer.hpp"

#include <charconv>
#include <utility>

#include "json/text.hpp"

namespace earwitness::json {

namespace {

template <typename Integer>
void append_integer(std::string& out, Integer value) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out.append(digits, end);
}

void append(std::string& out, const Value& value, Encoding encoding) {
  switch (value.kind()) {
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::integer:
      return append_integer(out, value.as_integer());
    case Value::Kind::unsigned_integer:
      return append_integer(out, value.as_unsigned());
    case Value::Kind::real:
      return append_real(out, value.as_double());
    case Value::Kind::text:
      return append_quoted(out, value.as_string(), encoding);
    case Value::Kind::array: {
      out += '[';
      const char* comma = "";
      for (const auto& element : value.elements()) {
        out += std::exchange(comma, ",");
        append(out, element, encoding);
      }
      out += ']';
      return;
    }
    case Value::Kind::object: {
      out += '{';
      const char* comma = "";
      for (const auto& member : value.members()) {
        out += std::exchange(comma, ",");
        append_quoted(out, member.name, encoding);
        out += ':';
        append(out, member.value, encoding);
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

Writer::Writer(std::string& out, Encoding encoding) : out_(out), encoding_(encoding) {}

Writer::Writer(Sink sink, Encoding encoding) : sink_(std::move(sink)), out_(own_), encoding_(encoding) {}

void Writer::begin_object() { begin(Open::object, '{'); }
void Writer::end_object() { end(Open::object, '}'); }
void Writer::begin_array() { begin(Open::array, '['); }
void Writer::end_array() { end(Open::array, ']'); }

void Writer::key(std::string_view name) {
  if (open_.empty() || open_.back() != Open::object || has_key_)
    throw WrongKind("a JSON name stands outside an object");
  if (!is_first_) out_ += ',';
  is_first_ = false;
  append_quoted(out_, name, encoding_);
  out_ += ':';
  has_key_ = true;
}

void Writer::value(const Value& value) {
  before_value();
  append(out_, value, encoding_);
  is_complete_ = open_.empty();
  pass_on();
}

void Writer::member(std::string_view name, const Value& value) {
  key(name);
  this->value(value);
}

void Writer::finish() {
  if (!is_complete_) throw WrongKind("a JSON document is not whole");
  if (sink_ && !own_.empty()) sink_(std::exchange(own_, {}));
}

void Writer::begin(Open what, char bracket) {
  before_value();
  out_ += bracket;
  open_.push_back(what);
  is_first_ = true;
}

void Writer::end(Open what, char bracket) {
  if (open_.empty() || open_.back() != what || has_key_) throw WrongKind("a JSON container ends that did not begin");
  out_ += bracket;
  open_.pop_back();
  is_first_ = false;
  is_complete_ = open_.empty();
  pass_on();
}

void Writer::before_value() {
  const bool in_object = !open_.empty() && open_.back() == Open::object;
  if (is_complete_ || in_object != has_key_) throw WrongKind("a JSON value stands where none can");
  if (!in_object && !is_first_) out_ += ',';
  is_first_ = false;
  has_key_ = false;
}

void Writer::pass_on() {
  if (sink_ && own_.size() >= chunk_bytes) sink_(std::exchange(own_, {}));
}

}  // namespace earwitness::json
