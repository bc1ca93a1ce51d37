// SPDX-License-Identifier: MIT
#include "pages/report_sound.hpp"

#include <vector>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/listening_copy.hpp"
#include "pages/limits.hpp"

namespace earwitness::pages {

namespace {

constexpr std::size_t sound_piece_bytes = 3 * 256 * 1024;  // whole groups of three: no padding in between

SoundCopy copy_as(os::FileSystem& fs, const ReportFacts& facts, const os::Path& folder, const std::string& beside,
                  flac::CopyKind kind) {
  std::vector<os::Path> from;
  for (const auto& stretch : facts.stretches) {
    if (stretch.length > std::chrono::nanoseconds{0}) from.push_back(facts.found.bag / stretch.file);
  }
  const auto* word = flac::to_string(kind);
  SoundCopy copy;
  copy.file = folder / fmt::format("sound.{}", word);
  flac::write_listening_copy(fs, from, copy.file, kind);
  const auto status = fs.status(copy.file);
  const bool fits = status && status->size <= limits::report_embedded_bytes;
  copy.told.where = fits ? PageSound::Where::embedded : PageSound::Where::beside;
  copy.told.type = kind == flac::CopyKind::mp3 ? "audio/mpeg" : "audio/wav";
  if (!fits) copy.told.name = fmt::format("{}.{}", beside, word);
  return copy;
}

SoundCopy silent_because(const std::string& why) {
  SoundCopy copy;
  copy.told.why_none = why;
  return copy;
}

}  // namespace

SoundCopy make_sound_copy(os::FileSystem& fs, const ReportFacts& facts, const os::Path& folder,
                          const std::string& beside) {
  if (facts.stretches.empty()) return silent_because(_("There is no sound that this program can decode."));
  try {
    try {
      return copy_as(fs, facts, folder, beside, flac::CopyKind::mp3);
    } catch (const FileError&) {
      throw;
    } catch (const Error&) {
      // Not of such sound, or not on this machine; a file that does not decode fails again, and is told then.
      if (fs.status(folder / "sound.mp3")) fs.remove_file(folder / "sound.mp3");
      return copy_as(fs, facts, folder, beside, flac::CopyKind::wav);
    }
  } catch (const FileError& error) {
    if (!facts.found.unchanged && !fs.status(error.subject())) {
      return silent_because(
          tr("There is nothing to listen to here: {}", error.what()));  // a file of the recording is missing
    }
    throw;
  } catch (const Error& error) {
    return silent_because(tr("There is nothing to listen to here: {}", error.what()));
  }
}

void write_base64(os::File& to, os::File& from) {
  std::vector<std::byte> piece(sound_piece_bytes);
  for (;;) {
    std::size_t filled = 0;
    while (filled < piece.size()) {
      const auto got = from.read(std::span(piece).subspan(filled));
      if (got == 0) break;
      filled += got;
    }
    if (filled > 0) os::write_all(to, base::as_bytes(base::to_base64(std::span(piece).first(filled))));
    if (filled < piece.size()) return;
  }
}

}  // namespace earwitness::pages
