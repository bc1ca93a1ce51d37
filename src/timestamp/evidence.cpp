// SPDX-License-Identifier: MIT
#include "timestamp/evidence.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>
#include <optional>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr const char* certificate_block = "CERTIFICATE";
constexpr const char* crl_block = "X509 CRL";
constexpr const char* ocsp_block = "OCSP RESPONSE";

/// One PEM block.
struct Block {
  std::string_view name;
  std::optional<std::vector<std::byte>> der;  ///< nothing: it is not closed, or not base64
};

/// PEM (RFC 7468) block by block. Each byte is looked at once.
class BlockReader {
 public:
  explicit BlockReader(std::string_view text) : rest_(text) {}

  /// The next block; nothing at the end. `has_prose()` says whether something stood before it.
  std::optional<Block> next() {
    while (!rest_.empty()) {
      const auto line = take_line();
      const auto name = name_in(line, "-----BEGIN ");
      if (!name.empty()) return read_block(name);
      has_prose_ = has_prose_ || !line.empty();
    }
    return std::nullopt;
  }
  /// Anything so far that is neither a block nor an empty line.
  [[nodiscard]] bool has_prose() const noexcept { return has_prose_; }

 private:
  static std::string_view name_in(std::string_view line, std::string_view begin) {
    constexpr std::string_view end = "-----";
    if (!line.starts_with(begin) || !line.ends_with(end) || line.size() <= begin.size() + end.size()) return {};
    return line.substr(begin.size(), line.size() - begin.size() - end.size());
  }

  std::string_view take_line() {
    auto line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  Block read_block(std::string_view name) {
    std::string encoded;
    while (!rest_.empty()) {
      const auto line = take_line();
      if (name_in(line, "-----END ") == name) {
        auto der = base::from_base64(encoded);
        if (der && der->empty()) break;  // which can't be written either
        return {name, std::move(der)};
      }
      if (line.starts_with("-----")) break;
      encoded += line;
    }
    return {name, std::nullopt};
  }

  std::string_view rest_;
  bool has_prose_ = false;
};

std::vector<std::vector<std::byte>>* place_of(std::string_view name, Evidence& evidence) {
  return name == certificate_block ? &evidence.certificates
         : name == crl_block       ? &evidence.crls
         : name == ocsp_block      ? &evidence.ocsp_responses
                                   : nullptr;
}

void append(std::string& text, const char* name, const std::vector<std::vector<std::byte>>& blocks) {
  for (const auto& der : blocks) {
    const auto bio = made(BioPtr(BIO_new(BIO_s_mem())));
    if (PEM_write_bio(bio.get(), name, "", octets(der), static_cast<long>(der.size())) <= 0) throw std::bad_alloc();
    char* pem = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &pem);
    text.append(pem, static_cast<std::size_t>(size));
  }
}

constexpr std::string_view first_line = "earwitness time stamp evidence, version 1\ntime-stamp-sha256: ";
constexpr std::size_t hash_characters = 64;

std::string head_of(std::string_view response_hash, std::string_view blocks) {
  return fmt::format("{}{}\nevidence-sha256: {}\n", first_line, response_hash,
                     crypto::sha256_hex(fmt::format("{}\n{}", response_hash, blocks)));
}

}  // namespace

Evidence read_blocks(std::string_view pem, std::size_t max_blocks) {
  Evidence evidence;
  BlockReader reader(pem);
  for (std::size_t count = 0; count < max_blocks; ++count) {
    auto block = reader.next();
    if (!block) break;
    auto* to = place_of(block->name, evidence);
    if (to != nullptr && block->der) to->push_back(std::move(*block->der));
  }
  return evidence;
}

Evidence read_evidence(std::string_view pem) {
  if (pem.size() > limits::time_stamp_evidence_bytes) return {};
  return read_blocks(pem, limits::time_stamp_evidence_blocks);
}

EvidenceReading read_evidence_file(std::string_view file) {
  const auto refused = [](std::string why) { return EvidenceReading{{}, std::move(why)}; };
  if (file.size() > limits::time_stamp_evidence_bytes) return refused(_("it is longer than such a file may be"));
  if (!is_whole(file)) return refused(_("it is not as it was stored with its time stamp"));
  EvidenceReading reading;
  BlockReader reader(file.substr(head_of(std::string(hash_characters, '0'), {}).size()));
  for (std::size_t count = 0;; ++count) {
    auto block = reader.next();
    if (reader.has_prose()) return refused(_("it holds something between its blocks"));
    if (!block) return reading;
    if (count == limits::time_stamp_evidence_blocks)
      return refused(_("it holds more blocks than such a file may have"));
    auto* to = place_of(block->name, reading.evidence);
    if (to == nullptr) return refused(_("it holds a block of a kind that is not for it"));
    if (!block->der) return refused(_("one of its blocks can't be read"));
    to->push_back(std::move(*block->der));
  }
}

std::vector<std::vector<std::byte>> read_crls(std::string_view file) {
  std::vector<std::vector<std::byte>> crls;
  if (file.find("-----BEGIN ") == std::string_view::npos) {
    const auto bytes = base::as_bytes(file);
    crls.emplace_back(bytes.begin(), bytes.end());
  } else {
    BlockReader reader(file);
    while (auto block = reader.next()) {
      if (block->name != crl_block) continue;
      if (!block->der) return {};
      crls.push_back(std::move(*block->der));
    }
  }
  const bool are_crls = std::all_of(crls.begin(), crls.end(),
                                    [](const auto& der) { return from_der<CrlPtr>(der, d2i_X509_CRL) != nullptr; });
  (void)last_error();
  return are_crls ? std::move(crls) : std::vector<std::vector<std::byte>>();
}

std::string certificate_pem(std::string_view pem, std::string_view fingerprint) {
  std::string text;
  for (const auto& der : read_evidence(pem).certificates) {
    if (text.empty() && base::to_hex(crypto::sha256(der)) == fingerprint) append(text, certificate_block, {der});
  }
  return text;
}

std::string evidence_text(std::span<const std::byte> response, const Evidence& evidence) {
  std::string blocks;
  append(blocks, certificate_block, evidence.certificates);
  append(blocks, crl_block, evidence.crls);
  append(blocks, ocsp_block, evidence.ocsp_responses);
  return head_of(base::to_hex(crypto::sha256(response)), blocks) + blocks;
}

bool is_whole(std::string_view file) {
  if (!file.starts_with(first_line)) return false;
  const auto response_hash = file.substr(first_line.size(), hash_characters);
  const auto head_bytes = head_of(std::string(hash_characters, '0'), {}).size();
  return file.size() >= head_bytes && file.starts_with(head_of(response_hash, file.substr(head_bytes)));
}

bool belong_together(std::span<const std::byte> response, std::string_view file) {
  return is_whole(file) && file.substr(first_line.size(), hash_characters) == base::to_hex(crypto::sha256(response));
}

}  // namespace earwitness::timestamp
