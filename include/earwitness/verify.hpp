// SPDX-License-Identifier: MIT
//
// Every check on a sealed recording, read-only, as data: another program can embed it. Follows docs/format.md: a bag
// (BagIt, RFC 8493) of FLAC files (RFC 9639) and a journal, tied together by SHA-256 (FIPS 180-4), signed with Ed25519
// (RFC 8032) and dated by time stamps (RFC 3161). Asks nobody: no network, and no file outside the bag but the
// interrupted recording, transcripts and the recording that lie beside it.
//
// Threads: verify() may be called from several threads at once, on different or equal paths. A long recording is looked
// at by several threads, which have ended when it returns or throws. Values are the caller's own.
// Errors: what is wrong with a recording is a finding, never an exception. Thrown is only what kept it from being
// read as one: Error(not_found) where there is none, Error(unknown_format) for a version that this build does not
// know, FileError where the disk fails, Cancelled where the caller did not want to wait.
// Limits: links are not followed, time and memory are bounded by the size of what lies there, every count has a named
// limit; findings and declared losses are listed up to 10,000 each, and the verdict does not depend on that.
// Units: positions and lengths are seconds of sound; lines and time stamps are counted from 1; times are RFC 3339 in
// UTC; hashes and fingerprints are lower-case hex.
// Words and paths that come from the recording are already made printable. Sentences are in the language of the calling
// thread (earwitness/language.hpp); what to_string() gives never changes: scripts and `earwitness verify --json` rely
// on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earwitness/base.hpp"
#include "earwitness/language.hpp"
#include "earwitness/version.hpp"

namespace earwitness {

/// What kind of recording it is.
enum class RecordingKind {
  unsaid,          ///< nothing says it, or what says it can't be read
  other,           ///< of a kind that this build does not know
  microphone,      ///< captured from a microphone
  test_signal,     ///< the recorder's own
  imported,        ///< a file of something else, sealed as it came
  recovered,       ///< of an interrupted recording
  excerpt,         ///< of another sealed recording
  transcript,      ///< text that somebody typed, without sound
  monitor,         ///< captured from what the computer played
  partly_monitor,  ///< from a microphone for a part, and for the rest from what the computer played
  call             ///< both sides of a call: a microphone and what the computer played, each on a track of its own
};

/// Where its sound comes from, also where its kind is recovered or excerpt; of a transcript, where its text does.
enum class SoundSource {
  unsaid,
  other,  ///< one that this build does not know
  microphone,
  test_signal,
  imported,
  unknown,  ///< the recording says that it is not known: its journal's beginning was not there
  typed,    ///< the text of a person
  draft,    ///< the text of a machine, which a person saved
  machine,  ///< the text of a machine
  monitor,  ///< what the computer played: no microphone heard it
  partly_monitor,
  call  ///< a microphone, and on a track of its own what the computer played
};

/// Why the recording ended, as it says itself.
enum class EndReason {
  unsaid,  ///< it does not say: it was interrupted, or its end is missing
  other,   ///< one that this build does not know
  stopped,
  terminal_closed,
  max_duration,
  disk_full,
  io_error,
  device_lost,
  signal,
  recovered,
  imported
};

/// The words that recordings and scripts know them by: "test-signal", "disk_full". Empty for unsaid and other.
[[nodiscard]] EARWITNESS_API const char* to_string(RecordingKind kind) noexcept;
[[nodiscard]] EARWITNESS_API const char* to_string(SoundSource source) noexcept;
[[nodiscard]] EARWITNESS_API const char* to_string(EndReason reason) noexcept;

/// What a recording says of itself in one word: the value, and the word as it stands there. A recording of a later
/// version, or a forged one, may hold any word: then the value is `other`, and the word is what can be shown.
template <typename Enum>
class Word {
 public:
  Word() = default;                                             ///< unsaid
  Word(Enum value) : value_(value), text_(to_string(value)) {}  // NOLINT(google-explicit-constructor): it is that word
  explicit Word(std::string text) : value_(find(text)), text_(std::move(text)) {}

  [[nodiscard]] Enum value() const noexcept { return value_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  friend bool operator==(const Word& word, Enum value) noexcept { return word.value_ == value; }
  friend bool operator==(const Word& word, std::string_view text) noexcept { return word.text_ == text; }

 private:
  static Enum find(std::string_view text) noexcept {
    if (text.empty()) return Enum::unsaid;
    for (int i = 0;; ++i) {
      const auto value = static_cast<Enum>(i);
      const std::string_view known = to_string(value);
      if (known == text) return value;
      if (known.empty() && i > static_cast<int>(Enum::other)) return Enum::other;
    }
  }

  Enum value_ = Enum::unsaid;
  std::string text_;
};

/// What verify() and verify_ledger() check, in no order. docs/format.md says how each is made with other tools.
enum class CheckName {
  declaration,          ///< it says of itself that it is a bag of the form that recordings have
  payload,              ///< each file's SHA-256
  payload_size,         ///< their number and size
  tag_files,            ///< SHA-256 of what is not payload
  outside,              ///< no file that is not listed
  roles,                ///< each file is one that a bag of its kind has, by its exact name
  info,                 ///< bag-info.txt says what the journal says, and nothing that no bag has
  how_to_verify,        ///< is a text of this program
  journal_chain,        ///< each line has the hash of the one before
  journal_content,      ///< its lines fit each other
  notes,                ///< title, marks and texts are those that the journal committed to
  levels,               ///< of seconds that there are
  salts,                ///< each second's hash has its salt; from format 2 on
  seconds,              ///< each second's samples have the hash that the journal has
  frame_counts,         ///< of each file
  flac_checksum,        ///< of each file, in its own header
  flac_tags,            ///< name this recording
  imported_file,        ///< is the one that was imported
  decoded_copy,         ///< of an import, is what its file holds; never checked here, and that is said
  original,             ///< what it was made from, as far as it lies there
  ranges,               ///< of an excerpt: what is disclosed, and nothing else is heard
  signature,            ///< over the seal
  excerpt_signature,    ///< of whoever made the excerpt
  transcript_text,      ///< is WebVTT
  transcript_versions,  ///< follow each other
  time_stamps,          ///< hold, and fit the journal and each other
  own_time_stamps,      ///< of an excerpt, over its own seal
  ledger_chain,         ///< verify_ledger()'s
  ledger_signatures,
  ledger_keys,
  ledger_head,
  ledger_recordings
};

/// English in every language: "payload hashes".
[[nodiscard]] EARWITNESS_API const char* to_string(CheckName name) noexcept;
/// The same in the language of the calling thread.
[[nodiscard]] EARWITNESS_API const char* words(CheckName name) noexcept;

enum class CheckResult { pass, fail, not_checked };

/// "pass", "fail", "not checked".
[[nodiscard]] EARWITNESS_API const char* to_string(CheckResult result) noexcept;

/// One check. `detail` is a sentence, with free text already made printable; may be empty.
struct Check {
  CheckName name = CheckName::declaration;
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
  /// No manifest lists it, and by its exact name it is what a system leaves in folders by itself (`.DS_Store`,
  /// `Thumbs.db`): a finding as any other, of which nothing that was sealed is touched.
  bool is_litter = false;
};
[[nodiscard]] EARWITNESS_API const char* to_string(Finding::What what) noexcept;

/// The seal is signed, and the signature holds: by which key. Whose key that is, is known only to who compared it.
struct Signature {
  std::string key;        ///< fingerprint: hex SHA-256 of the public key's DER
  bool is_known = false;  ///< it is one of Checker::keys
  std::string known_as;   ///< by that name; may be empty
  bool is_own = false;    ///< one of these is the checker's own, as KnownKey::own says
};

/// One time stamp (RFC 3161) that holds: it is over what it should be over, and signed by whom it names.
struct TimeStamp {
  std::string file;                     ///< of the journal, or seal/timestamp-N.tsr
  std::optional<std::uint64_t> line;    ///< of the journal, counted from 1: where the token stands
  std::uint64_t covers_line = 0;        ///< of the journal, counted from 1; 0: it is over the seal's signature
  std::string time;                     ///< what the authority's clock said, RFC 3339
  double accuracy_seconds = 0;          ///< as the authority says; 0: it does not say
  std::string authority;                ///< the name in its certificate
  std::string serial;                   ///< hex
  std::string root;                     ///< name of the root that it was led back to; empty: the chain is not complete
  std::string root_fingerprint;         ///< hex SHA-256 of that root
  bool root_known = false;              ///< the checker named it; else anybody may have made it
  bool qualified = false;               ///< it says that it is a qualified one (eIDAS, article 42)
  std::string revocation;               ///< what is stored of it, as a sentence
  bool revocation_known = false;        ///< each certificate below the root has an answer that says that it was good
  std::vector<std::string> weaknesses;  ///< why it dates nothing although it holds, as sentences; most have none
  std::vector<std::string> slate;       ///< the words that it gives, where they were shown to be said aloud
};

/// What the time stamps bound. It is of the file, not of the sound: what was played back had a date of its own.
struct Dating {
  std::vector<TimeStamp> stamps;        ///< the journal's in its order, then the seal's
  std::optional<std::string> begun_by;  ///< T1, RFC 3339: the journal's first line existed by then
  bool begun_believed =
      false;  ///< by a time stamp that the checker has a reason to believe; else it is somebody's word
  std::optional<std::uint64_t> after_line;    ///< what follows this line of the journal was written after T1
  std::optional<std::string> existed_by;      ///< T2: all of it existed by then, as it is sealed
  bool existed_believed = false;              ///< the same of this one
  std::optional<double> slack_seconds;        ///< T1 to T2, less the sound that the journal accounts for in between
  double pause_seconds = 0;                   ///< of the slack, what the journal calls pauses: nobody vouches for it
  double break_seconds = 0;                   ///< the same of all other breaks
  std::optional<double> late_by_seconds;      ///< the seal was stamped so long after the end of the recording
  std::optional<double> clock_ahead_seconds;  ///< of the recorder, at T1; negative: it was behind
  bool proven = false;            ///< existed_by is told under a root that the checker named, and nothing is against it
  bool revocation_known = false;  ///< of the stamp that existed_by is of
  std::vector<std::string> doubts;  ///< why it is not proven although that root is known, as sentences
};

/// Something in an imported file that does not fit, as the decoder met it when it was imported (docs/format.md,
/// "Import").
struct ImportProblem {
  std::string what;                     ///< printable; one of a few English words, or those of a later version
  std::optional<double> at_seconds;     ///< of the decoded sound
  std::optional<std::uint64_t> amount;  ///< in ms of sound; of foreign bytes their number
};

/// What was decoded of an imported file.
struct ImportedSound {
  std::string by;      ///< the library, printable
  bool whole = false;  ///< the decoder came to its end, and nothing in the file is against that being all of it
  std::vector<ImportProblem> problems;
  std::uint64_t more_problems = 0;    ///< than are listed
  std::uint64_t parts = 1;            ///< files that are joined in it
  std::uint64_t over_full_scale = 0;  ///< samples that passed full scale, and were held within it
  bool rounded = false;               ///< samples of more than 24 bits
  /// Of several imported files, parts of one conversation: where in the sound each one after the first begins.
  std::vector<double> begins_at_seconds{};
  std::uint64_t undecoded = 0;  ///< how many of those were not decoded
};

/// The recorder's wall clock was set while it recorded, as a line of its journal says.
struct ClockStep {
  std::uint64_t line = 0;  ///< of the journal, counted from 1
  double seconds = 0;      ///< negative: back
};

/// For whom sentences are put into words.
enum class Reader {
  checker,  ///< who has the keys and types the commands: "your own key"
  anyone    ///< of a page that is handed over: nobody in it is "you"
};

/// What a bag says of itself besides: anyone's words, already printable, each empty where it is not said. facts_of()
/// has them with whose word they are.
struct Said {
  std::string title;
  std::string name;           ///< of who recorded, imported or typed; of an excerpt, of who made it
  std::string statement;      ///< that they only record conversations that they take part in
  std::string sealed_on;      ///< date, by the clock of the computer that sealed it
  std::string recorded_utc;   ///< of an import: when it was recorded, as who imported it says
  std::string recorded_day;   ///< where they say no more than the day, `2026-11-20`: recorded_utc is its first moment
  std::string recovered_utc;  ///< by the clock of the computer that recovered it
  std::string deleted_utc;    ///< of what is left of a recording: when its owner deleted the rest
  /// The line of the ledger that says so, where the bag itself does not, as the first release wrote them; 0: it does.
  std::uint64_t deleted_line = 0;
  std::string original;       ///< of an excerpt or a transcript: the recording's seal
  std::string imported_file;  ///< of an import: the original's path in the bag; of several, one behind the other
  std::size_t imported_files = 0;
  std::string decoded_file;   ///< the copy of it as FLAC, of which the journal has the seconds
  bool decoded_whole = true;  ///< false: the decoder gave up before the file's end
  std::string recogniser;     ///< of a transcript: what drafted it
};

/// One side of a call.
struct TrackSound {
  Track track = Track::only;
  std::size_t files = 0;
  double seconds = 0;          ///< of sound, in all of its files
  Word<SoundSource> source{};  ///< of this side: a microphone, what the computer played, or what the journal says
  bool is_shown = true;        ///< false: an excerpt that has no second of it, and so nothing of it is heard
};

struct Verification {
  std::filesystem::path bag;
  bool sealed = false;
  bool unchanged = false;  ///< sealed and no check failed
  Word<RecordingKind> kind;
  Word<SoundSource> source;
  std::string recording;    ///< UUID
  std::string seal;         ///< hex SHA-256 of tagmanifest-sha256.txt
  std::string started_utc;  ///< as the recorder's clock said it, of the journal's first line
  /// Likewise, of the first frame: when it began. That of the first line where the journal does not say; of an import.
  std::string began_utc;
  /// Of a recovered one: when that was, as the clock of the machine said it. What it is made of had no seal until then.
  std::string recovered_utc;
  Word<EndReason> ended;  ///< why, as the journal's `close` says it
  double seconds = 0;     ///< audio in all files; of a call of its longer track
  /// Version of the format that it is in: 1, or 2 with tracks and salted hashes. 0: not known.
  std::int64_t format = 0;
  std::vector<TrackSound> tracks;  ///< of a call: near and far; empty: it has one track
  /// Of an excerpt that of the recording which it shows seconds of. Nothing: not signed, or it does not hold.
  std::optional<Signature> signature;
  /// Of whoever made the excerpt: who chose its seconds, and answers for the name in its bag-info.txt. Nothing: nobody
  /// does, or it does not hold.
  std::optional<Signature> excerpt_signature;
  std::vector<Check> checks;
  std::vector<Finding> findings;
  std::vector<Declared> declared;
  /// Sentences: time without sound of which the journal does not tell. With any it is not complete.
  std::vector<std::string> untold;
  std::vector<ClockStep> clock_steps;     ///< by more than 2 seconds
  std::vector<std::string> remarks;       ///< sentences: what is no finding, and not to be passed over
  std::optional<ImportedSound> imported;  ///< of an import whose sound was decoded
  std::optional<Dating> dating;           ///< nothing: no time stamp holds, and no date is proven
  std::vector<TimeStamp>
      own_stamps;  ///< of an excerpt: those on its own seal; `dating` is of the recording that it is of
  Said said;
  Reader reader = Reader::checker;  ///< as Checker::reader
};

/// A public key that the checker compared with its owner's, by fingerprint, or the checker's own.
struct KnownKey {
  std::string fingerprint;  ///< hex SHA-256 of the key's DER
  std::string name;  ///< whose it is; may be empty. Anybody may be called anything: it never makes a key one's own
  bool own = false;  ///< the checker signs with it, or did before its present key
};

/// What the one who checks brings along. Nothing of it comes from the recording.
struct Checker {
  std::vector<KnownKey> keys;
  /// The checker's own archive; empty: none. A recording without a seal whose journal names a key is unfinished there,
  /// and altered anywhere else.
  std::filesystem::path archive{};
  std::string tsa_roots{};  ///< PEM certificates of the roots of time-stamping authorities that the checker believes
  std::vector<std::string> crls{};  ///< revocation lists that the checker brings: each a file's bytes, PEM or DER
  /// The checker's clock: a time stamp of a later time proves no date. Nothing: the computer's.
  std::optional<std::chrono::system_clock::time_point> now{};
  Reader reader = Reader::checker;  ///< of the sentences
  /// Hashes of the first journal lines of what was begun on this computer while the ledger could not be written.
  std::vector<std::string> begun_here{};
};

/// The caller's callback said that it does not want to wait. Not an Error: nothing went wrong.
class EARWITNESS_API Cancelled : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};

struct VerifyOptions {
  /// How far it is: both in bytes to be read, some of them twice, so `total` is an estimate, which `done` never exceeds
  /// and reaches at the end. Called by the thread that called verify(), never by another: first with done = 0 before
  /// any file is opened, then each time that 1 MiB or 100 ms were read since, every 100 ms while it waits for the other
  /// threads, and last with done = total. `done` never falls. Returning false cancels: it is not called again, every
  /// thread stops at its next read (256 KiB at most) or at the end of the piece of sound that it decodes (a few MiB of
  /// samples), and verify() throws Cancelled. What the callback throws ends verify() in the same way. Empty: no calls.
  std::function<bool(std::uint64_t done, std::uint64_t total)> progress{};
};

/// `path` is a bag, or a conversation's folder with one under `recording/`; where that was interrupted, what was
/// recovered of it under `recovered/` is checked.
[[nodiscard]] EARWITNESS_API Verification verify(const std::filesystem::path& path, const Checker& checker = {},
                                                 const VerifyOptions& options = {});

enum class Verdict { not_sealed, altered_or_missing, unchanged, unchanged_and_dated };

[[nodiscard]] EARWITNESS_API Verdict verdict(const Verification& found) noexcept;
/// In the words that the program prints: "UNCHANGED AND DATED" and so on.
[[nodiscard]] EARWITNESS_API const char* words(Verdict verdict) noexcept;
/// What kind of recording it is, in words: "captured from a microphone", "recovered; test signal" and so on.
[[nodiscard]] EARWITNESS_API std::string kind_in_words(const Verification& found);

/// The same in two or three words: "excerpt", "imported", "transcript, by a machine"; empty for what a microphone
/// heard.
[[nodiscard]] EARWITNESS_API std::string kind_in_short(const Verification& found);
/// What is left of a recording of which a part was deleted: an excerpt that says so.
[[nodiscard]] EARWITNESS_API bool is_remainder(const Verification& found) noexcept;

/// A call of which the journal says that the near side is of a microphone, and the far side of what the computer
/// played, and of which both have sound.
[[nodiscard]] EARWITNESS_API bool has_both_sides(const Verification& found) noexcept;
/// Of an excerpt of both sides of a call, the one side that it has seconds of; nothing where it has some of both, or is
/// of another kind.
[[nodiscard]] EARWITNESS_API std::optional<Track> only_side_shown(const Verification& found) noexcept;

/// What its folder holds, for a list of what is handed over: one sentence, in which nobody is "you".
[[nodiscard]] EARWITNESS_API std::string folder_in_words(const Verification& found);

/// How a statement about a recording is known.
enum class Known {
  checked,  ///< held against something that is here, and it fits
  claimed,  ///< somebody says so, and nothing that is here shows it
  unknown   ///< nobody says it, or what says it can't be read
};
/// "checked", "claimed", "unknown".
[[nodiscard]] EARWITNESS_API const char* to_string(Known known) noexcept;

/// One statement about a recording. Its text says itself whose word it is, where it is not checked.
struct Fact {
  std::string name;   ///< for machines: "kind", "recorded_by", "length"
  std::string label;  ///< for people: "Recorded by"
  std::string text;
  Known known = Known::unknown;
  std::string
      by;  ///< for machines: what it was checked by ("hashes", "signature"), or who claims it ("recorder_clock",
           ///< "recorder", "importer", "file", "excerpt_maker", "owner", "typist", "authority"); unknown: empty
};

/// Every statement that is made of a recording, in the order in which a reader asks for them: the one place where they
/// are made. `verify`, its JSON, a report and what goes with an export show these.
[[nodiscard]] EARWITNESS_API std::vector<Fact> facts_of(const Verification& found);
/// Whose key made a signature, for that reader: "your own key"; "the key of the one who made this page".
[[nodiscard]] EARWITNESS_API std::string whose_key(const Signature& signature, Reader reader);

/// What must be confirmed besides, or the answer is "not confirmed".
struct Requirements {
  /// Fingerprints: signed by one of them; empty: any or none. Of an excerpt both the recording and the excerpt itself.
  std::vector<std::string> keys;
  bool time = false;        ///< UNCHANGED AND DATED
  bool complete = false;    ///< is_complete()
  bool revocation = false;  ///< time, by a stamp of whose certificates it is known that none was revoked
};

/// Nothing is missing by the recorder's own account: no gap; no break but pauses and those that say that nothing was
/// lost; no time without sound that nothing tells of; no end by a fault; nothing recovered, and nothing withheld as in
/// an excerpt.
[[nodiscard]] EARWITNESS_API bool is_complete(const Verification& found) noexcept;
/// A sentence for each requirement that this verification does not confirm. Of one that is altered or not sealed none
/// is confirmed.
[[nodiscard]] EARWITNESS_API std::vector<std::string> unconfirmed(const Verification& found,
                                                                  const Requirements& required);
/// A sentence for each thing that the decoder met in an imported file. Whether it is whole is in `whole`.
[[nodiscard]] EARWITNESS_API std::vector<std::string> import_words(const ImportedSound& imported);
/// A sentence for each of several imported files but the first: where in the sound it begins.
[[nodiscard]] EARWITNESS_API std::vector<std::string> import_parts(const ImportedSound& imported);
/// A sentence for each thing that somebody could take from the verdict and must not.
[[nodiscard]] EARWITNESS_API std::vector<std::string> not_proven(const Verification& found);
/// Of those the ones that are about this recording alone, and that a reader who sees only the verdict must not miss: a
/// clock that was set, time without sound that nothing explains, an imported file that does not fit.
[[nodiscard]] EARWITNESS_API std::vector<std::string> own_doubts(const Verification& found);

/// One thing that the ledger of an archive and what lies there do not agree on.
struct LedgerFinding {
  enum class What { altered, missing, unlisted, reordered };
  What what = What::altered;
  std::string recording;              ///< UUID, or the folder's name; empty: it is about the ledger itself
  std::optional<std::uint64_t> line;  ///< of the ledger, counted from 1
  std::string detail;
  std::string transcript{};  ///< the folder's name, where it is about a transcript of that recording alone
};
[[nodiscard]] EARWITNESS_API const char* to_string(LedgerFinding::What what) noexcept;

/// A recording that the ledger says to be deleted.
struct Deleted {
  std::string recording;    ///< UUID
  std::string deleted_utc;  ///< as the clock of that machine said it
  std::string seal;         ///< what it was; empty: it was not sealed
};

/// Of a recording that belongs in the archive a part was deleted, by its ledger.
struct DeletedPart {
  std::string recording;    ///< UUID
  std::string deleted_utc;  ///< as the clock of that machine said it
  std::string seal;         ///< of what is left
  std::uint64_t line = 0;   ///< of the ledger
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
  std::vector<DeletedPart> deleted_parts;  ///< the last one of each recording
  std::vector<std::string> remarks;        ///< sentences on what is no finding: interrupted, not entered, not endorsed
  std::vector<Check> checks;
  std::vector<LedgerFinding> findings;
  bool first_key_known = false;  ///< the checker knows it, or a key that came after it with its word
};

/// Holds what lies in the archive against its ledger. The bags themselves are verify()'s. `heads` are hashes of ledger
/// lines that somebody else kept; without one, whoever has the key could have recreated the ledger.
/// Lines count that were signed by the first key, by a key that it gave its word for, directly or through others, or by
/// one that the checker knows; any other key is a finding, and what it signed is not believed. So is a first key that
/// the checker does not know where a known key signed in this ledger, or a recording there, or where `archive` is
/// Checker::archive and the checker has a key of their own; and a ledger that is no file, or that is gone although
/// recordings name it.
[[nodiscard]] EARWITNESS_API LedgerVerification verify_ledger(const std::filesystem::path& archive,
                                                              const std::vector<std::string>& heads = {},
                                                              const Checker& checker = {});

}  // namespace earwitness
