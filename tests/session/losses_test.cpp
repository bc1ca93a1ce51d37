// SPDX-License-Identifier: MIT
#include "session/losses.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

record::Status status(Frames frames, Frames lost) {
  record::Status s;
  s.frames = frames;
  s.seconds = static_cast<double>(frames) / 48000;
  s.lost_frames = lost;
  return s;
}

}  // namespace

TEST_CASE("losses: each is said once, with its own length") {
  session::Losses losses;
  CHECK_FALSE(losses.news(status(0, 0)));
  CHECK_FALSE(losses.news(status(480000, 0)));
  CHECK(losses.news(status(480000, 96000)).value_or("").find("2.0 s of sound are missing") == 0);
  CHECK_FALSE(losses.news(status(528000, 96000)));
  CHECK(losses.news(status(528000, 96000 + 4800)).value_or("").find("0.1 s of sound") == 0);
}

TEST_CASE("losses: small ones are said once they are a tenth of a second together") {
  session::Losses losses;
  CHECK_FALSE(losses.news(status(480000, 4000)));
  CHECK(losses.news(status(480000, 8000)).has_value());
}

TEST_CASE("losses: the end says how much is missing in all, and nothing where nothing is") {
  CHECK_FALSE(session::missing_in_all(0, 480000, 10));
  CHECK_FALSE(session::missing_in_all(5, 0, 0));
  CHECK(session::missing_in_all(720000, 480000, 10).value_or("").find("15.0 s of sound are missing in all") == 0);
}

TEST_CASE("losses: of a call what one side lost is said in that side's seconds") {
  session::Losses losses;
  record::Status of_call;
  of_call.seconds = 10;
  of_call.frames = 960'000;  // of both sides, at 48 kHz
  of_call.tracks.resize(2);
  of_call.lost_frames = 96'000;
  CHECK(losses.news(of_call).value_or("").starts_with("2.0 s of sound are missing"));
}
