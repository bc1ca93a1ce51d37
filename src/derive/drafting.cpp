// SPDX-License-Identifier: MIT
#include "derive/drafting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "derive/recognised.hpp"
#include "flac/speech_copy.hpp"
#include "os/child.hpp"
#include "os/environment.hpp"
#include "timeline/selection.hpp"
#include "vtt/limits.hpp"

namespace earwitness::derive {

namespace {

constexpr std::chrono::seconds version_timeout{10};
constexpr std::uint64_t max_message_bytes = 16ULL * 1024 * 1024;
constexpr std::size_t max_version_bytes = 200;

std::string replace_all(std::string word, std::string_view what, const std::string& by) {
  for (auto at = word.find(what); at != std::string::npos; at = word.find(what, at + by.size())) {
    word.replace(at, what.size(), by);
  }
  return word;
}

std::string first_output_line(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return base::printable(text.substr(0, std::min(text.find_first_of("\r\n"), max_version_bytes)));
}

std::string last_line(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return {};
  text = text.substr(0, last + 1);
  return base::printable(text.substr(text.find_last_of('\n') + 1).substr(0, max_version_bytes));
}

/// The path of a program as the shell would find it; empty where it would not.
os::Path find_in_path(const std::string& program) {
  std::error_code unseen;
  if (program.find('/') != std::string::npos) return std::filesystem::canonical(program, unseen);
  auto folders = os::environment("PATH").value_or(std::string());
  while (!folders.empty()) {
    const auto end = std::min(folders.find(':'), folders.size());
    const auto path = os::Path(folders.substr(0, end)) / program;
    if (std::filesystem::is_regular_file(path, unseen)) return std::filesystem::canonical(path, unseen);
    folders.erase(0, std::min(end + 1, folders.size()));
  }
  return {};
}

class Recognition {
 public:
  Recognition(os::FileSystem& fs, const DraftRequest& request)
      : fs_(fs),
        request_(request),
        words_(words_of(request.command)),
        folder_(fs, request.conversation,
                request.work_name.empty() ? archive::new_work_name(draft_work_stem) : request.work_name) {}

  Draft run() {
    const auto& journal = request_.journal;
    Draft draft;
    draft.recogniser = {base::printable(os::Path(words_.front()).filename().string()), version()};
    const auto begins = timeline::beginnings(journal);
    if (request_.on_listening) request_.on_listening();
    for (std::size_t i = 0; i < journal.files.size(); ++i) {
      const auto& file = journal.files[i];
      if (file.frames() == 0) continue;
      const auto begin = to_ms(begins[i]);
      const auto length = to_ms(timeline::length(journal.format_of(file), file.frames()));
      for (auto& cue : recognise(request_.bag / file.name, i + 1, length)) {
        if (cue.begin_ms >= length) {
          draft.left_out.push_back(beyond_end(cue, length));
          continue;
        }
        if (cue.speaker.empty()) cue.speaker = request_.speakers.of(file.track);
        cue.begin_ms += begin;
        cue.end_ms = std::min(cue.end_ms, length) + begin;
        draft.cues.push_back(std::move(cue));
      }
    }
    std::stable_sort(draft.cues.begin(), draft.cues.end(),
                     [](const vtt::Cue& a, const vtt::Cue& b) { return a.begin_ms < b.begin_ms; });
    return draft;
  }

 private:
  static std::int64_t to_ms(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  }

  /// Where the recogniser's output has lines of times, the line is named.
  static std::string beyond_end(const vtt::Cue& cue, std::int64_t length_ms) {
    constexpr std::size_t max_shown_words = 60;
    const auto words = base::printable(cue.text.substr(0, max_shown_words));
    const auto at = vtt::time_text(cue.begin_ms);
    const auto end = vtt::time_text(length_ms);
    return cue.line > 0 ? tr("line {} of what the recogniser wrote is left out: {} is beyond the end of the sound, {}: "
                             "{}",
                             cue.line, at, end, words)
                        : tr("of what the recogniser wrote this is left out: {} is beyond the end of the sound, {}: {}",
                             at, end, words);
  }

  static std::vector<std::string> words_of(const std::string& command) {
    auto words = os::command_words(command);
    const auto has_wav = [](const std::string& word) { return word.find("{wav}") != std::string::npos; };
    if (std::any_of(words.begin() + 1, words.end(), has_wav)) return words;
    throw Error(ErrorKind::usage, command, _("the recogniser's command has no {wav}, so it would hear nothing"),
                Step::set_recogniser);
  }

  /// What it says of itself; else the hash of its file, which names it as well.
  std::string version() {
    const auto output = folder_.path() / "version";
    const auto messages = folder_.path() / "version-messages";
    try {
      const auto end = os::run_unattended({words_.front(), "--version"}, output, messages, version_timeout);
      if (end.why == os::ChildEnd::Why::interrupted) throw interrupted();
      if (end.succeeded()) {
        auto line = first_output_line(os::read_all(fs_, output, max_message_bytes));
        if (line.empty()) line = first_output_line(os::read_all(fs_, messages, max_message_bytes));
        if (!line.empty()) return line;
      }
    } catch (const FileError& error) {
      throw not_started(error);
    }
    const auto program = find_in_path(words_.front());
    return program.empty() ? std::string() : fmt::format("sha256 {}", bag::hash_file(fs_, program));
  }

  std::vector<vtt::Cue> recognise(const os::Path& sound, std::size_t number, std::int64_t length_ms) {
    const auto wav = folder_.path() / fmt::format("sound-{}.wav", number);
    const auto out = folder_.path() / fmt::format("text-{}", number);
    const auto output = folder_.path() / fmt::format("output-{}", number);
    const auto messages = folder_.path() / fmt::format("messages-{}", number);
    flac::write_speech_copy(fs_, sound, wav);
    auto words = words_;
    for (auto& word : words) word = replace_all(replace_all(word, "{wav}", wav.string()), "{out}", out.string());
    try {
      require_success(os::run_unattended(words, output, messages, request_.timeout), messages);
    } catch (const FileError& error) {
      throw not_started(error);
    }
    fs_.remove_file(wav);
    for (const char* ending : {".vtt", ".srt", ".txt", ""}) {
      const auto written = os::Path(out.string() + ending);
      const auto entry = fs_.status(written);
      if (entry && entry->kind == os::EntryKind::file) {
        return recognised(os::read_all(fs_, written, limits::transcript_bytes), length_ms);
      }
    }
    return recognised(os::read_all(fs_, output, limits::transcript_bytes), length_ms);
  }

  void require_success(const os::ChildEnd& end, const os::Path& messages) {
    using Why = os::ChildEnd::Why;
    if (end.succeeded()) return;
    const auto& program = words_.front();
    if (end.why == Why::interrupted) throw interrupted();
    if (end.why == Why::timed_out) {
      throw Error(
          ErrorKind::surroundings, program,
          tr("{} took longer than {} and was ended", base::printable(program), base::clock_text(request_.timeout)),
          Step::allow_more_time);
    }
    if (end.why == Why::stopped) {
      throw Error(ErrorKind::surroundings, program,
                  tr("{} was stopped by another program (SIGSTOP), and so was ended", base::printable(program)),
                  _("try the recogniser's command by hand, on a WAV file of 16 kHz"));
    }
    const auto said = last_line(os::read_all(fs_, messages, max_message_bytes));
    throw Error(ErrorKind::surroundings, program,
                tr("{} failed ({} {}): {}", base::printable(program), end.why == Why::killed ? "signal" : "exit",
                   end.code, said.empty() ? std::string("-") : said),
                _("try the recogniser's command by hand, on a WAV file of 16 kHz"));
  }

  static Error interrupted() {
    return {ErrorKind::surroundings, {}, _("the recogniser was interrupted; nothing was changed"), {}};
  }

  [[nodiscard]] Error not_started(const FileError& error) const {
    if (error.code() != ENOENT || error.subject() != words_.front()) {
      return {ErrorKind::surroundings, error.subject(), error.what(), error.next()};
    }
    return {ErrorKind::surroundings, words_.front(),
            tr("there is no program {} on this machine", base::printable(words_.front())), Step::install_recogniser};
  }

  os::FileSystem& fs_;
  const DraftRequest& request_;
  std::vector<std::string> words_;
  archive::WorkFolder folder_;
};

}  // namespace

Draft draft_transcript(os::FileSystem& fs, const DraftRequest& request) {
  if (request.command.empty()) {
    throw Error(ErrorKind::usage, {}, _("no speech recogniser is set"), Step::set_recogniser);
  }
  const auto& files = request.journal.files;
  if (std::none_of(files.begin(), files.end(), [](const auto& file) { return file.frames() > 0; })) {
    throw Error(ErrorKind::not_found, request.bag.string(), _("there is no sound here that a recogniser could hear"),
                Step::type_transcript);
  }
  return Recognition(fs, request).run();
}

}  // namespace earwitness::derive
