// SPDX-License-Identifier: MIT
#include "context/find_running.hpp"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"

namespace earwitness::context {

namespace {

/// A recording holds the archive's lock a moment before it listens.
constexpr auto start_timeout = std::chrono::seconds(5);
constexpr auto retry_interval = std::chrono::milliseconds(50);
constexpr auto identify_timeout = std::chrono::seconds(2);
constexpr std::size_t max_sockets = 1000;

Error not_answering(const os::Path& archive, std::int64_t pid) {
  const auto shown = base::printable(archive.string());
  if (pid == 0) return {ErrorKind::surroundings, archive.string(), tr("what records into {} does not answer", shown)};
  return {ErrorKind::surroundings, archive.string(), tr("the recording in {} (process {}) does not answer", shown, pid),
          tr("end it with: kill -TERM {}", pid)};
}

std::optional<control::Client> running_in(const Context& context, const os::Path& archive) {
  const auto deadline = context.clock.boot() + start_timeout;
  for (;;) {
    const auto running = archive::running(archive);
    if (!running) return std::nullopt;
    if (!running->socket.empty()) {
      if (auto client = control::Client::connect(running->socket)) return client;
    }
    if (context.clock.boot() > deadline) {
      throw not_answering(archive, running->pid);
    }
    context.clock.sleep(retry_interval);
  }
}

/// Nothing where it throws, which is said.
std::optional<os::Path> unless_it_fails(const std::function<os::Path()>& path) {
  try {
    return path();
  } catch (const Error& error) {
    log::warning(error.what(), base::words_of(error.next()));
    return std::nullopt;
  }
}

std::optional<control::Client> running_elsewhere(const Context& context) {
  const auto runtime = os::runtime_folder();
  const auto folder = runtime ? *runtime / "earwitness" : os::Path();
  if (!runtime || !context.fs.status(folder)) return std::nullopt;
  std::optional<control::Client> only;
  std::vector<std::string> live;
  for (const auto& entry : context.fs.list(folder)) {
    if (!entry.name.ends_with(".sock") || live.size() >= max_sockets) continue;
    auto client = control::Client::connect(folder / entry.name);
    if (!client) continue;
    live.push_back(path_of(*client).value_or(entry.name));
    only = std::move(client);
  }
  if (live.size() < 2) return only;
  std::string names;
  for (const auto& name : live) names += (names.empty() ? "" : ", ") + base::printable(name);
  throw Error(ErrorKind::usage, {}, tr("{} recordings run: {}", live.size(), names),
              _("say which by its archive: --archive DIR"));
}

}  // namespace

std::optional<std::string> path_of(control::Client& client) {
  try {
    client.send(control::StatusRequest{});
    const auto said = client.receive(identify_timeout);
    const auto* status = said ? std::get_if<control::Status>(&said->reply) : nullptr;
    if (status != nullptr && !status->path.empty()) return status->path;
  } catch (const Error&) {  // one that ends just now has no path to tell
  }
  return std::nullopt;
}

std::optional<control::Client> find_running(const Context& context) {
  // Only the config may know it, which may not be readable.
  const auto named = unless_it_fails([&] { return named_archive(context); });
  // The disk that it lies on may hang, and the recording answer all the same.
  if (const auto socket = named ? likely_socket_path(*named) : std::nullopt) {
    if (auto client = control::Client::connect(*socket)) return client;
  }
  if (const auto archive = named ? unless_it_fails([&] { return use_archive(*named); }) : std::nullopt) {
    if (auto client = running_in(context, *archive)) return client;
  }
  if (!context.globals.archive.empty()) return std::nullopt;
  return running_elsewhere(context);
}

}  // namespace earwitness::context
