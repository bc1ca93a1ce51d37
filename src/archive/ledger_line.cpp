// SPDX-License-Identifier: MIT
#include "archive/ledger_line.hpp"

#include <fmt/format.h>

#include "archive/key_file.hpp"
#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "journal/hash_chain.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view before_signature = ",\"sig\":\"";
constexpr std::string_view after_signature = "\"}";
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t signature_characters = 88;  // of which two are padding; with less of that they are 65 or 66 bytes

/// A ledger's text, taken apart line by line.
class Lines {
 public:
  Lines(std::string text, const std::function<void(LedgerLine&&)>& visitor)
      : text_(std::move(text)), visitor_(visitor) {}

  LedgerReading read() {
    while (at_ < text_.size() && step()) {
    }
    if (chain_.lines() > 0) reading_.last_hash = chain_.last_hash();
    return std::move(reading_);
  }

 private:
  bool step() {
    const auto end = text_.find('\n', at_);
    auto reason = end == std::string::npos ? std::string(_("it has no end: the file was cut, or its writer was"))
                                           : follow(std::string_view(text_).substr(at_, end - at_));
    if (reason.empty()) {
      at_ = end + 1;
      return true;
    }
    if (pass_torn()) return true;
    reading_.damage = LedgerDamage{chain_.lines() + 1, at_, std::move(reason)};
    return false;
  }

  /// Why the line can't be followed; empty once the visitor has it.
  std::string follow(std::string_view text) {
    if (text.size() > limits::ledger_line_bytes) return _("it is too long");
    auto line = parse_ledger_line(text);
    if (!line) return _("it is not a line of a ledger");
    const auto link = chain_.link_of(line->fields);
    if (link != journal::HashChain::Link::fits) return journal::HashChain::reason(link);
    chain_.append_hashed(line->hash);
    line->number = chain_.lines();
    line->offset = at_;
    ++reading_.lines;
    visitor_(std::move(*line));
    return {};
  }

  /// What a crash left of a line counts as one, if the next line says so: `torn`, with the place and the length of the
  /// rest, and chained to it. It may hold newlines.
  bool pass_torn() {
    for (auto end = text_.find('\n', at_); end != std::string::npos; end = text_.find('\n', end + 1)) {
      const auto rest = std::string_view(text_).substr(at_, end - at_);
      if (rest.size() > limits::ledger_line_bytes) return false;
      const auto next_end = text_.find('\n', end + 1);
      if (next_end == std::string::npos) return false;
      const auto next = parse_ledger_line(std::string_view(text_).substr(end + 1, next_end - end - 1));
      if (!next || next->event != "torn" || json::find_count(next->fields, "from") != at_) continue;
      const auto hash = crypto::sha256_hex(rest);
      if (json::find_count(next->fields, "bytes") != rest.size() || next->prev != hash) return false;
      ++reading_.torn;
      chain_.append_hashed(hash);
      at_ = end + 1;
      return true;
    }
    return false;
  }

  std::string text_;
  const std::function<void(LedgerLine&&)>& visitor_;
  std::size_t at_ = 0;
  journal::HashChain chain_;
  LedgerReading reading_;
};

}  // namespace

std::optional<LedgerLine> parse_ledger_line(std::string_view text) {
  const auto rest = before_signature.size() + signature_characters + after_signature.size();
  if (text.size() > limits::ledger_line_bytes || text.size() < rest || text.front() != '{' ||
      !text.ends_with(after_signature))
    return std::nullopt;
  const auto signed_part = text.substr(0, text.size() - rest);
  if (!text.substr(signed_part.size()).starts_with(before_signature)) return std::nullopt;
  auto signature = base::from_base64(text.substr(signed_part.size() + before_signature.size(), signature_characters));
  auto fields = json::parse_object(text, json::journal_line);
  const auto utc = fields ? base::parse_rfc3339(json::text_in(*fields, "utc")) : std::nullopt;
  const auto* event = fields ? fields->find("event") : nullptr;
  if (!signature || signature->size() != signature_bytes || !utc || !fields->contains("seq") || event == nullptr ||
      !event->is_string())
    return std::nullopt;
  LedgerLine line;
  line.fields = std::move(*fields);
  line.signature = std::move(*signature);
  line.utc = *utc;
  line.prev = json::text_in(line.fields, "prev");
  line.event = json::text_in(line.fields, "event");
  line.signed_text = fmt::format("{}}}", signed_part);
  line.hash = crypto::sha256_hex(text);
  return line;
}

std::uint64_t ledger_size(os::File& file) {
  const auto size = file.size();
  if (size > limits::ledger_bytes) {
    throw Error(ErrorKind::unknown_format, file.path().string(),
                tr("{} is larger than the {} bytes that a ledger may have", base::printable(file.path().string()),
                   limits::ledger_bytes));
  }
  return size;
}

LedgerReading read_ledger(os::File& file, const std::function<void(LedgerLine&&)>& visitor) {
  const auto size = ledger_size(file);
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seek(0);
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto got = file.read(std::as_writable_bytes(std::span(text)).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  text.resize(filled);
  return Lines(std::move(text), visitor).read();
}

std::string key_brought_in(const LedgerLine& line) {
  if (line.event != "key") return {};
  auto body = json::text_in(line.fields, "public_key");
  const auto fingerprint = fingerprint_of(body);
  return !fingerprint.empty() && fingerprint == json::text_in(line.fields, "key") ? body : std::string();
}

std::vector<std::string> endorsement_chain(const LedgerLine& line, const std::string& previous) {
  const auto& list = line.fields["endorsed"].elements();
  if (list.empty() || list.size() > limits::key_rotations) return {};
  std::vector<std::string> chain{previous};
  for (const auto& element : list) {
    if (!element.is_object()) return {};
    const Endorsement endorsement{json::text_in(element, "by"), json::text_in(element, "key"),
                                  json::text_in(element, "sig")};
    if (fingerprint_of(endorsement.previous_key) != chain.back() || !holds(endorsement)) return {};
    chain.push_back(fingerprint_of(endorsement.key));
  }
  return chain.back() == json::text_in(line.fields, "key") ? chain : std::vector<std::string>();
}

}  // namespace earwitness::archive
