// SPDX-License-Identifier: MIT
//
// The lines of an archive's ledger, read (docs/format.md, "Ledger"): chained like a journal's, each signed. A line that
// a crash left torn is passed over where the `torn` line after it says so; else reading stops there.
//
// The chain is checked here, and that a line is one; signatures, events and their fields are the caller's. Whatever is
// read may be anyone's. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

struct LedgerLine {
  std::uint64_t number = 0;  ///< from 1
  std::uint64_t offset = 0;  ///< of its first byte in the file
  std::string hash;          ///< hex SHA-256 of its bytes without the newline
  std::string prev;          ///< what it says to be the hash of the line before
  UtcTime utc{};
  std::string event;
  json::Value fields;                ///< the whole object
  std::string signed_text;           ///< the line without its last field, `sig`
  std::vector<std::byte> signature;  ///< the bytes of `sig`
};

/// Nothing if `text`, without a newline, is not a line of a ledger, or longer than one may be; number and offset are
/// the caller's.
[[nodiscard]] std::optional<LedgerLine> parse_ledger_line(std::string_view text);

struct LedgerDamage {
  std::uint64_t number = 0;  ///< of the first line that can't be followed, from 1
  std::uint64_t offset = 0;  ///< of its first byte
  std::string reason;
};

struct LedgerReading {
  std::uint64_t lines = 0;  ///< good ones, which the visitor has seen
  std::uint64_t torn = 0;   ///< that a crash left, and a `torn` line completes
  std::string last_hash;    ///< of the last good line; empty if there is none
  std::optional<LedgerDamage> damage;
};

/// In bytes. Throws FileError, Error(unknown_format) beyond limits::ledger_bytes: more is not looked at, nor copied.
[[nodiscard]] std::uint64_t ledger_size(os::File& file);
/// From the start of the file. Throws as `ledger_size` does, and what the visitor throws.
[[nodiscard]] LedgerReading read_ledger(os::File& file, const std::function<void(LedgerLine&&)>& visitor);

/// The key that a `key` line brings in: base64 of its DER; empty if it is no such line, or its field `key` is not that
/// key's fingerprint.
[[nodiscard]] std::string key_brought_in(const LedgerLine& line);
/// The keys by which a `key` line leads from the key with the fingerprint `previous` to the new one, each signed by the
/// one before it; both ends are in it. Empty where it does not lead there.
[[nodiscard]] std::vector<std::string> endorsement_chain(const LedgerLine& line, const std::string& previous);

}  // namespace earwitness::archive
