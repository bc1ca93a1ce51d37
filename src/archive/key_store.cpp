// SPDX-License-Identifier: MIT
#include "archive/key_store.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/random.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t fingerprint_in_name = 16;
constexpr const char* copy_note = "copied";
constexpr const char* unfinished_copy_note = "copied.new";
constexpr std::string_view retired_begin = "retired-";
constexpr std::string_view key_leftover_name = "signing-key.pem.new";
constexpr const char* intent_key_name = "intent-key";
constexpr std::size_t intent_key_bytes = 32;

Error refused(const os::Path& path, const std::string& why, const NextStep& next) {
  return {ErrorKind::surroundings, path.string(), fmt::format("{} {}", base::printable(path.string()), why), next};
}

}  // namespace

os::Path KeyStore::retired_path(const std::string& fingerprint) const {
  return folder_ / fmt::format("{}{}.pem", retired_begin, fingerprint.substr(0, fingerprint_in_name));
}

/// That only this user could have read it, or put it there.
void KeyStore::check(const os::Path& path, os::EntryKind kind) const {
  const auto entry = fs_.status(path);
  if (!entry) return;
  const bool is_folder = kind == os::EntryKind::folder;
  const auto shown = base::printable(path.string());
  if (entry->kind != kind) {
    throw refused(
        path,
        is_folder ? _("is not a folder, so no key is kept there") : _("is not a file, so it is not used as a key"),
        tr("look at it with: ls -l {}", shown));
  }
  if (entry->foreign) {
    throw refused(path, _("belongs to another user, so it is not used"), tr("look at it with: ls -l {}", shown));
  }
  if (entry->exposed) {
    throw refused(path, _("can be read by others, so anybody could have signed with it"),
                  {is_folder ? Step::restrict_key_folder : Step::restrict_key_file, shown});
  }
}

std::optional<KeyFile> KeyStore::read() const {
  check(folder_, os::EntryKind::folder);
  if (!fs_.status(path())) return std::nullopt;
  check(path(), os::EntryKind::file);
  auto file = KeyFile::parse(os::read_secret_file(fs_, path(), limits::key_file_bytes));
  if (file) return file;
  throw refused(path(), _("is not a key that earwitness made, or is damaged"), Step::restore_key);
}

std::vector<KeyFile> KeyStore::retired() const {
  std::vector<KeyFile> keys;
  check(folder_, os::EntryKind::folder);
  if (!fs_.status(folder_)) return keys;
  for (const auto& entry : fs_.list(folder_)) {
    const bool is_one = entry.kind == os::EntryKind::file && entry.name.starts_with(retired_begin) &&
                        entry.name.ends_with(".pem") && !entry.exposed && !entry.foreign;
    if (!is_one || entry.size > limits::key_file_bytes || keys.size() >= limits::key_rotations) continue;
    if (auto file = KeyFile::parse(os::read_secret_file(fs_, folder_ / entry.name, limits::key_file_bytes))) {
      keys.push_back(std::move(*file));
    }
  }
  return keys;
}

KeyFile KeyStore::make(UtcTime now) {
  auto file = KeyFile::of(crypto::SigningKey::generate(), nullptr, {}, now);
  put(file);
  return file;
}

void KeyStore::put(const KeyFile& file) {
  os::make_folders(fs_, folder_);
  check(folder_, os::EntryKind::folder);
  if (fs_.status(path())) {
    throw FileError(EEXIST, path().string(), tr("there is a key in {} already", base::printable(path().string())),
                    Step::show_key);
  }
  // In one step: half a key would be worse than none.
  os::replace(fs_, path(), file.text());
}

void KeyStore::rewrite(const KeyFile& file) {
  check(folder_, os::EntryKind::folder);
  os::replace(fs_, path(), file.text());
}

void KeyStore::replace(const KeyFile& file) {
  check(folder_, os::EntryKind::folder);
  const auto old = os::read_secret_file(fs_, path(), limits::key_file_bytes);
  const auto known = KeyFile::parse(old);
  const auto kept = retired_path(known ? known->fingerprint() : crypto::sha256_hex(old));
  if (!fs_.status(kept) || os::read_secret_file(fs_, kept, limits::key_file_bytes) != old) os::replace(fs_, kept, old);
  os::replace(fs_, path(), file.text());
}

void KeyStore::note_copy(const std::string& fingerprint, UtcTime now) {
  os::replace(fs_, folder_ / copy_note, fmt::format("{} {}\n", fingerprint, base::rfc3339(now)));
}

std::optional<UtcTime> KeyStore::copied(const std::string& fingerprint) const {
  const auto entry = fs_.status(folder_ / copy_note);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::key_file_bytes) return std::nullopt;
  const auto text = os::read_all(fs_, folder_ / copy_note, limits::key_file_bytes);
  if (!text.starts_with(fingerprint + ' ') || !text.ends_with('\n')) return std::nullopt;
  return base::parse_rfc3339(
      std::string_view(text).substr(fingerprint.size() + 1, text.size() - fingerprint.size() - 2));
}

base::SecretText KeyStore::read_intent_key() const {
  const auto entry = fs_.status(folder_.parent_path() / intent_key_name);
  const bool is_ours = entry && entry->kind == os::EntryKind::file && !entry->exposed && !entry->foreign &&
                       entry->size == 2 * intent_key_bytes;
  if (!is_ours) return {};
  return os::read_secret_file(fs_, folder_.parent_path() / intent_key_name, limits::key_file_bytes);
}

base::SecretText KeyStore::known_intent_key() const noexcept try {
  check(folder_, os::EntryKind::folder);
  return read_intent_key();
} catch (const std::exception&) {
  return {};
}

base::SecretText KeyStore::intent_key() noexcept try {
  os::make_folders(fs_, folder_);
  check(folder_, os::EntryKind::folder);
  if (auto known = read_intent_key(); !known.empty()) return known;
  base::SecretText made(os::random_hex(intent_key_bytes));
  os::replace(fs_, folder_.parent_path() / intent_key_name, made);
  return read_intent_key();
} catch (const std::exception&) {
  return {};
}

std::vector<os::Path> KeyStore::leftovers() const {
  std::vector<os::Path> found;
  if (!fs_.status(folder_)) return found;
  for (const auto& entry : fs_.list(folder_)) {
    const bool is_one = entry.kind == os::EntryKind::file && entry.name.ends_with(".pem.new") &&
                        (entry.name.starts_with(retired_begin) || entry.name == key_leftover_name);
    if (is_one) found.push_back(folder_ / entry.name);
  }
  return found;
}

bool KeyStore::has_unfinished_note() const {
  const auto entry = fs_.status(folder_ / unfinished_copy_note);
  return entry && entry->kind == os::EntryKind::file;
}

void KeyStore::remove_leftovers() {
  auto found = leftovers();
  if (has_unfinished_note()) found.push_back(folder_ / unfinished_copy_note);
  for (const auto& path : found) fs_.remove_file(path);
  if (!found.empty()) fs_.sync_folder(folder_);
}

}  // namespace earwitness::archive
