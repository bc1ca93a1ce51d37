// SPDX-License-Identifier: MIT
//
// What a FLAC file in a bag may be, and nothing else: each forgery here is one that some player plays otherwise than
// the next one. tests/system/players_test.py asks the players themselves.
#include "flac/stream_check.hpp"

#include <random>

#include "flac/file_window.hpp"
#include "flac/frame_decoder.hpp"
#include "flac/frame_header.hpp"
#include "flac/frame_walk.hpp"
#include "flac/metadata.hpp"
#include "flac/ordered_decoder.hpp"
#include "flac/silent_frame.hpp"
#include "flac/writer.hpp"
#include "os/bytes_file.hpp"
#include "tests/catch.hpp"
#include "tests/contains.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::block;
using test::tags;

namespace {

using Bytes = std::vector<std::byte>;

Bytes random_sound(const AudioFormat& format, Frames frames) {
  std::mt19937 random(11);
  Bytes samples(static_cast<std::size_t>(frames) * format.bytes_per_frame());
  for (auto& b : samples) b = static_cast<std::byte>(random() & 0xFFU);
  return samples;
}

Bytes encoded(const AudioFormat& format, const Bytes& samples) {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  flac::Writer writer(fs.create(folder / "a.flac"), format, tags);
  writer.write(samples);
  writer.close();
  const auto text = os::read_all(fs, folder / "a.flac", 1 << 24);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// Whether it was seen while the file was decoded, in parts of so many samples, that there is no fault in it.
bool is_faultless(const Bytes& bytes, const flac::StreamHead& head, const AudioFormat& format, Frames frames,
                  Frames part_frames) {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  os::write_all(*fs.create(folder / "a.flac"), bytes);
  flac::OrderedDecoder decoder(fs, folder / "a.flac", format, head.end, 1, part_frames);
  while (!decoder.read(1 << 20).empty()) {
  }
  return decoder.is_faultless(head, frames);
}

std::string fault(const Bytes& bytes, const AudioFormat& format, Frames frames) {
  os::BytesFile file(bytes);
  const auto head = flac::read_stream_head(file);
  if (!head.fault.empty()) return head.fault;
  if (auto wrong = flac::fault_of_tags(head, tags.recording); !wrong.empty()) return wrong;
  const auto found = flac::find_stream_fault(std::make_unique<os::BytesFile>(bytes), head, format, frames);
  for (const Frames part_frames : {1, 0}) {
    // A file of one short frame is walked through all the same.
    const bool is_seen = is_faultless(bytes, head, format, frames, part_frames);
    CHECK(is_seen == (!found && frames >= static_cast<Frames>(head.block_size)));
  }
  return found ? found->detail : std::string();
}

/// Bits from the highest on.
class BitWriter {
 public:
  void put(std::uint64_t value, unsigned count) {
    while (count-- > 0) {
      if (used_ % 8 == 0) bytes_.push_back(std::byte{0});
      if ((value >> count & 1U) != 0) bytes_.back() |= static_cast<std::byte>(0x80U >> (used_ % 8));
      ++used_;
    }
  }
  void put(const Bytes& bytes) {
    for (const auto b : bytes) put(std::to_integer<std::uint64_t>(b), 8);
  }
  [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

constexpr AudioFormat small_format{8000, 1, 16};

/// How a header says the rate (the lower half of its third byte) and the bits (in its fourth).
struct Codes {
  std::uint8_t rate = 0x70;
  std::uint8_t bits = 0x08;
  bool operator==(const Codes&) const = default;
};

/// A header without its CRC-8, and a subframe.
Bytes with_crc(Bytes bytes, const Bytes& subframe) {
  bytes.push_back(static_cast<std::byte>(flac::crc8(bytes)));
  bytes.insert(bytes.end(), subframe.begin(), subframe.end());
  const auto crc = flac::crc16(bytes);
  bytes.push_back(static_cast<std::byte>(crc >> 8U));
  bytes.push_back(static_cast<std::byte>(crc & 0xFFU));
  return bytes;
}

/// One frame of one channel of 16 bits.
Bytes frame(std::uint8_t number, std::uint16_t size, const Bytes& subframe, const Codes& codes = {}) {
  const auto last = static_cast<unsigned>(size - 1U);
  return with_crc({std::byte{0xFF}, std::byte{0xF8}, std::byte{codes.rate}, std::byte{codes.bits}, std::byte{number},
                   static_cast<std::byte>(last >> 8U), static_cast<std::byte>(last & 0xFFU)},
                  subframe);
}

/// 64 samples of silence, predicted by 32 coefficients of 15 bits: of silence they make silence, whatever they are.
Bytes silence_that_holds(const Bytes& content) {
  BitWriter bits;
  bits.put(0b01111110, 8);
  for (int i = 0; i < 32; ++i) bits.put(0, 16);
  bits.put(14, 4);
  bits.put(0, 5);
  bits.put(0, 7);  // up to a whole byte
  bits.put(content);
  for (std::size_t used = 7 + content.size() * 8; used < std::size_t{32} * 15; ++used) bits.put(0, 1);
  bits.put(0, 2 + 4 + 4);
  for (int i = 0; i < 32; ++i) bits.put(1, 1);
  return bits.bytes();
}

/// A file of these frames, of 64 samples each.
Bytes file_of(const std::vector<Bytes>& frames) {
  auto bytes = flac::make_metadata(small_format, 64, tags);
  for (const auto& each : frames) bytes.insert(bytes.end(), each.begin(), each.end());
  return bytes;
}

/// A fixed predictor of the first order over 64 samples: each is the one before and this.
Bytes fixed_steps(const std::vector<std::int32_t>& steps) {
  BitWriter bits;
  bits.put(0b00010010, 8);
  bits.put(0, 16);
  bits.put(0b01, 2);
  bits.put(0, 4);
  bits.put(0b11111, 5);  // not Rice-coded
  bits.put(20, 5);
  for (const auto step : steps) bits.put(static_cast<std::uint32_t>(step) & 0xF'FFFFU, 20);
  return bits.bytes();
}

}  // namespace

TEST_CASE("stream check: what the encoder writes has no fault, in any format, and each frame decodes to its samples") {
  for (const AudioFormat& format : {AudioFormat{8000, 1, 16}, AudioFormat{44100, 2, 24}, AudioFormat{11025, 3, 16},
                                    AudioFormat{192000, 8, 16}, AudioFormat{12345, 1, 24}, AudioFormat{48000, 2, 16}}) {
    for (const Frames frames : {Frames{1}, Frames{15}, block, block + 1, 5 * block - 1}) {
      CAPTURE(format.sample_rate, format.channels, format.bits, frames);
      auto samples = random_sound(format, frames);
      // A sound that predictors of each kind, and pairs of channels, are good for; the rest stays noise.
      const auto stride = format.bytes_per_frame();
      for (std::size_t i = 0; i < samples.size() / 2 / stride; ++i) {
        for (std::size_t c = 0; c < format.channels; ++c) {
          const auto value = static_cast<std::uint32_t>(static_cast<std::int32_t>(i % 199 * 150) - 15'000);
          auto* at = samples.data() + i * stride + c * format.bytes_per_sample();
          at[0] = static_cast<std::byte>(value & 0xFFU);
          at[1] = static_cast<std::byte>(value >> 8U & 0xFFU);
          if (format.bits == 24) at[2] = static_cast<std::byte>(value >> 16U & 0xFFU);
        }
      }
      const auto bytes = encoded(format, samples);
      CHECK(fault(bytes, format, frames) == "");
      CHECK(fault(bytes, format, frames + 1) != "");
      if (frames > 1) CHECK(fault(bytes, format, frames - 1) != "");
      os::BytesFile file(bytes);
      auto at = static_cast<std::size_t>(flac::read_stream_head(file).end);
      flac::FrameDecoder decoder(format);
      Bytes decoded;
      while (at < bytes.size()) {
        const auto rest = std::span<const std::byte>(bytes).subspan(at);
        const auto header = flac::parse_frame_header(rest, format);
        REQUIRE(header);
        const auto found = decoder.decode(rest, *header);
        REQUIRE(found.fault == nullptr);
        for (std::size_t i = 0; i < header->block_size; ++i) {
          for (unsigned c = 0; c < format.channels; ++c) {
            auto value = static_cast<std::uint32_t>(decoder.samples(c)[i]);
            for (std::size_t b = 0; b < format.bytes_per_sample(); ++b, value >>= 8U)
              decoded.push_back(static_cast<std::byte>(value & 0xFFU));
          }
        }
        at += found.bytes;
      }
      CHECK(decoded == samples);
    }
  }
}

TEST_CASE("stream check: whatever follows the last frame is a fault") {
  const auto bytes = encoded(small_format, random_sound(small_format, 9000));
  REQUIRE(fault(bytes, small_format, 9000) == "");
  const auto with = [&](const Bytes& more) {
    auto longer = bytes;
    longer.insert(longer.end(), more.begin(), more.end());
    return fault(longer, small_format, 9000);
  };
  CHECK(with({std::byte{0}}) == "1 byte follows its last frame");
  CHECK(with(Bytes(100'000, std::byte{0})) == "100,000 bytes follow its last frame");
  CHECK(with(bytes) != "");
  CHECK(with(flac::silent_frame(small_format, 3, 4096)) != "");
  CHECK(with(flac::silent_frame({8000, 2, 16}, 3, 4096)) != "");
}

TEST_CASE("stream check: any one byte of a file but its totals and tags is another, and that is a fault") {
  const auto whole = encoded(small_format, random_sound(small_format, 600));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const bool is_counted_elsewhere = (at >= 18 && at < 42);  // rate, total and MD5: verify holds them elsewhere
    const bool is_text = at >= 46 && at < whole.size() - 1200;
    if (is_counted_elsewhere || is_text) continue;
    auto bytes = whole;
    bytes[at] ^= std::byte{0x10};
    CAPTURE(at);
    CHECK(fault(bytes, small_format, 600) != "");
  }
}

TEST_CASE("stream check: between STREAMINFO and the sound there are the tags alone") {
  const auto bytes = encoded(small_format, random_sound(small_format, 600));
  for (const unsigned kind : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 126U}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{34}}) {
      CAPTURE(kind, size);
      Bytes more(4 + size, std::byte{0});
      more[0] = static_cast<std::byte>(kind);
      more[3] = static_cast<std::byte>(size);
      auto changed = bytes;
      changed.insert(changed.begin() + 42, more.begin(), more.end());
      CHECK(fault(changed, small_format, 600) != "");
    }
  }
}

TEST_CASE("stream check: tags are the three that a recording has, and no text is among them") {
  flac::StreamHead head;
  head.encoder = "reference libFLAC 1.4.2 20221022";
  const std::vector<std::string> honest{"date=2026-11-24T07:55:57.057346775Z", "comment=" + tags.recording,
                                        "software=earwitness/0.1.0 (libsndfile-1.2.0)"};
  const auto wrong = [&](std::vector<std::string> entries) {
    head.tags = std::move(entries);
    return !flac::fault_of_tags(head, tags.recording).empty();
  };
  CHECK_FALSE(wrong(honest));
  CHECK_FALSE(wrong({honest[2], "DATE=unknown", "Comment=" + tags.recording}));
  CHECK_FALSE(wrong({"date=", honest[1], honest[2]}));
  CHECK(wrong({honest[0], honest[1]}));
  CHECK(wrong({honest[0], honest[1], honest[2], honest[2]}));
  CHECK(wrong({honest[0], honest[1], honest[2], "title=HE CONFESSES"}));
  CHECK(wrong({"date=the day that he threatened me", honest[1], honest[2]}));
  CHECK(wrong({honest[0], "comment=" + tags.recording + " ", honest[2]}));
  CHECK(wrong({honest[0], honest[1], "software=he confesses here"}));
  CHECK(wrong({honest[0], "title=" + tags.recording, honest[2]}));
  for (const char* encoder : {"", "Lavf59.27.100", "reference libFLAC he confesses to everything", "earwitness"}) {
    head.encoder = encoder;
    CAPTURE(encoder);
    CHECK(wrong(honest));
  }
}

TEST_CASE("stream check: a sample out of its range, which decoders wrap, clip or refuse, is a fault") {
  std::vector<std::int32_t> steps(63, 0);
  CHECK(fault(file_of({frame(0, 64, fixed_steps(steps))}), small_format, 64) == "");
  steps[3] = 32'767;
  CHECK(fault(file_of({frame(0, 64, fixed_steps(steps))}), small_format, 64) == "");
  steps[4] = 1;
  CHECK(test::contains(fault(file_of({frame(0, 64, fixed_steps(steps))}), small_format, 64), "out of their range"));
  steps[5] = -1;  // and back again
  CHECK(fault(file_of({frame(0, 64, fixed_steps(steps))}), small_format, 64) != "");
}

TEST_CASE("stream check: each frame says its rate and bits as the first one does, or players pass over one") {
  const Bytes loud{std::byte{0}, std::byte{0x12}, std::byte{0x34}};  // one value for all
  const Bytes silent(3);
  const auto in_file = [&](const std::vector<Bytes>& frames, bool is_recovered) {
    const auto bytes = file_of(frames);
    os::BytesFile file(bytes);
    const auto head = flac::read_stream_head(file);
    REQUIRE(head.fault.empty());
    const auto count = static_cast<Frames>(64 * frames.size());
    const auto found =
        flac::find_stream_fault(std::make_unique<os::BytesFile>(bytes), head, small_format, count, is_recovered);
    for (const Frames part_frames : {0, 1}) {
      const bool is_seen = is_faultless(bytes, head, small_format, count, part_frames);
      if (is_seen) CHECK_FALSE(found);
      if (!is_recovered) CHECK(is_seen == !found);
    }
    return found ? found->detail : std::string();
  };
  constexpr const char* wrong = "does not say its rate and bits as those before it do";
  const auto both = GENERATE(as<Codes>{}, Codes{0x74, 0x08}, Codes{0x70, 0x08}, Codes{0x74, 0x00}, Codes{0x70, 0x00});
  const auto other = GENERATE(as<Codes>{}, Codes{0x74, 0x08}, Codes{0x70, 0x08}, Codes{0x74, 0x00}, Codes{0x70, 0x00});
  const bool is_alike = both == other;
  for (std::size_t odd = 0; odd < 5; ++odd) {
    for (const bool is_silent : {false, true}) {
      std::vector<Bytes> frames;
      for (std::size_t n = 0; n < 5; ++n) {
        const bool is_it = n == odd;
        frames.push_back(
            frame(static_cast<std::uint8_t>(n), 64, is_it && is_silent ? silent : loud, is_it ? other : both));
      }
      CAPTURE(odd, is_silent, is_alike);
      CHECK(test::contains(in_file(frames, false), wrong) == !is_alike);
      // As the first release wrote what stands for a garbled frame, which is never the last one.
      const bool may_be = is_silent && other == Codes{0x70, 0x00} && odd < 4;
      CHECK(test::contains(in_file(frames, true), wrong) == (!is_alike && !may_be));
    }
  }
}

TEST_CASE("stream check: a rate that is said in another way is the same rate") {
  const Bytes loud{std::byte{0}, std::byte{0x12}, std::byte{0x34}};
  const auto in_kilohertz = with_crc(Bytes{std::byte{0xFF}, std::byte{0xF8}, std::byte{0x7C}, std::byte{0x08},
                                           std::byte{1}, std::byte{0}, std::byte{63}, std::byte{8}},
                                     loud);
  const auto bytes = file_of({frame(0, 64, loud, {0x74, 0x08}), in_kilohertz, frame(2, 64, loud, {0x74, 0x08})});
  CHECK(fault(bytes, small_format, 192) == "");
}

TEST_CASE("stream check: frames hidden in the bits of others, which some players play, are a fault") {
  const Bytes loud(32, std::byte{0x55});
  const auto hidden = [&](std::uint64_t number) { return flac::verbatim_frame(small_format, number, false, loud); };
  const auto silence = [&](std::uint8_t number, const Bytes& content) {
    return frame(number, 64, silence_that_holds(content));
  };
  const auto answer = [&](const std::vector<Bytes>& frames) {
    return fault(file_of(frames), small_format, static_cast<Frames>(frames.size() * 64));
  };
  const Bytes nothing;
  CHECK(answer({silence(0, nothing), silence(1, Bytes(50, std::byte{0x77})), silence(2, nothing)}) == "");
  // By its number it is the next one.
  CHECK(test::contains(answer({silence(0, nothing), silence(1, hidden(2)), silence(2, nothing)}), "hides another one"));
  CHECK(answer({silence(0, nothing), silence(1, hidden(65)), silence(2, nothing)}) != "");
  // One with no place in the order that is no whole frame is what chance makes; two that follow each other are not.
  const auto broken = [&](std::uint64_t number) {
    auto made = hidden(number);
    made.back() ^= std::byte{1};
    return made;
  };
  CHECK(answer({silence(0, nothing), silence(1, broken(90)), silence(2, nothing)}) == "");
  CHECK(answer({silence(0, nothing), silence(1, hidden(90)), silence(2, nothing)}) != "");
  CHECK(answer({silence(0, nothing), silence(1, broken(90)), silence(2, broken(91)), silence(3, nothing)}) != "");
  // Nor are two near each other that are of the file's own kind, even if no frame can stand there: past those FFmpeg
  // does not find the end of the last frame, and leaves it unplayed.
  const auto larger = [&](std::uint8_t number) {
    auto made = frame(number, 4096, loud);
    made.resize(8);
    return made;
  };
  const auto both = [](Bytes first, const Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  CHECK(answer({silence(0, nothing), silence(1, larger(90))}) == "");
  CHECK(test::contains(answer({silence(0, nothing), silence(1, both(larger(90), larger(40)))}), "hides another one"));
  CHECK(answer({silence(0, nothing), silence(1, both(broken(90), broken(40)))}) != "");
  std::vector<Bytes> apart;
  for (std::uint8_t i = 0; i < 9; ++i) apart.push_back(silence(i, i == 1 || i == 5 ? larger(90U - i) : nothing));
  CHECK(answer(apart) == "");
  apart[5] = silence(5, nothing);
  apart[4] = silence(4, larger(80));
  CHECK(answer(apart) != "");
  // Nor are more than two in a small file.
  std::vector<Bytes> frames;
  for (std::uint8_t i = 0; i < 30; ++i) frames.push_back(silence(i, i == 3 || i == 20 ? broken(90U - i) : nothing));
  CHECK(answer(frames) == "");
  frames[12] = silence(12, broken(50));
  CHECK(answer(frames) != "");
  // The bytes before it have a CRC-16 as if a frame ended there.
  for (unsigned x = 0; x < 0x10000; ++x) {
    Bytes content{static_cast<std::byte>(x >> 8U), static_cast<std::byte>(x & 0xFFU)};
    const auto fake = broken(90);
    content.insert(content.end(), fake.begin(), fake.end());
    const auto made = silence(1, content);
    const auto at = 8 + 67 + 2;  // of the fake one: header, what comes before the coefficients, these two bytes
    if (flac::crc16(std::span(made).first(at)) != 0) continue;
    CHECK(answer({silence(0, nothing), made, silence(2, nothing)}) != "");
    return;
  }
  FAIL("no two bytes give this CRC-16");
}

namespace {

/// Counts how often it is read from.
class CountedFile final : public os::File {
 public:
  CountedFile(std::span<const std::byte> bytes, int& reads) : bytes_(bytes), reads_(reads) {}
  std::size_t read(std::span<std::byte> into) override {
    ++reads_;
    return bytes_.read(into);
  }
  std::size_t write(std::span<const std::byte> from) override { return bytes_.write(from); }
  void seek(std::uint64_t position) override { bytes_.seek(position); }
  [[nodiscard]] std::uint64_t position() const override { return bytes_.position(); }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  void sync_data() override { bytes_.sync_data(); }
  void close() override {}
  [[nodiscard]] const os::Path& path() const noexcept override { return bytes_.path(); }

 private:
  os::BytesFile bytes_;
  int& reads_;
};

}  // namespace

TEST_CASE("file window: who asks for much and takes little does not make it read for each step") {
  // As a walk does through small frames whose headers say that each could be large: else its time would be quadratic.
  const Bytes content(1'000'000, std::byte{1});
  int reads = 0;
  flac::FileWindow window(std::make_unique<CountedFile>(content, reads), 0, 1000);
  std::size_t steps = 0;
  for (; !window.bytes(100'000).empty(); ++steps) window.skip(40);
  CHECK(steps == content.size() / 40);
  CHECK(reads <= 15);
}
