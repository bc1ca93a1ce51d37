// SPDX-License-Identifier: MIT
#include "bag/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "bag/oxum.hpp"
#include "base/limits.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::bag {

namespace {

using What = Difference::What;

using There = std::map<std::string, Content>;

void differ(Result& result, What what, const std::string& path, std::string detail) {
  if (result.differences.size() < limits::findings) result.differences.push_back({what, path, std::move(detail)});
}

std::optional<std::string> read_tag(os::FileSystem& fs, const os::Path& bag, const There& there, const char* name,
                                    Result& result) {
  result.checked = true;
  const auto found = there.find(name);
  if (found == there.end()) {
    differ(result, What::missing, name, tr("{} is not there", name));
  } else if (found->second.kind != os::EntryKind::file) {
    differ(result, What::altered, name, tr("{} is not a file of its own", name));
  } else if (found->second.size > limits::tag_file_bytes) {
    differ(result, What::altered, name, tr("{} is larger than it may be", name));
  } else {
    return os::read_all(fs, bag / name, limits::tag_file_bytes);
  }
  return std::nullopt;
}

void check_declaration(os::FileSystem& fs, const os::Path& bag, const There& there, Result& result) {
  const auto text = read_tag(fs, bag, there, declaration_path, result);
  // RFC 8493, 2.1.1: exactly these two lines.
  const bool known = !text || *text == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" ||
                     *text == "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n";
  if (!known) differ(result, What::altered, declaration_path, _("bagit.txt is not that of a BagIt 1.0 bag in UTF-8"));
}

/// A manifest by RFC 8493, 2.4, that is none of ours.
bool is_other_manifest(const std::string& path) {
  if (path == payload_manifest || path == tag_manifest || !path.ends_with(".txt")) return false;
  return path.starts_with("manifest-") || path.starts_with("tagmanifest-");
}

/// What other bags may have, and a recording has not: what nobody checks must not look as if it had been.
void check_kind(const There& there, Result& result) {
  for (const auto& [path, content] : there) {
    if (path == "fetch.txt") {
      differ(result, What::altered, path, _("a recording is whole, and this says that parts of it are elsewhere"));
    } else if (is_other_manifest(path)) {
      differ(result, What::altered, path, _("a recording has no such manifest, and nobody checks it"));
    }
  }
}

/// RFC 8493, 2.2.2: one value at the most.
void check_oxum(os::FileSystem& fs, const os::Path& bag, const There& there, Result& result) {
  Result reading;
  const auto info = read_tag(fs, bag, there, info_path, reading);
  if (!info) return;  // told with the tag files
  const auto values = values_of(parse_info(*info), "Payload-Oxum");
  if (values.empty()) return;
  result.checked = true;
  Oxum found;
  for (const auto& [path, content] : there) {
    if (!is_payload(path)) continue;
    found.octets += content.size;
    ++found.files;
  }
  if (values.size() == 1 && parse_oxum(values.front()) == found) return;
  differ(result, What::altered, info_path,
         tr("its Payload-Oxum is {}, and the payload has {} bytes in {} files", values.front(), found.octets,
            found.files));
}

/// A payload manifest lists what is in data/, a tag manifest what is not (RFC 8493, 2.1.3 and 2.2.1), and neither what
/// is made over the seal afterwards.
bool belongs(const char* manifest, const std::string& path) {
  return is_payload(path) == (manifest == std::string_view(payload_manifest)) && !comes_after_seal(role_of(path));
}

/// Checks the listed files of one manifest; `listed` gets their names.
void check_manifest(os::FileSystem& fs, const os::Path& bag, const char* name, const std::string& text,
                    const There& there, Result& result, Examination& all) {
  const auto manifest = parse_manifest(text);
  for (const auto& error : manifest.errors) {
    differ(result, What::altered, name, fmt::format("{}: {}", name, error));
  }
  for (const auto& entry : manifest.entries) {
    if (!belongs(name, entry.path)) {
      differ(result, What::altered, name, tr("{} lists {}, which is not for it", name, entry.path));
      continue;
    }
    all.listed.insert(entry.path);
    const auto found = there.find(entry.path);
    if (found == there.end()) {
      differ(result, What::missing, entry.path, _("it is listed, and is not there"));
    } else if (found->second.kind != os::EntryKind::file) {
      continue;  // told with what is outside the seal
    } else if (is_too_large(found->second)) {
      differ(result, What::altered, entry.path, tr("{} is larger than it may be", entry.path));
    } else {
      const auto& read = all.hashed[entry.path] = hash_and_count(fs, bag / entry.path);
      if (read.sha256 != entry.sha256) differ(result, What::altered, entry.path, _("its hash is not the listed one"));
    }
  }
}

/// Its own hash is the seal, so it has one form only: another one of the same meaning is another seal.
void check_form(const std::string& text, Result& result) {
  if (manifest_text(parse_manifest(text).entries) != text) {
    differ(result, What::altered, tag_manifest, _("it is not in the form that it is sealed in"));
  }
}

/// Without a tag manifest only what is no file at all is told: nothing says yet what belongs here.
void check_outside(const There& there, const std::set<std::string>& listed, bool has_tags, Result& result) {
  result.checked = has_tags;
  for (const auto& [path, content] : there) {
    if (content.kind != os::EntryKind::file) {
      differ(result, What::altered, path, _("it is not a file of its own (a link, perhaps)"));
    } else if (has_tags && !listed.contains(path) && !comes_after_seal(role_of(path))) {
      differ(result, What::unlisted, path, _("the seal does not cover it"));
    }
  }
}

void check_tags(os::FileSystem& fs, const os::Path& bag, const There& there, Examination& found) {
  auto& listed = found.listed;
  const auto text = read_tag(fs, bag, there, tag_manifest, found.tags);
  if (!text) return;
  found.seal = crypto::sha256_hex(*text);
  check_manifest(fs, bag, tag_manifest, *text, there, found.tags, found);
  check_form(*text, found.tags);
  for (const char* needed : {info_path, declaration_path, how_to_verify_path, payload_manifest}) {
    if (!listed.contains(needed)) {
      differ(found.tags, What::unlisted, needed, _("the tag manifest does not list it"));
    }
  }
  if (!found.tags.differences.empty()) {
    // Nothing stands above the tag manifest that could tell which of two that do not fit was altered.
    differ(found.tags, What::altered, tag_manifest, _("it, or what it lists, is not as it was sealed"));
  }
}

/// What is missing, altered or added is told by itself; its size is not held against bag-info.txt then.
bool is_listed_payload(const Examination& found) {
  const auto& outside = found.outside.differences;
  return found.payload.differences.empty() && std::none_of(outside.begin(), outside.end(), [](const auto& difference) {
           return is_payload(difference.path);
         });
}

}  // namespace

Examination examine(os::FileSystem& fs, const os::Path& bag) {
  Examination found;
  found.contents = contents(fs, bag, {}, &found.folders);
  There there;
  for (const auto& content : found.contents) there.emplace(content.path, content);
  found.sealed = there.contains(tag_manifest);
  // Where sealing was interrupted, the seal lies there without its name; without it, it was taken away.
  const bool seal_is_due = there.contains(payload_manifest) && !there.contains(unnamed_tag_manifest);
  if (!found.sealed && !seal_is_due) return found;

  auto& listed = found.listed;
  check_declaration(fs, bag, there, found.declaration);
  check_kind(there, found.declaration);
  if (const auto text = read_tag(fs, bag, there, payload_manifest, found.payload)) {
    check_manifest(fs, bag, payload_manifest, *text, there, found.payload, found);
  }
  check_tags(fs, bag, there, found);
  check_outside(there, listed, !found.seal.empty(), found.outside);
  if (is_listed_payload(found)) check_oxum(fs, bag, there, found.oxum);
  return found;
}

}  // namespace earwitness::bag
