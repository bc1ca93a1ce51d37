// SPDX-License-Identifier: MIT
//
// What doctor says of the signing key, from none to one that is safe.
#include "doctor/key_check.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::doctor;

namespace {

constexpr UtcTime made{std::chrono::hours(24 * 365 * 50)};

archive::BackupMade backup_at(UtcTime time) {
  archive::BackupMade backup;
  backup.made = time;
  return backup;
}

}  // namespace

TEST_CASE("key check: without a key a start makes one, and nothing is to be done") {
  const test::TemporaryFolder folder;
  const archive::KeyStore store(os::posix_file_system(), folder / "keys");
  const auto diagnosis = diagnose_key(inspect_key(store, {backup_at(made)}));
  CHECK(diagnosis.outcome == Outcome::ok);
  CHECK(diagnosis.figures["fingerprint"].is_null());
  CHECK(diagnosis.text.find("the first start makes one") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "keys"));
}

TEST_CASE("key check: a key is to be copied until a copy of this one is known, by hand or in a backup") {
  const test::TemporaryFolder folder;
  archive::KeyStore store(os::posix_file_system(), folder / "keys");
  const auto first = store.make(made);
  CHECK(diagnose_key(inspect_key(store, {})).outcome == Outcome::attention);
  // A backup of before holds another key or none.
  CHECK(diagnose_key(inspect_key(store, {backup_at(made - std::chrono::seconds(1))})).outcome == Outcome::attention);
  CHECK(diagnose_key(inspect_key(store, {backup_at(made + std::chrono::seconds(1))})).outcome == Outcome::ok);
  store.note_copy(first.fingerprint(), made + std::chrono::hours(1));
  const auto copied = diagnose_key(inspect_key(store, {}));
  CHECK(copied.outcome == Outcome::ok);
  CHECK(copied.figures["copied_utc"] == "2019-12-20T01:00:00.000000000Z");
  CHECK(copied.text.find("without a passphrase") != std::string::npos);
  const auto second = archive::KeyFile::of(crypto::SigningKey::generate(), nullptr, {}, made + std::chrono::hours(2));
  store.replace(second);
  CHECK(diagnose_key(inspect_key(store, {})).outcome == Outcome::attention);
}

TEST_CASE("key check: a key that others could read is told as a start would tell it") {
  const test::TemporaryFolder folder;
  archive::KeyStore store(os::posix_file_system(), folder / "keys");
  (void)store.make(made);
  std::filesystem::permissions(store.path(), std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  CHECK_THROWS_AS(inspect_key(store, {}), Error);
}

TEST_CASE("key check: a note of a copy that is none counts as none") {
  const test::TemporaryFolder folder;
  archive::KeyStore store(os::posix_file_system(), folder / "keys");
  const auto file = store.make(made);
  for (const auto& text : {std::string("x"), file.fingerprint() + " yesterday\n", file.fingerprint(), std::string()}) {
    os::replace(os::posix_file_system(), folder / "keys" / "copied", text);
    CHECK_FALSE(store.copied(file.fingerprint()));
  }
}
