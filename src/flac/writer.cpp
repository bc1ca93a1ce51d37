// SPDX-License-Identifier: MIT
#include "flac/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>

#include "base/samples.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/virtual_file.hpp"

namespace earwitness::flac {

namespace {

constexpr int highest_level = 8;
constexpr int level = 5;  // flac's own default: 4 CPU seconds an hour, within 1 % of the smallest

int sndfile_format(const AudioFormat& format) {
  if (format.bits == 16) return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  if (format.bits == 24) return SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
  throw Error(ErrorKind::usage, std::to_string(format.bits),
              tr("{} bits can't be written: FLAC files here have 16 or 24", format.bits), Step::choose_bits);
}

void set_tag(SNDFILE* handle, int type, const std::string& text) {
  // libsndfile frees twice on a tag that is not valid UTF-8; ours are ASCII by their nature.
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (!ascii || sf_set_string(handle, type, text.c_str()) != 0) {
    throw Error(ErrorKind::usage, base::printable(text), _("a FLAC tag of this recording can't be written"));
  }
}

}  // namespace

struct Writer::State {
  State(std::unique_ptr<os::File> file, const AudioFormat& audio) : io(std::move(file)), format(audio) {}

  [[noreturn]] void fail(const std::string& what) const {
    io.rethrow();
    throw FileError(
        EIO, io.file().path().string(),
        fmt::format("can't {} {}: {}", what, base::printable(io.file().path().string()), sf_strerror(handle.get())));
  }

  /// Runs `step` unless one has failed before; there is no second attempt at any.
  template <typename Step>
  void once(Step step) {
    if (failure) std::rethrow_exception(failure);
    try {
      step();
    } catch (...) {
      failure = std::current_exception();
      throw;
    }
  }

  void finish() {
    if (handle == nullptr) return;
    const int result = close_sound(handle);
    io.rethrow();
    if (result != 0) fail("finish");
  }

  void close(bool synced) {
    if (closed) return;
    finish();
    if (synced) io.file().sync_data();
    io.file().close();
    closed = true;
  }

  VirtualFile io;
  AudioFormat format;
  SoundHandle handle;  // closed before the file is gone
  Frames frames = 0;
  bool closed = false;
  std::exception_ptr failure;  // of the one attempt to finish: there is no second
};

std::string comment_of(const Tags& tags) {
  std::string comment = tags.recording;
  if (tags.track != Track::only) comment += std::string(" ") + to_string(tags.track);
  if (!tags.salt.empty()) comment += " " + tags.salt;
  return comment;
}

Writer::Writer(std::unique_ptr<os::File> file, const AudioFormat& format, const Tags& tags)
    : state_(std::make_unique<State>(std::move(file), format)) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(format.sample_rate);
  info.channels = format.channels;
  info.format = sndfile_format(format);
  state_->handle = open_sound(state_->io, SFM_WRITE, info);
  if (state_->handle == nullptr) state_->fail("begin");
  double share = static_cast<double>(level) / highest_level;
  if (sf_command(state_->handle.get(), SFC_SET_COMPRESSION_LEVEL, &share, sizeof share) != SF_TRUE)
    state_->fail("begin");
  set_tag(state_->handle.get(), SF_STR_DATE, tags.start_utc);
  set_tag(state_->handle.get(), SF_STR_COMMENT, comment_of(tags));
  set_tag(state_->handle.get(), SF_STR_SOFTWARE, tags.software);
  sf_command(state_->handle.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  if (state_->io.failed() || state_->io.file().size() == 0) state_->fail(_("write the header of"));
}

Writer::~Writer() = default;

void Writer::write(std::span<const std::byte> frames) {
  auto& s = *state_;
  if (s.io.failed()) s.io.rethrow();
  const auto frame_bytes = s.format.bytes_per_frame();
  const auto channels = s.format.channels;
  std::array<int, 4096> wide{};
  const std::size_t piece = wide.size() / channels;
  for (std::size_t left = frames.size() / frame_bytes; left > 0;) {
    const auto count = std::min(left, piece);
    base::widen(frames.first(count * frame_bytes), s.format.bits, wide.data());
    const auto written = sf_writef_int(s.handle.get(), wide.data(), static_cast<sf_count_t>(count));
    if (written != static_cast<sf_count_t>(count) || s.io.failed()) s.fail("write");
    frames = frames.subspan(count * frame_bytes);
    left -= count;
    s.frames += static_cast<Frames>(count);
  }
}

Frames Writer::frames() const noexcept { return state_->frames; }

void Writer::sync() { state_->io.file().sync_data(); }

void Writer::finish() {
  state_->once([&] { state_->finish(); });
}

void Writer::close() {
  state_->once([&] { state_->close(true); });
}

void Writer::close_unsynced() {
  state_->once([&] { state_->close(false); });
}

const os::Path& Writer::path() const noexcept { return state_->io.file().path(); }

}  // namespace earwitness::flac
