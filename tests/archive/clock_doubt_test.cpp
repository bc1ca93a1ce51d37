// SPDX-License-Identifier: MIT
#include "archive/clock_doubt.hpp"

#include "archive/ledger.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

/// A computer whose clock stands at a moment.
class SetClock final : public os::Clock {
 public:
  explicit SetClock(UtcTime now, bool is_synchronised = true) : now_(now), is_synchronised_(is_synchronised) {}
  UtcTime utc() const override { return now_; }
  BootTime boot() const override { return os::posix_clock().boot(); }
  os::ClockState state() const override { return {is_synchronised_, 0}; }
  void sleep(std::chrono::nanoseconds length) const override { os::posix_clock().sleep(length); }

 private:
  UtcTime now_;
  bool is_synchronised_;
};

constexpr UtcTime in_2026{std::chrono::seconds{1'795'000'000}};

}  // namespace

TEST_CASE("clock: one that is far before the ledger's newest line, or that nothing synchronises, is doubted") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto root = folder.path();
  CHECK_FALSE(archive::doubt_clock(fs, SetClock(in_2026), root).behind);  // there is no ledger
  CHECK(archive::doubt_clock(fs, SetClock(in_2026), root).is_synchronised);
  CHECK_FALSE(archive::doubt_clock(fs, SetClock(in_2026, false), root).is_synchronised);

  const archive::Signer signer{crypto::SigningKey::generate(), {}};
  const SetClock right(in_2026);
  (void)archive::LedgerEntries(fs, right, root, signer).head();
  CHECK_FALSE(archive::doubt_clock(fs, right, root).behind);
  CHECK_FALSE(archive::doubt_clock(fs, SetClock(in_2026 - 5min), root).behind);
  const SetClock in_2020(in_2026 - std::chrono::hours(24 * 365 * 6));
  const auto doubt = archive::doubt_clock(fs, in_2020, root);
  CHECK(doubt.newest_line == in_2026);
  CHECK(doubt.behind == std::chrono::hours(24 * 365 * 6));
  // What the wrong clock dates does not hide it from the next start.
  (void)archive::LedgerEntries(fs, in_2020, root, signer).begin(std::string(36, 'u'), std::string(64, 'a'));
  CHECK(archive::doubt_clock(fs, in_2020, root).newest_line == in_2026);
}

TEST_CASE("clock: a ledger that is none raises no doubt, and no error") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto path = archive::ledger_path(folder.path());
  os::write_new(fs, path, "no ledger\n{}\n");
  CHECK_FALSE(archive::doubt_clock(fs, SetClock(in_2026), folder.path()).behind);
  fs.remove_file(path);
  std::filesystem::create_directory(path);
  CHECK_FALSE(archive::doubt_clock(fs, SetClock(in_2026), folder.path()).behind);
}
