// SPDX-License-Identifier: MIT
#include "os/place.hpp"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "os/file_errors.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

namespace {

std::atomic<bool> has_openat2{true};
std::atomic<bool> is_pretended{false};

constexpr int max_retries = 100;  // of EAGAIN: a rename somewhere else met the look-up

/// Absolute, without `//`, `/./` and a slash at the end. `..` stays: with a link before it, it is not what it looks
/// like. Empty where nothing tells the current folder.
std::string spelled_out(const Path& path) {
  std::string text = path.string();
  if (text.empty()) return text;
  if (text.front() != '/') {
    std::error_code unseen;
    const auto here = std::filesystem::current_path(unseen);
    if (unseen) return {};
    text = here.string() + "/" + text;
  }
  std::string result;
  for (std::size_t from = 0; from < text.size();) {
    const auto begin = text.find_first_not_of('/', from);
    if (begin == std::string::npos) break;
    const auto end = std::min(text.find('/', begin), text.size());
    const auto name = std::string_view(text).substr(begin, end - begin);
    if (name != ".") result.append("/").append(name);
    from = end;
  }
  return result.empty() ? "/" : result;
}

bool leads_up(std::string_view rest) {
  return rest == ".." || rest.starts_with("../") || rest.ends_with("/..") ||
         rest.find("/../") != std::string_view::npos;
}

/// Nothing if `path` is not below `root`; empty if it is that folder.
std::optional<std::string_view> rest_below(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return std::nullopt;
  auto rest = path.substr(root.size());
  if (rest.empty() || root == "/") return rest;
  if (rest.front() != '/') return std::nullopt;
  return rest.substr(1);
}

void require_own_file(const struct stat& info, const Path& path) {
  if (S_ISLNK(info.st_mode)) throw file_error(ELOOP, path, "open");
  if (!S_ISREG(info.st_mode)) throw not_a_file(path);
  if (info.st_nlink > 1) throw has_other_names(path);
}

/// With O_DIRECTORY, a link is only told as something else than a folder.
void tell_links(int folder, const std::string& name) {
  if (errno != ENOTDIR) return;
  struct stat info {};
  const bool is_link = ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
  errno = is_link ? ELOOP : ENOTDIR;
}

/// Each folder on the way by itself.
Descriptor walk_beneath(int folder, const std::string& path, int flags, Beneath beneath) {
  struct stat top {};
  if (beneath == Beneath::same_disk && ::fstat(folder, &top) != 0) return {};
  Descriptor now;
  int at = folder;
  for (std::size_t from = 0;;) {
    const auto end = path.find('/', from);
    const bool is_last = end == std::string::npos;
    const auto name = path.substr(from, is_last ? end : end - from);
    const int how = is_last ? flags : O_PATH | O_DIRECTORY;
    Descriptor next(retry_interrupted([&] { return ::openat(at, name.c_str(), how | O_NOFOLLOW | O_CLOEXEC); }));
    if (!next) {
      tell_links(at, name);
      return {};
    }
    struct stat info {};
    if (beneath == Beneath::same_disk && (::fstat(next.number(), &info) != 0 || info.st_dev != top.st_dev)) {
      errno = EXDEV;
      return {};
    }
    now = std::move(next);
    if (is_last) return now;
    at = now.number();
    from = end + 1;
  }
}

}  // namespace

void Confines::add(const Path& root) {
  auto spelled = spelled_out(root);
  if (spelled.empty()) return;
  const std::lock_guard lock(mutex_);
  if (std::find(roots_->begin(), roots_->end(), spelled) != roots_->end()) return;
  auto roots = std::make_shared<Roots>(*roots_);
  roots->push_back(std::move(spelled));
  // The outermost first: what somebody put into an archive is not believed to be a place of its own.
  std::stable_sort(roots->begin(), roots->end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  roots_ = std::move(roots);
}

std::optional<Confines::Below> Confines::find(const Path& path) const {
  const auto roots = [this] {
    const std::lock_guard lock(mutex_);
    return roots_;
  }();
  if (roots->empty()) return std::nullopt;
  const auto spelled = spelled_out(path);
  for (const auto& root : *roots) {
    const auto rest = rest_below(spelled, root);
    if (rest && !leads_up(*rest)) return Below{root, std::string(*rest)};
  }
  return std::nullopt;
}

Confines& process_confines() noexcept {
  static Confines confines;
  return confines;
}

void confine(const Path& root) { process_confines().add(root); }

Descriptor open_beneath(int folder, const std::string& path, int flags, Beneath beneath) {
  if (!has_openat2.load(std::memory_order_relaxed) || is_pretended.load(std::memory_order_relaxed)) {
    return walk_beneath(folder, path, flags, beneath);
  }
  open_how how{};
  how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  if (beneath == Beneath::same_disk) how.resolve |= RESOLVE_NO_XDEV;
  for (int tries = 0; tries < max_retries; ++tries) {
    Descriptor opened(static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)));
    if (opened) return opened;
    if (errno == EAGAIN || errno == EINTR) continue;
    // EPERM is what a sandbox says to a call that it does not know; the other way gives the true answer.
    if (errno == ENOSYS) has_openat2.store(false, std::memory_order_relaxed);
    if (errno == ENOSYS || errno == EPERM) return walk_beneath(folder, path, flags, beneath);
    return {};
  }
  return walk_beneath(folder, path, flags, beneath);
}

Descriptor open_own_file(const Path& path, int access) {
  const auto place = Place::find(path);
  return place ? open_own_file(*place, path, access) : Descriptor();
}

Descriptor open_own_file(const Place& place, const Path& path, int access) {
  // Looked at before it is opened, which may wait or do something where it is no file, and once more after that.
  struct stat info {};
  if (::fstatat(place.folder(), place.name(), &info, AT_SYMLINK_NOFOLLOW) == 0) require_own_file(info, path);
  const int flags = access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  Descriptor file(retry_interrupted([&] { return ::openat(place.folder(), place.name(), flags, 0600); }));
  if (!file) return {};
  if (::fstat(file.number(), &info) != 0) throw file_error(errno, path, "look at");
  require_own_file(info, path);
  return file;
}

void pretend_no_openat2(bool pretend) noexcept { is_pretended.store(pretend, std::memory_order_relaxed); }

std::optional<Place> Place::find(const Path& path, const Confines* more) {
  auto below = process_confines().find(path);
  if (!below && more != nullptr) below = more->find(path);
  if (!below || below->rest.empty()) return Place({}, path.string());
  Descriptor root(retry_interrupted([&] { return ::open(below->root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); }));
  if (!root) return std::nullopt;
  const auto slash = below->rest.rfind('/');
  if (slash == std::string::npos) return Place(std::move(root), below->rest);
  auto parent = open_beneath(root.number(), below->rest.substr(0, slash), O_PATH | O_DIRECTORY, Beneath::any_disk);
  if (!parent) return std::nullopt;
  return Place(std::move(parent), below->rest.substr(slash + 1));
}

}  // namespace earwitness::os
