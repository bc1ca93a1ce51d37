// SPDX-License-Identifier: MIT
#include "verify/journal_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "base/time.hpp"

namespace earwitness::verify_detail {

namespace {

using nlohmann::json;

constexpr Frames most_frames = Frames{1} << 40;

/// Reads a line's fields; the first that is not as it should be is remembered.
class Fields {
 public:
  explicit Fields(const json& object) : object_(object) {}

  std::string text(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_string()) return found->get<std::string>();
    miss(name);
    return {};
  }
  std::int64_t number(const char* name, std::int64_t most = most_frames) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_number_integer()) {
      const auto value = found->get<std::int64_t>();
      if (value >= 0 && value <= most) return value;
    }
    miss(name);
    return 0;
  }
  double real(const char* name) {
    const auto found = object_.find(name);
    if (found != object_.end() && found->is_number()) return found->get<double>();
    miss(name);
    return 0;
  }
  [[nodiscard]] bool is_null(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null();
  }
  [[nodiscard]] bool is_true(const char* name) const {
    const auto found = object_.find(name);
    return found != object_.end() && found->is_boolean() && found->get<bool>();
  }
  [[nodiscard]] const std::string& missing() const noexcept { return missing_; }

 private:
  void miss(const char* name) {
    if (missing_.empty()) missing_ = name;
  }
  const json& object_;
  std::string missing_;
};

bool is_payload_path(const std::string& path) {
  return path.starts_with("data/") && path.find("..") == std::string::npos && path.size() <= limits::path_bytes;
}

class Gatherer {
 public:
  explicit Gatherer(JournalContent& content) : content_(content) {}

  void line(const journal::Line& line) {
    Fields fields(line.fields);
    if (line.number == 1 && line.event != "open") problem(line, "the first line is not `open`");
    if (closed_ && line.event != "recovered") problem(line, "a line follows the `close`");
    content_.closed = closed_ = false;
    dispatch(line, fields);
    if (!fields.missing().empty()) {
      problem(line, fmt::format("its field {} is missing or is not what it should be", fields.missing()));
    }
  }

 private:
  void dispatch(const journal::Line& line, Fields& fields) {
    const auto& event = line.event;
    if (event == "open") return open(line, fields);
    if (event == "file") return file(line, fields);
    if (event == "audio") return audio(line, fields);
    if (event == "gap") return gap(line, fields);
    if (event == "break") return interruption(fields);
    if (event == "note") return note(line, fields);
    if (event == "import") return import(line, fields);
    if (event == "recovered") return recovered(line, fields);
    if (event == "close") return close(line, fields);
    if (event == "timestamp") {
      ++content_.time_stamps;
      return;
    }
    static const std::set<std::string> without_content{"source", "check", "clock", "screen"};
    if (!without_content.contains(event)) ++content_.unknown_events;
  }

  void open(const journal::Line& line, Fields& fields) {
    if (content_.opened) return problem(line, "the journal is opened a second time");
    content_.opened = true;
    content_.format = fields.number("format");
    content_.kind = fields.text("kind");
    content_.recording = fields.text("recording");
    content_.sample_rate = static_cast<std::uint32_t>(fields.number("sample_rate", 10'000'000));
    content_.channels = static_cast<std::uint16_t>(fields.number("channels", 255));
    if (!fields.is_null("bits")) content_.bits = static_cast<std::uint16_t>(fields.number("bits", 64));
    if (!fields.is_null("key")) content_.key = fields.text("key");
    content_.started_utc = base::rfc3339(line.utc);
  }

  void file(const journal::Line& line, Fields& fields) {
    auto name = fields.text("file");
    if (!is_payload_path(name)) return problem(line, "it names a file outside data/");
    const bool known =
        std::any_of(content_.files.begin(), content_.files.end(), [&](const AudioFile& f) { return f.name == name; });
    if (known) return problem(line, "a file begins a second time");
    content_.files.push_back({std::move(name), {}});
  }

  void audio(const journal::Line& line, Fields& fields) {
    Second second{fields.number("from"), fields.number("frames"), fields.text("sha256"), line.number, line.number - 1};
    auto* open_file = current(line, fields.text("file"));
    if (open_file == nullptr) return;
    if (second.from != open_file->frames())
      return problem(line, "its audio does not begin where the second before it ended");
    const auto rate = static_cast<Frames>(content_.sample_rate);
    const bool last_was_short = !open_file->seconds.empty() && open_file->seconds.back().frames < rate;
    if (second.frames < 1 || second.frames > rate ||
        (last_was_short && content_.kind != "import" && !content_.recovered)) {
      problem(line, "its frames are not one second");
    }
    open_file->seconds.push_back(std::move(second));
  }

  void gap(const journal::Line& line, Fields& fields) {
    Declared gap;
    gap.cause = fields.text("cause");
    gap.file = fields.text("file");
    const auto from = fields.number("from");
    const auto frames = fields.number("frames");
    gap.estimated = fields.is_true("estimated");
    gap.at_seconds = seconds(from);
    gap.seconds = seconds(frames);
    gaps_.push_back({gap.file, from, frames, line.number});
    lost_ += frames;
    content_.declared.push_back(std::move(gap));
  }

  void interruption(Fields& fields) {
    Declared pause;
    pause.is_break = true;
    pause.cause = fields.text("cause");
    pause.seconds = fields.real("seconds");
    lost_ += fields.number("lost_frames");
    content_.declared.push_back(std::move(pause));
  }

  void note(const journal::Line& line, Fields& fields) {
    const auto number = static_cast<std::uint64_t>(fields.number("note"));
    const bool known = std::any_of(content_.notes.begin(), content_.notes.end(),
                                   [&](const NoteCommitment& n) { return n.note == number; });
    if (known) return problem(line, "a note stands twice");
    content_.notes.push_back({number, fields.text("sha256"), line.number});
  }

  void import(const journal::Line& line, Fields& fields) {
    ImportedFile imported{fields.text("file"), static_cast<std::uint64_t>(fields.number("bytes")),
                          fields.text("sha256"), line.number};
    if (!is_payload_path(imported.name)) return problem(line, "it names a file outside data/");
    content_.imports.push_back(std::move(imported));
  }

  /// Lines from `unsupported_from` up to here speak of audio that is not there any more.
  void recovered(const journal::Line& line, Fields& fields) {
    content_.recovered = true;
    if (fields.is_null("unsupported_from")) return;
    const auto from = static_cast<std::uint64_t>(fields.number("unsupported_from"));
    for (auto& audio_file : content_.files) {
      std::erase_if(audio_file.seconds, [&](const Second& s) { return s.seq >= from; });
    }
    std::erase_if(content_.files, [](const AudioFile& f) { return f.seconds.empty(); });
    std::erase_if(gaps_, [&](const Gap& g) { return g.line > from; });
    (void)line;
  }

  void close(const journal::Line& line, Fields& fields) {
    content_.closed = closed_ = true;
    const auto files = fields.number("files");
    const auto frames = fields.number("frames");
    const auto lost = fields.number("lost_frames");
    Frames counted = 0;
    for (const auto& f : content_.files) counted += f.frames();
    if (!fields.missing().empty()) return;
    if (files != static_cast<std::int64_t>(content_.files.size()))
      problem(line, "it counts other files than there are");
    if (frames != counted) problem(line, fmt::format("it counts {} frames, the lines before it {}", frames, counted));
    if (lost != lost_ && !content_.recovered) {
      problem(line, fmt::format("it counts {} lost frames, the lines before it {}", lost, lost_));
    }
    for (const auto& g : gaps_) check_gap(g);
  }

  struct Gap {
    std::string file;
    Frames from;
    Frames frames;
    std::uint64_t line;
  };

  void check_gap(const Gap& g) {
    const auto found = std::find_if(content_.files.begin(), content_.files.end(),
                                    [&](const AudioFile& f) { return f.name == g.file; });
    if (found == content_.files.end() || g.frames < 1 || g.from + g.frames > found->frames()) {
      content_.problems.push_back({g.line, "its gap lies outside the audio"});
    }
  }

  AudioFile* current(const journal::Line& line, const std::string& name) {
    if (!content_.files.empty() && content_.files.back().name == name) return &content_.files.back();
    // A recovered bag may go on with the file that the interruption left open.
    for (auto& f : content_.files) {
      if (content_.recovered && f.name == name) return &f;
    }
    problem(line, "its file has not begun");
    return nullptr;
  }

  double seconds(Frames frames) const {
    return content_.sample_rate > 0 ? static_cast<double>(frames) / content_.sample_rate : 0.0;
  }
  void problem(const journal::Line& line, std::string detail) {
    content_.problems.push_back({line.number, std::move(detail)});
  }

  JournalContent& content_;
  std::vector<Gap> gaps_;
  Frames lost_ = 0;
  bool closed_ = false;
};

}  // namespace

JournalContent read_journal(os::File& file) {
  JournalContent content;
  Gatherer gatherer(content);
  content.reading = journal::read(file, [&](const journal::Line& line) { gatherer.line(line); });
  return content;
}

}  // namespace earwitness::verify_detail
