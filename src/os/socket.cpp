// SPDX-License-Identifier: MIT
#include "os/socket.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/left_behind.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

namespace {

constexpr int waiting_clients = 16;
constexpr timeval connect_timeout{2, 0};

Descriptor open_folder(const Path& folder) noexcept {
  constexpr int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  return Descriptor(retry_interrupted([&] { return ::open(folder.c_str(), flags); }));
}

/// Nothing if the name is too long. The folder is named by its descriptor, so that its own path may have any length
/// and is the very folder that was looked at.
std::optional<sockaddr_un> address_in(const Descriptor& folder, const Path& name) {
  const auto path = fmt::format("/proc/self/fd/{}/{}", folder.number(), name.string());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* as_sockaddr(const sockaddr_un& address) noexcept { return reinterpret_cast<const sockaddr*>(&address); }

bool peer_is_same_user(int fd) noexcept {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

bool make_non_blocking(int fd) noexcept {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

Descriptor open_private_folder(const Path& folder) {
  make_folders(posix_file_system(), folder);
  auto opened = open_folder(folder);
  if (!opened) throw file_error(errno, folder, "open the folder");
  struct stat info {};
  if (::fstat(opened.number(), &info) != 0) throw file_error(errno, folder, "look at");
  const auto shown = base::printable(folder.string());
  if (info.st_uid != ::geteuid()) {
    throw FileError(EPERM, folder.string(), tr("{} belongs to another user", shown),
                    _("set XDG_RUNTIME_DIR to a folder of your own, or unset it"));
  }
  if ((info.st_mode & 077) != 0) {
    throw FileError(EPERM, folder.string(), tr("others may enter {}", shown), fmt::format("chmod 700 {}", shown));
  }
  return opened;
}

/// One that stays is replaced by the next recording, and told.
void remove_socket(const Descriptor& folder, const Path& name, const Path& socket) noexcept {
  (void)remove_or_tell(socket, [&] {
    const auto remove = [&] { return ::unlinkat(folder.number(), name.c_str(), 0); };
    if (retry_interrupted(remove) != 0 && errno != ENOENT) throw file_error(errno, socket, "remove");
  });
}

/// What a recording left that was killed. Anything else under that name is not ours to remove.
void remove_dead_socket(const Descriptor& folder, const Path& name, const Path& socket) {
  struct stat info {};
  if (::fstatat(folder.number(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;
  if (!S_ISSOCK(info.st_mode)) {
    throw FileError(EEXIST, socket.string(),
                    tr("{} is in the way: it is not a socket", base::printable(socket.string())),
                    tr("look at what it is, and move it away: ls -ld {}", base::printable(socket.string())));
  }
  remove_socket(folder, name, socket);
}

std::optional<std::size_t> result_of(ssize_t moved) noexcept {
  if (moved >= 0) return static_cast<std::size_t>(moved);
  if (errno == EAGAIN || errno == EINTR) return 0;
  return std::nullopt;
}

}  // namespace

std::optional<Connection> Connection::connect(const Path& socket) {
  const auto folder = open_folder(socket.parent_path());
  if (!folder) return std::nullopt;
  const auto address = address_in(folder, socket.filename());
  Descriptor descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!address || !descriptor) return std::nullopt;
  // A full queue makes connect() wait; not for ever.
  ::setsockopt(descriptor.number(), SOL_SOCKET, SO_SNDTIMEO, &connect_timeout, sizeof connect_timeout);
  const auto attempt = [&] { return ::connect(descriptor.number(), as_sockaddr(*address), sizeof *address); };
  if (retry_interrupted(attempt) != 0) return std::nullopt;
  if (!peer_is_same_user(descriptor.number()) || !make_non_blocking(descriptor.number())) return std::nullopt;
  return Connection(std::move(descriptor));
}

std::int64_t Connection::peer_pid() const noexcept {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(descriptor_.number(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
}

std::optional<std::size_t> Connection::read(std::span<char> into) noexcept {
  const ssize_t got = ::recv(descriptor_.number(), into.data(), into.size(), 0);
  if (got == 0 && !into.empty()) return std::nullopt;
  return result_of(got);
}

std::optional<std::size_t> Connection::write(std::string_view bytes) noexcept {
  return result_of(::send(descriptor_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

Listener::Listener(const Path& socket) : path_(socket), folder_(open_private_folder(socket.parent_path())) {
  const auto name = socket.filename();
  const auto address = address_in(folder_, name);
  if (!address) throw file_error(ENAMETOOLONG, socket, "make the socket");
  descriptor_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!descriptor_) throw file_error(errno, socket, "make the socket");
  remove_dead_socket(folder_, name, socket);
  ::fchmod(descriptor_.number(), 0600);  // before bind: the file never exists with another mode
  if (::bind(descriptor_.number(), as_sockaddr(*address), sizeof *address) != 0 ||
      ::listen(descriptor_.number(), waiting_clients) != 0) {
    throw file_error(errno, socket, "make the socket");
  }
}

Listener::~Listener() { remove_socket(folder_, path_.filename(), path_); }

std::optional<Connection> Listener::accept() noexcept {
  for (;;) {
    constexpr int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    Descriptor peer(retry_interrupted([&] { return ::accept4(descriptor_.number(), nullptr, nullptr, flags); }));
    if (!peer) return std::nullopt;
    if (peer_is_same_user(peer.number())) return Connection(std::move(peer));
  }
}

bool is_queue_full(const Path& socket) noexcept try {
  const auto folder = open_folder(socket.parent_path());
  if (!folder) return false;
  const auto address = address_in(folder, socket.filename());
  const Descriptor descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!address || !descriptor) return false;
  return ::connect(descriptor.number(), as_sockaddr(*address), sizeof *address) != 0 && errno == EAGAIN;
} catch (const std::exception&) {  // no memory for a path
  return false;
}

}  // namespace earwitness::os
