// SPDX-License-Identifier: MIT
//
// A ledger in memory: its lines by their hashes, what it says of each recording, and which key signed what. One thread.
#pragma once

#include <map>
#include <optional>
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
  std::string part_seal;
  std::uint64_t remove_line = 0;
  std::string removed_utc;
  std::string removed_seal;
  struct Transcript {
    std::uint64_t line = 0;  ///< the last one that speaks of it
    std::string seal;        ///< empty: it was deleted
  };
  std::map<std::string, Transcript> transcripts;  ///< by their folders' names: foreign text
};

/// Lines in a row that one key has to answer for.
struct KeyRun {
  std::string body;  ///< base64 of the key's DER; empty: no key was brought in
  std::string fingerprint;
  std::uint64_t line = 0;          ///< the `key` line
  bool endorsed = true;            ///< the first key, or the one before gave its word
  std::vector<std::size_t> lines;  ///< indices of what it signed
};

class LedgerIndex {
 public:
  /// Throws FileError, and Error(unknown_format) beyond a limit.
  LedgerIndex(os::FileSystem& fs, const os::Path& path);

  [[nodiscard]] const archive::LedgerReading& reading() const noexcept { return reading_; }
  [[nodiscard]] const std::vector<KeyRun>& keys() const noexcept { return runs_; }
  [[nodiscard]] const std::map<std::string, LedgerRecording>& recordings() const noexcept { return recordings_; }
  [[nodiscard]] const LedgerRecording* find(const std::string& recording) const;
  /// The number of the line with this hash; 0: there is none.
  [[nodiscard]] std::uint64_t line_of(const std::string& hash) const;
  /// Whether a recording begins between the two lines, both left out.
  [[nodiscard]] bool begins_between(std::uint64_t after, std::uint64_t before) const;
  /// The first line whose signature does not hold; 0: all do.
  [[nodiscard]] std::uint64_t first_unsigned() const;

 private:
  struct Signed {
    std::uint64_t number;
    std::string text;
    std::vector<std::byte> signature;
  };
  void add(archive::LedgerLine&& line);
  void add_key(const archive::LedgerLine& line);
  void add_recording(const archive::LedgerLine& line);

  archive::LedgerReading reading_;
  std::vector<KeyRun> runs_;
  std::vector<Signed> signed_;
  std::vector<std::size_t> before_key_;  ///< torn lines that the next key may have signed
  std::map<std::string, LedgerRecording> recordings_;
  std::unordered_map<std::string, std::uint64_t> by_hash_;
  std::vector<std::uint64_t> begins_;
};

}  // namespace earwitness::verify_detail
