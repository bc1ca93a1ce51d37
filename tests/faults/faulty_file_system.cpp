// SPDX-License-Identifier: MIT
#include "tests/faults/faulty_file_system.hpp"

#include <fmt/format.h>

#include <system_error>

#include "os/file_errors.hpp"
#include "tests/faults/faulty_file.hpp"

namespace earwitness::faults {

const char* to_string(Operation operation) noexcept {
  constexpr std::array<const char*, operations> names{
      "create",      "open",          "read",        "write",          "sync_data", "close",  "make_folder", "rename",
      "remove_file", "remove_folder", "sync_folder", "make_read_only", "list",      "status", "free_bytes"};
  return names[static_cast<std::size_t>(operation)];
}

bool changes_disk(Operation operation) noexcept {
  switch (operation) {
    case Operation::open:
    case Operation::read:
    case Operation::close:
    case Operation::list:
    case Operation::status:
    case Operation::free_bytes:
      return false;
    default:
      return true;
  }
}

const char* to_string(Effect effect) noexcept {
  constexpr std::array<const char*, 5> names{"fails", "fails halfway", "writes less", "lies", "stalls"};
  return names[static_cast<std::size_t>(effect)];
}

const char* to_string(Lasting lasting) noexcept {
  constexpr std::array<const char*, 3> names{"once", "from then on", "and the disk takes no change any more"};
  return names[static_cast<std::size_t>(lasting)];
}

std::string to_string(const Fault& fault) {
  return fmt::format("{} number {} {} ({}), {}", to_string(fault.on), fault.nth, to_string(fault.effect),
                     std::generic_category().message(fault.code), to_string(fault.lasting));
}

std::optional<Effect> FaultyFileSystem::meet(Operation operation, const os::Path& path) {
  const std::lock_guard lock(mutex_);
  ++counts_[static_cast<std::size_t>(operation)];
  if (fault_.nth == 0) return std::nullopt;
  const bool counted = operation == fault_.on && path.filename().string().find(fault_.only) != std::string::npos;
  if (counted) ++matching_;
  const bool began = matching_ >= fault_.nth;
  const bool now = counted && matching_ == fault_.nth;
  const bool later = began && (fault_.lasting == Lasting::kind   ? counted
                               : fault_.lasting == Lasting::disk ? changes_disk(operation)
                                                                 : false);
  if (!now && !later) return std::nullopt;
  ++hits_;
  if (fault_.effect == Effect::fail) throw os::file_error(fault_.code, path, to_string(operation));
  if (fault_.effect == Effect::stall) {
    if (clock_ != nullptr) clock_->sleep(fault_.stall);
    return std::nullopt;
  }
  return fault_.effect;
}

bool FaultyFileSystem::skip(Operation operation, const os::Path& path) {
  const auto effect = meet(operation, path);
  if (!effect) return false;
  if (*effect == Effect::lie) return true;
  throw os::file_error(fault_.code, path, to_string(operation));
}

std::unique_ptr<os::File> FaultyFileSystem::create(const os::Path& path) {
  if (skip(Operation::create, path)) throw os::file_error(fault_.code, path, "make");
  return std::make_unique<FaultyFile>(under_.create(path), *this);
}

std::unique_ptr<os::File> FaultyFileSystem::open(const os::Path& path) {
  if (skip(Operation::open, path)) throw os::file_error(fault_.code, path, "open");
  return std::make_unique<FaultyFile>(under_.open(path), *this);
}

std::unique_ptr<os::File> FaultyFileSystem::open_to_append(const os::Path& path) {
  if (skip(Operation::open, path)) throw os::file_error(fault_.code, path, "open");
  return std::make_unique<FaultyFile>(under_.open_to_append(path), *this);
}

void FaultyFileSystem::make_folder(const os::Path& path) {
  if (!skip(Operation::make_folder, path)) under_.make_folder(path);
}

void FaultyFileSystem::rename(const os::Path& from, const os::Path& to) {
  if (!skip(Operation::rename, to)) under_.rename(from, to);
}

void FaultyFileSystem::remove_file(const os::Path& path) {
  if (!skip(Operation::remove_file, path)) under_.remove_file(path);
}

void FaultyFileSystem::remove_folder(const os::Path& path) {
  if (!skip(Operation::remove_folder, path)) under_.remove_folder(path);
}

void FaultyFileSystem::sync_folder(const os::Path& path) {
  if (!skip(Operation::sync_folder, path)) under_.sync_folder(path);
}

void FaultyFileSystem::make_read_only(const os::Path& path) {
  if (!skip(Operation::make_read_only, path)) under_.make_read_only(path);
}

std::vector<os::Entry> FaultyFileSystem::list(const os::Path& folder) {
  if (skip(Operation::list, folder)) return {};
  return under_.list(folder);
}

std::optional<os::Entry> FaultyFileSystem::status(const os::Path& path) {
  if (skip(Operation::status, path)) return std::nullopt;
  return under_.status(path);
}

std::uint64_t FaultyFileSystem::free_bytes(const os::Path& folder) {
  if (skip(Operation::free_bytes, folder)) return 0;
  return under_.free_bytes(folder);
}

}  // namespace earwitness::faults
