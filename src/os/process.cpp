// SPDX-License-Identifier: MIT
#include "os/process.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <fstream>

#include "os/terminal.hpp"

namespace earwitness::os {

namespace {

constexpr std::size_t max_stat_bytes = 4096;
constexpr std::size_t max_ancestors = 1000;
constexpr std::array<std::string_view, 5> schedulers{"cron", "crond", "atd", "anacron", "fcron"};

/// Files of /proc have no size, so they are read as a stream.
std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string text(max_stat_bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::optional<ProcessStat> parse_stat(std::string_view line) {
  // PID (NAME) STATE PARENT ...
  const auto open = line.find('(');
  const auto close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto rest = line.substr(close + 1);
  if (rest.size() < 4 || rest[0] != ' ' || rest[2] != ' ') return std::nullopt;
  std::int64_t parent = 0;
  const auto [end, error] = std::from_chars(rest.data() + 3, rest.data() + rest.size(), parent);
  if (error != std::errc{} || parent < 0) return std::nullopt;
  return ProcessStat{std::string(line.substr(open + 1, close - open - 1)), parent, rest[1]};
}

std::vector<std::string> ancestors() {
  std::vector<std::string> names;
  auto pid = std::int64_t{::getppid()};
  while (pid > 0 && names.size() < max_ancestors) {
    const auto stat = parse_stat(first_line(fmt::format("/proc/{}/stat", pid)));
    if (!stat) break;
    names.push_back(stat->name);
    pid = stat->parent;
  }
  return names;
}

std::optional<std::string> scheduler_among(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto is_name = [&](std::string_view scheduler) { return same_word(scheduler, name); };
    if (std::any_of(schedulers.begin(), schedulers.end(), is_name)) return name;
  }
  return std::nullopt;
}

std::optional<std::string> started_below() { return scheduler_among(ancestors()); }

std::int64_t own_pid() noexcept { return ::getpid(); }

bool is_alive(std::int64_t pid) noexcept {
  if (pid <= 0 || pid > std::int64_t{INT32_MAX}) return false;
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

bool is_stopped(std::int64_t pid) {
  const auto stat = parse_stat(first_line(fmt::format("/proc/{}/stat", pid)));
  return stat && (stat->state == 'T' || stat->state == 't');
}

void exit_immediately(int exit_code) noexcept {
  give_terminal_back();
  ::_exit(exit_code);
}

std::string boot_id() {
  auto text = first_line("/proc/sys/kernel/random/boot_id");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

bool lock_in_memory(std::span<std::byte> memory) noexcept { return ::mlock(memory.data(), memory.size()) == 0; }

}  // namespace earwitness::os
