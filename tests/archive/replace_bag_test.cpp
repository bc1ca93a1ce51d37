// SPDX-License-Identifier: MIT
//
// What an earlier version left while one bag took another's place is completed where it is proven, and else left.
#include "archive/replace_bag.hpp"

#include <filesystem>
#include <functional>
#include <map>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// The name of the bag that counts; empty where none is whole.
std::string content_of(os::FileSystem& fs, const os::Path& bag) {
  if (!fs.status(bag / "data" / "content") || !fs.status(bag / "data" / "more")) return {};
  return os::read_all(fs, bag / "data" / "content", 100);
}

/// As the program verifies it, with content in the place of a proof: `excerpt-1` is what is left of `recording`.
archive::ReplacementProof proof_on(os::FileSystem& fs) {
  return {[&fs](const os::Path& bag) {
            return content_of(fs, bag) == "excerpt-1" ? crypto::sha256_hex("recording") : std::string();
          },
          [](const std::string& before, const std::string& after, const std::string&) {
            return before == crypto::sha256_hex("recording") && after == crypto::sha256_hex("excerpt-1");
          }};
}

}  // namespace

namespace {

/// Every name below a folder, with what a file holds and where a link leads.
std::map<std::string, std::string> all_below(const os::Path& folder) {
  std::map<std::string, std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    auto& content = found[entry.path().lexically_relative(folder).string()];
    if (entry.is_symlink()) {
      content = "-> " + std::filesystem::read_symlink(entry.path()).string();
    } else if (entry.is_regular_file()) {
      content = os::read_all(os::posix_file_system(), entry.path(), 1000);
    }
  }
  return found;
}

/// A conversation on a real disk whose replacement seems to have been interrupted.
struct LeftoverBench {
  test::TemporaryFolder folder;
  os::Path root = folder / "archive";
  os::Path conversation = root / "talk";
  os::FileSystem& fs = os::posix_file_system();

  LeftoverBench() {
    make_bag(conversation / "recording", "recording");
    make_bag(folder / "outside", "recording");
  }
  void make_bag(const os::Path& bag, const std::string& name) const {
    os::make_folders(fs, bag / "data");
    os::write_new(fs, bag / "data" / "content", name);
    os::write_new(fs, bag / "data" / "more", name);
    os::write_new(fs, bag / "tagmanifest-sha256.txt", name);
  }
  [[nodiscard]] std::size_t finish(const archive::ReplacementProof& proof) const {
    return archive::finish_replacing(fs, root, proof).size();
  }
};

}  // namespace

TEST_CASE("replace: what is not proven is left as it is, and told") {
  using Bench = LeftoverBench;
  const auto no_proof = [](const Bench&) {
    return archive::ReplacementProof{[](const os::Path&) { return std::string(); },
                                     [](const std::string&, const std::string&, const std::string&) { return true; }};
  };
  const auto good = [](const Bench& bench) { return proof_on(bench.fs); };
  const auto not_announced = [](const Bench& bench) {
    auto proof = proof_on(bench.fs);
    proof.is_announced = [](const std::string&, const std::string&, const std::string&) { return false; };
    return proof;
  };
  struct Case {
    const char* what;
    std::function<void(const Bench&)> make;
    std::function<archive::ReplacementProof(const Bench&)> proof;
  };
  const auto next = [](const Bench& bench) { return bench.conversation / ".recording.new"; };
  const auto old = [](const Bench& bench) { return bench.conversation / ".recording.deleted"; };
  const std::vector<Case> cases = {
      {"an empty folder", [&](const Bench& b) { b.fs.make_folder(next(b)); }, good},
      {"an excerpt that does not verify", [&](const Bench& b) { b.make_bag(next(b), "excerpt-1"); }, no_proof},
      {"one that the ledger does not know", [&](const Bench& b) { b.make_bag(next(b), "excerpt-1"); }, not_announced},
      {"another recording", [&](const Bench& b) { b.make_bag(next(b), "another"); }, good},
      {"an excerpt of another one",
       [&](const Bench& b) {
         b.make_bag(next(b), "excerpt-1");
         b.fs.remove_file(b.conversation / "recording" / "tagmanifest-sha256.txt");
         os::write_new(b.fs, b.conversation / "recording" / "tagmanifest-sha256.txt", "another");
       },
       good},
      {"an excerpt of one without a seal",
       [&](const Bench& b) {
         b.make_bag(next(b), "excerpt-1");
         b.fs.remove_file(b.conversation / "recording" / "tagmanifest-sha256.txt");
       },
       good},
      {"a link to what would be proven",
       [&](const Bench& b) {
         b.make_bag(b.folder / "excerpt", "excerpt-1");
         std::filesystem::create_directory_symlink(b.folder / "excerpt", next(b));
       },
       good},
      {"a file", [&](const Bench& b) { os::write_new(b.fs, next(b), "x"); }, good},
      {"a link in the place of what is deleted",
       [&](const Bench& b) { std::filesystem::create_directory_symlink(b.folder / "outside", old(b)); }, good},
      {"a folder in the place of what is deleted, the recording whole",
       [&](const Bench& b) { b.make_bag(old(b), "recording"); }, good},
      {"a recording of the user's own in the place of what is deleted",
       [&](const Bench& b) {
         b.fs.rename(b.conversation / "recording", b.folder / "aside");
         b.make_bag(b.conversation / "recording", "excerpt-1");
         b.make_bag(old(b), "another");
       },
       good},
      {"all three",
       [&](const Bench& b) {
         b.make_bag(next(b), "excerpt-1");
         b.make_bag(old(b), "recording");
       },
       good},
      {"what is deleted alone", [&](const Bench& b) { b.fs.rename(b.conversation / "recording", old(b)); }, good},
      {"a recording that is a link",
       [&](const Bench& b) {
         b.make_bag(next(b), "excerpt-1");
         b.fs.rename(b.conversation / "recording", b.folder / "aside");
         std::filesystem::create_directory_symlink(b.folder / "aside", b.conversation / "recording");
       },
       good},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    const Bench bench;
    one.make(bench);
    const auto before = all_below(bench.folder.path());
    CHECK(bench.finish(one.proof(bench)) == 1);
    CHECK(all_below(bench.folder.path()) == before);
  }
}

TEST_CASE("replace: what is proven is completed from each step") {
  for (const int step : {1, 2, 3, 4, 5}) {
    CAPTURE(step);
    const LeftoverBench bench;
    const auto bag = bench.conversation / "recording";
    const auto next = bench.conversation / ".recording.new";
    const auto old = bench.conversation / ".recording.deleted";
    bench.make_bag(next, "excerpt-1");
    if (step >= 2) bench.fs.rename(bag, old);
    if (step >= 3) bench.fs.rename(next, bag);
    if (step >= 4) os::remove_tree(bench.fs, old / "data");
    if (step >= 5) bench.fs.remove_file(old / "tagmanifest-sha256.txt");
    CHECK(bench.finish(proof_on(bench.fs)) == 0);
    CHECK(content_of(bench.fs, bag) == "excerpt-1");
    CHECK(bench.fs.list(bench.conversation).size() == 1);
  }
}

TEST_CASE("replace: the ledger announces a part by the user's own key, or not at all") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const archive::Signer own{crypto::SigningKey::generate(), {}};
  const archive::Signer stranger{crypto::SigningKey::generate(), {}};
  const std::string before(64, 'a');
  const std::string after(64, 'b');
  const std::string planned(64, 'c');
  const auto is_said = [&](const std::string& from, const std::string& to, const std::string& plan = {}) {
    return archive::is_part_deleted(fs, folder.path(), from, to, plan, {own.key.public_pem()});
  };
  CHECK_FALSE(is_said(before, after));  // there is no ledger
  const archive::LedgerEntries theirs(fs, os::posix_clock(), folder.path(), stranger);
  (void)theirs.remove_part("one", before, after, planned);
  CHECK_FALSE(is_said(before, after));
  const archive::LedgerEntries ours(fs, os::posix_clock(), folder.path(), own);
  (void)ours.remove("one", "recording", before);
  CHECK_FALSE(is_said(before, after));
  (void)ours.remove_part("one", before, after, planned);
  CHECK(is_said(before, after));
  CHECK_FALSE(is_said(after, before));
  CHECK_FALSE(is_said(before, std::string(64, 'c')));
  CHECK_FALSE(is_said("", after));
  CHECK(is_said(before, after, planned));
  CHECK_FALSE(is_said(before, after, std::string(64, 'd')));
}
