// SPDX-License-Identifier: MIT
#include "flac/virtual_file.hpp"

#include <cstddef>
#include <span>

namespace earwitness::flac {

namespace {

VirtualFile& self(void* user) { return *static_cast<VirtualFile*>(user); }

sf_count_t file_length(void* user) {
  return self(user).guarded([](os::File& f) { return static_cast<sf_count_t>(f.size()); }, sf_count_t{-1});
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
  return self(user).guarded(
      [&](os::File& f) {
        const auto base = whence == SEEK_CUR   ? static_cast<sf_count_t>(f.position())
                          : whence == SEEK_END ? static_cast<sf_count_t>(f.size())
                                               : sf_count_t{0};
        const auto target = base + offset;
        if (target < 0) return sf_count_t{-1};
        f.seek(static_cast<std::uint64_t>(target));
        return target;
      },
      sf_count_t{-1});
}

sf_count_t read(void* into, sf_count_t count, void* user) {
  return self(user).guarded(
      [&](os::File& f) {
        const auto size = static_cast<std::size_t>(count);
        return static_cast<sf_count_t>(f.read(std::span(static_cast<std::byte*>(into), size)));
      },
      sf_count_t{0});
}

sf_count_t write(const void* from, sf_count_t count, void* user) {
  return self(user).guarded(
      [&](os::File& f) {
        os::write_all(f, std::span(static_cast<const std::byte*>(from), static_cast<std::size_t>(count)));
        return count;
      },
      sf_count_t{0});
}

sf_count_t tell(void* user) {
  return self(user).guarded([](os::File& f) { return static_cast<sf_count_t>(f.position()); }, sf_count_t{-1});
}

}  // namespace

SF_VIRTUAL_IO VirtualFile::callbacks() noexcept { return {&file_length, &seek, &read, &write, &tell}; }

SoundHandle open_sound(VirtualFile& file, int mode, SF_INFO& info) {
  auto callbacks = VirtualFile::callbacks();
  return SoundHandle(sf_open_virtual(&callbacks, mode, &info, &file));
}

int close_sound(SoundHandle& handle) { return sf_close(handle.release()); }

}  // namespace earwitness::flac
