// SPDX-License-Identifier: MIT
//
// The first release did not write into what it left of a recording that a part had been deleted, and when: that stands
// in the ledger alone.
#include <set>
#include <string>

#include "archive/ledger.hpp"
#include "bag/layout.hpp"
#include "verify/ledger_index.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

std::set<std::string> fingerprints(const Checker& checker) {
  std::set<std::string> known;
  for (const auto& key : checker.keys) known.insert(key.fingerprint);
  return known;
}

/// Any ledger can be laid beside a bag: it is believed where who signed the recording signed that line, too, or where
/// the checker knows its first key.
bool is_believed(const LedgerIndex& index, const LedgerRecording& known, const Verification& result) {
  return index.knows_first() || (result.signature && index.signer_of(known.part_line) == result.signature->key);
}

}  // namespace

void ask_ledger_of_part(Session& session) {
  auto& result = session.result;
  const auto bag = named_bag(result.bag);
  const bool is_asked = result.kind == RecordingKind::excerpt && result.sealed && result.said.deleted_utc.empty() &&
                        bag.filename() == bag::recording_folder;
  if (!is_asked) return;
  try {
    const auto ledger = archive::ledger_path(bag.parent_path().parent_path());
    const auto entry = session.fs.status(ledger);
    if (!entry || entry->kind != os::EntryKind::file) return;
    const LedgerIndex index(session.fs, ledger, fingerprints(session.checker));
    const auto* known = index.find(result.recording);
    if (known == nullptr || known->part_line == 0 || known->remove_line > 0) return;
    if (known->part_seal != result.seal || !is_believed(index, *known, result)) return;
    result.said.deleted_utc = known->part_utc;
    result.said.deleted_line = known->part_line;
  } catch (const Error&) {  // whoever checks the ledger is told
  }
}

}  // namespace earwitness::verify_detail
