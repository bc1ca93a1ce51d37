// SPDX-License-Identifier: MIT
#include "base/translate.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstring>
#include <locale>

#include "base/catalogue.hpp"

namespace earwitness::base {

namespace {

constexpr std::size_t max_key_bytes = 4096;  // longer messages have no context
constexpr char context_end = '\x04';         // between a context and its message, as msgfmt writes it

/// Numbers as a language writes them, where a message asks for it: {:.1Lf}. No locale need be generated for that.
class Numbers final : public std::numpunct<char> {
 public:
  Numbers(char point, char separator) : point_(point), separator_(separator) {}

 protected:
  [[nodiscard]] char do_decimal_point() const override { return point_; }
  [[nodiscard]] char do_thousands_sep() const override { return separator_; }
  [[nodiscard]] std::string do_grouping() const override { return "\3"; }

 private:
  char point_;
  char separator_;
};

const std::locale& dutch_numbers() {
  static const std::locale numbers(std::locale::classic(), new Numbers(',', '.'));  // the locale owns it
  return numbers;
}

const std::locale& english_numbers() {
  static const std::locale numbers(std::locale::classic(), new Numbers('.', ','));
  return numbers;
}

constexpr std::int8_t not_chosen = -1;

std::atomic<Language> chosen{Language::english};
thread_local std::int8_t chosen_here = not_chosen;

const Catalogue& dutch() noexcept {
  static const Catalogue catalogue(dutch_catalogue());
  return catalogue;
}

const char* find(std::string_view key) noexcept {
  // The empty message is the catalogue's own head.
  return key.empty() || language() == Language::english ? nullptr : dutch().find(key);
}

}  // namespace

void set_language(Language language) noexcept { chosen.store(language); }

Language language() noexcept { return chosen_here == not_chosen ? chosen.load() : static_cast<Language>(chosen_here); }

std::optional<Language> to_language(std::string_view name) noexcept {
  const auto word = name.substr(0, name.find_first_of("_-.@"));
  if (word == "nl") return Language::dutch;
  if (word == "en" || word == "C" || word == "POSIX") return Language::english;
  return std::nullopt;
}

const char* to_string(Language language) noexcept { return language == Language::dutch ? "nl" : "en"; }

const char* find_translation(std::string_view context, std::string_view message) noexcept {
  if (context.empty()) return find(message);
  std::array<char, max_key_bytes> key{};
  const auto length = context.size() + 1 + message.size();
  if (length > key.size()) return nullptr;
  std::memcpy(key.data(), context.data(), context.size());
  key[context.size()] = context_end;
  std::memcpy(key.data() + context.size() + 1, message.data(), message.size());
  return find({key.data(), length});
}

const char* find_translation(std::string_view singular, std::string_view /*plural*/, std::uint64_t number) noexcept {
  const auto* first = find(singular);
  return first == nullptr || number == 1 ? first : dutch().second_form(first);
}

std::string format_translation(const char* translation, fmt::string_view english, fmt::format_args args) {
  if (translation != nullptr) {
    try {
      return fmt::vformat(dutch_numbers(), translation, args);
    } catch (const fmt::format_error&) {
      return fmt::vformat(english_numbers(), english, args);
    }
  }
  return fmt::vformat(english_numbers(), english, args);
}

}  // namespace earwitness::base

namespace earwitness {

InLanguage::InLanguage(Language language) noexcept : before_(base::chosen_here) {
  base::chosen_here = static_cast<std::int8_t>(language);
}

InLanguage::~InLanguage() { base::chosen_here = before_; }

}  // namespace earwitness
