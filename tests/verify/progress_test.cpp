// SPDX-License-Identifier: MIT
//
// Whoever waits for a verification is told how far it is, by their own thread, can end it, and reads it in their own
// language.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bag/contents.hpp"
#include "base/translate.hpp"
#include "tests/catch.hpp"
#include "tests/verify/read_only_disk.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "verify/sound_ahead.hpp"
#include "verify/verify.hpp"
#include "verify/watched_files.hpp"

using namespace earwitness;

namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;

/// 30 MiB beside the sound. In one file it counts as long: one thread hashes it while the calling one decodes the
/// sound.
class LargeRecording : public test::SealedRecording {
 public:
  explicit LargeRecording(bool is_long) {
    for (int i = 0; i < (is_long ? 1 : 10); ++i) {
      write("data/large-" + std::to_string(i) + ".bin", std::string((is_long ? 30 : 3) * mebibyte, 'x'));
    }
    reseal();
    REQUIRE(verify_detail::is_long(bag::contents(os::posix_file_system(), bag())) == is_long);
  }
};

struct Call {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::thread::id thread;
};

/// Ends after so many calls, and notes how much was read until then.
class Waiter {
 public:
  explicit Waiter(std::size_t patience = SIZE_MAX) : patience_(patience) {
    options.progress = [this](std::uint64_t done, std::uint64_t total) {
      calls.push_back({done, total, std::this_thread::get_id()});
      if (calls.size() < patience_) return true;
      read_until_cancelled = disk.bytes_read;
      return false;
    };
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  test::ReadOnlyDisk disk;
  VerifyOptions options;
  std::vector<Call> calls;
  std::uint64_t read_until_cancelled = 0;

 private:
  std::size_t patience_;
};

}  // namespace

TEST_CASE("progress: the calling thread is told, from nothing to all, and the result is the same") {
  for (const bool is_long : {false, true}) {
    CAPTURE(is_long);
    const LargeRecording recording(is_long);
    Waiter waiter;
    const auto result = verify(waiter.disk, recording.bag(), {}, waiter.options);
    // Nothing but that what makes it large is no file of a recording.
    CHECK(result.findings.size() == (is_long ? 1 : 10));
    CHECK(std::all_of(result.findings.begin(), result.findings.end(),
                      [](const Finding& finding) { return finding.file.starts_with("data/large-"); }));
    CHECK(result.checks.size() == verify(recording.bag()).checks.size());
    CHECK(waiter.disk.writes == 0);
    const auto& calls = waiter.calls;
    REQUIRE(calls.size() >= 2);
    CHECK(calls.front().done == 0);
    CHECK(calls.front().total > 30 * mebibyte);
    CHECK(calls.back().done == calls.back().total);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      CHECK(calls[i].thread == std::this_thread::get_id());
      CHECK(calls[i].total == calls.front().total);
      CHECK(calls[i].done <= calls[i].total);
      if (i > 0) CHECK(calls[i].done >= calls[i - 1].done);
    }
  }
}

TEST_CASE("progress: no more is read between two calls than was said") {
  const LargeRecording recording(false);
  Waiter waiter;
  (void)verify(waiter.disk, recording.bag(), {}, waiter.options);
  CHECK(waiter.calls.size() > 30);
  constexpr std::uint64_t one_read = 256 * 1024;
  for (std::size_t i = 1; i + 1 < waiter.calls.size(); ++i) {
    CHECK(waiter.calls[i].done - waiter.calls[i - 1].done <= verify_detail::WatchedFiles::call_bytes + one_read);
  }
}

TEST_CASE("progress: a refusal ends it at the next read, whoever reads") {
  const LargeRecording recording(false);
  for (const std::size_t patience : {1U, 2U, 20U}) {
    CAPTURE(patience);
    Waiter waiter(patience);
    CHECK_THROWS_AS(verify(waiter.disk, recording.bag(), {}, waiter.options), Cancelled);
    CHECK(waiter.calls.size() == patience);
    CHECK(waiter.disk.bytes_read == waiter.read_until_cancelled);
    CHECK(waiter.read_until_cancelled < 30 * mebibyte);
  }
  const LargeRecording long_one(true);
  for (const std::size_t patience : {1U, 2U}) {
    CAPTURE(patience);
    Waiter waiter(patience);
    CHECK_THROWS_AS(verify(waiter.disk, long_one.bag(), {}, waiter.options), Cancelled);
    CHECK(waiter.calls.size() == patience);
    CHECK(waiter.disk.bytes_read - waiter.read_until_cancelled <= mebibyte);  // a read of each other thread
  }
}

TEST_CASE("progress: what the callback throws reaches who called, also from where sound is read ahead") {
  for (const bool is_long : {false, true}) {
    const LargeRecording recording(is_long);
    for (const int patience : {1, 2}) {
      int calls = 0;
      VerifyOptions options;
      options.progress = [&](std::uint64_t, std::uint64_t) {
        if (++calls == patience) throw std::out_of_range("no patience");
        return true;
      };
      CHECK_THROWS_AS(verify(recording.bag(), {}, options), std::out_of_range);
      CHECK(calls == patience);
    }
  }
}

TEST_CASE("language: a verification speaks the language of the thread that asked for it, in all its threads") {
  for (const bool is_long : {false, true}) {
    const LargeRecording recording(is_long);
    recording.remove("data/notes.jsonl");
    recording.write("data/large-0.bin", "other");
    recording.write("data/other.bin", std::string(5 * mebibyte, 'x'));
    const auto english = verify(recording.bag());
    Verification dutch;
    Verification meanwhile;
    {
      const InLanguage here(Language::dutch);
      std::thread other([&] { meanwhile = verify(recording.bag()); });
      dutch = verify(recording.bag());
      other.join();
      CHECK(words(verdict(dutch)) == std::string(_("ALTERED OR MISSING")));
      CHECK(words(verdict(dutch)) != std::string("ALTERED OR MISSING"));
    }
    CHECK(words(verdict(dutch)) == std::string("ALTERED OR MISSING"));
    REQUIRE(english.findings.size() >= 3);
    REQUIRE(dutch.findings.size() == english.findings.size());
    for (std::size_t i = 0; i < english.findings.size(); ++i) {
      CHECK(dutch.findings[i].detail != english.findings[i].detail);
      CHECK(meanwhile.findings[i].detail == english.findings[i].detail);
    }
    for (std::size_t i = 0; i < english.checks.size(); ++i) {
      CHECK(std::string(to_string(dutch.checks[i].name)) == to_string(english.checks[i].name));
    }
  }
}

TEST_CASE("words: what a recording says of itself is kept, known or not") {
  const Word<EndReason> known(std::string("disk_full"));
  CHECK(known == EndReason::disk_full);
  CHECK(known == "disk_full");
  const Word<RecordingKind> later(std::string("hologram"));
  CHECK(later == RecordingKind::other);
  CHECK(later.text() == "hologram");
  CHECK(Word<SoundSource>(std::string()) == SoundSource::unsaid);
  CHECK(Word<SoundSource>() == "");
  for (int i = static_cast<int>(SoundSource::microphone); i <= static_cast<int>(SoundSource::machine); ++i) {
    const auto source = static_cast<SoundSource>(i);
    CHECK(Word<SoundSource>(std::string(to_string(source))) == source);
  }
  for (int i = static_cast<int>(EndReason::stopped); i <= static_cast<int>(EndReason::imported); ++i) {
    const auto reason = static_cast<EndReason>(i);
    CHECK(Word<EndReason>(std::string(to_string(reason))) == reason);
  }
  for (int i = static_cast<int>(RecordingKind::microphone); i <= static_cast<int>(RecordingKind::transcript); ++i) {
    const auto kind = static_cast<RecordingKind>(i);
    CHECK(Word<RecordingKind>(std::string(to_string(kind))) == kind);
  }
}
