// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "os/file_system.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("how to verify: what this version writes is known, and stays so: its hash stands in known_texts") {
  for (const auto& bag :
       {bag::HowToVerify{true, true, false}, bag::HowToVerify{false, true, false},
        bag::HowToVerify{false, false, false}, bag::HowToVerify{true, true, true},
        bag::HowToVerify{true, true, false, true}, bag::HowToVerify{false, true, false, true},
        bag::HowToVerify{true, true, true, false, true}, bag::HowToVerify{true, true, false, false, false, true},
        bag::HowToVerify{true, true, false, true, false, true}, bag::HowToVerify{true, true, true, false, false, true},
        bag::HowToVerify{true, true, true, false, true, true}}) {
    const auto hash = crypto::sha256_hex(bag::how_to_verify(bag));
    CAPTURE(hash, bag.has_sound, bag.has_journal, bag.is_excerpt, bag.is_import, bag.is_remainder, bag.is_salted);
    CHECK(bag::is_known_how_to_verify(hash, bag));
  }
}

TEST_CASE("how to verify: the texts of the golden recordings are known, and no text that is nearly one") {
  for (const char* name : {"recording", "excerpt-1"}) {
    const auto path = os::Path(EARWITNESS_TEST_DATA) / "format-1" / name / "how-to-verify.txt";
    const auto text = os::read_all(os::posix_file_system(), path, 100'000);
    CHECK(bag::is_known_how_to_verify(crypto::sha256_hex(text), {true, true, name[0] == 'e'}));
    CHECK_FALSE(bag::is_known_how_to_verify(crypto::sha256_hex(text + " "), {true, true, name[0] == 'e'}));
  }
  CHECK_FALSE(bag::is_known_how_to_verify("", {}));
  CHECK_FALSE(bag::is_known_how_to_verify(crypto::sha256_hex(""), {}));
}

TEST_CASE("how to verify: an excerpt's text says whose signature is whose") {
  const auto excerpt = bag::how_to_verify({true, true, true});
  CHECK(excerpt.find("Who made this excerpt?") != std::string::npos);
  CHECK(excerpt.find("Who signed it?") == std::string::npos);
  CHECK(excerpt.find("Wie heeft dit fragment gemaakt?") != std::string::npos);
  const auto recording = bag::how_to_verify({true, true, false});
  CHECK(recording.find("Who signed it?") != std::string::npos);
  CHECK(recording.find("E|") == std::string::npos);
  // A step that is for excerpts alone has commands that can't work on a recording.
  CHECK(excerpt.find("data/original") != std::string::npos);
  CHECK(recording.find("data/original") == std::string::npos);
}

TEST_CASE("how to verify: of what is left of a recording nothing is called withheld, as nobody has it any more") {
  const auto remainder = bag::how_to_verify({true, true, true, false, true});
  CHECK(remainder.find("HOW TO CHECK WHAT IS LEFT OF THIS RECORDING") != std::string::npos);
  CHECK(remainder.find("The deleted seconds (see bag-info.txt) are silent here") != std::string::npos);
  CHECK(remainder.find("De gewiste seconden (zie bag-info.txt) zijn hier stil") != std::string::npos);
  for (const char* never : {"ithheld", "chterg", "this excerpt", "dit fragment", "R|", "X|"}) {
    CAPTURE(never);
    CHECK(remainder.find(never) == std::string::npos);
  }
  // Only an excerpt that says so is one; earlier versions wrote an excerpt's text into it, which stays known.
  const auto hash = crypto::sha256_hex(remainder);
  CHECK_FALSE(bag::is_known_how_to_verify(hash, {true, true, true}));
  CHECK_FALSE(bag::is_known_how_to_verify(hash, {true, true, false}));
  CHECK(bag::is_known_how_to_verify("84cfbf11f722ad48fe5ba1abd7aa17ac47f20cbf6e77aab31067a35038d27b90",
                                    {true, true, true, false, true}));
  CHECK(
      bag::how_to_verify_of(std::vector<std::string>{"data/journal.jsonl", "data/audio-001.flac"}, true).is_remainder ==
      false);
}
