// SPDX-License-Identifier: MIT
#include "timestamp/evidence.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>
#include <climits>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr const char* certificate_block = "CERTIFICATE";
constexpr const char* crl_block = "X509 CRL";
constexpr const char* ocsp_block = "OCSP RESPONSE";

struct Block {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
};

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

Evidence read_evidence(std::string_view pem) {
  Evidence evidence;
  if (pem.empty() || pem.size() > limits::time_stamp_evidence_bytes) return evidence;
  const auto bio = made(BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))));
  for (std::size_t count = 0; count < limits::time_stamp_evidence_blocks; ++count) {
    Block block;
    if (PEM_read_bio(bio.get(), &block.name, &block.header, &block.data, &block.size) != 1) break;
    const auto bytes = std::as_bytes(std::span(block.data, static_cast<std::size_t>(block.size)));
    const std::string_view name = block.name;
    auto* to = name == certificate_block ? &evidence.certificates
               : name == crl_block       ? &evidence.crls
               : name == ocsp_block      ? &evidence.ocsp_responses
                                         : nullptr;
    if (to != nullptr) to->emplace_back(bytes.begin(), bytes.end());
  }
  (void)last_error();  // the end of the text counts as one
  return evidence;
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
