// SPDX-License-Identifier: MIT
//
// A ledger in memory: its lines by their hashes, which key signed what, which of these keys count, and what those that
// count say of each recording. What another key signed says nothing. One thread.
//
// Keys are tied to each other by endorsements: one key's word for the next, in a `key` line that the next one signed.
// Both must hold: anybody can give a word for somebody else's key, and anybody can copy a word. All keys that are tied
// together have one owner. Whose keys count: those of an owner of whom the checker knows a key, and those of the first
// key's owner.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/ledger_line.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

/// What the ledger says of one recording; line numbers from 1, 0: it does not say that.
struct LedgerRecording {
  std::uint64_t begin = 0;
  std::string open;  ///< hash of its first line
  std::uint64_t seal_line = 0;
  std::string seal;
  std::uint64_t recover_line = 0;
  std::string recovered_seal;
  std::uint64_t part_line = 0;  ///< a part was deleted, and the seal since
  std::string part_utc;
  std::string part_before;  ///< the seal of what a part was deleted of, as that line has it: foreign text
  std::string part_seal;
  std::string part_plan;       ///< hash of what was written down to be done; empty: the line has none
  std::uint64_t bin_line = 0;  ///< it was in the bin, of which a copy of the archive has nothing; and nothing since
  std::string bin_utc;
  std::uint64_t remove_line = 0;
  std::string removed_utc;
  std::string removed_seal;
  std::string remove_plan;
  struct Transcript {
    std::uint64_t line = 0;    ///< the last one that speaks of it
    std::string seal;          ///< empty: it was deleted
    std::uint64_t before = 0;  ///< the last one that has another seal of it, which was not deleted
  };
  std::map<std::string, Transcript> transcripts;  ///< by their folders' names: foreign text
  /// Lines that no recorder writes: a second beginning, or a second seal or recovery that is another one.
  std::uint64_t begun_again = 0;
  std::uint64_t sealed_again = 0;
  std::uint64_t recovered_again = 0;
  std::uint64_t part_of_another = 0;  ///< line of a deletion of a part that names another seal than the ledger has
  std::uint64_t sealed_nothing = 0;   ///< line that there was no sound in it, though it was sealed or recovered before
  std::uint64_t after_removal = 0;    ///< the first line that has it there once it was deleted as a whole

  /// More than words about transcripts or a deletion: it was begun, sealed or recovered here.
  [[nodiscard]] bool is_entered() const noexcept { return begin > 0 || seal_line > 0 || recover_line > 0; }
};

/// Lines in a row that one key has to answer for.
struct KeyRun {
  std::string body;  ///< base64 of the key's DER; empty: no key was brought in
  std::string fingerprint;
  std::uint64_t line = 0;          ///< the `key` line
  std::uint64_t last = 0;          ///< the last line of the run
  std::uint64_t bad_line = 0;      ///< its signature does not hold; 0: all do
  std::vector<std::string> chain;  ///< fingerprints from the key before to this one, each with the word of the last
  bool counts = false;             ///< its lines say something
  std::vector<std::size_t> lines;  ///< indices of what it signed
};

/// A line that is dated before the one above it.
struct BackStep {
  std::uint64_t line = 0;
  UtcTime utc{};
  UtcTime before{};  ///< of the line above it
};

/// A line that lacks a field, or has one that is not what it should be.
struct OddLine {
  std::uint64_t line = 0;
  std::string field;  ///< the first one's name
};

class LedgerIndex {
 public:
  /// `known` are the fingerprints of the keys that the checker knows. Throws FileError, and Error(unknown_format)
  /// beyond a limit.
  LedgerIndex(os::FileSystem& fs, const os::Path& path, const std::set<std::string>& known);

  [[nodiscard]] const archive::LedgerReading& reading() const noexcept { return reading_; }
  [[nodiscard]] const std::vector<KeyRun>& keys() const noexcept { return runs_; }
  /// Whether the checker knows any of its keys, and whether one of these is the first key's owner's.
  [[nodiscard]] bool knows_any() const noexcept { return knows_any_; }
  [[nodiscard]] bool knows_first() const noexcept { return knows_first_; }
  /// By keys that count.
  [[nodiscard]] const std::map<std::string, LedgerRecording>& recordings() const noexcept { return recordings_; }
  [[nodiscard]] const LedgerRecording* find(const std::string& recording) const;
  /// Whether only keys that do not count speak of it.
  [[nodiscard]] bool is_claimed(const std::string& recording) const { return claimed_.contains(recording); }
  /// Of the key that this line is signed by; empty: that does not hold.
  [[nodiscard]] std::string signer_of(std::uint64_t line) const;
  /// The number of the line with this hash; 0: there is none.
  [[nodiscard]] std::uint64_t line_of(const std::string& hash) const;
  /// Whether a recording begins between the two lines, both left out.
  [[nodiscard]] bool begins_between(std::uint64_t after, std::uint64_t before) const;
  /// A line whose signature does not hold, while that of the line before does; 0: all do.
  [[nodiscard]] std::uint64_t unsigned_line() const;
  /// The first line, where it speaks of a key before it; 0: it does not.
  [[nodiscard]] std::uint64_t headless_line() const noexcept { return headless_line_; }
  /// In their order, at most limits::findings.
  [[nodiscard]] const std::vector<BackStep>& back_steps() const noexcept { return back_steps_; }
  /// In their order, at most limits::findings.
  [[nodiscard]] const std::vector<OddLine>& odd_lines() const noexcept { return odd_lines_; }
  /// The `key` line beyond the limit; 0: there are not so many.
  [[nodiscard]] std::uint64_t line_of_one_key_too_many() const noexcept { return too_many_; }

 private:
  struct Signed {
    std::uint64_t number;
    std::string text;
    std::vector<std::byte> signature;
  };
  /// What a line says of a recording.
  struct Saying {
    std::uint64_t line;
    std::string event;
    std::string recording;
    std::string bag;
    std::string what;
    std::string value;   ///< `open`, `seal` or `seal_after`
    std::string before;  ///< `seal_before`
    std::string utc;
    std::string plan;
  };
  void add(archive::LedgerLine&& line);
  void add_key(const archive::LedgerLine& line);
  void add_saying(const archive::LedgerLine& line);
  void check_signatures();
  void decide_which_count(const std::set<std::string>& known);
  void apply(const Saying& saying);
  static void apply_found(const Saying& saying, LedgerRecording& recording);
  static void enter_seal(const Saying& saying, LedgerRecording& recording);
  static void enter_recovery(const Saying& saying, LedgerRecording& recording);
  static void enter_transcript(const Saying& saying, LedgerRecording& recording);
  /// The run that a line belongs to, as far as its signatures hold; null: none.
  [[nodiscard]] const KeyRun* run_of(std::uint64_t line) const;
  [[nodiscard]] bool counts_on(std::uint64_t line) const;

  archive::LedgerReading reading_;
  std::vector<KeyRun> runs_;
  std::vector<Signed> signed_;
  std::vector<std::size_t> before_key_;  ///< torn lines that the next key may have signed
  std::vector<Saying> sayings_;
  std::map<std::string, LedgerRecording> recordings_;
  std::set<std::string> claimed_;
  std::unordered_map<std::string, std::uint64_t> by_hash_;
  std::vector<std::uint64_t> begins_;
  std::optional<UtcTime> last_utc_;
  std::vector<BackStep> back_steps_;
  std::vector<OddLine> odd_lines_;
  std::size_t endorsements_ = 0;  ///< looked at so far
  std::uint64_t headless_line_ = 0;
  std::uint64_t too_many_ = 0;
  bool knows_any_ = false;
  bool knows_first_ = false;
};

}  // namespace earwitness::verify_detail
