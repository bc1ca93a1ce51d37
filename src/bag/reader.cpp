// SPDX-License-Identifier: MIT
#include "bag/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::bag {

namespace {

using What = Difference::What;

constexpr const char* payload_manifest = "manifest-sha256.txt";
constexpr const char* tag_manifest = "tagmanifest-sha256.txt";

/// What may lie outside the seal by nature (docs/format.md): the seal itself, and what is made over it afterwards.
bool may_be_unlisted(const std::string& path) {
  if (path == tag_manifest || path == "seal/signature.ed25519") return true;
  constexpr std::string_view prefix = "seal/timestamp-";
  if (!path.starts_with(prefix)) return false;
  auto rest = std::string_view(path).substr(prefix.size());
  const auto digits = rest.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || digits > 4) return false;
  rest.remove_prefix(digits);
  return rest == ".tsr" || rest == ".pem";
}

std::optional<std::string> read_tag(os::FileSystem& fs, const os::Path& bag, const std::string& name, Result& result) {
  const auto entry = fs.status(bag / name);
  if (!entry) {
    result.differences.push_back({What::missing, name, fmt::format("{} is not there", name)});
    return std::nullopt;
  }
  if (entry->kind != os::EntryKind::file) return std::nullopt;  // told as something that is no file
  if (entry->size > limits::tag_file_bytes) {
    result.differences.push_back({What::altered, name, fmt::format("{} is larger than it may be", name)});
    return std::nullopt;
  }
  return os::read_all(fs, bag / name, limits::tag_file_bytes);
}

void check_declaration(os::FileSystem& fs, const os::Path& bag, Result& result) {
  result.checked = true;
  const auto text = read_tag(fs, bag, "bagit.txt", result);
  if (!text) return;
  // RFC 8493, 2.1.1: exactly these two lines; 0.97 is the version before it, with the same form.
  const bool known = *text == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" ||
                     *text == "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n" ||
                     *text == "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n";
  if (!known) result.differences.push_back({What::altered, "bagit.txt", "bagit.txt is not that of a BagIt 1.0 bag"});
}

/// Checks the listed files of one manifest; `listed` gets their names.
void check_manifest(os::FileSystem& fs, const os::Path& bag, const char* name, const std::string& text,
                    const std::map<std::string, Content>& there, Result& result, std::set<std::string>& listed) {
  result.checked = true;
  const auto manifest = parse_manifest(text);
  for (const auto& error : manifest.errors) {
    result.differences.push_back({What::altered, name, fmt::format("{}: {}", name, error)});
  }
  for (const auto& entry : manifest.entries) {
    listed.insert(entry.path);
    const auto found = there.find(entry.path);
    if (found == there.end()) {
      result.differences.push_back({What::missing, entry.path, "it is listed, and is not there"});
    } else if (found->second.kind == os::EntryKind::file && hash_file(fs, bag / entry.path) != entry.sha256) {
      result.differences.push_back({What::altered, entry.path, "its hash is not the listed one"});
    }
  }
}

/// Its own hash is the seal, so it has one form only: another one of the same meaning is another seal.
void check_form(const std::string& text, Result& result) {
  if (manifest_text(parse_manifest(text).entries) != text) {
    result.differences.push_back({What::altered, tag_manifest, "it is not in the form that it is sealed in"});
  }
}

void check_outside(const std::map<std::string, Content>& there, const std::set<std::string>& listed, Result& result) {
  result.checked = true;
  for (const auto& [path, content] : there) {
    if (content.kind != os::EntryKind::file) {
      result.differences.push_back({What::altered, path, "it is not a file of its own (a link, perhaps)"});
    } else if (!listed.contains(path) && !may_be_unlisted(path)) {
      result.differences.push_back({What::unlisted, path, "the seal does not cover it"});
    }
  }
}

}  // namespace

Examination examine(os::FileSystem& fs, const os::Path& bag) {
  Examination found;
  found.contents = contents(fs, bag);
  std::map<std::string, Content> there;
  for (const auto& content : found.contents) there.emplace(content.path, content);

  check_declaration(fs, bag, found.declaration);
  std::set<std::string> listed_payload;
  std::set<std::string> listed_tags;
  const bool has_seal = fs.status(bag / tag_manifest).has_value();
  if (has_seal || fs.status(bag / payload_manifest)) {
    if (const auto text = read_tag(fs, bag, payload_manifest, found.payload)) {
      check_manifest(fs, bag, payload_manifest, *text, there, found.payload, listed_payload);
    }
  }
  if (!has_seal) return found;
  if (const auto text = read_tag(fs, bag, tag_manifest, found.tags)) {
    check_manifest(fs, bag, tag_manifest, *text, there, found.tags, listed_tags);
    found.seal = crypto::sha256_hex(*text);
    check_form(*text, found.tags);
    for (const char* needed : {"bag-info.txt", "bagit.txt", "how-to-verify.txt", payload_manifest}) {
      if (!listed_tags.contains(needed)) {
        found.tags.differences.push_back({What::unlisted, needed, "the tag manifest does not list it"});
      }
    }
    if (!found.tags.differences.empty()) {
      // Nothing stands above the tag manifest that could tell which of two that do not fit was altered.
      found.tags.differences.push_back({What::altered, tag_manifest, "it, or what it lists, is not as it was sealed"});
    }
  }
  std::set<std::string> listed = listed_tags;
  for (const auto& path : listed_payload) {
    if (path.starts_with("data/")) listed.insert(path);
  }
  check_outside(there, listed, found.outside);
  return found;
}

}  // namespace earwitness::bag
