// SPDX-License-Identifier: MIT
#include <algorithm>

#include "earwitness/verify.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

const std::string key(64, 'a');

Verification whole() {
  Verification found;
  found.sealed = found.unchanged = true;
  found.kind = RecordingKind::microphone;
  found.source = SoundSource::microphone;
  found.ended = EndReason::stopped;
  found.seconds = 12;
  return found;
}

Declared lost(bool is_break, const char* cause, double seconds, Frames frames) {
  Declared loss;
  loss.is_break = is_break;
  loss.cause = cause;
  loss.seconds = seconds;
  loss.lost_frames = frames;
  return loss;
}

Dating dated(bool by_a_root_that_is_known) {
  Dating dating;
  dating.existed_by = "2026-11-23T14:30:05Z";
  dating.proven = by_a_root_that_is_known;
  return dating;
}

bool says(const std::vector<std::string>& sentences, const char* words) {
  return std::any_of(sentences.begin(), sentences.end(),
                     [&](const auto& sentence) { return sentence.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("verdict: sealed and fitting is unchanged, anything failed is altered, neither is not sealed") {
  auto found = whole();
  CHECK(verdict(found) == Verdict::unchanged);
  found.dating = dated(true);
  CHECK(verdict(found) == Verdict::unchanged);  // what has no signature has none that could be dated
  found.signature = Signature{key, false, ""};
  CHECK(verdict(found) == Verdict::unchanged_and_dated);
  found.dating->proven = false;
  CHECK(verdict(found) == Verdict::unchanged);  // anybody can be an authority of their own
  CHECK(says(not_proven(found), "compared its root"));
  found.dating->proven = true;
  CHECK(std::string(words(verdict(found))) == "UNCHANGED AND DATED");
  found.unchanged = false;
  CHECK(verdict(found) == Verdict::altered_or_missing);
  found.sealed = false;
  CHECK(verdict(found) == Verdict::not_sealed);
  found.checks.push_back({CheckName::journal_chain, CheckResult::fail, ""});
  CHECK(verdict(found) == Verdict::altered_or_missing);
}

TEST_CASE("verdict: what is required and not confirmed is said in a sentence each") {
  auto found = whole();
  Requirements all;
  all.keys = {key};
  all.time = all.complete = true;
  CHECK(unconfirmed(found, {}).empty());
  const auto left = unconfirmed(found, all);
  CHECK(left.size() == 2);
  CHECK(says(left, "no signature"));
  CHECK(says(left, "no time stamp"));
  found.signature = Signature{std::string(64, 'b'), true, "somebody"};
  CHECK(says(unconfirmed(found, all), "not the required one"));
  found.signature->key = key;
  CHECK(unconfirmed(found, all).size() == 1);
  found.dating = dated(true);
  CHECK(unconfirmed(found, all).empty());
  found.unchanged = false;  // whatever else holds
  CHECK(unconfirmed(found, all).size() == 3);
}

TEST_CASE("verdict: complete is a recording without gap or loss that ended as it was asked to") {
  auto found = whole();
  CHECK(is_complete(found));
  found.declared = {lost(true, "pause", 30, 0), lost(true, "split", 0, 0), lost(true, "io_error", 0, 0)};
  CHECK(is_complete(found));
  const auto incomplete = [&](const Declared& loss) {
    auto with = found;
    with.declared.push_back(loss);
    Requirements required;
    required.complete = true;
    return !is_complete(with) && says(unconfirmed(with, required), "gaps and breaks");
  };
  CHECK(incomplete(lost(false, "stall", 0.1, 800)));
  CHECK(incomplete(lost(true, "suspend", 60, 0)));
  CHECK(incomplete(lost(true, "split", 0, 1)));
  CHECK(incomplete(lost(true, "device_lost", 0.5, 0)));
  CHECK(incomplete(lost(true, "he confesses, and the recorder kept all", 0, 0)));
  auto untold = found;
  untold.untold = {"time that nothing tells of"};
  CHECK_FALSE(is_complete(untold));
  for (const auto ended : {EndReason::disk_full, EndReason::io_error, EndReason::device_lost}) {
    auto cut = found;
    cut.ended = ended;
    CHECK_FALSE(is_complete(cut));
  }
  for (const auto kind : {RecordingKind::recovered, RecordingKind::excerpt, RecordingKind::transcript}) {
    auto other = found;
    other.kind = kind;
    CHECK_FALSE(is_complete(other));
  }
  auto imported = found;
  imported.kind = RecordingKind::imported;
  imported.source = SoundSource::imported;
  CHECK_FALSE(is_complete(imported));
  found.declared.assign(10'000, lost(true, "pause", 1, 0));  // what is not listed any more may be a gap
  CHECK_FALSE(is_complete(found));
}

TEST_CASE("verdict: the kind is told in words, and a test signal that was recovered stays one") {
  auto found = whole();
  CHECK(kind_in_words(found).find("captured") == 0);
  found.kind = RecordingKind::test_signal;
  found.source = SoundSource::test_signal;
  CHECK(kind_in_words(found).find("test signal") == 0);
  found.kind = RecordingKind::imported;
  found.source = SoundSource::imported;
  CHECK(kind_in_words(found).find("imported") == 0);
  found.kind = RecordingKind::recovered;
  found.source = SoundSource::test_signal;
  CHECK(kind_in_words(found).find("recovered") == 0);
  CHECK(kind_in_words(found).find("test signal") != std::string::npos);
  found.kind = RecordingKind::excerpt;
  CHECK(kind_in_words(found).find("excerpt") == 0);
  found.kind = RecordingKind::transcript;
  CHECK(kind_in_words(found).find("transcript") == 0);
}

TEST_CASE("verdict: what a short answer must not leave out is about this recording alone, and also said in full") {
  auto found = whole();
  CHECK(own_doubts(found).empty());
  found.remarks.emplace_back("what a remark is about: a reason");
  found.untold.emplace_back("line 7 of the journal");
  found.clock_steps.push_back({9, -3600});
  const auto doubts = own_doubts(found);
  CHECK(doubts.size() == 3);
  CHECK(says(doubts, "what a remark is about"));
  CHECK(says(doubts, "line 7 of the journal"));
  CHECK(says(doubts, "set back by 3600 seconds"));
  for (const auto& doubt : doubts) CHECK(says(not_proven(found), doubt.c_str()));
}

TEST_CASE("verdict: what is not proven is said by kind, by key and by date") {
  auto found = whole();
  CHECK(says(not_proven(found), "date not proven"));
  CHECK(says(not_proven(found), "made the whole recording anew"));
  CHECK(says(not_proven(found), "who speaks"));
  found.signature = Signature{key, false, ""};
  CHECK(says(not_proven(found), key.c_str()));
  CHECK(says(not_proven(found), "the key's owner"));
  found.signature->is_known = true;
  CHECK_FALSE(says(not_proven(found), key.c_str()));
  found.dating = dated(true);
  CHECK_FALSE(says(not_proven(found), "date not proven"));
  CHECK_FALSE(says(not_proven(found), "the key's owner"));
  CHECK(says(not_proven(found), "when the sound was"));
  found.dating.reset();
  found.kind = RecordingKind::recovered;
  CHECK(says(not_proven(found), "its end is unproven"));
  found.kind = RecordingKind::excerpt;
  CHECK(says(not_proven(found), "withheld"));
  found.kind = RecordingKind::transcript;
  CHECK(says(not_proven(found), "typed"));
  found.kind = RecordingKind::imported;
  found.source = SoundSource::imported;
  CHECK(says(not_proven(found), "edited before"));
  found.kind = RecordingKind::test_signal;
  found.source = SoundSource::test_signal;
  CHECK(says(not_proven(found), "test signal"));
  found.sealed = found.unchanged = false;
  CHECK(says(not_proven(found), "without a seal"));
}
