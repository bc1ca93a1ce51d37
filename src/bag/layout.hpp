// SPDX-License-Identifier: MIT
//
// The layout of a recording (docs/format.md, "The bag"): each path and name is spelled here, and nowhere else in the
// program; tests/house refuses it elsewhere. Paths are relative to a bag's root, with `/` between. Names are compared
// byte by byte: `Data/journal.jsonl` is another file. Pure functions, any thread.
//
// A conversation's folder holds bags:
//
// | folder          | the bag in it                                                        |
// |-----------------|----------------------------------------------------------------------|
// | `recording/`    | the recording, or what is left of it after a part was deleted         |
// | `recovered/`    | what `recover` made of an interrupted recording                      |
// | `excerpt-N/`    | an excerpt: some seconds, with the proof that they are the recording's |
// | `transcript-N/` | what somebody typed out of the recording                             |
//
// Each file in a bag has a role:
//
// | path                          | role                   | in                    |
// |-------------------------------|------------------------|-----------------------|
// | `bagit.txt`                   | `declaration`          | every bag             |
// | `bag-info.txt`                | `info`                 | every bag             |
// | `how-to-verify.txt`           | `how_to_verify`        | every bag             |
// | `manifest-sha256.txt`         | `list_of_payload`      | every bag             |
// | `tagmanifest-sha256.txt`      | `list_of_tags`         | every bag: the seal   |
// | `tagmanifest-sha256.txt.new`  | `unfinished_list_of_tags` | a bag that is being sealed |
// | `seal/public-key.pem`         | `public_key`           | a signed bag          |
// | `seal/signature.ed25519`      | `signature`            | a signed bag          |
// | `seal/timestamp-N.tsr`        | `time_stamp`           | a stamped bag         |
// | `seal/timestamp-N.pem`        | `time_stamp_chain`     | a stamped bag         |
// | `data/journal.jsonl`          | `journal`              | recording, excerpt    |
// | `data/notes.jsonl`            | `notes`                | recording             |
// | `data/levels.jsonl`           | `levels`               | recording             |
// | `data/salts.jsonl`            | `salts`                | recording, excerpt; from format 2 on |
// | `data/audio-NNN.flac`         | `audio`                | recording             |
// | `data/near-NNN.flac`, `data/far-NNN.flac` | `audio`    | recording of a call   |
// | `data/imported/file.EXT`      | `imported`             | an imported recording |
// | `data/imported/file-N.EXT`    | `imported`             | the same, from the second file on |
// | `data/excerpt.json`           | `excerpt`              | excerpt               |
// | `data/excerpt-NNN.flac`       | `excerpt_audio`        | excerpt               |
// | `data/excerpt-near-NNN.flac`, `data/excerpt-far-NNN.flac` | `excerpt_audio` | excerpt of a call |
// | `data/original/...`           | `original`             | excerpt: the recording's manifests and `seal/` |
// | `data/transcript.vtt`         | `transcript_text`      | transcript            |
// | `data/transcript.json`        | `transcript`           | transcript            |
// | anything else                 | `none`                 | no bag                |
//
// NNN counts from 001 and has three to nine digits, the N of a time stamp from 1 and has one to four; no other zeros
// stand in front. EXT is one to eight of a-z and 0-9; where the imported file's name has no such ending, it is `file`
// alone. Names are so few, and compared so exactly, that no two of one bag fall together on a system that folds case or
// normalises: two roles never have such names, and of each role that can have many the names are ASCII and numbered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::bag {

// A conversation's folder.
inline constexpr const char* recording_folder = "recording";
inline constexpr const char* recovered_folder = "recovered";
[[nodiscard]] std::string excerpt_folder(int number);
[[nodiscard]] std::string transcript_folder(int number);
/// By how the name begins: an excerpt, or a transcript. Both are made of a sealed recording later.
[[nodiscard]] bool is_later_bag(std::string_view name) noexcept;
/// The 12 of `transcript-12`; 0 where it is no transcript's name, or has more than six digits.
[[nodiscard]] int transcript_number(std::string_view name) noexcept;
/// The same of `excerpt-12`.
[[nodiscard]] int excerpt_number(std::string_view name) noexcept;

// A bag's root.
inline constexpr const char* declaration_path = "bagit.txt";
inline constexpr const char* info_path = "bag-info.txt";
inline constexpr const char* how_to_verify_path = "how-to-verify.txt";
inline constexpr const char* payload_manifest = "manifest-sha256.txt";
inline constexpr const char* tag_manifest = "tagmanifest-sha256.txt";
/// What the seal is called until everything that it covers is on disk. Where it lies, sealing was interrupted.
inline constexpr const char* unnamed_tag_manifest = "tagmanifest-sha256.txt.new";

// What is made over the tag manifest.
inline constexpr const char* seal_folder = "seal";
inline constexpr const char* public_key_path = "seal/public-key.pem";
inline constexpr const char* signature_path = "seal/signature.ed25519";
inline constexpr const char* time_stamp_prefix = "seal/timestamp-";
[[nodiscard]] std::string time_stamp_path(std::size_t number);
[[nodiscard]] std::string time_stamp_chain_path(std::size_t number);

// The payload.
inline constexpr const char* payload_folder = "data";
inline constexpr const char* journal_path = "data/journal.jsonl";
inline constexpr const char* notes_path = "data/notes.jsonl";
inline constexpr const char* levels_path = "data/levels.jsonl";
inline constexpr const char* salts_path = "data/salts.jsonl";
inline constexpr const char* imported_folder = "data/imported";
inline constexpr const char* excerpt_path = "data/excerpt.json";
/// Where an excerpt keeps the recording's manifests and `seal/`, at the same paths below it.
inline constexpr const char* original_root = "data/original/";
inline constexpr const char* transcript_path = "data/transcript.json";
inline constexpr const char* transcript_text_path = "data/transcript.vtt";
/// `data/audio-001.flac`, of a call `data/near-001.flac`; the files of a track are counted from 1.
[[nodiscard]] std::string audio_path(std::uint64_t number, Track track = Track::only);
/// Of a file of sound in a recording, by its name; nothing for any other path.
[[nodiscard]] std::optional<Track> track_of(std::string_view audio) noexcept;
/// `data/imported/file-2.m4a`; of the first one `data/imported/file.m4a`.
[[nodiscard]] std::string imported_path(std::size_t number, std::string_view ending);
/// `data/audio-001.flac` is `data/excerpt-001.flac` in an excerpt, `data/near-001.flac` `data/excerpt-near-001.flac`;
/// empty for a name that is no recording's.
[[nodiscard]] std::string excerpt_audio_path(std::string_view audio);
/// Whether it lies below `data/`.
[[nodiscard]] bool is_payload(std::string_view path) noexcept;
/// Of a path below `data/`, what follows that.
[[nodiscard]] std::string_view name_in_payload(std::string_view path) noexcept;

enum class FileRole {
  none,
  declaration,
  info,
  how_to_verify,
  list_of_payload,
  list_of_tags,
  unfinished_list_of_tags,
  public_key,
  signature,
  time_stamp,
  time_stamp_chain,
  journal,
  notes,
  levels,
  salts,
  audio,
  imported,
  excerpt,
  excerpt_audio,
  original,
  transcript,
  transcript_text,
};

/// Of a path from the bag's root, by the table above.
[[nodiscard]] FileRole role_of(std::string_view path) noexcept;

/// What kind of bag it is, as far as it decides which files it may have. A recovered one has those of a recording.
enum class BagKind { recording, import, excerpt, transcript };

/// Whether a sealed bag of that kind may have a file of that role, if nothing else speaks against it.
[[nodiscard]] bool may_have(BagKind kind, FileRole role) noexcept;
/// Whether it may have that folder, a path from the bag's root.
[[nodiscard]] bool may_have_folder(BagKind kind, std::string_view path) noexcept;
/// What no manifest lists, as it is made over the seal: the seal itself, its signature, its time stamps.
[[nodiscard]] bool comes_after_seal(FileRole role) noexcept;

}  // namespace earwitness::bag
