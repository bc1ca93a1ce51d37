// SPDX-License-Identifier: MIT
//
// A conversation report to be signed: it is handed to the one who was recorded, so nothing in it may tell that.
#include "pages/minutes.hpp"

#include <algorithm>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "tests/catch.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

pages::MinutesRequest request() {
  return {*base::parse_rfc3339("2026-11-23T14:33:21.5Z"),
          47min + 13s,
          "Room 2",
          "Review",
          {"A. Jansen", "<b>B\xE2\x80\xAE"}};
}

}  // namespace

TEST_CASE("minutes: no word, name or figure of them tells that there is a recording, or of this program") {
  for (const auto language : {base::Language::english, base::Language::dutch}) {
    base::set_language(language);
    const auto page = lower(pages::minutes_page(request()) + pages::minutes_name(request().began));
    base::set_language(base::Language::english);
    for (const char* word : {"earwitness", "record",    "opname",   "opgenomen", "audio",     "sound",
                             "geluid",     "micro",     "seal",     "zegel",     "verif",     "transcri",
                             "hash",       "sha256",    "flac",     "mp3",       "wave",      "journal",
                             "journaal",   "generator", "evidence", "bewijs",    "unchanged", "listen",
                             "luister",    "played",    "<script",  "<!--",      "spdx",      "content-security",
                             "data:"}) {
      INFO(word);
      CHECK(page.find(word) == std::string::npos);
    }
    // A time to the second, or to an odd minute, would be a machine's.
    for (const char* time : {":33", ":21", "47:13", ":20:", "80:"}) CHECK(page.find(time) == std::string::npos);
    CHECK(page.find("2026") != std::string::npos);
  }
}

TEST_CASE("minutes: what was given is filled in and escaped, and each of the people has a place to sign") {
  const auto page = pages::minutes_page(request());
  CHECK(page.find("Room 2") != std::string::npos);
  CHECK(page.find("Review") != std::string::npos);
  CHECK(page.find("&lt;b&gt;B\\u202e") != std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  auto three = request();
  three.people.emplace_back("C");
  const auto places = [](const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find("class=\"sign\""); at != std::string::npos; at = text.find("class=\"sign\"", at + 1))
      ++count;
    return count;
  };
  CHECK(places(page) == 2);
  CHECK(places(pages::minutes_page(three)) == 3);
  three.people.clear();
  CHECK(places(pages::minutes_page(three)) == 2);
}

TEST_CASE("minutes: of a recording they take the date and nothing else, neither its title nor a name") {
  const test::SealedRecording recording;
  const auto taken = pages::minutes_of(os::posix_file_system(), recording.conversation());
  const auto page = pages::minutes_page(taken);
  CHECK(page.find("A title") == std::string::npos);
  CHECK(page.find("A. Name") == std::string::npos);
  CHECK(taken.length > 0s);
  CHECK_THROWS_AS(pages::minutes_of(os::posix_file_system(), recording.bag() / "data"), Error);
}
