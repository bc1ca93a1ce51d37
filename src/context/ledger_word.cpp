// SPDX-License-Identifier: MIT
#include "context/ledger_word.hpp"

#include <algorithm>

#include "archive/ledger.hpp"
#include "archive/own_notes.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/known_keys.hpp"
#include "context/only_own.hpp"
#include "context/unlock.hpp"

namespace earwitness::context {

namespace {

/// Where the ledger could not be told, and nobody else could have written that.
bool is_noted(const Context& context, const std::string& open) {
  const auto notes = keys_folder().parent_path();
  return archive::has_own_note(context.fs, notes, archive::OwnNote::begun, open) &&
         is_only_own_quietly(archive::own_note(notes, archive::OwnNote::begun, open));
}

/// Whether anything lies in its place.
bool read_index(const Context& context, const os::Path& root, const std::set<std::string>& known,
                std::optional<verify_detail::LedgerIndex>& index) {
  const auto path = archive::ledger_path(root);
  const auto entry = context.fs.status(path);
  if (entry && entry->kind == os::EntryKind::file) index.emplace(context.fs, path, known);
  return entry.has_value();
}

}  // namespace

LedgerWord::LedgerWord(const Context& context, const os::Path& conversation) : conversation_{conversation} {
  opening_ = archive::read_opening(context.fs, conversation_.bag());
  is_noted_ = opening_ && is_noted(context, opening_->hash);
  std::set<std::string> known;
  for (const auto& key : own_keys(context)) known.insert(key.fingerprint);
  const auto root = conversation.parent_path();
  is_there_ = read_index(context, root, known, index_);
  const auto own = own_archive(context);
  if (!own.empty() && own != root) (void)read_index(context, own, known, own_index_);
}

std::string LedgerWord::shown() const { return base::printable(conversation_.folder.filename().string()); }

void LedgerWord::refuse_known(const std::string& recording) const {
  for (const auto* index : {&index_, &own_index_}) {
    if (*index) refuse_known((*index)->find(recording));
  }
}

bool LedgerWord::was_begun(const std::string& recording) const {
  const auto* known = index_ && index_->knows_first() ? index_->find(recording) : nullptr;
  if (known == nullptr || known->begin == 0) return is_noted_;
  return !opening_ || known->open == opening_->hash;
}

void LedgerWord::forget_note(const Context& context) const {
  if (!is_noted_) return;
  archive::remove_own_note(context.fs, keys_folder().parent_path(), archive::OwnNote::begun, opening_->hash);
}

void LedgerWord::refuse_known(const verify_detail::LedgerRecording* known) const {
  if (known == nullptr) return;
  if (known->remove_line > 0) {
    refuse(tr("the ledger says that {} was deleted (line {}): it is not recovered", shown(), known->remove_line));
  }
  refuse_sealed(*known);
}

void LedgerWord::refuse_sealed() const {
  if (!opening_) return;
  for (const auto* index : {&index_, &own_index_}) {
    const auto* known = *index ? (*index)->find(opening_->recording) : nullptr;
    if (known != nullptr && known->remove_line == 0) refuse_sealed(*known);
  }
}

void LedgerWord::refuse_sealed(const verify_detail::LedgerRecording& known) const {
  if (known.seal_line > 0 || known.part_line > 0) {
    refuse(
        tr("the ledger says that {} was sealed (line {}), and what is here has no seal: somebody changed it, and "
           "it is not recovered",
           shown(), std::max(known.seal_line, known.part_line)));
  }
  if (known.recover_line > 0) {
    refuse(tr("the ledger says that {} was recovered before (line {}), and that is not here: it is not recovered again",
              shown(), known.recover_line));
  }
}

void LedgerWord::refuse(const std::string& why) const {
  throw Error(ErrorKind::not_found, conversation_.folder.string(), why, NextStep(Step::verify_all));
}

}  // namespace earwitness::context
