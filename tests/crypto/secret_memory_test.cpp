// SPDX-License-Identifier: MIT
//
// Where a private key is in this process's memory while it is in use, and that it is nowhere once it is not. What is
// looked for is kept in another form, so that the test does not find itself.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "crypto/signing_key.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

constexpr char mask = 0x5A;

/// Bytes, kept so that they stand nowhere as they are.
class Masked {
 public:
  explicit Masked(std::string_view bytes) {
    for (const char byte : bytes) kept_.push_back(static_cast<char>(byte ^ mask));
  }
  /// How often they stand there.
  [[nodiscard]] int count_in(std::span<const char> memory) const {
    int found = 0;
    for (std::size_t at = 0; at + kept_.size() <= memory.size(); ++at) {
      std::size_t same = 0;
      while (same < kept_.size() && static_cast<char>(memory[at + same] ^ mask) == kept_[same]) ++same;
      if (same == kept_.size()) ++found;
    }
    return found;
  }
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  std::string kept_;
};

struct Seen {
  int where_dumps_look = 0;
  int elsewhere = 0;  ///< in mappings that no dump takes
};

/// Memory to read other memory into, in a mapping of its own, which is passed over.
struct Window {
  static constexpr std::size_t bytes = 1024 * 1024;
  char* at = static_cast<char*>(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                                       0));  // shared: merged with no other
  Window() { REQUIRE(at != MAP_FAILED); }
  ~Window() { ::munmap(at, bytes); }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  [[nodiscard]] bool is_in(std::uintptr_t from, std::uintptr_t to) const {
    const auto own = reinterpret_cast<std::uintptr_t>(at);
    return own >= from && own < to;
  }
};

int count_between(int memory, const Window& window, const Masked& bytes, std::uintptr_t from, std::uintptr_t to) {
  int found = 0;
  while (from < to) {
    const auto got =
        ::pread(memory, window.at, std::min<std::size_t>(Window::bytes, to - from), static_cast<off_t>(from));
    if (got < static_cast<ssize_t>(bytes.size())) break;
    found += bytes.count_in({window.at, static_cast<std::size_t>(got)});
    if (static_cast<std::size_t>(got) == to - from) break;
    from += static_cast<std::size_t>(got) - (bytes.size() - 1);
  }
  return found;
}

/// Goes through all memory that can be written.
Seen look_for(const Masked& bytes) {
  Seen seen;
  const Window window;
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::ifstream maps("/proc/self/smaps");
  std::uintptr_t from = 0;
  std::uintptr_t to = 0;
  bool is_written = false;
  for (std::string line; std::getline(maps, line);) {
    char rights[5] = {};
    std::uintptr_t begin = 0;  // of their own: other lines begin with a hex digit, too
    std::uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, rights) == 3) {
      from = begin;
      to = end;
      is_written = rights[0] == 'r' && rights[1] == 'w';
    }
    if (!line.starts_with("VmFlags:") || !is_written || window.is_in(from, to)) continue;
    const bool is_left_out = line.find(" dd") != std::string::npos;
    (is_left_out ? seen.elsewhere : seen.where_dumps_look) += count_between(memory, window, bytes, from, to);
  }
  ::close(memory);
  return seen;
}

void* acquire_left_out(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  REQUIRE(::madvise(memory, bytes, MADV_DONTDUMP) == 0);
  return memory;
}
void release_left_out(void* memory, std::size_t bytes) noexcept { ::munmap(memory, bytes); }

/// As os::guard_process() does it, but that this process may still look into itself.
void use_left_out_memory() { base::set_secret_memory({&acquire_left_out, &release_left_out}); }

/// The seed of a key, of its PEM: the last 32 of its 48 bytes.
std::string_view body_of(std::string_view pem) { return pem.substr(pem.find('\n') + 1, 64); }

Masked seed_of(std::string_view pem) {
  std::vector<char, base::SecretAllocator<char>> bytes;
  unsigned value = 0;
  int bits = 0;
  for (const char digit : body_of(pem)) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    value = (value << 6U) | static_cast<unsigned>(digits.find(digit));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>((value >> static_cast<unsigned>(bits)) & 0xFFU));
  }
  return Masked({bytes.data() + 16, 32});
}

}  // namespace

TEST_CASE("secret memory: what is looked for is found where it is") {
  const std::string there = "a text that stands in memory once " + std::to_string(4711);
  CHECK(look_for(Masked(there)).where_dumps_look >= 1);
}

TEST_CASE("secret memory: a key in use lies where no dump looks, and nowhere once it is gone") {
  use_left_out_memory();
  const base::Secret passphrase("correct horse, batterij");
  auto key = std::make_unique<crypto::SigningKey>(crypto::SigningKey::generate());
  const auto [seed, body] = [&] {
    const auto pem = key->to_pem();
    return std::pair(seed_of(pem), Masked(body_of(pem)));
  }();
  const auto check_in_use = [&] {
    CHECK(look_for(seed).where_dumps_look == 0);
    CHECK(look_for(seed).elsewhere == 1);
    CHECK(look_for(body).where_dumps_look == 0);
  };
  check_in_use();
  (void)key->sign(base::as_bytes("a message"));
  check_in_use();
  // There and back, in the clear and with a passphrase.
  {
    const auto pem = key->to_pem();
    key = std::make_unique<crypto::SigningKey>(*crypto::SigningKey::from_pem(pem));
  }
  check_in_use();
  const auto encrypted = key->to_pem(&passphrase);
  check_in_use();
  key.reset();
  const auto nowhere = [&] {
    for (const auto* bytes : {&seed, &body}) {
      CHECK(look_for(*bytes).where_dumps_look == 0);
      CHECK(look_for(*bytes).elsewhere == 0);
    }
  };
  nowhere();
  key = std::make_unique<crypto::SigningKey>(*crypto::SigningKey::from_pem(encrypted, &passphrase));
  check_in_use();
  key.reset();
  nowhere();
}

TEST_CASE("secret memory: a passphrase and a secret text are nowhere once they are gone") {
  use_left_out_memory();
  // Made as it goes, so that they stand in no constant.
  std::string digits;
  for (int i = 0; i < 12; ++i) digits += static_cast<char>('a' + (i * 7) % 26);
  const Masked looked_for(digits);
  {
    base::Secret passphrase(digits);
    base::SecretText text(digits);
    text.append("more");
    const auto moved = std::move(text);
    const auto copy = moved;
    base::wipe(digits.data(), digits.size());
    CHECK(look_for(looked_for).where_dumps_look == 0);
    CHECK(look_for(looked_for).elsewhere == 3);
  }
  CHECK(look_for(looked_for).where_dumps_look == 0);
  CHECK(look_for(looked_for).elsewhere == 0);
}
