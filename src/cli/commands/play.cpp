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
#include "cli/commands/commands.hpp"
#include "derive/transcript.hpp"
#include "desktop/sources.hpp"
#include "log/log.hpp"
#include "results/transcripts.hpp"
#include "terminal/playback.hpp"
#include "timeline/playing.hpp"

namespace earwitness::cli {

namespace {

using std::chrono::nanoseconds;

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
std::vector<terminal::ToldLine> told_lines(const Context& context, const os::Path& path,
                                           const timeline::Playlist& list) {
  std::vector<terminal::ToldLine> lines;
  for (const auto& incident : list.incidents) {
    const auto at = base::clock_text(incident.from);
    lines.push_back({incident.from, fmt::format("{}  -- {}", at, timeline::words_of(incident))});
  }
  const auto folder = context.fs.status(path / bag::recording_folder) ? path : path.parent_path();
  try {
    const auto versions = derive::transcript_versions(context.fs, folder);
    if (const auto* version = derive::current_version(versions)) {
      if (!version->is_by_person()) log::warning(_(results::unread_words));
      for (const auto& cue : vtt::parse_vtt(derive::transcript_text(context.fs, *version))) {
        lines.push_back({std::chrono::milliseconds(cue.begin_ms), results::line_of(cue)});
      }
    }
  } catch (const Error& error) {  // the sound can be heard without it
    log::warning(tr("the transcript is left out: {}", error.what()));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return lines;
}

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
                 _("earwitness verify NAME"));
  }
  log::info(_("this can be heard by everybody around you; headphones keep it between you and the recording"));
  try {
    terminal::play(context.fs, std::move(list), std::move(lines), options.word, {from, to});
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
