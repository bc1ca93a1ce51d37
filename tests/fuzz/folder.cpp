// SPDX-License-Identifier: MIT
#include "tests/fuzz/folder.hpp"

#include <fmt/format.h>

#include "bag/contents.hpp"
#include "bag/manifest.hpp"
#include "base/text.hpp"
#include "tests/fuzz/mend.hpp"

namespace earwitness::fuzz {

namespace {

struct Section {
  std::string_view head;  // without its #
  Input content;
};

/// Takes the next one off the front.
Section take_section(std::string_view& text) {
  const auto end_of_head = std::min(text.find('\n'), text.size());
  Section section{text.substr(0, end_of_head), {}};
  if (section.head.starts_with('#')) section.head.remove_prefix(1);
  text.remove_prefix(std::min(end_of_head + 1, text.size()));
  const auto end = text.starts_with('#') ? 0 : text.find("\n#");
  const auto content = text.substr(0, end);
  section.content = base::as_bytes(content);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + (end == 0 ? 0 : 1));
  return section;
}

void put(faults::MemoryFileSystem& disk, const os::Path& path, Input content) {
  try {
    os::make_folders(disk, path.parent_path());
    const auto file = disk.create(path);
    os::write_all(*file, content);
  } catch (const FileError&) {  // the name is taken, or is below a file
  }
}

void put_text(faults::MemoryFileSystem& disk, const os::Path& path, std::string_view content) {
  put(disk, path, base::as_bytes(content));
}

std::string manifest_of(faults::MemoryFileSystem& disk, const os::Path& root, bool of_payload) {
  std::vector<bag::ManifestEntry> entries;
  for (const auto& content : bag::contents(disk, root)) {
    if (content.path.starts_with("data/") != of_payload) continue;
    entries.push_back({content.path, bag::hash_file(disk, root / content.path)});
  }
  return bag::manifest_text(std::move(entries));
}

void seal(faults::MemoryFileSystem& disk, const os::Path& root) {
  put_text(disk, root / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  put_text(disk, root / "bag-info.txt", "Contact-Name: not stated\n");
  put_text(disk, root / "how-to-verify.txt", "");
  put_text(disk, root / "manifest-sha256.txt", manifest_of(disk, root, true));
  put_text(disk, root / "tagmanifest-sha256.txt", manifest_of(disk, root, false));
}

}  // namespace

void unpack(Input input, faults::MemoryFileSystem& disk, const os::Path& root) {
  os::make_folders(disk, root);
  auto text = as_text(input);
  for (std::size_t made = 0; !text.empty() && made < max_files; ++made) {
    const auto section = take_section(text);
    const auto space = std::min(section.head.find(' '), section.head.size());
    const auto kind = section.head.substr(0, space);
    const auto name = section.head.substr(std::min(space + 1, section.head.size()));
    if (kind == "seal") {
      seal(disk, root);
      continue;
    }
    // A disk has no such names.
    if (name.empty() || name.find('\0') != std::string_view::npos || name.find("..") != std::string_view::npos)
      continue;
    const auto path = root / os::Path(name).relative_path();
    if (kind == "chain") {
      put_text(disk, path, chained(as_text(section.content)));
    } else if (kind == "flac") {
      put(disk, path, with_checksums(section.content));
    } else {
      put(disk, path, section.content);
    }
  }
}

}  // namespace earwitness::fuzz
