// SPDX-License-Identifier: MIT
//
// What one recording enters into its archive's ledger. A ledger that can't be written never costs sound: nothing is
// thrown here, the first problem is kept and told by whoever asks.
//
// The main thread's: it may wait for another process that writes there, or for a slow disk.
#pragma once

#include <optional>
#include <string>

#include "archive/ledger.hpp"
#include "earwitness/base.hpp"

namespace earwitness::record {

class LedgerKeeper {
 public:
  /// All outlive it. Without a signer nothing is entered, and that is no problem.
  LedgerKeeper(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const archive::Signer* signer);

  /// The ledger's last line, by its hash, before this recording is entered.
  [[nodiscard]] std::optional<std::string> head() noexcept;
  void begin(const std::string& recording, const std::string& open) noexcept;
  void seal(const std::string& recording, const std::string& seal) noexcept;
  /// It held no sound, and is gone.
  void nothing(const std::string& recording) noexcept;

  /// Why something is not in the ledger that should be.
  [[nodiscard]] const std::optional<Error>& problem() const noexcept { return problem_; }

 private:
  template <typename Call>
  void enter(Call call) noexcept;

  std::optional<archive::LedgerEntries> ledger_;
  os::Path path_;
  std::optional<Error> problem_;
};

}  // namespace earwitness::record
