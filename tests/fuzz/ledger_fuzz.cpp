// SPDX-License-Identifier: MIT
//
// An archive's ledger, which may have come from another machine. Lines are chained here, unless `raw` stands in front;
// signatures are not made anew, as the reader leaves them to others.
#include "archive/key_file.hpp"
#include "archive/ledger_line.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "os/bytes_file.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mend.hpp"

namespace earwitness::fuzz {

namespace {

void check_line(const std::string& text, const archive::LedgerLine& line) {
  const auto end = text.find('\n', static_cast<std::size_t>(line.offset));
  require(end != std::string::npos, "a line that is read has an end");
  const auto own = std::string_view(text).substr(static_cast<std::size_t>(line.offset), end - line.offset);
  require(own.size() <= limits::ledger_line_bytes, "no line is longer than one may be");
  require(crypto::sha256_hex(own) == line.hash, "a line's hash is of its own bytes");
  require(own.starts_with(std::string_view(line.signed_text).substr(0, line.signed_text.size() - 1)),
          "what is signed is what stands there");
  require(line.signature.size() == 64, "a signature has its length");
  const auto key = archive::key_brought_in(line);
  require(key.empty() || !archive::fingerprint_of(key).empty(), "what a line brings in is a key");
  require(archive::endorsement_chain(line, "no fingerprint").empty(), "nobody's word is nobody's");
}

}  // namespace

void ledger(Input input) {
  const bool is_raw = as_text(input).starts_with("raw");
  const auto text = is_raw ? std::string(as_text(input).substr(3)) : chained(as_text(input));
  os::BytesFile file(base::as_bytes(text));
  std::vector<archive::LedgerLine> lines;
  const auto reading =
      archive::read_ledger(file, [&](archive::LedgerLine&& line) { lines.push_back(std::move(line)); });
  require(lines.size() == reading.lines, "each good line is seen once");
  for (const auto& line : lines) check_line(text, line);
  if (!reading.damage) return;
  require(reading.damage->number == reading.lines + reading.torn + 1, "damage is in the line after the good ones");
  os::BytesFile good(base::as_bytes(text).first(static_cast<std::size_t>(reading.damage->offset)));
  const auto again = archive::read_ledger(good, [](archive::LedgerLine&&) {});
  require(!again.damage && again.lines == reading.lines && again.last_hash == reading.last_hash,
          "the good lines are good on their own");
}

}  // namespace earwitness::fuzz
