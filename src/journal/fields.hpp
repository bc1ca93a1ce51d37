// SPDX-License-Identifier: MIT
//
// The fields of one JSON object that may be anyone's. Each is asked for with what it must be; the first that is not is
// remembered, and a harmless value given in its place. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::journal {

class Fields {
 public:
  explicit Fields(const nlohmann::json& object) : object_(object) {}

  std::string text(const char* name) {
    const auto* value = find(name);
    if (value != nullptr && value->is_string()) return value->get<std::string>();
    miss(name);
    return {};
  }
  /// From `least` to `most`.
  std::int64_t number(const char* name, std::int64_t least, std::int64_t most) {
    const auto* value = find(name);
    if (value != nullptr && value->is_number_integer()) {
      // More than 63 bits come out as negative, so they are below any `least` that is asked for here.
      const auto number = value->get<std::int64_t>();
      if (number >= least && number <= most) return number;
    }
    miss(name);
    return least;
  }
  /// Nothing also where there is no such field, or another value.
  [[nodiscard]] std::optional<std::int64_t> number_or_null(const char* name, std::int64_t least,
                                                           std::int64_t most) const {
    const auto* value = find(name);
    if (value == nullptr || !value->is_number_integer()) return std::nullopt;
    const auto number = value->get<std::int64_t>();
    return number >= least && number <= most ? std::optional(number) : std::nullopt;
  }
  double real(const char* name, double most) {
    const auto* value = find(name);
    if (value != nullptr && value->is_number()) {
      const auto number = value->get<double>();
      if (number >= 0 && number <= most) return number;
    }
    miss(name);
    return 0;
  }
  /// A list of whole numbers; empty also where there is no such field.
  std::vector<std::uint64_t> numbers(const char* name) {
    std::vector<std::uint64_t> numbers;
    const auto* value = find(name);
    if (value == nullptr) return numbers;
    const bool fits = value->is_array() && std::all_of(value->begin(), value->end(), [](const auto& element) {
                        return element.is_number_unsigned();
                      });
    if (!fits) {
      miss(name);
      return numbers;
    }
    for (const auto& element : *value) numbers.push_back(element.template get<std::uint64_t>());
    return numbers;
  }
  /// A list of objects, which may be empty.
  std::vector<nlohmann::json> objects(const char* name) {
    const auto* value = find(name);
    const bool fits =
        value != nullptr && value->is_array() &&
        std::all_of(value->begin(), value->end(), [](const auto& element) { return element.is_object(); });
    if (fits) return {value->begin(), value->end()};
    miss(name);
    return {};
  }
  /// 32 bytes in hex.
  crypto::Digest digest(const char* name) {
    crypto::Digest digest{};
    const auto* value = find(name);
    const auto bytes =
        value != nullptr && value->is_string() ? base::from_hex(value->get_ref<const std::string&>()) : std::nullopt;
    if (bytes && bytes->size() == digest.size()) {
      std::copy(bytes->begin(), bytes->end(), digest.begin());
    } else {
      miss(name);
    }
    return digest;
  }
  /// Also where there is no such field.
  [[nodiscard]] bool is_null(const char* name) const {
    const auto* value = find(name);
    return value == nullptr || value->is_null();
  }
  [[nodiscard]] bool is_true(const char* name) const {
    const auto* value = find(name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
  }
  /// The first field that was not what it must be; empty if all were.
  [[nodiscard]] const std::string& missing() const noexcept { return missing_; }

 private:
  [[nodiscard]] const nlohmann::json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  void miss(const char* name) {
    if (missing_.empty()) missing_ = name;
  }

  const nlohmann::json& object_;
  std::string missing_;
};

}  // namespace earwitness::journal
