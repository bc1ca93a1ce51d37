// SPDX-License-Identifier: MIT
//
// earwitness-decode STREAM MAX_SECONDS [RATE CHANNELS BITS]: reads the file that is its stdin, and writes messages
// (media/protocol.hpp) to its stdout. Started by `earwitness import`; there is nothing in it for a person to type.
#include <charconv>
#include <exception>
#include <string_view>

#include "base/limits.hpp"
#include "media/decode/output.hpp"
#include "media/decode/sound.hpp"
#include "media/decode/source.hpp"
#include "os/process.hpp"
#include "os/sandbox.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EARWITNESS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define EARWITNESS_SANITIZED
#endif
#endif

namespace {

using namespace earwitness;

constexpr os::Fd file_stream{0};
constexpr os::Fd answer_stream{1};
[[maybe_unused]] constexpr std::uint64_t max_memory_bytes = std::uint64_t{2} << 30;
constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;
constexpr int not_confined = 3;

std::optional<std::uint64_t> number(std::string_view word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// A sanitizer maps more memory than there is, and makes system calls of its own: a build with one is for tests alone.
bool is_confined(std::uint64_t bytes) {
#ifdef EARWITNESS_SANITIZED
  (void)bytes;
  return true;
#else
  const auto sandbox = os::enter_sandbox({max_memory_bytes, media::max_cpu_seconds(bytes)});
  return sandbox.system_calls && sandbox.limits;
#endif
}

/// What the words behind the first two say; nothing where they make no sense.
std::optional<AudioFormat> format_of(char** words) {
  const auto rate = number(words[0]);
  const auto channels = number(words[1]);
  const auto bits = number(words[2]);
  if (!rate || *rate == 0 || *rate > media::limits::max_rate) return std::nullopt;
  if (!channels || *channels == 0 || *channels > limits::channels_max) return std::nullopt;
  if (!bits || (*bits != 16 && *bits != 24 && *bits != 32)) return std::nullopt;
  return AudioFormat{static_cast<std::uint32_t>(*rate), static_cast<std::uint16_t>(*channels),
                     static_cast<std::uint16_t>(*bits)};
}

int run(int argc, char** argv) {
  constexpr int min_words = 3;
  constexpr int max_words = 6;
  const bool has_format = argc == max_words;
  if (argc != min_words && !has_format) return usage;
  const auto stream = number(argv[1]);
  const auto seconds = number(argv[2]);
  const auto format = has_format ? format_of(argv + min_words) : std::nullopt;
  const auto bytes = os::file_size(file_stream);
  if (!stream || !seconds || !bytes || *stream > media::limits::streams || has_format != format.has_value()) {
    return usage;
  }
  if (!is_confined(*bytes)) return not_confined;
  media::Source file(file_stream, *bytes);
  media::Output output(answer_stream, *seconds);
  output.hello(media::library_version());
  media::decode_file(file, {static_cast<std::uint32_t>(*stream), format}, output);
  return file.failed() ? failed : done;
}

}  // namespace

int main(int argc, char** argv) {
  int code = failed;
  try {
    code = run(argc, argv);
  } catch (const std::exception&) {
  }
  os::exit_immediately(code);  // libraries' own farewells would only be calls more to allow
}
