// SPDX-License-Identifier: MIT
//
// What is kept beside a time stamp, so that it can be checked in ten years without asking anybody: the certificates up
// to the root, and what was said of their revocation. docs/format.md ("Time stamps") has the layout: three lines that
// tie the file to its time stamp, then PEM blocks CERTIFICATE, X509 CRL and OCSP RESPONSE. Pure, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::timestamp {

/// In DER.
struct Evidence {
  std::vector<std::vector<std::byte>> certificates;
  std::vector<std::vector<std::byte>> crls;
  std::vector<std::vector<std::byte>> ocsp_responses;
};

/// The first `max_blocks` PEM blocks of these kinds, whatever stands between them; what is of another kind, or can't be
/// decoded, is skipped.
[[nodiscard]] Evidence read_blocks(std::string_view pem, std::size_t max_blocks);
/// The same of at most limits::time_stamp_evidence_blocks, and nothing of a text beyond
/// limits::time_stamp_evidence_bytes.
[[nodiscard]] Evidence read_evidence(std::string_view pem);

/// The blocks of a file that evidence_text() could have made; or why it is not such a file, as a sentence: a block that
/// is skipped could be the one that says that a certificate was revoked.
struct EvidenceReading {
  Evidence evidence;
  std::string why;
};
[[nodiscard]] EvidenceReading read_evidence_file(std::string_view file);

/// The CRLs in a file that somebody brings: PEM, or one in DER. Empty: it holds none, or something that can't be read.
[[nodiscard]] std::vector<std::vector<std::byte>> read_crls(std::string_view file);

/// The certificate among them whose DER has this SHA-256 in hex, as PEM; empty where it is not there.
[[nodiscard]] std::string certificate_pem(std::string_view pem, std::string_view fingerprint);

/// The file beside a time stamp whose bytes are `response`.
[[nodiscard]] std::string evidence_text(std::span<const std::byte> response, const Evidence& evidence);
/// Whether the file, and whether both, are byte for byte what was stored. It protects against accidents; the signatures
/// inside protect against people.
[[nodiscard]] bool is_whole(std::string_view evidence_file);
[[nodiscard]] bool belong_together(std::span<const std::byte> response, std::string_view evidence_file);

}  // namespace earwitness::timestamp
