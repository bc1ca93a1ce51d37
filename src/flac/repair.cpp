// SPDX-License-Identifier: MIT
#include "flac/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/md5.hpp"
#include "flac/frame_search.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "flac/silent_frame.hpp"
#include "flac/stream_head.hpp"
#include "flac/writer.hpp"

namespace earwitness::flac {

namespace {

constexpr Frames decoded_chunk_frames = 16384;
constexpr std::array<std::byte, 16> no_md5{};

struct Head {
  std::vector<std::byte> bytes;  // empty: to be made anew
  std::uint64_t end = 4;         // where frames may begin
  // A last block, which is shorter, may be all that is left of a file whose head is gone, too.
  std::uint32_t block_size = static_cast<std::uint32_t>(block_frames);
};

/// The original's own blocks, if they can be followed and are of this recording.
Head read_head(os::File& file, const AudioFormat& format, const Tags& tags) {
  Head head;
  const auto end = metadata_end(file);
  if (!end) return head;
  std::vector<std::byte> bytes(static_cast<std::size_t>(*end));
  file.seek(0);
  if (!os::read_exactly(file, bytes)) return head;
  try {
    if (read_stream_info(file).format != format) return head;
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
    return head;
  }
  head.end = *end;
  head.block_size = std::to_integer<std::uint32_t>(bytes[10]) << 8U | std::to_integer<std::uint32_t>(bytes[11]);
  const auto whole = read_stream_head(file);
  // Else it would not be one that a sealed recording has: a picture in it, or the tags of another recording.
  const bool is_kept =
      whole.fault.empty() && fault_of_tags(whole, tags.recording, tags.track, !tags.salt.empty()).empty();
  if (is_kept) head.bytes = std::move(bytes);
  return head;
}

class RepairedCopy {
 public:
  RepairedCopy(os::FileSystem& fs, const os::Path& to, const AudioFormat& format, const Tags& tags, Head head)
      : fs_(fs), to_(to), format_(format), tags_(tags), head_(std::move(head)) {}

  void add(const WholeFrame& frame, std::uint32_t block_size) {
    if (!file_) begin(block_size);
    if (frame.first > found_.frames) fill(frame.first, block_size);
    write(frame.bytes);
    found_.frames = frame.first + frame.frames;
  }

  /// Decodes what was copied, and writes into the header what came out; nothing if that is not what the frames said.
  std::optional<Repaired> finish(const OnSamples& on_samples) {
    if (!file_) return std::move(found_);
    crypto::Md5 md5;
    Frames decoded = 0;
    Reader reader(fs_.open(to_));
    for (auto part = reader.read(decoded_chunk_frames); !part.empty(); part = reader.read(decoded_chunk_frames)) {
      md5.update(part);
      on_samples(part);
      decoded += static_cast<Frames>(part.size() / format_.bytes_per_frame());
    }
    if (decoded != found_.frames) return std::nullopt;
    const auto digest = md5.finish();
    write_totals(*file_, format_, {min_frame_bytes_, max_frame_bytes_, found_.frames, digest});
    file_->sync_data();
    file_->close();
    return std::move(found_);
  }
  [[nodiscard]] Repaired& found() noexcept { return found_; }

 private:
  void begin(std::uint32_t block_size) {
    file_ = fs_.create(to_);
    if (head_.bytes.empty()) head_.bytes = make_metadata(format_, block_size, tags_);
    os::write_all(*file_, head_.bytes);
    const auto end = file_->position();
    write_totals(*file_, format_, {0, 0, 0, no_md5});  // what the original may say is not true of what follows
    file_->seek(end);
  }

  void fill(Frames until, std::uint32_t block_size) {
    found_.holes.push_back({found_.frames, until - found_.frames});
    for (; found_.frames < until; found_.frames += block_size) {
      const auto number = static_cast<std::uint64_t>(found_.frames / static_cast<Frames>(block_size));
      write(silent_frame(format_, number, block_size));
    }
  }

  void write(std::span<const std::byte> frame) {
    os::write_all(*file_, frame);
    const auto size = static_cast<std::uint32_t>(frame.size());
    min_frame_bytes_ = std::min(min_frame_bytes_, size);
    max_frame_bytes_ = std::max(max_frame_bytes_, size);
  }

  os::FileSystem& fs_;
  os::Path to_;
  AudioFormat format_;
  Tags tags_;
  Head head_;
  std::unique_ptr<os::File> file_;
  Repaired found_;
  std::uint32_t min_frame_bytes_ = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t max_frame_bytes_ = 0;
};

/// By what a frame is known to be whole, and whether the original's own head is kept: one that reads well here may
/// still mislead a decoder.
struct Way {
  enum class Proof { checksums, decoder } proof;
  bool keeps_head;
};
constexpr std::array<Way, 3> ways{
    {{Way::Proof::checksums, true}, {Way::Proof::decoder, true}, {Way::Proof::decoder, false}}};

std::optional<Repaired> attempt(os::FileSystem& fs, const os::Path& original, const os::Path& to,
                                const AudioFormat& format, const Tags& tags, Way way, const OnSamples& on_samples) {
  auto file = fs.open(original);
  const auto size = file->size();
  auto head = read_head(*file, format, tags);
  const auto begin = std::min(head.end, size);
  if (!way.keeps_head) head.bytes.clear();
  FrameSearch search(std::move(file), format, begin, head.block_size);
  RepairedCopy copy(fs, to, format, tags, std::move(head));
  std::uint64_t whole_bytes = 0;
  while (copy.found().holes.size() < limits::findings) {
    const auto frame = search.next();
    if (!frame) break;
    if (way.proof == Way::Proof::decoder && !decodes_alone(*frame, format)) continue;
    whole_bytes += frame->bytes.size();
    copy.add(*frame, search.block_size());
  }
  copy.found().unread_bytes = size - begin - whole_bytes;
  return copy.finish(on_samples);
}

}  // namespace

Repaired repair(os::FileSystem& fs, const os::Path& original, const os::Path& to, const AudioFormat& format,
                const Tags& tags, const OnSamples& on_samples, const OnAnew& on_anew) {
  for (const auto& way : ways) {
    if (auto found = attempt(fs, original, to, format, tags, way, on_samples)) return std::move(*found);
    if (&way == &ways.back()) break;
    fs.remove_file(to);
    on_anew();
  }
  throw FileError(EIO, to.string(), tr("{} does not read back as it was written", base::printable(to.string())),
                  _("the disk can't be trusted: copy the recording's folder to another one, and recover it there"));
}

}  // namespace earwitness::flac
