// SPDX-License-Identifier: MIT
//
// earwitness-decode STREAM MAX_SECONDS: reads the file that is its stdin, and writes messages (media/protocol.hpp) to
// its stdout. Started by `earwitness import`; there is nothing in it for a person to type.
#include <charconv>
#include <exception>
#include <string_view>

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
/// Time enough for hours of silence in a few megabytes, on a slow computer.
[[maybe_unused]] constexpr std::uint64_t base_cpu_seconds = 600;
[[maybe_unused]] constexpr std::uint64_t bytes_a_cpu_second = 100'000;
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
  const auto sandbox = os::enter_sandbox({max_memory_bytes, base_cpu_seconds + bytes / bytes_a_cpu_second});
  return sandbox.system_calls && sandbox.limits;
#endif
}

int run(int argc, char** argv) {
  const auto stream = argc == 3 ? number(argv[1]) : std::nullopt;
  const auto seconds = argc == 3 ? number(argv[2]) : std::nullopt;
  const auto bytes = os::file_size(file_stream);
  if (!stream || !seconds || !bytes || *stream > media::limits::streams) return usage;
  if (!is_confined(*bytes)) return not_confined;
  media::Source file(file_stream, *bytes);
  media::Output output(answer_stream, *seconds);
  output.hello(media::library_version());
  media::decode_file(file, static_cast<std::uint32_t>(*stream), output);
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
