// SPDX-License-Identifier: MIT
#include "json/fields.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace earwitness::json {

namespace {

const Array no_objects;

bool is_of(const Value& value, Fields::Type type) {
  const auto& elements = value.elements();
  switch (type) {
    case Fields::Type::text:
      return value.is_string();
    case Fields::Type::boolean:
      return value.is_boolean();
    case Fields::Type::integer:
      return value.is_unsigned() && value.as_unsigned() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    case Fields::Type::number:
      return value.is_number();
    case Fields::Type::texts:
      return value.is_array() &&
             std::all_of(elements.begin(), elements.end(), [](const Value& element) { return element.is_string(); });
  }
  return false;
}

}  // namespace

std::optional<std::string> find_text(const Value& object, std::string_view name) {
  const auto& value = object[name];
  return value.is_string() ? std::optional(value.as_string()) : std::nullopt;
}

std::string text_in(const Value& object, std::string_view name) {
  const auto& value = object[name];
  return value.is_string() ? value.as_string() : std::string();
}

std::optional<std::uint64_t> find_count(const Value& object, std::string_view name) noexcept {
  const auto& value = object[name];
  return value.is_unsigned() ? std::optional(value.as_unsigned()) : std::nullopt;
}

std::optional<std::int64_t> find_integer(const Value& object, std::string_view name, std::int64_t min,
                                         std::int64_t max) noexcept {
  const auto& value = object[name];
  if (!value.is_integer()) return std::nullopt;
  // More than 63 bits come out as negative, so they are below any `min` that is asked for.
  const auto number = value.as_integer();
  return number >= min && number <= max ? std::optional(number) : std::nullopt;
}

std::optional<double> find_number(const Value& object, std::string_view name) noexcept {
  const auto& value = object[name];
  return value.is_number() ? std::optional(value.as_double()) : std::nullopt;
}

std::optional<double> find_number(const Value& object, std::string_view name, double min, double end) noexcept {
  const auto number = find_number(object, name);
  return number && *number >= min && *number < end ? number : std::nullopt;
}

std::optional<bool> find_bool(const Value& object, std::string_view name) noexcept {
  const auto& value = object[name];
  return value.is_boolean() ? std::optional(value.as_bool()) : std::nullopt;
}

bool is_true(const Value& object, std::string_view name) noexcept { return find_bool(object, name).value_or(false); }

std::string Fields::text(std::string_view name) {
  if (auto text = find_text(object_, name)) return std::move(*text);
  miss(name);
  return {};
}

std::int64_t Fields::number(std::string_view name, std::int64_t min, std::int64_t max) {
  if (const auto number = find_integer(object_, name, min, max)) return *number;
  miss(name);
  return min;
}

double Fields::real(std::string_view name, double max) {
  const auto number = find_number(object_, name);
  if (number && *number >= 0 && *number <= max) return *number;
  miss(name);
  return 0;
}

std::vector<std::uint64_t> Fields::numbers(std::string_view name) {
  std::vector<std::uint64_t> numbers;
  const auto* list = object_.find(name);
  if (list == nullptr) return numbers;
  const auto& elements = list->elements();
  if (!list->is_array() ||
      !std::all_of(elements.begin(), elements.end(), [](const Value& e) { return e.is_unsigned(); })) {
    miss(name);
    return numbers;
  }
  for (const auto& element : elements) numbers.push_back(element.as_unsigned());
  return numbers;
}

const Array& Fields::objects(std::string_view name) {
  const auto& list = object_[name];
  const auto& elements = list.elements();
  if (list.is_array() && std::all_of(elements.begin(), elements.end(), [](const Value& e) { return e.is_object(); })) {
    return elements;
  }
  miss(name);
  return no_objects;
}

std::array<std::byte, 32> Fields::digest(std::string_view name) {
  std::array<std::byte, 32> digest{};
  const auto& value = object_[name];
  const auto bytes = value.is_string() ? base::from_hex(value.as_string()) : std::nullopt;
  if (bytes && bytes->size() == digest.size() && base::to_hex(*bytes) == value.as_string()) {
    std::copy(bytes->begin(), bytes->end(), digest.begin());
  } else {
    miss(name);
  }
  return digest;
}

std::optional<std::string> Fields::digest_or_null(std::string_view name) {
  const auto* value = object_.find(name);
  if (value != nullptr && value->is_null()) return std::nullopt;
  return base::to_hex(digest(name));
}

bool Fields::boolean(std::string_view name) {
  const auto value = find_bool(object_, name);
  if (!value) miss(name);
  return value.value_or(false);
}

void Fields::expect_or_null(std::string_view name, Type type) {
  if (object_.find(name) == nullptr) return miss(name);
  expect_optional_or_null(name, type);
}

void Fields::expect_optional_or_null(std::string_view name, Type type) {
  const auto* value = object_.find(name);
  if (value != nullptr && !value->is_null() && !is_of(*value, type)) miss(name);
}

void Fields::expect_optional(std::string_view name, Type type) {
  const auto* value = object_.find(name);
  if (value != nullptr && !is_of(*value, type)) miss(name);
}

const Value& Fields::object_or_null(std::string_view name) {
  const auto& value = object_[name];
  if (!value.is_object() && !value.is_null()) miss(name);
  return value;
}

void Fields::allow_only(std::initializer_list<std::string_view> names) {
  for (const auto& member : object_.members()) {
    if (std::find(names.begin(), names.end(), member.name) == names.end()) miss(member.name);
  }
}

bool Fields::is_null(std::string_view name) const noexcept { return object_[name].is_null(); }

bool Fields::is_true(std::string_view name) const noexcept { return json::is_true(object_, name); }

std::optional<std::string> Fields::text_or_null(std::string_view name) const { return find_text(object_, name); }

std::vector<std::string> Fields::texts_or_none(std::string_view name) const {
  std::vector<std::string> texts;
  for (const auto& element : object_[name].elements()) {
    texts.push_back(element.is_string() ? element.as_string() : std::string());
  }
  return texts;
}

std::optional<std::int64_t> Fields::number_or_null(std::string_view name, std::int64_t min,
                                                   std::int64_t max) const noexcept {
  return find_integer(object_, name, min, max);
}

void Fields::miss(std::string_view name) {
  if (missing_.empty()) missing_ = name;
}

}  // namespace earwitness::json
