// SPDX-License-Identifier: MIT
//
// The members of a JSON object that may be anyone's, asked for with what they must be. Nothing here throws but for want
// of memory, whatever the value is: a member that is not there and one of another kind are the same. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"

namespace earwitness::json {

// One member, alone.

/// Nothing where it is no text.
[[nodiscard]] std::optional<std::string> find_text(const Value& object, std::string_view name);
/// Empty where it is no text.
[[nodiscard]] std::string text_in(const Value& object, std::string_view name);
/// An integer that is not negative.
[[nodiscard]] std::optional<std::uint64_t> find_count(const Value& object, std::string_view name) noexcept;
/// An integer from `min` to `max`.
[[nodiscard]] std::optional<std::int64_t> find_integer(const Value& object, std::string_view name, std::int64_t min,
                                                       std::int64_t max) noexcept;
[[nodiscard]] std::optional<double> find_number(const Value& object, std::string_view name) noexcept;
/// From `min` to below `end`.
[[nodiscard]] std::optional<double> find_number(const Value& object, std::string_view name, double min,
                                                double end) noexcept;
[[nodiscard]] std::optional<bool> find_bool(const Value& object, std::string_view name) noexcept;
[[nodiscard]] bool is_true(const Value& object, std::string_view name) noexcept;

/// Several members, of which the first that is not what it must be is remembered, and a harmless value given in its
/// place: who reads looks at missing() once, at the end. The object outlives it.
class Fields {
 public:
  explicit Fields(const Value& object) noexcept : object_(object) {}

  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t min, std::int64_t max);
  /// From 0.
  [[nodiscard]] double real(std::string_view name, double max);
  /// A list of integers that are not negative; empty also where there is no such member.
  [[nodiscard]] std::vector<std::uint64_t> numbers(std::string_view name);
  /// A list of objects, which may be empty.
  [[nodiscard]] const Array& objects(std::string_view name);
  /// 32 bytes in lower-case hex.
  [[nodiscard]] std::array<std::byte, 32> digest(std::string_view name);
  /// The same as text, or null; it must be there.
  [[nodiscard]] std::optional<std::string> digest_or_null(std::string_view name);
  [[nodiscard]] bool boolean(std::string_view name);

  /// What a value may be, for fields that nobody needs the content of. An integer is from 0 to 2^63 - 1.
  enum class Type : std::uint8_t { text, boolean, integer, number, texts };
  /// It must be there, of that type or null.
  void expect_or_null(std::string_view name, Type type);
  /// Where it is there, it must be of that type or null.
  void expect_optional_or_null(std::string_view name, Type type);
  /// Where it is there, it must be of that type.
  void expect_optional(std::string_view name, Type type);
  /// Where it is there and no object, it must be null; null also where it is not there.
  [[nodiscard]] const Value& object_or_null(std::string_view name);
  /// Remembers it as one that is not what it must be, for what is asked in another way.
  void miss(std::string_view name);
  /// No member but these.
  void allow_only(std::initializer_list<std::string_view> names);

  // What need not be there.
  /// Also where there is no such member.
  [[nodiscard]] bool is_null(std::string_view name) const noexcept;
  [[nodiscard]] bool is_true(std::string_view name) const noexcept;
  [[nodiscard]] std::optional<std::string> text_or_null(std::string_view name) const;
  /// A list of texts, empty ones in place of what are none; empty also where it is no list.
  [[nodiscard]] std::vector<std::string> texts_or_none(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> number_or_null(std::string_view name, std::int64_t min,
                                                           std::int64_t max) const noexcept;

  /// The first member that was not what it must be; empty if all were.
  [[nodiscard]] const std::string& missing() const noexcept { return missing_; }

 private:
  const Value& object_;
  std::string missing_;
};

}  // namespace earwitness::json
