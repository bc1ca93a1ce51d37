// SPDX-License-Identifier: MIT
//
// Writes one JSON document (RFC 8259) as it comes, so that a large one is never in memory whole: without spaces,
// members in the order in which they are given, byte for byte what Value::dump() gives.
//
//   writer.begin_object();
//   writer.member("type", "list");
//   writer.key("recordings");
//   writer.begin_array();
//   for (...) writer.value(...);
//   writer.end_array();
//   writer.end_object();
//   writer.finish();
//
// What it writes to outlives it. One thread.
// Errors: NotUtf8 where the encoding is strict, what the sink throws, and WrongKind, a defect of ours, for what is no
// document: a value without its name, an end of what did not begin. Whatever was thrown, the document is not to be gone
// on with.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"

namespace earwitness::json {

class Writer {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// Appends to `out`.
  explicit Writer(std::string& out, Encoding encoding = Encoding::strict);
  /// Calls `sink` with pieces of about chunk_bytes; the last one comes with finish().
  explicit Writer(Sink sink, Encoding encoding = Encoding::strict);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  /// Of the member that comes next. Each name once in an object, which is not looked at here.
  void key(std::string_view name);
  void value(const Value& value);
  void member(std::string_view name, const Value& value);
  /// The document is whole; WrongKind if it is not. Nothing follows.
  void finish();

  static constexpr std::size_t chunk_bytes = 64 * 1024;

 private:
  enum class Open : char { array, object };

  void begin(Open what, char bracket);
  void end(Open what, char bracket);
  void before_value();
  void pass_on();

  Sink sink_;
  std::string own_;
  std::string& out_;
  Encoding encoding_;
  std::vector<Open> open_;
  bool is_first_ = true;  // nothing stands in the innermost container yet
  bool has_key_ = false;  // the name of the next value is written
  bool is_complete_ = false;
};

}  // namespace earwitness::json
