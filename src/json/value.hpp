// SPDX-License-Identifier: MIT
//
// A JSON value (RFC 8259): null, true or false, a number, a text, a list, or an object whose members keep the order in
// which they were added. A number without a fraction or exponent is kept exactly if it fits 64 bits, signed or not; any
// other one is a double, as RFC 7493 asks of those who want to be understood.
//
// Owns all that it holds; a copy is deep. Texts are UTF-8 by agreement: what was read is, what is built may be
// anything, and Encoding says what then comes of it. Nothing here is thread-safe beyond reading a value that nobody
// changes.
//
// No member is a template and none is inline: what is compiled anew in each file that writes JSON is only the calls.
// Finding a member takes as long as the object has members; whoever builds a large one uses add().
//
// Errors: WrongKind, a defect of ours: what comes from elsewhere is asked for its kind first, or read by
// json/fields.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::json {

class Value;
struct Member;
struct Entry;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

/// A value was taken for what it is not, or an object lacks a member that it must have.
class WrongKind : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A text that was to be written strictly is not UTF-8.
class NotUtf8 : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How texts are written.
enum class Encoding : std::uint8_t {
  strict,     ///< as UTF-8; throws NotUtf8
  replacing,  ///< as UTF-8; each byte sequence that is none becomes U+FFFD
  ascii,      ///< all beyond ASCII as \uXXXX; what is not UTF-8 becomes U+FFFD
};

class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, unsigned_integer, real, text, array, object };

  Value() noexcept;
  // NOLINTBEGIN(google-explicit-constructor): whatever JSON has stands in an object's braces as it is
  Value(std::nullptr_t) noexcept;
  Value(bool value) noexcept;
  Value(int value) noexcept;
  Value(long value) noexcept;
  Value(long long value) noexcept;
  Value(unsigned short value) noexcept;
  Value(unsigned value) noexcept;
  Value(unsigned long value) noexcept;
  Value(unsigned long long value) noexcept;
  Value(double value) noexcept;
  Value(const char* text);
  Value(std::string_view text);
  Value(const std::string& text);
  Value(std::string&& text);
  Value(Array elements);
  Value(const std::vector<std::string>& texts);
  Value(const std::vector<const char*>& texts);
  Value(const std::vector<std::uint64_t>& numbers);
  /// An object: `Value{{"type", "status"}, {"schema", 1}}`. Each name stands once.
  Value(std::initializer_list<Entry> members);
  Value(const void*) = delete;  // else a pointer would be true
  // NOLINTEND(google-explicit-constructor)

  /// Empty ones.
  [[nodiscard]] static Value array();
  [[nodiscard]] static Value object();

  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_null() const noexcept { return kind_ == Kind::null; }
  [[nodiscard]] bool is_boolean() const noexcept { return kind_ == Kind::boolean; }
  /// Of any of the three kinds.
  [[nodiscard]] bool is_number() const noexcept;
  /// Without fraction or exponent, and within 64 bits.
  [[nodiscard]] bool is_integer() const noexcept;
  /// An integer that was read without a minus sign, or built of an unsigned type.
  [[nodiscard]] bool is_unsigned() const noexcept { return kind_ == Kind::unsigned_integer; }
  [[nodiscard]] bool is_string() const noexcept { return kind_ == Kind::text; }
  [[nodiscard]] bool is_array() const noexcept { return kind_ == Kind::array; }
  [[nodiscard]] bool is_object() const noexcept { return kind_ == Kind::object; }

  // What it holds. Each throws WrongKind where it holds something else.
  [[nodiscard]] bool as_bool() const;
  /// Beyond 63 bits it comes out as negative.
  [[nodiscard]] std::int64_t as_integer() const;
  /// Of a negative integer: modulo 2^64.
  [[nodiscard]] std::uint64_t as_unsigned() const;
  /// Any number, rounded.
  [[nodiscard]] double as_double() const;
  [[nodiscard]] const std::string& as_string() const;

  /// Of an array or object; 0 for null, 1 for anything else.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// None for anything else than an array.
  [[nodiscard]] const Array& elements() const noexcept;
  /// To change them. Null becomes an empty array; throws WrongKind for anything else.
  [[nodiscard]] Array& as_array();
  void push_back(Value element);
  /// Throws WrongKind, also beyond the end.
  [[nodiscard]] const Value& at(std::size_t index) const;
  [[nodiscard]] Value& at(std::size_t index);
  [[nodiscard]] const Value& operator[](std::size_t index) const;
  [[nodiscard]] Value& operator[](std::size_t index);

  /// None for anything else than an object.
  [[nodiscard]] const Object& members() const noexcept;
  /// To change them. Null becomes an empty object; throws WrongKind for anything else.
  [[nodiscard]] Object& as_object();
  /// Null where there is no such member, or no object.
  [[nodiscard]] const Value* find(std::string_view name) const noexcept;
  [[nodiscard]] Value* find(std::string_view name) noexcept;
  [[nodiscard]] bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
  /// Throws WrongKind where there is none.
  [[nodiscard]] const Value& at(std::string_view name) const;
  [[nodiscard]] Value& at(std::string_view name);
  /// A null value where there is no such member.
  [[nodiscard]] const Value& operator[](std::string_view name) const noexcept;
  /// To set a member, which is added behind all others where it is not there. Null becomes an object; throws WrongKind
  /// for anything else: what comes from elsewhere is read as const.
  Value& operator[](std::string_view name);
  /// As operator[], for a name that is not there yet, which is not looked for.
  void add(std::string_view name, Value value);
  /// Takes over all members of another object; those that are here already get the other's value.
  void update(Value other);
  /// Whether there was one.
  bool erase(std::string_view name);

  /// One line without spaces. Numbers beyond the integers in their shortest form, `null` for those that are none.
  [[nodiscard]] std::string dump(Encoding encoding = Encoding::strict) const;

  /// By value, so 1 and 1.0 are equal; the order of members counts.
  friend bool operator==(const Value& a, const Value& b) noexcept;
  /// For a test's report.
  friend std::ostream& operator<<(std::ostream& out, const Value& value);

 private:
  void release() noexcept;
  [[nodiscard]] double rounded() const noexcept;  // of a number

  Kind kind_ = Kind::null;
  union {
    bool boolean_;
    std::int64_t integer_;
    std::uint64_t unsigned_;
    double real_;
    std::string* text_;
    Array* array_;
    Object* object_;
  };
};

struct Member {
  std::string name;
  Value value;
  friend bool operator==(const Member& a, const Member& b) noexcept = default;
};

/// A member as it stands in the braces of an object. Lives as long as these; its value is moved away.
struct Entry {
  std::string_view name;
  mutable Value value;
};

/// Null for nothing.
template <typename T>
[[nodiscard]] Value or_null(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
/// Null for an empty text.
[[nodiscard]] Value text_or_null(std::string_view text);

}  // namespace earwitness::json

extern template class std::vector<earwitness::json::Value>;
extern template class std::vector<earwitness::json::Member>;
