// SPDX-License-Identifier: MIT
#include "record/ledger_keeper.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::record {

LedgerKeeper::LedgerKeeper(os::FileSystem& fs, const os::Clock& clock, const os::Path& root,
                           const archive::Signer* signer)
    : path_(archive::ledger_path(root)) {
  if (signer != nullptr) ledger_.emplace(fs, clock, root, *signer);
}

template <typename Call>
void LedgerKeeper::enter(Call call) noexcept {
  if (!ledger_) return;
  try {
    call();
  } catch (const std::exception& error) {
    if (problem_) return;
    const auto* ours = dynamic_cast<const Error*>(&error);
    const auto next = ours != nullptr ? ours->next() : std::string();
    problem_.emplace(
        ErrorKind::surroundings, path_.string(),
        tr("the ledger {} does not have all of this recording: {}", base::printable(path_.string()), error.what()),
        next.empty() ? "earwitness verify --all" : next);
  }
}

std::optional<std::string> LedgerKeeper::head() noexcept {
  std::optional<std::string> head;
  enter([&] { head = ledger_->head(); });
  return head;
}

void LedgerKeeper::begin(const std::string& recording, const std::string& open) noexcept {
  enter([&] { ledger_->begin(recording, open); });
}

void LedgerKeeper::seal(const std::string& recording, const std::string& seal) noexcept {
  enter([&] { ledger_->seal(recording, "recording", seal); });
}

void LedgerKeeper::nothing(const std::string& recording) noexcept {
  enter([&] { ledger_->remove(recording, "nothing", {}); });
}

}  // namespace earwitness::record
