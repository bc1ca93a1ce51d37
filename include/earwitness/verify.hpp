// SPDX-License-Identifier: MIT
//
// Every check on a sealed recording, read-only, as data: another program can embed it. Follows docs/format.md.
//
// Threads: verify() may be called from several threads at once, on different or equal paths.
// Errors: what is wrong with a recording is a finding, never an exception. Thrown is only what kept it from being
// read as one: Error(not_found) where there is none, Error(unknown_format) for a version that this build does not
// know, FileError where the disk fails.
// Limits: nothing outside the bag is read, links are not followed, every count and size has a named limit; findings and
// declared losses are listed up to limits::findings each, and the verdict does not depend on that.
// Words and paths that come from the recording are already made printable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness {

enum class CheckResult { pass, fail, not_checked };

/// One check, such as `payload hashes`; `detail` is a sentence, with free text already made printable.
struct Check {
  std::string name;
  CheckResult result = CheckResult::not_checked;
  std::string detail;
};

/// One thing that is not as it was sealed.
struct Finding {
  enum class What { altered, missing, unlisted };
  What what = What::altered;
  std::string file;                    ///< path within the bag
  std::optional<double> from_seconds;  ///< position in that audio file: the damaged second begins here
  std::optional<double> to_seconds;    ///< and ends here
  std::optional<std::uint64_t> line;   ///< line of the journal, counted from 1
  std::string detail;
};

/// The seal is signed, and the signature holds: by which key. Whose key that is, is known only to who compared it.
struct Signature {
  std::string key;        ///< fingerprint: hex SHA-256 of the public key's DER
  bool is_known = false;  ///< it is one of Checker::keys
  std::string known_as;   ///< by that name; may be empty
};

/// One time stamp (RFC 3161) that holds: it is over what it should be over, and signed by whom it names.
struct TimeStamp {
  std::string file;                   ///< of the journal, or seal/timestamp-N.tsr
  std::optional<std::uint64_t> line;  ///< of the journal, counted from 1: where the token stands
  std::uint64_t covers_line = 0;      ///< of the journal, counted from 1; 0: it is over the seal's signature
  std::string time;                   ///< what the authority's clock said, RFC 3339
  double accuracy_seconds = 0;        ///< as the authority says; 0: it does not say
  std::string authority;              ///< the name in its certificate
  std::string serial;                 ///< hex
  std::string root;                   ///< name of the root that it was led back to; empty: the chain is not complete
  std::string root_fingerprint;       ///< hex SHA-256 of that root
  bool root_known = false;            ///< the checker named it; else anybody may have made it
  bool qualified = false;             ///< it says that it is a qualified one (eIDAS, article 42)
  std::string revocation;             ///< what is stored of it, as a sentence
  std::vector<std::string> slate;     ///< the words that it gives, where they were shown to be said aloud
};

/// What the time stamps bound. It is of the file, not of the sound: what was played back had a date of its own.
struct Dating {
  std::vector<TimeStamp> stamps;              ///< the journal's in its order, then the seal's
  std::optional<std::string> begun_by;        ///< T1, RFC 3339: the journal's first line existed by then
  std::optional<std::uint64_t> after_line;    ///< what follows this line of the journal was written after T1
  std::optional<std::string> existed_by;      ///< T2: all of it existed by then, as it is sealed
  std::optional<double> slack_seconds;        ///< T1 to T2, less what the journal accounts for in between
  std::optional<double> late_by_seconds;      ///< the seal was stamped so long after the end of the recording
  std::optional<double> clock_ahead_seconds;  ///< of the recorder, at T1; negative: it was behind
  bool proven = false;                        ///< existed_by is told under a root that the checker named
};

struct Verification {
  std::filesystem::path bag;
  bool sealed = false;
  bool unchanged = false;  ///< sealed and no check failed
  std::string kind;    ///< of the journal's `open`: microphone, test-signal, import; or recovered, excerpt, transcript
  std::string source;  ///< the journal's own word also where `kind` is recovered or excerpt
  std::string recording;               ///< UUID
  std::string seal;                    ///< hex SHA-256 of tagmanifest-sha256.txt
  std::string started_utc;             ///< as the recorder's clock said it
  std::string ended;                   ///< why, as the journal's `close` says it; empty where there is none
  double seconds = 0;                  ///< audio in all files
  std::optional<Signature> signature;  ///< nothing: not signed, or the signature does not hold
  std::vector<Check> checks;
  std::vector<Finding> findings;
  std::vector<Declared> declared;
  std::optional<Dating> dating;  ///< nothing: no time stamp holds, and no date is proven
};

/// A public key that the checker compared with its owner's, by fingerprint.
struct KnownKey {
  std::string fingerprint;  ///< hex SHA-256 of the key's DER
  std::string name;         ///< whose it is; may be empty
};

/// What the one who checks brings along. Nothing of it comes from the recording.
struct Checker {
  std::vector<KnownKey> keys;
  /// The checker's own archive; empty: none. A recording without a seal whose journal names a key is unfinished there,
  /// and altered anywhere else.
  std::filesystem::path archive{};
  std::string tsa_roots{};  ///< PEM certificates of the roots of time-stamping authorities that the checker believes
};

/// `path` is a bag, or a conversation's folder with one under `recording/`; where that was interrupted, what was
/// recovered of it under `recovered/` is checked.
[[nodiscard]] Verification verify(const std::filesystem::path& path, const Checker& checker = {});

enum class Verdict { not_sealed, altered_or_missing, unchanged, unchanged_and_dated };

[[nodiscard]] Verdict verdict(const Verification& found) noexcept;
/// In the words that the program prints: "UNCHANGED AND DATED" and so on.
[[nodiscard]] const char* words(Verdict verdict) noexcept;
/// What kind of recording it is, in words: "captured from a microphone", "recovered; test signal" and so on.
[[nodiscard]] std::string kind_in_words(const Verification& found);

/// What must be confirmed besides, or the answer is "not confirmed".
struct Requirements {
  std::vector<std::string> keys;  ///< fingerprints: signed by one of them; empty: any or none
  bool time = false;              ///< UNCHANGED AND DATED
  bool complete = false;          ///< is_complete()
};

/// Nothing is missing by the recorder's own account: no gap; no break but pauses and those that say that nothing was
/// lost; no end by a fault; nothing recovered, and nothing withheld as in an excerpt.
[[nodiscard]] bool is_complete(const Verification& found) noexcept;
/// A sentence for each requirement that this verification does not confirm. Of one that is altered or not sealed none
/// is confirmed.
[[nodiscard]] std::vector<std::string> unconfirmed(const Verification& found, const Requirements& required);
/// A sentence for each thing that somebody could take from the verdict and must not.
[[nodiscard]] std::vector<std::string> not_proven(const Verification& found);

/// One thing that the ledger of an archive and what lies there do not agree on.
struct LedgerFinding {
  enum class What { altered, missing, unlisted, reordered };
  What what = What::altered;
  std::string recording;              ///< UUID, or the folder's name; empty: it is about the ledger itself
  std::optional<std::uint64_t> line;  ///< of the ledger, counted from 1
  std::string detail;
};

/// A recording that the ledger says to be deleted.
struct Deleted {
  std::string recording;    ///< UUID
  std::string deleted_utc;  ///< as the clock of that machine said it
  std::string seal;         ///< what it was; empty: it was not sealed
};

/// What the ledger of an archive says of its recordings (docs/format.md, "Ledger"). The signature of a key's last line
/// covers all lines before it, as each is chained to the one before; so this is the one that is checked, and the others
/// where it does not hold, for the place.
struct LedgerVerification {
  std::filesystem::path path;
  bool present = false;
  bool unchanged = false;  ///< present, and no check failed
  std::string head;        ///< hash of its last line: whoever holds it can tell later whether this was rebuilt
  std::uint64_t lines = 0;
  std::uint64_t held_lines = 0;   ///< up to the last line whose hash somebody else holds; 0: nobody was said to
  std::vector<std::string> keys;  ///< fingerprints, the first one first
  std::uint64_t recordings = 0;   ///< in the ledger and there
  std::vector<Deleted> deleted;
  std::vector<std::string> remarks;  ///< sentences on what is no finding: interrupted, not entered, not endorsed
  std::vector<Check> checks;
  std::vector<LedgerFinding> findings;
};

/// Holds what lies in the archive against its ledger. The bags themselves are verify()'s. `heads` are hashes of ledger
/// lines that somebody else kept; without one, whoever has the key could have made the ledger anew.
[[nodiscard]] LedgerVerification verify_ledger(const std::filesystem::path& archive,
                                               const std::vector<std::string>& heads = {});

}  // namespace earwitness
