// SPDX-License-Identifier: MIT
#include "json/value.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <ostream>
#include <utility>

#include "json/writer.hpp"

template class std::vector<earwitness::json::Value>;
template class std::vector<earwitness::json::Member>;

namespace earwitness::json {

namespace {

const Value nothing;
const Array no_elements;
const Object no_members;

template <typename List>
Array* elements_of(const List& list) {
  auto array = std::make_unique<Array>();
  array->reserve(list.size());
  for (const auto& element : list) array->emplace_back(element);
  return array.release();
}

template <typename Members>
auto find_in(Members& members, std::string_view name) noexcept {
  return std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == name; });
}

}  // namespace

Value::Value() noexcept : integer_(0) {}
Value::Value(std::nullptr_t) noexcept : integer_(0) {}
Value::Value(bool value) noexcept : kind_(Kind::boolean), boolean_(value) {}
Value::Value(int value) noexcept : kind_(Kind::integer), integer_(value) {}
Value::Value(long value) noexcept : kind_(Kind::integer), integer_(value) {}
Value::Value(long long value) noexcept : kind_(Kind::integer), integer_(value) {}
Value::Value(unsigned short value) noexcept : kind_(Kind::unsigned_integer), unsigned_(value) {}
Value::Value(unsigned value) noexcept : kind_(Kind::unsigned_integer), unsigned_(value) {}
Value::Value(unsigned long value) noexcept : kind_(Kind::unsigned_integer), unsigned_(value) {}
Value::Value(unsigned long long value) noexcept : kind_(Kind::unsigned_integer), unsigned_(value) {}
Value::Value(double value) noexcept : kind_(Kind::real), real_(value) {}
Value::Value(const char* text) : kind_(Kind::text), text_(new std::string(text)) {}
Value::Value(std::string_view text) : kind_(Kind::text), text_(new std::string(text)) {}
Value::Value(const std::string& text) : kind_(Kind::text), text_(new std::string(text)) {}
Value::Value(std::string&& text) : kind_(Kind::text), text_(new std::string(std::move(text))) {}
Value::Value(Array elements) : kind_(Kind::array), array_(new Array(std::move(elements))) {}
Value::Value(const std::vector<std::string>& texts) : kind_(Kind::array), array_(elements_of(texts)) {}
Value::Value(const std::vector<const char*>& texts) : kind_(Kind::array), array_(elements_of(texts)) {}

Value::Value(const std::vector<std::uint64_t>& numbers) : kind_(Kind::array), array_(elements_of(numbers)) {}

Value::Value(std::initializer_list<Entry> members) : Value(object()) {
  object_->reserve(members.size());
  for (const auto& entry : members) object_->push_back({std::string(entry.name), std::move(entry.value)});
}

Value Value::array() { return {Array()}; }

Value Value::object() {
  Value value;
  value.object_ = new Object();
  value.kind_ = Kind::object;
  return value;
}

Value::Value(const Value& other) : kind_(other.kind_), integer_(0) {
  switch (kind_) {
    case Kind::text:
      text_ = new std::string(*other.text_);
      return;
    case Kind::array:
      array_ = new Array(*other.array_);
      return;
    case Kind::object:
      object_ = new Object(*other.object_);
      return;
    case Kind::boolean:
      boolean_ = other.boolean_;
      return;
    case Kind::integer:
      integer_ = other.integer_;
      return;
    case Kind::unsigned_integer:
      unsigned_ = other.unsigned_;
      return;
    case Kind::real:
      real_ = other.real_;
      return;
    case Kind::null:
      return;
  }
}

Value::Value(Value&& other) noexcept : kind_(other.kind_), integer_(0) {
  switch (kind_) {
    case Kind::text:
      text_ = other.text_;
      break;
    case Kind::array:
      array_ = other.array_;
      break;
    case Kind::object:
      object_ = other.object_;
      break;
    case Kind::boolean:
      boolean_ = other.boolean_;
      break;
    case Kind::integer:
      integer_ = other.integer_;
      break;
    case Kind::unsigned_integer:
      unsigned_ = other.unsigned_;
      break;
    case Kind::real:
      real_ = other.real_;
      break;
    case Kind::null:
      break;
  }
  other.kind_ = Kind::null;
}

Value& Value::operator=(const Value& other) { return *this = Value(other); }

Value& Value::operator=(Value&& other) noexcept {
  if (this == &other) return *this;
  Value old(std::move(*this));  // what is assigned may be a part of what was here
  new (this) Value(std::move(other));
  return *this;
}

Value::~Value() { release(); }

void Value::release() noexcept {
  if (kind_ == Kind::text) delete text_;
  if (kind_ == Kind::array) delete array_;
  if (kind_ == Kind::object) delete object_;
  kind_ = Kind::null;
}

bool Value::is_number() const noexcept { return is_integer() || kind_ == Kind::real; }

bool Value::is_integer() const noexcept { return kind_ == Kind::integer || kind_ == Kind::unsigned_integer; }

bool Value::as_bool() const {
  if (!is_boolean()) throw WrongKind("a JSON value is neither true nor false");
  return boolean_;
}

std::int64_t Value::as_integer() const {
  if (kind_ == Kind::unsigned_integer) return static_cast<std::int64_t>(unsigned_);
  if (kind_ != Kind::integer) throw WrongKind("a JSON value is no integer");
  return integer_;
}

std::uint64_t Value::as_unsigned() const { return static_cast<std::uint64_t>(as_integer()); }

double Value::rounded() const noexcept {
  if (kind_ == Kind::real) return real_;
  return kind_ == Kind::unsigned_integer ? static_cast<double>(unsigned_) : static_cast<double>(integer_);
}

double Value::as_double() const {
  if (!is_number()) throw WrongKind("a JSON value is no number");
  return rounded();
}

const std::string& Value::as_string() const {
  if (!is_string()) throw WrongKind("a JSON value is no text");
  return *text_;
}

std::size_t Value::size() const noexcept {
  if (is_array()) return array_->size();
  if (is_object()) return object_->size();
  return is_null() ? 0 : 1;
}

const Array& Value::elements() const noexcept { return is_array() ? *array_ : no_elements; }

Array& Value::as_array() {
  if (is_null()) *this = array();
  if (!is_array()) throw WrongKind("a JSON value is no array");
  return *array_;
}

void Value::push_back(Value element) { as_array().push_back(std::move(element)); }

const Value& Value::at(std::size_t index) const {
  if (index >= elements().size()) throw WrongKind("a JSON value is no array, or ends before an element");
  return (*array_)[index];
}

Value& Value::at(std::size_t index) { return const_cast<Value&>(std::as_const(*this).at(index)); }

const Value& Value::operator[](std::size_t index) const { return at(index); }

Value& Value::operator[](std::size_t index) { return at(index); }

const Object& Value::members() const noexcept { return is_object() ? *object_ : no_members; }

Object& Value::as_object() {
  if (is_null()) *this = object();
  if (!is_object()) throw WrongKind("a JSON value is no object");
  return *object_;
}

const Value* Value::find(std::string_view name) const noexcept {
  const auto& all = members();
  const auto found = find_in(all, name);
  return found == all.end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view name) noexcept { return const_cast<Value*>(std::as_const(*this).find(name)); }

const Value& Value::at(std::string_view name) const {
  const auto* found = find(name);
  if (found == nullptr) throw WrongKind("a JSON object has no member " + std::string(name));
  return *found;
}

Value& Value::at(std::string_view name) { return const_cast<Value&>(std::as_const(*this).at(name)); }

const Value& Value::operator[](std::string_view name) const noexcept {
  const auto* found = find(name);
  return found == nullptr ? nothing : *found;
}

Value& Value::operator[](std::string_view name) {
  if (auto* found = find(name)) return *found;
  add(name, {});
  return object_->back().value;
}

void Value::add(std::string_view name, Value value) { as_object().push_back({std::string(name), std::move(value)}); }

void Value::update(Value other) {
  for (auto& member : other.as_object()) (*this)[member.name] = std::move(member.value);
}

bool Value::erase(std::string_view name) {
  auto& all = as_object();
  const auto found = find_in(all, name);
  if (found == all.end()) return false;
  all.erase(found);
  return true;
}

std::string Value::dump(Encoding encoding) const {
  std::string text;
  Writer writer(text, encoding);
  writer.value(*this);
  writer.finish();
  return text;
}

bool operator==(const Value& a, const Value& b) noexcept {
  using Kind = Value::Kind;
  if (a.is_integer() && b.is_integer()) {
    const bool has_same_sign = a.kind_ == b.kind_ || (a.integer_ >= 0 && b.integer_ >= 0);
    return a.integer_ == b.integer_ && has_same_sign;
  }
  if (a.is_number() && b.is_number()) return a.rounded() == b.rounded();
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case Kind::boolean:
      return a.boolean_ == b.boolean_;
    case Kind::text:
      return *a.text_ == *b.text_;
    case Kind::array:
      return *a.array_ == *b.array_;
    case Kind::object:
      return *a.object_ == *b.object_;
    default:
      return true;
  }
}

std::ostream& operator<<(std::ostream& out, const Value& value) { return out << value.dump(Encoding::replacing); }

Value text_or_null(std::string_view text) { return text.empty() ? Value() : Value(text); }

}  // namespace earwitness::json
