// SPDX-License-Identifier: MIT
//
// What the decoder process says is believed only in its strict form.
#include "media/protocol.hpp"

#include <limits>

#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace earwitness::media;

namespace {

constexpr std::uint64_t file_bytes = 1000;

const std::vector<std::byte> four_frames(8);

/// A whole conversation: each kind of message once.
std::vector<Message> conversation() {
  return {Hello{"FFmpeg 5"},
          Stream{StreamKind::sound, "aac", 48'000, 2, true},
          Stream{StreamKind::picture, "h264", 0, 0, false},
          Claim{"created", "2026-11-23T15:30:00.000000Z"},
          Progress{500},
          Format{{48'000, 1, 16}, false, "QuickTime / MOV, AAC"},
          Samples{four_frames},
          Problem{Trouble::missing, 12, std::nullopt},
          Progress{1000},
          Samples{four_frames},
          End{8, 1, 0, 3, 1.5, false}};
}

std::vector<std::byte> bytes_of(const std::vector<Message>& messages) {
  std::vector<std::byte> bytes;
  for (const auto& message : messages) append_message(bytes, message);
  return bytes;
}

/// How many messages were taken in, from pieces of that size; nothing where a rule was broken.
std::optional<std::size_t> count_in(const std::vector<std::byte>& bytes, std::size_t piece) {
  MessageReader reader(file_bytes);
  std::size_t count = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.add(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
    while (reader.next()) ++count;
  }
  if (!reader.is_complete()) return std::nullopt;
  return count;
}

bool is_broken(const std::vector<Message>& messages) {
  MessageReader reader(file_bytes);
  reader.add(bytes_of(messages));
  while (reader.next()) {
  }
  return reader.is_broken();
}

}  // namespace

TEST_CASE("protocol: what is written is read, in whatever pieces it comes") {
  const auto messages = conversation();
  const auto bytes = bytes_of(messages);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    CHECK(count_in(bytes, piece) == messages.size());
  }
  MessageReader reader(file_bytes);
  reader.add(bytes);
  CHECK(std::get<Hello>(*reader.next()).library == "FFmpeg 5");
  const auto stream = std::get<Stream>(*reader.next());
  CHECK((stream.coding == "aac" && stream.rate == 48'000 && stream.channels == 2 && stream.taken));
  CHECK(std::get<Stream>(*reader.next()).kind == StreamKind::picture);
  CHECK(std::get<Claim>(*reader.next()).text == "2026-11-23T15:30:00.000000Z");
  CHECK(std::get<Progress>(*reader.next()).bytes == 500);
  CHECK(std::get<Format>(*reader.next()).format == AudioFormat{48'000, 1, 16});
  CHECK(std::get<Samples>(*reader.next()).bytes.size() == 8);
  CHECK(std::get<Problem>(*reader.next()) == Problem{Trouble::missing, 12, std::nullopt});
  (void)reader.next();
  (void)reader.next();
  const auto end = std::get<End>(*reader.next());
  CHECK((end.frames == 8 && end.parts == 1 && end.over_full_scale == 3 && end.peak == 1.5));
  CHECK(reader.is_complete());
}

TEST_CASE("protocol: cut anywhere it is not complete, and says nothing false") {
  const auto bytes = bytes_of(conversation());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    MessageReader reader(file_bytes);
    reader.add(std::span(bytes).first(length));
    while (reader.next()) {
    }
    CHECK_FALSE(reader.is_complete());
    CHECK_FALSE(reader.is_broken());
  }
}

TEST_CASE("protocol: more sound than was asked for breaks a rule, as it would fill the disk") {
  for (const std::size_t frames : {std::size_t{8000}, std::size_t{8001}}) {
    CAPTURE(frames);
    std::vector<std::byte> words;
    append_message(words, Hello{"lib"});
    append_message(words, Format{{8000, 1, 16}, true, "form"});
    append_message(words, Samples{std::vector<std::byte>(2 * frames)});
    MessageReader reader(file_bytes, 1);
    reader.add(words);
    while (reader.next()) {
    }
    CHECK(reader.is_broken() == (frames > 8000));
  }
}

TEST_CASE("protocol: each rule that is broken ends it") {
  const auto with = [](std::size_t at, Message message) {
    auto messages = conversation();
    messages[at] = std::move(message);
    return messages;
  };
  const auto beside = [](std::size_t at, Message message) {
    auto messages = conversation();
    messages.insert(messages.begin() + static_cast<std::ptrdiff_t>(at), std::move(message));
    return messages;
  };
  CHECK_FALSE(is_broken(conversation()));
  CHECK(is_broken(with(0, Progress{1})));
  CHECK(is_broken(with(0, Hello{""})));
  CHECK(is_broken(beside(1, Hello{"again"})));
  CHECK(is_broken(beside(1, Samples{four_frames})));
  CHECK(is_broken(beside(6, Stream{})));
  CHECK(is_broken(beside(6, Format{{8000, 1, 16}, false, ""})));
  CHECK(is_broken(beside(6, Nothing{})));
  CHECK(is_broken(with(4, Progress{0})));
  CHECK(is_broken(with(8, Progress{500})));
  CHECK(is_broken(with(8, Progress{file_bytes + 1})));
  CHECK(is_broken(with(3, Claim{"", "x"})));
  CHECK(is_broken(with(3, Claim{"x", std::string(limits::text_bytes + 1, 'x')})));
  CHECK(is_broken(with(3, Claim{"x", "\xFF"})));
  for (const auto format : {AudioFormat{0, 1, 16}, AudioFormat{48'000, 0, 16}, AudioFormat{48'000, 9, 16},
                            AudioFormat{48'000, 1, 17}, AudioFormat{1'000'000, 1, 16}}) {
    CHECK(is_broken(with(5, Format{format, false, ""})));
  }
  const std::vector<std::byte> half(3);
  CHECK(is_broken(with(6, Samples{half})));
  CHECK(is_broken(with(6, Samples{})));
  CHECK(is_broken(with(10, End{9, 1, 0, 0, 0, false})));
  CHECK(is_broken(with(10, End{8, 0, 0, 0, 0, false})));
  CHECK(is_broken(with(10, End{8, 1, 1, 0, 0, false})));
  CHECK(is_broken(with(10, End{8, 1, 0, 0, std::numeric_limits<double>::quiet_NaN(), false})));
  CHECK(is_broken(beside(11, Progress{1000})));
  auto bytes = bytes_of(conversation());
  bytes.push_back(std::byte{0});
  CHECK_FALSE(count_in(bytes, bytes.size()));
  bytes = bytes_of({Hello{"x"}});
  bytes[4] = std::byte{0x7F};  // two thousand million bytes are to come
  CHECK_FALSE(count_in(bytes, 1));
  std::vector<Message> many{Hello{"x"}};
  many.resize(limits::claims + 2, Claim{"x", "y"});
  CHECK(is_broken(many));
}
