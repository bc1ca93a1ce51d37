// SPDX-License-Identifier: MIT
//
// The saved corpus of every fuzzer, and what lies right beside each of its entries.
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/catch.hpp"
#include "tests/fuzz/mend.hpp"
#include "tests/sanitized.hpp"

using namespace earwitness;
namespace fs = std::filesystem;
using Bytes = std::vector<char>;

namespace {

const fs::path corpus = EARWITNESS_FUZZ_CORPUS;

struct Entry {
  std::string name;
  Bytes bytes;
};

std::vector<Entry> entries_of(std::string_view target) {
  std::vector<Entry> entries;
  for (const auto& file : fs::directory_iterator(corpus / target)) {
    std::ifstream in(file.path(), std::ios::binary);
    entries.push_back({file.path().filename().string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

void run(const fuzz::Target& target, const Bytes& bytes) { target.run(std::as_bytes(std::span(bytes))); }

/// The same at every run and on every library; EARWITNESS_FUZZ_SEED=N makes other neighbours (1 where it is not set).
class Chance {
 public:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(engine_() % bound); }

 private:
  static std::uint64_t seed() {
    const char* told = std::getenv("EARWITNESS_FUZZ_SEED");
    return told == nullptr ? 1 : std::strtoull(told, nullptr, 10);
  }
  std::mt19937_64 engine_{seed()};
};

Bytes garbled(Bytes bytes, Chance& chance) {
  for (auto changes = 1 + chance.below(3); changes > 0 && !bytes.empty(); --changes) {
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(chance.below(bytes.size()));
    switch (chance.below(4)) {
      case 0:
        *at = static_cast<char>(chance.below(256));
        break;
      case 1:
        *at = static_cast<char>(*at ^ (1 << chance.below(8)));
        break;
      case 2:
        bytes.erase(at,
                    at + std::min<std::ptrdiff_t>(bytes.end() - at, 1 + static_cast<std::ptrdiff_t>(chance.below(40))));
        break;
      default:
        bytes.insert(at, 1 + chance.below(5), static_cast<char>(chance.below(256)));
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("fuzz: each target has a corpus, and there is no corpus without a target") {
  std::size_t folders = 0;
  for (const auto& folder : fs::directory_iterator(corpus)) folders += folder.is_directory() ? 1 : 0;
  CHECK(folders == fuzz::targets().size());
  for (const auto& target : fuzz::targets()) {
    CAPTURE(target.name);
    CHECK_FALSE(entries_of(target.name).empty());
  }
}

TEST_CASE("fuzz: no entry of a corpus breaks a promise") {
  for (const auto& target : fuzz::targets()) {
    for (const auto& entry : entries_of(target.name)) {
      CAPTURE(target.name, entry.name);
      CHECK_NOTHROW(run(target, entry.bytes));
    }
  }
}

TEST_CASE("fuzz: nor does an entry that is cut or garbled") {
  constexpr int times = test::sanitized_stride == 1 ? 30 : 6;
  Chance chance;
  for (const auto& target : fuzz::targets()) {
    for (const auto& entry : entries_of(target.name)) {
      for (int i = 0; i < times; ++i) {
        auto changed = garbled(entry.bytes, chance);
        if (i % 5 == 0) changed.resize(chance.below(changed.size() + 1));
        CAPTURE(target.name, entry.name, i, std::string(changed.begin(), changed.end()));
        CHECK_NOTHROW(run(target, changed));
      }
    }
  }
}

TEST_CASE("fuzz: a broken promise is told, and is no error of the program") {
  CHECK_THROWS_AS(fuzz::require(false, "it holds"), fuzz::Broken);
  CHECK_THROWS_AS(fuzz::require_printable("\x1b[2J", "it is printable"), fuzz::Broken);
}

TEST_CASE("fuzz: what is mended is taken as whole by the program's own readers") {
  const auto text = fuzz::chained("{\"a\":1}\nno object\n{}");
  CHECK(text.starts_with("{\"seq\":0,\"prev\":\"" + std::string(64, '0') + "\",\"a\":1}\nno object\n{\"seq\":2,"));
}
