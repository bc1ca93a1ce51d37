// SPDX-License-Identifier: MIT
//
// The salts of a recording's seconds (docs/format.md, "Salts"). From format 2 on an `audio` line has the SHA-256 of 16
// random bytes and then of its second's samples; salts.jsonl has these bytes, and an excerpt those of the seconds that
// it discloses. So a second that is withheld cannot be tried through, though it be silence. The one place that says how
// the two belong together, for whoever writes a second, checks it or recovers it. Values, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/sha256.hpp"
#include "journal/content.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"

namespace earwitness::journal {

[[nodiscard]] Salt new_salt();

/// To which a second's samples are added: begun with the salt, where there is one.
[[nodiscard]] crypto::Sha256 begin_second(const std::optional<Salt>& salt);
[[nodiscard]] crypto::Digest second_hash(const std::optional<Salt>& salt, std::span<const std::byte> samples);

/// A line of salts.jsonl: the `seq` of an `audio` line, and its salt.
struct SaltLine {
  std::uint64_t seq = 0;
  Salt salt{};
};
[[nodiscard]] json::Value encode(const SaltLine& line);
/// Nothing if the line, which may be anyone's, is none.
[[nodiscard]] std::optional<SaltLine> parse_salt(std::string_view line);

/// Each whole line up to the first that is none, or that does not follow the one before it.
[[nodiscard]] std::vector<SaltLine> read_salts(os::File& file);

/// Which seconds must have a salt there.
enum class SaltsOf { every_second, some_seconds };
/// Puts the salts into the journal's seconds. What does not fit is a problem, with its line in that file (0: none): a
/// line that speaks of no `audio` line, or a second without one. Throws FileError.
[[nodiscard]] std::vector<Problem> add_salts(JournalContent& journal, os::File& salts, SaltsOf expected);

}  // namespace earwitness::journal
