// SPDX-License-Identifier: MIT
#include "journal/second_listener.hpp"

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using journal::SecondListener;

namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

/// Three seconds of four, four and two frames of two bytes: "aaaaaaaa", "bbbbbbbb", "cccc".
journal::AudioFile three_seconds() {
  journal::AudioFile file;
  file.seconds = {{0, 4, crypto::sha256(bytes("aaaaaaaa")), 1},
                  {4, 4, crypto::sha256(bytes("bbbbbbbb")), 2},
                  {8, 2, crypto::sha256(bytes("cccc")), 3}};
  return file;
}

using Indices = std::vector<std::size_t>;

}  // namespace

TEST_CASE("second listener: what is heard in any pieces is held against each second's hash") {
  const std::string whole = "aaaaaaaabbbbbbbbcccc";
  for (std::size_t piece = 1; piece <= whole.size(); ++piece) {
    const auto file = three_seconds();
    SecondListener listener(file, 2);
    for (std::size_t at = 0; at < whole.size(); at += piece)
      listener.hear(bytes(std::string_view(whole).substr(at, piece)));
    CHECK(listener.others().empty());
  }
}

TEST_CASE("second listener: another second, a missing one and one that is cut are told") {
  const auto file = three_seconds();
  const auto others = [&](std::string_view text) {
    SecondListener listener(file, 2);
    listener.hear(bytes(text));
    return listener.others();
  };
  CHECK(others("aaaaaaaabbbbxbbbcccc") == Indices{1});
  CHECK(others("aaaaaaaabbbbbbbbccc") == Indices{2});
  CHECK(others("bbbbbbbbaaaaaaaacccc") == Indices{0, 1});
  CHECK(others("") == Indices{0, 1, 2});
  CHECK(others("aaaaaaaabbbbbbbbccccdd").empty());  // what comes behind is no second of it
}

TEST_CASE("second listener: seconds with a hole between them are not heard at all") {
  auto file = three_seconds();
  file.seconds[1].from = 5;
  SecondListener listener(file, 2);
  listener.hear(bytes("aaaaaaaabbbbbbbbcccc"));
  CHECK(listener.others() == Indices{0, 1, 2});
  file.seconds[1] = {4, 0, {}, 2};
  SecondListener empty(file, 2);
  empty.hear(bytes("aaaaaaaa"));
  CHECK(empty.others() == Indices{0, 1, 2});
}
