// SPDX-License-Identifier: MIT
//
// What is kept of a journal is what grows with the sound of whoever reads it: verify, excerpt, report.
#include <malloc.h>

#include "journal/content.hpp"
#include "journal/events.hpp"
#include "journal/writer.hpp"
#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// Of what is allocated now, in small pieces and in large ones.
std::size_t allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

TEST_CASE("journal: a second of sound takes no more than a hundred bytes of memory") {
  if (test::sanitized_stride != 1) return;  // its own allocator counts nothing here
  constexpr Frames rate = 8000;
  constexpr Frames seconds = 35'000;  // a vector would have room for 65,536 of them
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  journal::Writer writer(fs.create(folder / "journal"));
  const auto append = [&](const auto& line) { writer.append(journal::encode(line), UtcTime{}, BootTime{}); };
  journal::OpenLine open;
  open.format = journal::written_format;
  open.audio = AudioFormat{rate, 1, 16};
  append(open);
  const std::string audio = "data/audio-001.flac";
  append(journal::FileLine{audio});
  for (Frames n = 0; n < seconds; ++n) append(journal::AudioLine{audio, n * rate, rate, std::nullopt, {}});
  writer.close();
  const auto before = allocated();
  const auto content = journal::read_journal(*fs.open(folder / "journal"));
  const auto grown = allocated() - before;
  REQUIRE(content.files.size() == 1);
  REQUIRE(content.files.front().seconds.size() == static_cast<std::size_t>(seconds));
  CHECK(grown < 100 * static_cast<std::size_t>(seconds));
}
