// SPDX-License-Identifier: MIT
//
// A file that something else recorded, as the decoder takes it apart, and what a decoder that was taken over might say.
// Whatever the file is, the decoder ends, and its words are in the strict form that the recorder asks for; whatever the
// words are, the recorder comes to an end with them.
#include "media/decode/sound.hpp"
#include "media/protocol.hpp"
#include "os/file_system.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::fuzz {

namespace {

constexpr std::uint64_t max_decoded_seconds = 100;  // a few bytes may be hours of silence

/// What it holds in its strict form, with the promises that go beyond it.
struct Heard {
  std::uint64_t frames = 0;
  AudioFormat format{0, 0, 0};
  bool complete = false;
  bool broken = false;
};

Heard hear(media::MessageReader& reader, Input words, std::size_t piece) {
  Heard heard;
  for (std::size_t at = 0; at < words.size(); at += piece) {
    reader.add(words.subspan(at, std::min(piece, words.size() - at)));
    while (const auto message = reader.next()) {
      if (const auto* format = std::get_if<media::Format>(&*message)) heard.format = format->format;
      const auto* samples = std::get_if<media::Samples>(&*message);
      if (samples == nullptr) continue;
      const auto frame = heard.format.bytes_per_frame();
      require(frame > 0 && !samples->bytes.empty() && samples->bytes.size() % frame == 0, "samples are whole frames");
      heard.frames += samples->bytes.size() / frame;
    }
  }
  heard.complete = reader.is_complete();
  heard.broken = reader.is_broken();
  require(!(heard.complete && heard.broken), "what broke a rule is not complete");
  return heard;
}

}  // namespace

void foreign_sound(Input input) {
  const test::TemporaryFolder folder;
  auto& disk = os::posix_file_system();
  const auto file = disk.create(folder / "file");
  if (!input.empty()) os::write_all(*file, input);
  const auto answer = disk.create(folder / "answer");
  media::Source source(file->descriptor(), input.size());
  media::Output output(answer->descriptor(), max_decoded_seconds);
  output.hello(media::library_version());
  media::decode_file(source, {}, output);
  const auto words = os::read_all(disk, folder / "answer", std::uint64_t{1} << 32U);
  media::MessageReader reader(input.size());
  const auto heard = hear(reader, std::as_bytes(std::span(words.data(), words.size())), words.size() + 1);
  require(heard.complete, "what the decoder says is in its strict form, to the end");
  require(os::read_all(disk, folder / "file", input.size() + 1) == as_text(input), "the file stays as it came");
}

void decoder_words(Input input) {
  constexpr std::uint64_t file_bytes = 1'000'000;
  media::MessageReader at_once(file_bytes);
  media::MessageReader in_pieces(file_bytes);
  const auto whole = hear(at_once, input, input.size() + 1);
  const auto pieces = hear(in_pieces, input, 7);
  require(whole.complete == pieces.complete && whole.frames == pieces.frames, "pieces make no difference");
  const auto bits = whole.format.bits;
  const bool has_depth = bits == 0 || bits == 16 || bits == 24 || bits == 32;
  require(whole.broken || (has_depth && whole.format.channels <= 8), "the sound is of a shape that was asked for");
}

}  // namespace earwitness::fuzz
