// SPDX-License-Identifier: MIT
#include "verify/ledger_index.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "archive/key_file.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "json/fields.hpp"

namespace earwitness::verify_detail {

namespace {

std::string text_of(const archive::LedgerLine& line, const char* name) { return json::text_in(line.fields, name); }

}  // namespace

LedgerIndex::LedgerIndex(os::FileSystem& fs, const os::Path& path) {
  const auto file = fs.open(path);
  reading_ = archive::read_ledger(*file, [&](archive::LedgerLine&& line) { add(std::move(line)); });
  // Torn lines at the end are the last key's.
  if (!runs_.empty()) {
    auto& last = runs_.back().lines;
    last.insert(last.end(), before_key_.begin(), before_key_.end());
  }
}

void LedgerIndex::add(archive::LedgerLine&& line) {
  by_hash_.emplace(line.hash, line.number);
  const auto index = signed_.size();
  if (line.event == "key") add_key(line);
  add_recording(line);
  signed_.push_back({line.number, std::move(line.signed_text), std::move(line.signature)});
  if (line.event == "torn") {
    before_key_.push_back(index);
    return;
  }
  if (runs_.empty()) runs_.emplace_back();  // nobody was brought in: a run without a key
  auto& lines = runs_.back().lines;
  lines.insert(lines.end(), before_key_.begin(), before_key_.end());
  before_key_.clear();
  lines.push_back(index);
}

void LedgerIndex::add_key(const archive::LedgerLine& line) {
  if (runs_.size() >= limits::ledger_keys) {
    throw Error(ErrorKind::unknown_format, {}, tr("the ledger has more than {} keys", limits::ledger_keys));
  }
  KeyRun run;
  run.body = archive::key_brought_in(line);
  run.fingerprint = base::printable(text_of(line, "key"));
  run.line = line.number;
  run.endorsed = runs_.empty() || archive::is_endorsed(line, runs_.back().fingerprint);
  runs_.push_back(std::move(run));
}

void LedgerIndex::add_recording(const archive::LedgerLine& line) {
  const auto uuid = text_of(line, "recording");
  if (line.event == "begin") begins_.push_back(line.number);
  if (uuid.empty()) return;
  if (!recordings_.contains(uuid) && recordings_.size() >= limits::recordings * 2) {
    throw Error(ErrorKind::unknown_format, {}, tr("the ledger has more than {} recordings", limits::recordings * 2));
  }
  auto& recording = recordings_[uuid];
  if (line.event == "begin") {
    recording.begin = line.number;
    recording.open = text_of(line, "open");
  } else if (line.event == "seal") {
    recording.seal_line = line.number;
    recording.seal = text_of(line, "seal");
  } else if (line.event == "recover") {
    recording.recover_line = line.number;
    recording.recovered_seal = text_of(line, "seal");
  } else if (line.event == "transcript") {
    recording.transcripts[text_of(line, "bag")] = {line.number, text_of(line, "seal")};
  } else if (line.event == "delete" && text_of(line, "what") == "part") {
    recording.part_line = line.number;
    recording.part_utc = base::rfc3339(line.utc);
    recording.part_seal = text_of(line, "seal_after");
  } else if (line.event == "delete") {
    recording.remove_line = line.number;
    recording.removed_utc = base::rfc3339(line.utc);
    recording.removed_seal = text_of(line, "seal_before");
  }
}

const LedgerRecording* LedgerIndex::find(const std::string& recording) const {
  const auto found = recordings_.find(recording);
  return found == recordings_.end() ? nullptr : &found->second;
}

std::uint64_t LedgerIndex::line_of(const std::string& hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? 0 : found->second;
}

bool LedgerIndex::begins_between(std::uint64_t after, std::uint64_t before) const {
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), after);
  return next != begins_.end() && *next < before;
}

std::uint64_t LedgerIndex::first_unsigned() const {
  for (const auto& run : runs_) {
    const auto key = crypto::PublicKey::from_pem(archive::public_pem_of(run.body));
    if (run.body.empty() || !key) return run.lines.empty() ? 0 : signed_[run.lines.front()].number;
    const auto holds = [&](std::size_t index) {
      return key->verify(base::as_bytes(signed_[index].text), signed_[index].signature);
    };
    if (run.lines.empty() || holds(run.lines.back())) continue;
    const auto first = std::find_if_not(run.lines.begin(), run.lines.end(), holds);
    return signed_[*first].number;
  }
  return 0;
}

}  // namespace earwitness::verify_detail
