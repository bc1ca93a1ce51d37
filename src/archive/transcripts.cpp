// SPDX-License-Identifier: MIT
#include "archive/transcripts.hpp"

#include <algorithm>

#include "archive/archive.hpp"
#include "archive/opening.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "vtt/limits.hpp"

namespace earwitness::archive {

namespace {

constexpr int max_transcript_versions = 10'000;

}  // namespace

int transcript_version_number(std::string_view name) noexcept {
  const auto number = bag::transcript_number(name);
  return number <= max_transcript_versions ? number : 0;
}

TranscriptVersion read_transcript_version(os::FileSystem& fs, const os::Path& bag) {
  TranscriptVersion version{
      transcript_version_number(bag.filename().string()), bag, read_seal(fs, bag), {}, {}, {}, std::nullopt};
  const auto path = bag / bag::transcript_path;
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return version;
  const auto object = json::parse_object(os::read_all(fs, path, limits::tag_file_bytes), json::document);
  if (!object) return version;
  version.original = json::text_in(*object, "original");
  version.made_utc = json::text_in(*object, "made_utc");
  version.by = json::text_in(*object, "by");
  const auto* draft = object->find("draft");
  if (draft != nullptr && draft->is_object()) {
    version.draft = Recogniser{json::text_in(*draft, "name"), json::text_in(*draft, "version")};
  }
  return version;
}

std::vector<TranscriptVersion> transcript_versions(os::FileSystem& fs, const os::Path& conversation) {
  std::vector<TranscriptVersion> versions;
  for (const auto& entry : fs.list(conversation)) {
    const auto bag = conversation / entry.name;
    if (transcript_version_number(entry.name) == 0 || entry.kind != os::EntryKind::folder || !is_sealed(fs, bag)) {
      continue;
    }
    versions.push_back(read_transcript_version(fs, bag));
  }
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return versions;
}

const TranscriptVersion* current_version(const std::vector<TranscriptVersion>& versions) noexcept {
  if (versions.empty()) return nullptr;
  const auto read = std::find_if(versions.rbegin(), versions.rend(),
                                 [](const TranscriptVersion& version) { return version.is_by_person(); });
  return read == versions.rend() ? &versions.back() : &*read;
}

std::string transcript_text(os::FileSystem& fs, const TranscriptVersion& version) {
  return os::read_all(fs, version.bag / bag::transcript_text_path, limits::transcript_bytes);
}

}  // namespace earwitness::archive
