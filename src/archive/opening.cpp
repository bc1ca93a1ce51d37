// SPDX-License-Identifier: MIT
#include "archive/opening.hpp"

#include <algorithm>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t opening_chunk_bytes = 2048;  // an `open` line has 800 bytes

/// Without its newline; nothing if there is none within limits::journal_line_bytes.
std::optional<std::string> first_line(os::File& file) {
  std::string text;
  while (text.size() <= limits::journal_line_bytes) {
    const auto filled = text.size();
    text.resize(filled + opening_chunk_bytes);
    const auto got = file.read(std::as_writable_bytes(std::span(text)).subspan(filled));
    text.resize(filled + got);
    if (const auto end = text.find('\n', filled); end != std::string::npos) return text.substr(0, end);
    if (got == 0) return std::nullopt;
  }
  return std::nullopt;
}

bool is_file(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::file;
}

}  // namespace

std::optional<OpeningLine> read_opening(os::FileSystem& fs, const os::Path& bag) {
  const auto path = bag / bag::journal_path;
  if (!is_file(fs, path)) return std::nullopt;
  const auto text = first_line(*fs.open(path));
  const auto fields = text ? json::parse_object(*text, json::journal_line) : std::nullopt;
  if (!fields || json::text_in(*fields, "event") != "open") return std::nullopt;
  const bool is_import = json::text_in(*fields, "kind") == recording_kind::imported;
  const auto utc = base::printable(json::text_in(*fields, "utc"));
  return OpeningLine{json::text_in(*fields, "recording"), crypto::sha256_hex(*text),
                     json::text_in(*fields, "ledger"),    json::text_in(*fields, "key"),
                     is_import ? std::string() : utc,     is_import ? utc : std::string()};
}

std::string read_seal(os::FileSystem& fs, const os::Path& bag) {
  const auto path = bag / bag::tag_manifest;
  if (!is_file(fs, path)) return {};
  return crypto::sha256_hex(os::read_all(fs, path, limits::tag_file_bytes));
}

}  // namespace earwitness::archive
