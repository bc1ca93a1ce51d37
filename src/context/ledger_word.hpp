// SPDX-License-Identifier: MIT
//
// What the ledger has to say of an interrupted recording, before it is recovered. One thread.
#pragma once

#include <optional>
#include <string>

#include "archive/archive.hpp"
#include "archive/opening.hpp"
#include "context/context.hpp"
#include "verify/ledger_index.hpp"

namespace earwitness::context {

/// What the ledger has to say before anything is signed: a signature under what anybody may have put there would make
/// it the user's own. So only what was begun here is signed, by the line that it was begun with, and nothing that ever
/// was sealed, recovered or deleted is made a second time.
class LedgerWord {
 public:
  LedgerWord(const Context& context, const os::Path& conversation);

  /// Throws Error(not_found) where it must not be recovered. What lies elsewhere may have a ledger that somebody cut
  /// off before its end: the user's own archive is asked, too.
  void refuse_known(const std::string& recording) const;
  /// The same of what was sealed or recovered and is not deleted: that there was no sound in it is never signed.
  void refuse_sealed() const;
  /// Whether it was begun here, as far as that can be told.
  [[nodiscard]] bool was_begun(const std::string& recording) const;
  void forget_note(const Context& context) const;

  [[nodiscard]] bool has_ledger() const { return is_there_; }
  [[nodiscard]] bool names_key() const { return opening_ && !opening_->key.empty(); }
  [[nodiscard]] std::string shown() const;

 private:
  void refuse_known(const verify_detail::LedgerRecording* known) const;
  void refuse_sealed(const verify_detail::LedgerRecording& known) const;
  [[noreturn]] void refuse(const std::string& why) const;

  archive::Conversation conversation_;
  std::optional<archive::OpeningLine> opening_;
  bool is_noted_ = false;
  bool is_there_ = false;
  std::optional<verify_detail::LedgerIndex> index_;
  std::optional<verify_detail::LedgerIndex> own_index_;  ///< of the user's own archive, where that is another one
};

}  // namespace earwitness::context
