// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "capture/player.hpp"
#include "cli/commands/commands.hpp"
#include "cli/play_screen.hpp"
#include "cli/transcript_shown.hpp"
#include "derive/transcript.hpp"
#include "desktop/sources.hpp"
#include "flac/reader.hpp"
#include "log/log.hpp"
#include "os/poller.hpp"
#include "os/signals.hpp"
#include "timeline/call_sound.hpp"
#include "timeline/playing.hpp"

namespace earwitness::cli {

namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds leap{10};
constexpr std::chrono::milliseconds key_wait{50};
constexpr int pieces_a_second = 20;

struct PlayOptions {
  std::string word;
  std::string from;
  std::string to;
  int mark = 0;
  std::string track;
};

nanoseconds parse_time(const std::string& text) {
  if (const auto time = base::parse_time(text)) return *time;
  throw Error(ErrorKind::usage, text, tr("{} is not a time", base::printable(text)), "--from 12:00");
}

/// What is told along with the sound: marks, pauses, and the transcript.
std::vector<ToldLine> told_lines(const Context& context, const os::Path& path, const timeline::Playlist& list) {
  std::vector<ToldLine> lines;
  for (const auto& incident : list.incidents) {
    const auto at = base::clock_text(incident.from);
    lines.push_back({incident.from, fmt::format("{}  -- {}", at, timeline::words_of(incident))});
  }
  const auto folder = context.fs.status(path / bag::recording_folder) ? path : path.parent_path();
  try {
    const auto versions = derive::transcript_versions(context.fs, folder);
    if (const auto* version = derive::current_version(versions)) {
      if (!version->is_by_person()) log::warning(_(unread_words));
      for (const auto& cue : vtt::parse_vtt(derive::transcript_text(context.fs, *version))) {
        lines.push_back({std::chrono::milliseconds(cue.begin_ms), line_of(cue)});
      }
    }
  } catch (const Error& error) {  // the sound can be heard without it
    log::warning(tr("the transcript is left out: {}", error.what()));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return lines;
}

class Playing {
 public:
  Playing(const Context& context, timeline::Playlist list, std::vector<ToldLine> lines, const std::string& name)
      : fs_(context.fs),
        call_(list.far.empty() ? nullptr : std::make_unique<timeline::CallSound>(context.fs, list)),
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
                  _("its sound is not of the kind that the journal says"), "earwitness verify NAME");
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

ExitCode run_play(const Context& context, const PlayOptions& options) {
  const auto path = std::filesystem::absolute(context::find_recording(context, options.word)).lexically_normal();
  auto list = timeline::read_playlist(context.fs, path, parse_track(options.track));
  nanoseconds from{0};
  if (!options.from.empty()) from = parse_time(options.from);
  if (options.mark > 0) {
    const auto mark = list.mark(options.mark);
    if (!mark) {
      throw Error(ErrorKind::usage, "--mark", tr("there is no mark {}", options.mark),
                  _("earwitness play NAME shows the marks as they come"));
    }
    from = *mark;
  }
  const auto to = options.to.empty() ? list.end : std::min(list.end, parse_time(options.to));
  if (from >= to) {
    throw Error(ErrorKind::usage, options.from,
                tr("there is nothing to play from {} to {}", base::clock_text(from), base::clock_text(to)),
                _("times are 12:34, 1:02:03 or 90s since the start, pauses counted"));
  }
  auto lines = told_lines(context, path, list);
  for (const auto& file : list.missing) {
    log::warning(tr("{} is missing: its sound can't be played", base::printable(file.string())),
                 "earwitness verify NAME");
  }
  log::info(_("this can be heard by everybody around you; headphones keep it between you and the recording"));
  try {
    Playing(context, std::move(list), std::move(lines), options.word).run(from, to);
  } catch (const DeviceError&) {
    if (desktop::server_takes_nobody()) throw desktop::SilentServer();
    throw;
  }
  return ExitCode::done;
}

}  // namespace

void add_play(Command& program, Context& context) {
  auto options = std::make_shared<PlayOptions>();
  auto& play = program.add_command("play", _("Play a recording, with its marks and its transcript"),
                                   _("earwitness play review --from 12:00"));
  add_recording(play, options->word);
  const auto& from = play.option("--from", &options->from,
                                 _("Begin here (12:34, 1:02:03 or 90s since the start, pauses counted)"), "TIME");
  play.option("--mark", &options->mark, _("Begin at this mark: 1, 2 ..."), "N").require_positive().exclude(from);
  play.option("--track", &options->track,
              _("Of a call: play only this side (otherwise both: near on the left, far on the right)"), "near|far");
  play.option("--to", &options->to, _("End here"), "TIME");
  on_typed(play, options, [&context](const PlayOptions& o) { return run_play(context, o); });
}

}  // namespace earwitness::cli
