// SPDX-License-Identifier: MIT
//
// What the first release left of a recording does not say that a part was deleted: the ledger of its archive does.
#include <algorithm>
#include <filesystem>
#include <string_view>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "base/text.hpp"
#include "derive/excerpt.hpp"
#include "os/clock.hpp"
#include "tests/catch.hpp"
#include "tests/contains.hpp"
#include "tests/fast_clock.hpp"
#include "tests/verify/signed_recording.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using test::SignedRecording;

namespace {

os::FileSystem& disk() { return os::posix_file_system(); }

/// A recording of which all but the first second was deleted, and the ledger beside it.
struct OldRemainder {
  SignedRecording recording;
  std::string seal_before = archive::read_seal(disk(), recording.bag());
  archive::Signer signer{crypto::SigningKey::from_pem(recording.key().to_pem().view()).value(), {}};

  /// As the first release did: an excerpt as any other takes the recording's place.
  explicit OldRemainder(bool says_so = false) {
    derive::ExcerptRequest request;
    request.recording = recording.conversation();
    request.selection = {{{0s, 1s}}, {}};
    request.key = &signer.key;
    request.is_remainder = says_so;
    const auto left = derive::make_excerpt(disk(), os::posix_clock(), request);
    std::filesystem::remove_all(recording.bag());
    std::filesystem::rename(left.bag, recording.bag());
  }
  [[nodiscard]] std::string seal() const { return archive::read_seal(disk(), recording.bag()); }
  [[nodiscard]] archive::LedgerEntries ledger(const archive::Signer& by) const {
    return {disk(), os::posix_clock(), recording.conversation().parent_path(), by};
  }
  [[nodiscard]] Verification check() const { return verify(recording.bag()); }
};

const Fact& fact(const std::vector<Fact>& facts, std::string_view name) {
  const auto at = std::find_if(facts.begin(), facts.end(), [&](const Fact& each) { return each.name == name; });
  REQUIRE(at != facts.end());
  return *at;
}

}  // namespace

TEST_CASE("deleted part: where the bag does not say it, the ledger does, by the key of the recording") {
  const OldRemainder old;
  CHECK_FALSE(is_remainder(old.check()));
  CHECK(kind_in_short(old.check()) == "excerpt, where the recording was");
  old.ledger(old.signer).remove_part(SignedRecording::uuid, old.seal_before, old.seal(), {});

  const auto found = old.check();
  CHECK(found.unchanged);
  CHECK(is_remainder(found));
  CHECK(kind_in_short(found) == "what is left: a part was deleted");
  const auto facts = facts_of(found);
  const auto& deleted = fact(facts, "deleted");
  CHECK(test::contains(deleted.text, "says line 2 of the ledger of its archive"));
  CHECK(deleted.known == Known::claimed);
  CHECK(std::string(deleted.by) == "ledger");
  const auto ledger = verify_ledger(old.recording.conversation().parent_path());
  REQUIRE(ledger.deleted_parts.size() == 1);
  CHECK(ledger.deleted_parts[0].recording == SignedRecording::uuid);
  CHECK(ledger.deleted_parts[0].seal == old.seal());
  CHECK(ledger.deleted_parts[0].line == 2);
  CHECK(found.said.deleted_utc == ledger.deleted_parts[0].deleted_utc);
  // By any way that leads there.
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(old.recording.conversation());
  CHECK(is_remainder(verify("recording/")));
  std::filesystem::current_path(here);
}

TEST_CASE("deleted part: a ledger of somebody else, of another seal, or that deleted the whole, says nothing of it") {
  const OldRemainder old;
  SECTION("signed by another key") {
    const archive::Signer stranger{crypto::SigningKey::generate(), {}};
    old.ledger(stranger).remove_part(SignedRecording::uuid, old.seal_before, old.seal(), {});
    CHECK_FALSE(is_remainder(old.check()));
    // But who knows that key can believe it.
    const Checker checker{{KnownKey{base::to_hex(stranger.key.fingerprint()), "B. de Vries"}}};
    CHECK(is_remainder(verify(old.recording.bag(), checker)));
  }
  SECTION("of another seal") {
    old.ledger(old.signer).remove_part(SignedRecording::uuid, old.seal_before, old.seal_before, {});
    CHECK_FALSE(is_remainder(old.check()));
  }
  SECTION("which deleted all of it later") {
    old.ledger(old.signer).remove_part(SignedRecording::uuid, old.seal_before, old.seal(), {});
    old.ledger(old.signer).remove(SignedRecording::uuid, "recording", old.seal());
    CHECK_FALSE(is_remainder(old.check()));
  }
  SECTION("which is a link") {
    old.ledger(old.signer).remove_part(SignedRecording::uuid, old.seal_before, old.seal(), {});
    const auto path = archive::ledger_path(old.recording.conversation().parent_path());
    std::filesystem::rename(path, path.string() + ".kept");
    std::filesystem::create_symlink(path.string() + ".kept", path);
    CHECK_FALSE(is_remainder(old.check()));
  }
}

TEST_CASE("deleted part: what is left and the ledger that do not tell the same day are told") {
  const OldRemainder left(true);
  const auto root = left.recording.conversation().parent_path();
  const auto is_told = [&] {
    const auto remarks = verify_ledger(root).remarks;
    return std::any_of(remarks.begin(), remarks.end(), [](const std::string& remark) {
      return test::contains(remark, "says that a part of it was deleted on") && test::contains(remark, "line 2");
    });
  };
  const bool is_long_ago = GENERATE(false, true);
  const test::FastClock first_of_1970;
  const archive::LedgerEntries ledger(
      disk(), is_long_ago ? static_cast<const os::Clock&>(first_of_1970) : os::posix_clock(), root, left.signer);
  ledger.remove_part(SignedRecording::uuid, left.seal_before, left.seal(), {});
  CHECK(is_told() == is_long_ago);
  CHECK(is_remainder(left.check()));
}
