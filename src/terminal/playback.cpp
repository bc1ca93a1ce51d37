// SPDX-License-Identifier: MIT
#include "terminal/playback.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "capture/player.hpp"
#include "flac/reader.hpp"
#include "log/log.hpp"
#include "os/poller.hpp"
#include "os/signals.hpp"
#include "timeline/call_sound.hpp"

namespace earwitness::terminal {

namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds leap{10};
constexpr std::chrono::milliseconds key_wait{50};
constexpr int pieces_a_second = 20;

class Playing {
 public:
  Playing(os::FileSystem& fs, timeline::Playlist list, std::vector<ToldLine> lines, const std::string& name)
      : fs_(fs),
        call_(list.far.empty() ? nullptr : std::make_unique<timeline::CallSound>(fs, list)),
        list_(call_ ? as_one_piece(std::move(list), call_->format()) : std::move(list)),
        screen_(std::move(lines), list_.end, name),
        player_(list_.format) {}

  void run(nanoseconds from, nanoseconds to) {
    go_to(from);
    while (!over_ && place_.piece < list_.pieces.size() && list_.time_of(place_) < to) {
      if (!paused_ && !play_some(to)) next_piece();
      if (paused_) wait_for_key();
      listen();
      screen_.show(heard(), paused_);
    }
    if (over_) return player_.silence();
    player_.finish();
    screen_.show(list_.time_of(place_), false);
  }

 private:
  /// What comes out of the loudspeaker now.
  [[nodiscard]] nanoseconds heard() const {
    auto place = place_;
    if (place.piece < list_.pieces.size()) place.frame = std::max<Frames>(place.frame - player_.unheard(), 0);
    return list_.time_of(place);
  }

  void go_to(nanoseconds time) {
    player_.silence();
    place_ = list_.place_of(std::max(time, nanoseconds{0}));
    reader_.reset();
    screen_.jump(list_.time_of(place_));
  }

  void next_piece() {
    place_ = {place_.piece + 1, 0};
    reader_.reset();
  }

  /// Of a call: its sound runs on through all files and all that lies between them.
  static timeline::Playlist as_one_piece(timeline::Playlist list, const AudioFormat& format) {
    list.format = format;
    const auto frames = timeline::frames_within(list.end, format);
    list.pieces = {{list.pieces.front().path, frames, nanoseconds{0}, list.end}};
    list.far.clear();
    return list;
  }

  [[nodiscard]] std::span<const std::byte> read(Frames frames) {
    return call_ ? call_->read(frames) : reader_->read(frames);
  }

  void open() {
    if (call_) return call_->seek(place_.frame);
    reader_ = std::make_unique<flac::Reader>(fs_.open(list_.pieces[place_.piece].path));
    if (reader_->info().format != list_.format) {
      throw Error(ErrorKind::unknown_format, list_.pieces[place_.piece].path.string(),
                  _("its sound is not of the kind that the journal says"), _("earwitness verify NAME"));
    }
    if (place_.frame == 0 || reader_->seek(place_.frame)) return;
    reader_ = std::make_unique<flac::Reader>(fs_.open(list_.pieces[place_.piece].path));
    for (Frames left = place_.frame; left > 0;) {
      const auto part = reader_->read(std::min<Frames>(left, list_.format.sample_rate));
      if (part.empty()) return;
      left -= static_cast<Frames>(part.size() / list_.format.bytes_per_frame());
    }
  }

  /// False at the end of a file.
  bool play_some(nanoseconds to) {
    if (call_ || !reader_) open();
    const auto& piece = list_.pieces[place_.piece];
    auto most = std::min<Frames>(list_.format.sample_rate / pieces_a_second, piece.frames - place_.frame);
    if (to < piece.end) most = std::min(most, list_.place_of(to).frame - place_.frame);
    const auto part = most > 0 ? read(most) : std::span<const std::byte>();
    if (part.empty() && most > 0) {  // not its end: that is where the journal says
      log::warning(tr("{} can't be decoded from {} on: what follows of it is left out",
                      base::printable(piece.path.string()), base::clock_text(list_.time_of(place_))));
    }
    if (part.empty()) return false;
    player_.play(part);
    place_.frame += static_cast<Frames>(part.size() / list_.format.bytes_per_frame());
    return true;
  }

  void pause() {
    if (paused_) {
      paused_ = false;
      return;
    }
    const auto at = heard();
    go_to(at);
    paused_ = true;
  }

  void wait_for_key() {
    os::Poller poller;
    poller.watch(signals_.fd());
    (void)poller.wait(key_wait);
  }

  void listen() {
    if (signals_.next()) over_ = true;
    while (const auto key = screen_.next_key()) {
      switch (*key) {
        case PlayKey::quit:
          over_ = true;
          break;
        case PlayKey::pause:
          pause();
          break;
        case PlayKey::back:
          go_to(heard() - leap);
          break;
        case PlayKey::forward:
          go_to(heard() + leap);
          break;
        case PlayKey::in:
          screen_.mark_in(heard());
          break;
        case PlayKey::out:
          screen_.mark_out(heard());
          break;
      }
    }
  }

  os::FileSystem& fs_;
  std::unique_ptr<timeline::CallSound> call_;  // null: it is none, or one side of one
  timeline::Playlist list_;
  os::Signals signals_;
  PlayScreen screen_;
  capture::Player player_;
  std::unique_ptr<flac::Reader> reader_;
  timeline::Place place_;
  bool paused_ = false;
  bool over_ = false;
};

}  // namespace

void play(os::FileSystem& fs, timeline::Playlist list, std::vector<ToldLine> lines, const std::string& name,
          const timeline::TimeRange& range) {
  Playing(fs, std::move(list), std::move(lines), name).run(range.from, range.to);
}

}  // namespace earwitness::terminal
