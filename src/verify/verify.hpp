// SPDX-License-Identifier: MIT
//
// As include/earwitness/verify.hpp, over any file system.
#pragma once

#include "earwitness/verify.hpp"
#include "os/file_system.hpp"
#include "verify/seals_beside.hpp"

namespace earwitness {

[[nodiscard]] Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker = {},
                                  const VerifyOptions& options = {});
/// One of several in the same folder, one after the other: what lies beside them is read once, and kept in `beside`.
/// Nothing there may change in the meantime.
[[nodiscard]] Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker, SealsBeside& beside,
                                  const VerifyOptions& options = {});

[[nodiscard]] LedgerVerification verify_ledger(os::FileSystem& fs, const os::Path& archive,
                                               const std::vector<std::string>& heads = {}, const Checker& checker = {});

/// What a ledger has to say of one recording, as sentences, for who hands it over.
struct LedgerWord {
  std::vector<std::string> against;  ///< another thing than what lies there
  std::vector<std::string> doubts;   ///< that it lacks it, or of one of its transcripts another thing
};
/// By the ledger of the archive that a conversation lies in; `recording` is that folder, or a bag in it. Empty where
/// there is no ledger, or one that does not hold itself, which is verify_ledger()'s to tell. Throws nothing but
/// std::bad_alloc.
[[nodiscard]] LedgerWord word_of_ledger(os::FileSystem& fs, const os::Path& recording, const Checker& checker);

}  // namespace earwitness
