// SPDX-License-Identifier: MIT
//
// What an excerpt of format 2 tells of what it withholds: no hash that somebody can try, be the second silent, a test
// tone, or of a file that the other one has.
#include "journal/salts.hpp"

#include <filesystem>
#include <map>
#include <set>

#include "base/text.hpp"
#include "crypto/md5.hpp"
#include "crypto/sha256.hpp"
#include "derive/excerpt.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "journal/content.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using test::SealedRecording;
using Bytes = std::vector<std::byte>;

namespace {

auto& fs() { return os::posix_file_system(); }

derive::Excerpt make_of_call(const SealedRecording& recording, timeline::Selection selection) {
  derive::ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection = std::move(selection);
  return derive::make_excerpt(fs(), os::posix_clock(), request);
}

/// Every run of hex digits as long as a hash, in every file of the bag.
std::set<std::string> hashes_in(const os::Path& bag) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bag)) {
    if (!entry.is_regular_file()) continue;
    const auto text = os::read_all(fs(), entry.path(), 1 << 24);
    std::string run;
    for (const char c : text + " ") {
      if (std::isxdigit(static_cast<unsigned char>(c)) != 0) {
        run += c;
        continue;
      }
      if (run.size() == 64) found.insert(run);
      run.clear();
    }
  }
  return found;
}

}  // namespace

TEST_CASE("salts: an excerpt has those of what it discloses, and no others") {
  const SealedRecording recording(SealedRecording::Call{});
  const auto made = make_of_call(recording, {{{1s, 3s}}, {}});
  CHECK(verify(made.bag).unchanged);
  std::map<std::string, std::string> all;
  const auto read_salts = [](const os::Path& bag) {
    std::set<std::string> salts;
    const auto file = fs().open(bag / "data" / "salts.jsonl");
    for (const auto& line : journal::read_salts(*file)) salts.insert(base::to_hex(line.salt));
    return salts;
  };
  const auto shown = read_salts(made.bag);
  CHECK(shown.size() == 3);  // near 1-2 and 2-3; far 1-2 is behind its beginning, 20 ms later than near's
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(made.bag)) {
    if (entry.is_regular_file()) text += os::read_all(fs(), entry.path(), 1 << 24);
  }
  for (const auto& salt : read_salts(recording.bag()))
    CHECK(shown.contains(salt) == (text.find(salt) != std::string::npos));
}

TEST_CASE("salts: no withheld second can be tried, whoever has or guesses its sound") {
  const SealedRecording recording(SealedRecording::Call{});
  const auto made = make_of_call(recording, {{{0s, 1010ms}}, {}});
  const auto hashes = hashes_in(made.bag);
  CHECK(hashes.size() > 10);
  auto journal = journal::read_journal(*fs().open(recording.bag() / "data" / "journal.jsonl"));
  REQUIRE(
      journal::add_salts(journal, *fs().open(recording.bag() / "data" / "salts.jsonl"), journal::SaltsOf::every_second)
          .empty());
  std::vector<std::optional<journal::Salt>> tried{std::nullopt, journal::Salt{}};
  const auto disclosed = fs().open(made.bag / "data" / "salts.jsonl");
  for (const auto& line : journal::read_salts(*disclosed)) tried.emplace_back(line.salt);
  std::string disclosed_hash;
  std::size_t withheld = 0;
  std::size_t found = 0;
  for (const auto& file : journal.files) {
    const auto& format = journal.format_of(file);
    const auto sound = recording.sound(file.name);
    for (const auto& second : file.seconds) {
      const auto begin = static_cast<std::size_t>(second.from) * format.bytes_per_frame();
      const auto size = static_cast<std::size_t>(second.frames) * format.bytes_per_frame();
      const Bytes known(sound.begin() + static_cast<std::ptrdiff_t>(begin),
                        sound.begin() + static_cast<std::ptrdiff_t>(begin + size));
      const bool is_shown = file.name == "data/near-001.flac" && second.from == 0;
      // The test signal repeats itself: samples that are disclosed are found, as the second that is.
      if (is_shown) disclosed_hash = base::to_hex(second.sha256);
      bool is_told = false;
      for (const auto& samples : {known, Bytes(size)}) {
        for (const auto& salt : tried) {
          const auto tried_hash = base::to_hex(journal::second_hash(salt, samples));
          is_told = is_told || (hashes.contains(tried_hash) && (is_shown || tried_hash != disclosed_hash));
        }
      }
      // With its own salt it is the one that the journal has: the tries above are of the right form.
      CHECK(hashes.contains(base::to_hex(journal::second_hash(second.salt, known))));
      (is_shown ? found : withheld) += 1;
      CHECK(is_told == is_shown);
    }
    // Nor a whole file, encoded anew with all that the journal says of it.
    const auto encoded = made.bag.parent_path() / "tried.flac";
    flac::Writer writer(fs().create(encoded), format,
                        {file.first_frame_utc, SealedRecording::uuid, "earwitness/test", file.track});
    writer.write(sound);
    writer.close();
    CHECK_FALSE(hashes.contains(crypto::sha256_hex(os::read_all(fs(), encoded, 1 << 24))));
    fs().remove_file(encoded);
  }
  CHECK(found == 1);
  CHECK(withheld == 7);
}

TEST_CASE("salts: of an excerpt one too many or one too few is altered") {
  const SealedRecording recording(SealedRecording::Call{});
  const auto made = make_of_call(recording, {{{0s, 1010ms}}, {}});
  const auto salts = made.bag / "data" / "salts.jsonl";
  const auto own = os::read_all(fs(), salts, 1 << 20);
  const auto all = recording.read("data/salts.jsonl");
  for (const auto& text : {std::string(), all}) {
    std::filesystem::remove(salts);
    os::write_new(fs(), salts, text);
    CHECK(test::fails(verify(made.bag), "salts"));
  }
  std::filesystem::remove(salts);
  os::write_new(fs(), salts, own);
  CHECK(verify(made.bag).unchanged);
}
