// SPDX-License-Identifier: MIT
#include "session/log_file.hpp"

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "log/log.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"

namespace earwitness::session {

struct LogFile::Lines {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> waiting;
  bool is_writing = false;
  bool is_ending = false;

  void add(std::string_view line) {
    const std::lock_guard lock(mutex);
    if (waiting.size() >= max_lines) return;
    waiting.emplace_back(line);
    changed.notify_all();
  }

  bool are_written() {
    const std::lock_guard lock(mutex);
    return waiting.empty() && !is_writing;
  }

  void end() {
    const std::lock_guard lock(mutex);
    is_ending = true;
    changed.notify_all();
  }

  void write_until_end() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return is_ending || !waiting.empty(); });
      if (waiting.empty()) return;
      const auto line = std::exchange(waiting.front(), {});
      waiting.pop_front();
      is_writing = true;
      lock.unlock();
      std::fwrite(line.data(), 1, line.size(), stderr);
      std::fflush(stderr);
      lock.lock();
      is_writing = false;
    }
  }
};

LogFile::LogFile(const os::Path& path) : lines_(std::make_shared<Lines>()) {
  os::redirect_stderr(path);
  const os::AllSignalsBlocked in_thread;
  writer_.emplace([lines = lines_] { lines->write_until_end(); }, [lines = lines_] { lines->end(); });
  log::open_file([lines = lines_](std::string_view line) { lines->add(line); });
}

/// What is said of the recording later, when nothing depends on it any more, goes there directly.
LogFile::~LogFile() {
  writer_.reset();
  if (!lines_->are_written()) {
    log::close_file();
    return;
  }
  log::open_file([](std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
  });
}

}  // namespace earwitness::session
