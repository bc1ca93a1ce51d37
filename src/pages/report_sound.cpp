// SPDX-License-Identifier: MIT
#include "pages/report_sound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "base/base64.hpp"
#include "base/samples.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/listening_copy.hpp"
#include "flac/reader.hpp"
#include "journal/second_listener.hpp"
#include "pages/limits.hpp"
#include "pages/report_words.hpp"
#include "timeline/call_sound.hpp"
#include "timeline/levels.hpp"
#include "timeline/selection.hpp"
#include "verify/whole_seconds.hpp"

namespace earwitness::pages {

namespace {

constexpr std::size_t sound_piece_bytes = 3 * 256 * 1024;  // whole groups of three: no padding in between

/// What a copy is made of: the recording's own files, and in the place of a damaged one its seconds that hold.
struct SoundFiles {
  std::vector<os::Path> paths;
  std::vector<std::size_t> stretches;  ///< of each path its index
  std::vector<os::Path> made;          ///< of these, what is to be removed again
  std::set<std::size_t> checked;       ///< indices of paths that verify found whole
  bool is_one_missing = false;         ///< of a call: it is silent, and the other side is heard
};

/// One that is not there is told as that.
bool is_damaged(const ReportFacts& facts, const std::string& file) {
  const auto shown = base::printable(file);
  return std::any_of(facts.found.findings.begin(), facts.found.findings.end(), [&](const Finding& finding) {
    return finding.file == shown && finding.what == Finding::What::altered;
  });
}

/// Each stretch has its length on the page's clock, so a second that does not hold is silent and stays where it is.
SoundFiles files_to_copy(os::FileSystem& fs, const ReportFacts& facts, const os::Path& folder) {
  SoundFiles files;
  std::size_t whole = 0;
  for (std::size_t i = 0; i < facts.stretches.size(); ++i) {
    const auto& stretch = facts.stretches[i];
    if (stretch.length <= std::chrono::nanoseconds{0}) continue;
    const auto path = facts.found.bag / stretch.file;
    const bool is_missing = !facts.found.unchanged && !fs.status(path);
    if (!facts.tracks.empty() && is_missing) {
      files.is_one_missing = true;
      continue;
    }
    files.stretches.push_back(i);
    if ((!is_damaged(facts, stretch.file) && !is_missing) || stretch.format.bits == 0 || i >= facts.files.size()) {
      ++whole;
      if (!is_damaged(facts, stretch.file) && i < facts.files.size()) files.checked.insert(files.paths.size());
      files.paths.push_back(path);
      continue;
    }
    files.made.push_back(folder / fmt::format("seconds-{:03}.flac", i + 1));
    files.paths.push_back(files.made.back());
    whole += verify_detail::write_whole_seconds(fs, path, files.made.back(), facts.files[i], stretch.format);
  }
  if (whole == 0 && files.paths.empty() && files.is_one_missing) {
    throw Error(ErrorKind::not_found, {}, _("not one file of its sound is there"));
  }
  if (whole == 0) throw Error(ErrorKind::unknown_format, {}, _("not one second of it is as the journal says"));
  return files;
}

/// What goes into a page that says what verify found must be what verify read, also where somebody exchanges files
/// meanwhile.
class SameSound {
 public:
  SameSound(os::FileSystem& fs, const ReportFacts& facts, const SoundFiles& from) : facts_(facts), from_(from) {
    for (const auto path : from.checked) {
      const auto format = flac::read_stream_info(*fs.open(from.paths[path])).format;
      listeners_.emplace(path, journal::SecondListener(facts.files[from.stretches[path]], format.bytes_per_frame()));
    }
  }

  void hear(std::size_t path, std::span<const std::byte> samples) {
    const auto listener = listeners_.find(path);
    if (listener != listeners_.end()) listener->second.hear(samples);
  }
  /// Throws FileError.
  void require() const {
    for (const auto& [path, listener] : listeners_) {
      const auto stretch = from_.stretches[path];
      for (const auto second : listener.others()) {
        if (is_withheld(stretch, second)) continue;
        const auto shown = base::printable(from_.paths[path].string());
        throw FileError(EIO, from_.paths[path].string(), tr("{} changed while it was read", shown));
      }
    }
  }

 private:
  /// An excerpt has silence there.
  [[nodiscard]] bool is_withheld(std::size_t stretch, std::size_t second) const {
    const auto at = facts_.stretches[stretch].from +
                    timeline::length(facts_.stretches[stretch].format, facts_.files[stretch].seconds[second].from);
    return std::any_of(facts_.events.begin(), facts_.events.end(), [&](const timeline::Event& event) {
      return event.kind == timeline::Event::Kind::withheld && event.track == facts_.stretches[stretch].track &&
             event.from <= at && at < event.to;
    });
  }

  const ReportFacts& facts_;
  const SoundFiles& from_;
  std::map<std::size_t, journal::SecondListener> listeners_;
};

/// The picture is of what is heard, and nothing is decoded for it alone.
class Levels {
 public:
  Levels(os::FileSystem& fs, const ReportFacts& facts, const SoundFiles& from) {
    for (std::size_t path = 0; path < from.paths.size(); ++path) {
      const auto stretch = from.stretches[path];
      if (stretch >= facts.files.size()) continue;
      const auto format = flac::read_stream_info(*fs.open(from.paths[path])).format;
      meters_.emplace(path, timeline::LevelMeter(facts.files[stretch], format, facts.stretches[stretch].from));
    }
  }

  void hear(std::size_t path, std::span<const std::byte> samples) {
    const auto meter = meters_.find(path);
    if (meter != meters_.end()) meter->second.hear(samples);
  }
  [[nodiscard]] std::vector<timeline::Loudness> all() const {
    std::vector<timeline::Loudness> levels;
    for (const auto& [path, meter] : meters_) {
      levels.insert(levels.end(), meter.levels().begin(), meter.levels().end());
    }
    return levels;
  }

 private:
  std::map<std::size_t, timeline::LevelMeter> meters_;
};

/// Both sides of a call in their places on one clock, the microphone on the left.
void write_call(os::FileSystem& fs, const ReportFacts& facts, const SoundFiles& from, const os::Path& to,
                flac::CopyKind kind, const flac::CopyListener& hear) {
  timeline::Playlist call;
  for (const auto& track : facts.tracks) (track.track == Track::far ? call.far_format : call.format) = track.audio;
  std::vector<std::size_t> near;  // of each piece its path
  std::vector<std::size_t> far;
  for (std::size_t path = 0; path < from.paths.size(); ++path) {
    const auto& stretch = facts.stretches[from.stretches[path]];
    const bool is_far = stretch.track == Track::far;
    (is_far ? far : near).push_back(path);
    (is_far ? call.far : call.pieces)
        .push_back({from.paths[path], facts.files[from.stretches[path]].frames(), stretch.from,
                    stretch.from + stretch.length});
  }
  if (call.format.sample_rate == 0 || call.format.bits == 0) {
    throw Error(ErrorKind::unknown_format, {}, _("There is no sound that this program can decode."));
  }
  timeline::CallSound sound(fs, call, [&](Track side, std::size_t piece, auto samples) {
    hear((side == Track::far ? far : near)[piece], samples);
  });
  timeline::write_call_copy(fs, sound, heard_ranges(facts), to, kind);
  sound.finish();
}

/// More channels than a listener has ears are mixed to two, each side a mean of its own: no copy of eight is made only
/// to be mixed by a browser, which leaves one of them out.
class StereoMix {
 public:
  StereoMix(os::FileSystem& fs, const std::vector<os::Path>& paths, const flac::CopyListener& hear)
      : fs_(fs), paths_(paths), hear_(hear), from_(flac::read_stream_info(*fs.open(paths.front())).format) {}

  [[nodiscard]] AudioFormat format() const noexcept { return {from_.sample_rate, 2, from_.bits}; }

  /// The next part; nothing at the end of all.
  [[nodiscard]] std::span<const std::byte> next() {
    constexpr Frames piece = 1024;
    for (; path_ < paths_.size(); ++path_, reader_.reset()) {
      if (!reader_) open();
      const auto part = reader_->read(piece);
      if (!part.empty()) {
        hear_(path_, part);
        frames_ += static_cast<Frames>(part.size() / from_.bytes_per_frame());
        return mixed(part);
      }
      if (!reader_->damaged() && frames_ == reader_->info().frames) continue;
      const auto& path = paths_[path_].string();
      throw Error(ErrorKind::unknown_format, path, tr("{} does not decode to its end", base::printable(path)));
    }
    return {};
  }

 private:
  void open() {
    reader_ = std::make_unique<flac::Reader>(fs_.open(paths_[path_]));
    frames_ = 0;
    if (reader_->info().format == from_) return;
    const auto& path = paths_[path_].string();
    throw Error(ErrorKind::unknown_format, path,
                tr("{} is of another format than the files before it", base::printable(path)));
  }

  std::span<const std::byte> mixed(std::span<const std::byte> part) {
    wide_.resize(part.size() / from_.bytes_per_sample());
    base::widen(part, from_.bits, wide_.data());
    const std::array<std::int64_t, 2> channels{(from_.channels + 1) / 2, from_.channels / 2};
    const auto frames = wide_.size() / from_.channels;
    for (std::size_t frame = 0; frame < frames; ++frame) {
      std::array<std::int64_t, 2> sums{};
      for (std::size_t i = 0; i < from_.channels; ++i) sums[i % 2] += wide_[frame * from_.channels + i];
      // In the place of what was read: two are never more than there were.
      for (std::size_t side = 0; side < 2; ++side)
        wide_[frame * 2 + side] = static_cast<int>(sums[side] / channels[side]);
    }
    bytes_.resize(frames * 2 * from_.bytes_per_sample());
    base::narrow(wide_.data(), frames * 2, from_.bits, bytes_.data());
    return bytes_;
  }

  os::FileSystem& fs_;
  const std::vector<os::Path>& paths_;
  const flac::CopyListener& hear_;
  AudioFormat from_;
  std::unique_ptr<flac::Reader> reader_;
  std::size_t path_ = 0;
  Frames frames_ = 0;
  std::vector<int> wide_;
  std::vector<std::byte> bytes_;
};

std::uint16_t channels_of(os::FileSystem& fs, const SoundFiles& from) {
  return flac::read_stream_info(*fs.open(from.paths.front())).format.channels;
}

SoundCopy copy_as(os::FileSystem& fs, const ReportFacts& facts, const SoundFiles& from, const os::Path& folder,
                  const std::string& beside, flac::CopyKind kind) {
  SameSound same(fs, facts, from);
  Levels levels(fs, facts, from);
  const auto* word = flac::to_string(kind);
  SoundCopy copy;
  copy.file = folder / fmt::format("sound.{}", word);
  const flac::CopyListener hear = [&](std::size_t file, auto samples) {
    same.hear(file, samples);
    levels.hear(file, samples);
  };
  if (!facts.tracks.empty()) {
    write_call(fs, facts, from, copy.file, kind, hear);
  } else if (const auto channels = channels_of(fs, from); channels > 2) {
    StereoMix mix(fs, from.paths, hear);
    flac::write_listening_copy(
        fs, mix.format(), [&] { return mix.next(); }, copy.file, kind);
    copy.told.mixed = channels;
  } else {
    flac::write_listening_copy(fs, from.paths, copy.file, kind, hear);
  }
  same.require();
  copy.levels = levels.all();
  const auto status = fs.status(copy.file);
  const bool fits = status && status->size <= limits::report_embedded_bytes;
  copy.told.where = fits ? PageSound::Where::embedded : PageSound::Where::beside;
  copy.told.type = kind == flac::CopyKind::mp3 ? "audio/mpeg" : "audio/wav";
  if (!fits) copy.told.name = fmt::format("{}.{}", beside, word);
  copy.told.has_silenced = !from.made.empty() || from.is_one_missing;
  return copy;
}

/// As a part of an address that is relative to the page: names of folders may be anyone's.
std::string address_of(const os::Path& path) {
  std::string address;
  for (const char c : path.generic_string()) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                          c == '-' || c == '_' || c == '.';
    address += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return address;
}

/// What each browser of today plays, in as many channels as it has.
bool is_played_everywhere(const AudioFormat& format) {
  constexpr std::uint32_t lowest = 8'000;
  constexpr std::uint32_t highest = 192'000;
  return (format.channels == 1 || format.channels == 2) && (format.bits == 16 || format.bits == 24) &&
         format.sample_rate >= lowest && format.sample_rate <= highest;
}

SoundCopy silent_because(const std::string& why) {
  SoundCopy copy;
  copy.told.why_none = why;
  return copy;
}

SoundCopy nothing_to_hear(const ReportFacts& facts, const Error& error) {
  return silent_because(tr("There is nothing to listen to here: {}", without_place(error.what(), facts.found.bag)));
}

}  // namespace

std::vector<std::string> sealed_files(os::FileSystem& fs, const ReportFacts& facts, const os::Path& bag) {
  std::vector<std::string> files;
  if (!facts.found.sealed || !facts.tracks.empty()) return files;
  for (const auto& stretch : facts.stretches) {
    if (stretch.length <= std::chrono::nanoseconds{0}) continue;
    const auto entry = fs.status(facts.found.bag / stretch.file);
    const bool is_there = entry && entry->kind == os::EntryKind::file;
    if (!is_there || is_damaged(facts, stretch.file) || !is_played_everywhere(stretch.format)) return {};
    files.push_back(address_of(bag / stretch.file));
  }
  return files;
}

SoundCopy make_sound_copy(os::FileSystem& fs, const ReportFacts& facts, const os::Path& folder,
                          const std::string& beside) {
  if (facts.stretches.empty()) return silent_because(_("There is no sound that this program can decode."));
  try {
    const auto from = files_to_copy(fs, facts, folder);
    SoundCopy copy;
    try {
      copy = copy_as(fs, facts, from, folder, beside, flac::CopyKind::mp3);
    } catch (const FileError&) {
      throw;
    } catch (const Error&) {
      // Not of such sound, or not on this machine; a file that does not decode fails again, and is told then.
      if (fs.status(folder / "sound.mp3")) fs.remove_file(folder / "sound.mp3");
      copy = copy_as(fs, facts, from, folder, beside, flac::CopyKind::wav);
    }
    for (const auto& path : from.made) fs.remove_file(path);
    return copy;
  } catch (const FileError& error) {
    if (!facts.found.unchanged && !fs.status(error.subject())) {
      return nothing_to_hear(facts, error);  // a file of the recording is missing
    }
    throw;
  } catch (const Error& error) {
    return nothing_to_hear(facts, error);
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
