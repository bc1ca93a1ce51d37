// SPDX-License-Identifier: MIT
#include "log/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::log {

namespace {

/// Hands formatted lines to a writer. Messages come with their level's word already before them.
class WriterSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void set(Writer writer) {
    const std::lock_guard lock(mutex_);
    writer_ = std::move(writer);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (!writer_) return;
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    writer_(std::string_view(line.data(), line.size()));
  }
  void flush_() override {}

 private:
  Writer writer_;
};

/// One logger for each place, both apart from spdlog's registry and its default logger, which writes to stdout.
class Place {
 public:
  explicit Place(const char* name) : sink_(std::make_shared<WriterSink>()), logger_(name, sink_) {
    logger_.set_error_handler([](const std::string&) {});  // else spdlog prints to descriptor 2 by itself
  }
  void open(Writer writer) { sink_->set(std::move(writer)); }
  void set_pattern(const char* pattern) {
    logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  }
  void write(spdlog::level::level_enum level, std::string_view text) {
    logger_.log(level, spdlog::string_view_t(text.data(), text.size()));
  }

 private:
  std::shared_ptr<WriterSink> sink_;
  spdlog::logger logger_;
};

struct Places {
  Places() {
    terminal.set_pattern("%v");
    file.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %v");
  }
  Place terminal{"terminal"};
  Place file{"file"};
  bool colour = false;
};

Places& places() {
  static Places the_places;
  return the_places;
}

struct Voice {
  spdlog::level::level_enum level;
  const char* in_file;      ///< how a line of the file begins
  const char* on_terminal;  ///< how a message begins
  const char* colour;       ///< of that beginning; may be empty
  bool whole_line = false;  ///< the colour is the text's too
};

constexpr Voice info_voice{spdlog::level::info, "info", "earwitness:", ""};
constexpr Voice warning_voice{spdlog::level::warn, "warning", N_("earwitness: warning:"), "\x1b[33m"};
constexpr Voice alarm_voice{spdlog::level::warn, "warning", N_("earwitness: warning:"), "\x1b[1;7m", true};
constexpr Voice error_voice{spdlog::level::err, "error", "earwitness:", "\x1b[31m"};

void say(const Voice& voice, std::string_view text, std::string_view next) {
  const auto shown = base::printable(text);
  const bool coloured = places().colour && *voice.colour != '\0';
  const auto* begin = coloured ? voice.colour : "";
  const auto* end = coloured ? "\x1b[0m" : "";
  const auto hint = next.empty() ? std::string() : tr("\n  try: {}", base::printable(next));
  const auto* beginning = _(voice.on_terminal);
  places().terminal.write(voice.level, voice.whole_line
                                           ? fmt::format("{}{} {}{}{}", begin, beginning, shown, end, hint)
                                           : fmt::format("{}{}{} {}{}", begin, beginning, end, shown, hint));
  places().file.write(voice.level, fmt::format("{}: {}", voice.in_file, shown));
}

}  // namespace

void open_terminal(Writer writer, bool colour) {
  places().colour = colour;
  places().terminal.open(std::move(writer));
}

void open_file(Writer writer) { places().file.open(std::move(writer)); }

void close_file() noexcept { places().file.open({}); }

void info(std::string_view text) { say(info_voice, text, {}); }

void warning(std::string_view text, std::string_view next) { say(warning_voice, text, next); }

void alarm(std::string_view text) { say(alarm_voice, text, {}); }

void error(std::string_view text, std::string_view next) { say(error_voice, text, next); }

void note(std::string_view text) { places().file.write(spdlog::level::info, "note: " + base::printable(text)); }

}  // namespace earwitness::log
