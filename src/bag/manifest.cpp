// SPDX-License-Identifier: MIT
#include "bag/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "bag/tag_lines.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::bag {

namespace {

constexpr std::size_t hash_characters = 64;
constexpr std::size_t max_errors = 100;  // that are told of one manifest

/// Only %0D, %0A and %25 stand for something (RFC 8493, 2.1.3); any other % is itself.
std::string decode_path(std::string_view path) {
  std::string decoded;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto code = path.substr(i, 3);
    if (code == "%0D" || code == "%0d") {
      decoded += '\r';
    } else if (code == "%0A" || code == "%0a") {
      decoded += '\n';
    } else if (code == "%25") {
      decoded += '%';
    } else {
      decoded += path[i];
      continue;
    }
    i += 2;
  }
  return decoded;
}

/// The path without `./` and double slashes; nothing if it leads out of the bag, is no path, or begins with a blank.
std::optional<std::string> inner_path(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.size() > limits::path_bytes || path.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  std::string clean;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") return std::nullopt;
    clean += (clean.empty() ? "" : "/") + part;
  }
  // A blank at the head can't be told from those between the hash and the path.
  if (clean.empty() || clean.front() == ' ' || clean.front() == '\t') return std::nullopt;
  return clean;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// The parts of a line, or nothing.
std::optional<ManifestEntry> parse_line(std::string_view line) {
  if (line.size() <= hash_characters) return std::nullopt;
  const auto hash = line.substr(0, hash_characters);
  if (!base::from_hex(hash)) return std::nullopt;
  auto path = line.substr(hash_characters);
  const auto begin = path.find_first_not_of(" \t");
  if (begin == 0 || begin == std::string_view::npos) return std::nullopt;
  path.remove_prefix(begin);
  // `sha256sum -b` writes one space and an asterisk; behind two it is the name's own.
  if (begin == 1 && path.front() == '*') path.remove_prefix(1);
  const auto inner = inner_path(decode_path(path));
  if (!inner) return std::nullopt;
  return ManifestEntry{*inner, lower(hash)};
}

}  // namespace

std::string encode_path(std::string_view path) {
  std::string encoded;
  for (const char c : path) {
    if (c == '\r') {
      encoded += "%0D";
    } else if (c == '\n') {
      encoded += "%0A";
    } else if (c == '%') {
      encoded += "%25";
    } else {
      encoded += c;
    }
  }
  return encoded;
}

std::string manifest_text(std::vector<ManifestEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  std::string text;
  for (const auto& entry : entries) text += fmt::format("{}  {}\n", entry.sha256, encode_path(entry.path));
  return text;
}

Manifest parse_manifest(std::string_view text) {
  Manifest manifest;
  std::set<std::string> seen;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto line = pop_line(text);
    ++number;
    if (number > limits::bag_files) {
      manifest.errors.push_back(tr("it has more than {} lines", limits::bag_files));
      break;
    }
    if (manifest.errors.size() >= max_errors) {
      manifest.errors.push_back(tr("it is not read from line {} on: too many lines before it can't be used", number));
      break;
    }
    const auto entry = parse_line(line);
    if (!entry) {
      manifest.errors.push_back(tr("line {} is not a hash and a path inside the bag", number));
      continue;
    }
    if (seen.insert(entry->path).second) {
      manifest.entries.push_back(*entry);
    } else {
      manifest.errors.push_back(tr("line {} lists a file a second time", number));
    }
  }
  return manifest;
}

}  // namespace earwitness::bag
