// SPDX-License-Identifier: MIT
//
// Every place where bytes that may be anyone's come into the program, as a function of bytes. libFuzzer calls one of
// them with what it makes up (`tests/fuzz/run`); `test_fuzz` calls all of them with the saved corpus.
//
// A target throws nothing but Broken, whatever it is given: what the code under test may throw is caught in it, by
// type, and anything else is a defect. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::fuzz {

using Input = std::span<const std::byte>;

/// A promise of the code under test does not hold for this input.
class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws Broken with the promise's words.
inline void require(bool holds, const char* promise) {
  if (!holds) throw Broken(promise);
}

[[nodiscard]] inline std::string_view as_text(Input input) noexcept {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

/// What a person is shown must be printable already.
void require_printable(std::string_view shown, const char* promise);

struct Target {
  std::string_view name;  ///< its corpus is tests/fuzz/corpus/NAME
  void (*run)(Input);
};

[[nodiscard]] std::span<const Target> targets();

void asker_words(Input input);
void backups(Input input);
void bag_info(Input input);
void config(Input input);
void control(Input input);
void decoder_words(Input input);
void flac(Input input);
void foreign_sound(Input input);
void forged_bag(Input input);
void journal(Input input);
void label(Input input);
void ledger(Input input);
void levels(Input input);
void lock(Input input);
void manifest(Input input);
void notes(Input input);
void private_key(Input input);
void public_key(Input input);
void recovery(Input input);
void text(Input input);
void time_stamp(Input input);
void webvtt(Input input);
void whole_bag(Input input);

}  // namespace earwitness::fuzz
