// SPDX-License-Identifier: MIT
//
// A signing key is made once, never written over, and not used where others could have read it.
#include "archive/key_store.hpp"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "crypto/counts.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

os::FileSystem& disk() { return os::posix_file_system(); }

struct Bench {
  test::TemporaryFolder folder;
  archive::KeyStore store{disk(), folder / "data" / "keys"};
};

using std::filesystem::perms;

perms mode_of(const os::Path& path) { return std::filesystem::symlink_status(path).permissions(); }

void set_mode(const os::Path& path, unsigned mode) { std::filesystem::permissions(path, static_cast<perms>(mode)); }

std::string refusal(const archive::KeyStore& store) {
  try {
    (void)store.read();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::surroundings);
    return error.what();
  }
  return "not refused";
}

NextStep advised(const archive::KeyStore& store) {
  try {
    (void)store.read();
  } catch (const Error& error) {
    return error.next();
  }
  return {};
}

bool is_refused(const archive::KeyStore& store, const std::string& words) {
  const auto told = refusal(store);
  UNSCOPED_INFO(told);
  return told.find(words) != std::string::npos;
}

int code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const FileError& error) {
    return error.code();
  }
  return 0;
}

}  // namespace

TEST_CASE("key store: a first key is the user's alone and comes back") {
  Bench bench;
  CHECK_FALSE(bench.store.read().has_value());
  const auto made = bench.store.make(UtcTime{});
  CHECK(mode_of(bench.store.path()) == static_cast<perms>(0600));
  CHECK(mode_of(bench.store.path().parent_path()) == static_cast<perms>(0700));
  const auto back = bench.store.read();
  REQUIRE(back.has_value());
  CHECK(back->text() == made.text());
  CHECK_FALSE(back->needs_passphrase());
  REQUIRE(back->unlock(nullptr).has_value());
  CHECK(code_of([&] { (void)bench.store.make(UtcTime{}); }) == EEXIST);
  CHECK(bench.store.read()->text() == made.text());
}

TEST_CASE("key store: a key that others could read, or that is not this user's file, is refused with what to do") {
  Bench bench;
  (void)bench.store.make(UtcTime{});
  const auto path = bench.store.path();
  for (const unsigned mode : {0640U, 0604U, 0660U, 0602U}) {
    set_mode(path, mode);
    CHECK(advised(bench.store) == NextStep(Step::restrict_key_file, path.string()));
    CHECK(is_refused(bench.store, "can be read by others"));
  }
  set_mode(path, 0600);
  set_mode(path.parent_path(), 0750);
  CHECK(advised(bench.store) == NextStep(Step::restrict_key_folder, path.parent_path().string()));
  CHECK(is_refused(bench.store, "can be read by others"));
  set_mode(path.parent_path(), 0700);
  std::filesystem::rename(path, bench.folder / "elsewhere");
  std::filesystem::create_symlink(bench.folder / "elsewhere", path);
  CHECK(is_refused(bench.store, "is not a file"));
}

TEST_CASE("key store: what is no whole key file is refused, not replaced") {
  Bench bench;
  const std::string text(bench.store.make(UtcTime{}).text().view());
  for (std::size_t size = 0; size < text.size(); ++size) {
    std::filesystem::remove(bench.store.path());
    os::write_new(disk(), bench.store.path(), text.substr(0, size));
    if (size < text.find("-----END PUBLIC KEY-----\n") + 25) {
      REQUIRE(is_refused(bench.store, "damaged"));
    }
  }
}

TEST_CASE("key store: the halves of a key file belong together") {
  const auto one = archive::KeyFile::of(crypto::SigningKey::generate(), nullptr, {}, {});
  const auto other = archive::KeyFile::of(crypto::SigningKey::generate(), nullptr, {}, {});
  CHECK_FALSE(archive::KeyFile{one.private_pem, other.public_pem, {}, {}}.unlock(nullptr).has_value());
}

TEST_CASE("key store: a rotation keeps the old key, and the new one can show the old one's word") {
  Bench bench;
  const auto old = *bench.store.make(UtcTime{}).unlock(nullptr);
  const auto key = crypto::SigningKey::generate();
  const base::Secret passphrase("a passphrase");
  bench.store.replace(archive::KeyFile::of(key, &passphrase, {archive::endorse(old, key)}, {}));
  const auto now = bench.store.read();
  REQUIRE(now.has_value());
  CHECK(now->needs_passphrase());
  REQUIRE(now->unlock(&passphrase).has_value());
  REQUIRE(now->endorsements.size() == 1);
  CHECK(archive::holds(now->endorsements[0]));
  CHECK(archive::fingerprint_of(now->endorsements[0].previous_key) == base::to_hex(old.fingerprint()));
  const auto retired = bench.store.retired_path(base::to_hex(old.fingerprint()));
  CHECK(mode_of(retired) == static_cast<perms>(0600));
  const auto kept = archive::KeyFile::parse(os::read_all(disk(), retired, 10'000));
  REQUIRE(kept.has_value());
  CHECK(kept->unlock(nullptr)->fingerprint() == old.fingerprint());
}

TEST_CASE("key store: an endorsement by another key, or of another one, does not hold") {
  const auto a = crypto::SigningKey::generate();
  const auto b = crypto::SigningKey::generate();
  const auto c = crypto::SigningKey::generate();
  auto word = archive::endorse(a, b);
  CHECK(archive::holds(word));
  word.key = archive::body_of(c.public_pem());
  CHECK_FALSE(archive::holds(word));
  word = archive::endorse(a, b);
  word.previous_key = archive::body_of(c.public_pem());
  CHECK_FALSE(archive::holds(word));
  auto file = archive::KeyFile::of(b, nullptr, {word}, {});
  CHECK_FALSE(archive::KeyFile::parse(file.text()).has_value());
}

TEST_CASE("key store: the note of a copy that was never finished goes with what else is left beside the key") {
  Bench bench;
  (void)bench.store.make(UtcTime{});
  CHECK_FALSE(bench.store.has_unfinished_note());
  os::write_new(disk(), bench.folder / "data" / "keys" / "copied.new", "2026");
  CHECK(bench.store.has_unfinished_note());
  CHECK(bench.store.leftovers().empty());  // it holds no key, so nobody is warned of it
  bench.store.remove_leftovers();
  CHECK_FALSE(bench.store.has_unfinished_note());
}

TEST_CASE("key store: a chain of rotated keys is checked once, however many files tell of it") {
  constexpr std::uint64_t rotations = 20;
  faults::MemoryFileSystem memory;
  archive::KeyStore store(memory, "/keys");
  auto key = crypto::SigningKey::generate();
  std::vector<archive::Endorsement> endorsements;
  store.put(archive::KeyFile::of(key, nullptr, endorsements, {}));
  for (std::uint64_t i = 0; i < rotations; ++i) {
    auto next = crypto::SigningKey::generate();
    endorsements.push_back(archive::endorse(key, next));
    store.replace(archive::KeyFile::of(next, nullptr, endorsements, {}));
    key = std::move(next);
  }
  const auto before = crypto::signatures_checked();
  REQUIRE(store.read().has_value());
  CHECK(store.retired().size() == rotations);
  REQUIRE(store.read().has_value());
  CHECK(crypto::signatures_checked() - before <= rotations);
  // What does not hold is remembered by nobody.
  auto altered = endorsements;
  std::swap(altered.front().signature, altered.back().signature);
  for (int i = 0; i < 2; ++i) {
    CHECK_FALSE(archive::KeyFile::parse(archive::KeyFile::of(key, nullptr, altered, {}).text()).has_value());
  }
}

TEST_CASE("key store: whatever fails while a key is replaced, the old or the new one is there whole") {
  using namespace earwitness::faults;
  const auto first = crypto::SigningKey::generate();
  const auto second = crypto::SigningKey::generate();
  for (const auto operation : {Operation::create, Operation::write, Operation::sync_data, Operation::close,
                               Operation::rename, Operation::sync_folder}) {
    for (std::uint64_t nth = 1; nth < 20; ++nth) {
      MemoryFileSystem memory;
      archive::KeyStore(memory, "/keys").put(archive::KeyFile::of(first, nullptr, {}, {}));
      FaultyFileSystem faulty(memory, {.on = operation, .nth = nth, .effect = Effect::fail});
      const auto code =
          code_of([&] { archive::KeyStore(faulty, "/keys").replace(archive::KeyFile::of(second, nullptr, {}, {})); });
      INFO(to_string(operation) << " " << nth);
      const auto now = archive::KeyStore(memory, "/keys").read();
      REQUIRE(now.has_value());
      const auto fingerprint = now->unlock(nullptr)->fingerprint();
      REQUIRE((fingerprint == first.fingerprint() || fingerprint == second.fingerprint()));
      if (code == 0) REQUIRE(fingerprint == second.fingerprint());
      Random random(nth);
      const auto left = memory.after_power_cut(random);
      REQUIRE(archive::KeyStore(*left, "/keys").read().has_value());
      if (faulty.hits() == 0) break;
    }
  }
}
