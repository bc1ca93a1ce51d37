// SPDX-License-Identifier: MIT
//
// Limits on all that is read back or asked for, by name. What exceeds one is refused with a message that names it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earwitness::limits {

inline constexpr std::size_t journal_line_bytes = 256 * 1024;          ///< a token with its chain fits many times
inline constexpr std::uint64_t journal_bytes = 1024ULL * 1024 * 1024;  ///< two months of seconds
inline constexpr std::uint64_t tag_file_bytes = 16ULL * 1024 * 1024;   ///< a manifest, bag-info, key or signature
inline constexpr std::uint64_t sound_file_bytes = 512ULL << 30U;       ///< 30 hours of the widest shape, uncompressed
inline constexpr std::size_t info_lines = 10'000;                      ///< of a bag-info.txt
inline constexpr std::size_t time_stamp_bytes = 128 * 1024;            ///< an answer with its chain; base64 fits a line
inline constexpr std::size_t time_stamp_evidence_bytes = 4 * 1024 * 1024;  ///< chain, root and revocation answers
inline constexpr std::size_t time_stamp_evidence_blocks = 64;
inline constexpr std::size_t time_stamp_chain_candidates = 16;  ///< certificates that may have issued one another
inline constexpr std::size_t trusted_certificates = 1000;       ///< roots that a checker brings
inline constexpr std::size_t brought_crl_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t url_bytes = 500;
inline constexpr std::size_t http_header_bytes = 64 * 1024;  ///< of all header lines of an answer, and what led to it
inline constexpr std::size_t time_stamps = 10'000;           ///< in one journal
inline constexpr std::size_t time_stamp_numbers = 100;       ///< timestamp-1 to timestamp-N beside a seal
inline constexpr std::size_t flac_comment_bytes = 64 * 1024;
inline constexpr std::uint64_t flac_metadata_bytes = 1024 * 1024;   ///< all blocks before the first frame
inline constexpr std::size_t decoded_part_bytes = 2 * 1024 * 1024;  ///< of a file that is decoded in parts
inline constexpr unsigned decoder_threads = 8;                      ///< that decode one file
inline constexpr std::size_t findings = 10'000;                     ///< that a verification lists
inline constexpr std::size_t journal_notes = 100'000;
inline constexpr std::size_t excerpt_ranges = 10'000;
inline constexpr std::size_t bag_files = 100'000;
inline constexpr std::size_t bag_depth = 16;
inline constexpr std::size_t path_bytes = 4096;
inline constexpr std::size_t title_bytes = 1000;
inline constexpr std::size_t name_bytes = 200;
inline constexpr std::size_t control_message_bytes = 64 * 1024;
inline constexpr std::size_t control_connections = 16;
inline constexpr int control_depth = 8;               ///< arrays and objects within each other
inline constexpr std::size_t sources = 1000;          ///< that a sound server may list
inline constexpr std::size_t sound_streams = 10'000;  ///< that a sound server may list
inline constexpr std::size_t desktop_events = 1000;   ///< that wait to be asked for
inline constexpr std::size_t config_bytes = 64 * 1024;
inline constexpr std::uint64_t public_key_bytes = 64 * 1024;  ///< a PEM with whatever stands around it
inline constexpr std::size_t known_keys = 10'000;             ///< that one user compared
inline constexpr std::uint64_t known_keys_bytes = 4 * 1024 * 1024;
inline constexpr std::uint32_t sample_rate_min = 8000;
inline constexpr std::uint32_t sample_rate_max = 192'000;
inline constexpr std::uint16_t channels_max = 8;
inline constexpr std::uint16_t inputs_max = 32;             ///< of a microphone, of which one channel is recorded
inline constexpr std::size_t recordings = 100'000;          ///< in one archive
inline constexpr std::size_t input_line_bytes = 64 * 1024;  ///< that stands for a word of the command line
inline constexpr std::size_t passphrase_bytes = 1024;
inline constexpr std::uint64_t key_iterations = 5'000'000;           ///< that a key with a passphrase may ask for
inline constexpr std::size_t key_rotations = 1000;                   ///< that a key file or a ledger's line tells of
inline constexpr std::uint64_t key_file_bytes = 1024 * 1024;         ///< with all rotations
inline constexpr std::size_t ledger_line_bytes = 64 * 1024;          ///< a key that came by many rotations
inline constexpr std::uint64_t ledger_bytes = 256ULL * 1024 * 1024;  ///< beyond limits::recordings
inline constexpr std::size_t ledger_keys = 1000;                     ///< each is a signature to be checked

}  // namespace earwitness::limits
