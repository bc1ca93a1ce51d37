// SPDX-License-Identifier: MIT
#include "results/next_steps.hpp"

#include "base/next_step.hpp"
#include "base/translate.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("next steps: each has words, in both languages") {
  for (const auto language : {base::Language::english, base::Language::dutch}) {
    base::set_language(language);
    for (int step = static_cast<int>(Step::list_recordings); step <= static_cast<int>(Step::choose_bits); ++step) {
      INFO(step);
      CHECK_FALSE(results::words_of_step({static_cast<Step>(step), "x"}).empty());
    }
  }
  base::set_language(base::Language::english);
  CHECK(results::words_of_step({}).empty());
}

TEST_CASE("next steps: what they are about stands in them") {
  CHECK(results::words_of_step({Step::verify, "/a/b"}) == "earwitness verify /a/b");
  CHECK(results::words_of_step({Step::recover, "name"}) == "earwitness recover name");
  CHECK(results::words_of_step(Step::recover_all) == "earwitness recover --all");
  CHECK(results::words_of_step({Step::restrict_key_file, "/k"}) ==
        "chmod 600 /k   and if others may have read it: earwitness keys rotate");
  CHECK(results::words_of_step({Step::restrict_key_folder, "/f"}).starts_with("chmod 700 /f "));
  CHECK(results::words_of_step(Step::import_recording).find("earwitness import") != std::string::npos);
  CHECK(results::words_of_step(Step::back_up).find("earwitness backup") != std::string::npos);
}

TEST_CASE("next steps: advice needs no words of ours, and an empty one is none") {
  CHECK(base::words_of("look at the cable") == "look at the cable");
  CHECK(NextStep("").empty());
  CHECK(NextStep(std::string()) == NextStep());
  CHECK(base::words_of({}).empty());
  base::set_step_words(&results::words_of_step);
  CHECK(base::words_of(Step::list_recordings) == "earwitness list");
  base::set_step_words(nullptr);
  CHECK(base::words_of(Step::list_recordings).empty());
}
