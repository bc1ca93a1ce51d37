// SPDX-License-Identifier: MIT
#include "bag/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace earwitness::bag {

namespace {

constexpr std::string_view excerpt_folder_prefix = "excerpt-";
constexpr std::string_view transcript_folder_prefix = "transcript-";
constexpr std::string_view payload_prefix = "data/";
constexpr std::string_view imported_prefix = "data/imported/";
constexpr std::string_view imported_name = "file";
constexpr std::size_t max_ending_characters = 8;
constexpr std::string_view audio_prefix = "data/audio-";
constexpr std::string_view near_prefix = "data/near-";
constexpr std::string_view far_prefix = "data/far-";
constexpr std::string_view excerpt_audio_prefix = "data/excerpt-";
constexpr std::string_view audio_suffix = ".flac";
constexpr std::string_view time_stamp_suffix = ".tsr";
constexpr std::string_view time_stamp_chain_suffix = ".pem";

struct NamedRole {
  std::string_view path;
  FileRole role;
};

constexpr std::array named_roles{
    NamedRole{declaration_path, FileRole::declaration},
    NamedRole{info_path, FileRole::info},
    NamedRole{how_to_verify_path, FileRole::how_to_verify},
    NamedRole{payload_manifest, FileRole::list_of_payload},
    NamedRole{tag_manifest, FileRole::list_of_tags},
    NamedRole{unnamed_tag_manifest, FileRole::unfinished_list_of_tags},
    NamedRole{public_key_path, FileRole::public_key},
    NamedRole{signature_path, FileRole::signature},
    NamedRole{journal_path, FileRole::journal},
    NamedRole{notes_path, FileRole::notes},
    NamedRole{levels_path, FileRole::levels},
    NamedRole{salts_path, FileRole::salts},
    NamedRole{excerpt_path, FileRole::excerpt},
    NamedRole{transcript_path, FileRole::transcript},
    NamedRole{transcript_text_path, FileRole::transcript_text},
};

bool are_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether it is the prefix, so many digits, and the suffix.
bool is_numbered(std::string_view path, std::string_view prefix, std::string_view suffix, std::size_t min_digits,
                 std::size_t max_digits) noexcept {
  if (!path.starts_with(prefix) || !path.ends_with(suffix) || path.size() < prefix.size() + suffix.size()) return false;
  const auto number = path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
  if (number.size() < min_digits || number.size() > max_digits || !are_digits(number)) return false;
  // It counts from 1, and has zeros in front up to `min_digits` alone: else one number had many names.
  const bool is_zero = number.find_first_not_of('0') == std::string_view::npos;
  return !is_zero && (number.size() == min_digits || number.front() != '0');
}

bool is_numbered_audio(std::string_view path, std::string_view prefix) noexcept {
  return is_numbered(path, prefix, audio_suffix, 3, 9);
}

bool is_time_stamp(std::string_view path, std::string_view suffix) noexcept {
  return is_numbered(path, time_stamp_prefix, suffix, 1, 4);
}

bool is_plain_ending(std::string_view ending) noexcept {
  return !ending.empty() && ending.size() <= max_ending_characters &&
         std::all_of(ending.begin(), ending.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
}

/// From 2 on, as a number is written.
bool is_later_number(std::string_view digits) noexcept {
  constexpr std::size_t max_digits = 4;
  return !digits.empty() && digits.size() <= max_digits && digits != "1" && digits.front() != '0' && are_digits(digits);
}

/// `data/imported/file`, `data/imported/file.m4a`; of several the second is `data/imported/file-2.m4a`.
bool is_imported(std::string_view path) noexcept {
  if (!path.starts_with(imported_prefix)) return false;
  path.remove_prefix(imported_prefix.size());
  if (!path.starts_with(imported_name)) return false;
  path.remove_prefix(imported_name.size());
  if (path.starts_with('-')) {
    const auto end = std::min(path.find('.'), path.size());
    if (!is_later_number(path.substr(1, end - 1))) return false;
    path.remove_prefix(end);
  }
  return path.empty() || (path.front() == '.' && is_plain_ending(path.substr(1)));
}

/// What an excerpt has of the recording: its manifests, and what lies in its `seal/`.
bool is_original(std::string_view path) noexcept {
  const std::string_view root = original_root;
  if (!path.starts_with(root)) return false;
  path.remove_prefix(root.size());
  return path == payload_manifest || path == tag_manifest || path == public_key_path || path == signature_path ||
         is_time_stamp(path, time_stamp_suffix) || is_time_stamp(path, time_stamp_chain_suffix);
}

}  // namespace

std::string excerpt_folder(int number) { return fmt::format("{}{}", excerpt_folder_prefix, number); }

std::string transcript_folder(int number) { return fmt::format("{}{}", transcript_folder_prefix, number); }

bool is_later_bag(std::string_view name) noexcept {
  return name.starts_with(excerpt_folder_prefix) || name.starts_with(transcript_folder_prefix);
}

namespace {

int number_behind(std::string_view prefix, std::string_view name) noexcept {
  constexpr std::size_t max_digits = 6;
  if (!name.starts_with(prefix)) return 0;
  name.remove_prefix(prefix.size());
  if (!are_digits(name) || name.size() > max_digits) return 0;
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace

int excerpt_number(std::string_view name) noexcept { return number_behind(excerpt_folder_prefix, name); }

int transcript_number(std::string_view name) noexcept { return number_behind(transcript_folder_prefix, name); }

std::string time_stamp_path(std::size_t number) {
  return fmt::format("{}{}{}", time_stamp_prefix, number, time_stamp_suffix);
}

std::string time_stamp_chain_path(std::size_t number) {
  return fmt::format("{}{}{}", time_stamp_prefix, number, time_stamp_chain_suffix);
}

std::string imported_path(std::size_t number, std::string_view ending) {
  return fmt::format("{}{}{}{}", imported_prefix, imported_name,
                     number < 2 ? std::string() : fmt::format("-{}", number),
                     ending.empty() ? std::string() : fmt::format(".{}", ending));
}

namespace {

std::string_view prefix_of(Track track) noexcept {
  return track == Track::near ? near_prefix : track == Track::far ? far_prefix : audio_prefix;
}

constexpr std::array tracks{Track::only, Track::near, Track::far};

}  // namespace

std::string audio_path(std::uint64_t number, Track track) {
  return fmt::format("{}{:03}{}", prefix_of(track), number, audio_suffix);
}

std::optional<Track> track_of(std::string_view audio) noexcept {
  for (const auto track : tracks) {
    if (is_numbered_audio(audio, prefix_of(track))) return track;
  }
  return std::nullopt;
}

std::string excerpt_audio_path(std::string_view audio) {
  if (audio.starts_with(audio_prefix))
    return std::string(excerpt_audio_prefix).append(audio.substr(audio_prefix.size()));
  if (!audio.starts_with(near_prefix) && !audio.starts_with(far_prefix)) return {};
  return std::string(excerpt_audio_prefix).append(audio.substr(payload_prefix.size()));
}

namespace {

/// `data/excerpt-001.flac`, `data/excerpt-near-001.flac`.
bool is_excerpt_audio(std::string_view path) noexcept {
  if (is_numbered_audio(path, excerpt_audio_prefix)) return true;
  return is_numbered_audio(path, "data/excerpt-near-") || is_numbered_audio(path, "data/excerpt-far-");
}

}  // namespace

bool is_payload(std::string_view path) noexcept { return path.starts_with(payload_prefix); }

std::string_view name_in_payload(std::string_view path) noexcept {
  return is_payload(path) ? path.substr(payload_prefix.size()) : path;
}

FileRole role_of(std::string_view path) noexcept {
  for (const auto& named : named_roles) {
    if (path == named.path) return named.role;
  }
  if (track_of(path)) return FileRole::audio;
  if (is_excerpt_audio(path)) return FileRole::excerpt_audio;
  if (is_time_stamp(path, time_stamp_suffix)) return FileRole::time_stamp;
  if (is_time_stamp(path, time_stamp_chain_suffix)) return FileRole::time_stamp_chain;
  if (is_imported(path)) return FileRole::imported;
  if (is_original(path)) return FileRole::original;
  return FileRole::none;
}

bool may_have(BagKind kind, FileRole role) noexcept {
  switch (role) {
    case FileRole::none:
    case FileRole::unfinished_list_of_tags:
      return false;
    case FileRole::declaration:
    case FileRole::info:
    case FileRole::how_to_verify:
    case FileRole::list_of_payload:
    case FileRole::list_of_tags:
    case FileRole::public_key:
    case FileRole::signature:
    case FileRole::time_stamp:
    case FileRole::time_stamp_chain:
      return true;
    case FileRole::journal:
    case FileRole::salts:
      return kind != BagKind::transcript;
    case FileRole::notes:
    case FileRole::levels:
    case FileRole::audio:
      return kind == BagKind::recording || kind == BagKind::import;
    case FileRole::imported:
      return kind == BagKind::import;
    case FileRole::excerpt:
    case FileRole::excerpt_audio:
    case FileRole::original:
      return kind == BagKind::excerpt;
    case FileRole::transcript:
    case FileRole::transcript_text:
      return kind == BagKind::transcript;
  }
  return false;
}

bool may_have_folder(BagKind kind, std::string_view path) noexcept {
  if (path == payload_folder || path == seal_folder) return true;
  if (path == imported_folder) return kind == BagKind::import;
  return kind == BagKind::excerpt && (path == "data/original" || path == "data/original/seal");
}

bool comes_after_seal(FileRole role) noexcept {
  return role == FileRole::list_of_tags || role == FileRole::signature || role == FileRole::time_stamp ||
         role == FileRole::time_stamp_chain;
}

}  // namespace earwitness::bag
