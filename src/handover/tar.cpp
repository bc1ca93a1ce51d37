// SPDX-License-Identifier: MIT
#include "handover/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <string_view>

#include "base/text.hpp"

namespace earwitness::handover {

namespace {

constexpr std::size_t block_bytes = 512;
constexpr std::array<std::byte, 2 * block_bytes> zeros{};

/// Where a field of the header begins, and how long it is.
struct Field {
  std::size_t at;
  std::size_t bytes;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field user_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr Field type_field{156, 1};
constexpr Field magic_field{257, 8};

constexpr std::string_view magic("ustar  \0", 8);
constexpr std::string_view long_name_entry = "././@LongLink";  // as GNU tar calls it
constexpr char file_type = '0';
constexpr char long_name_type = 'L';
constexpr unsigned private_mode = 0600;
constexpr std::uint64_t max_octal_size = (std::uint64_t{1} << 33) - 1;  // in eleven digits

using Block = std::array<std::byte, block_bytes>;

void put(Block& block, const Field& field, std::string_view text) {
  const auto bytes = base::as_bytes(text.substr(0, field.bytes));
  std::copy(bytes.begin(), bytes.end(), block.begin() + static_cast<std::ptrdiff_t>(field.at));
}

/// In octal digits, with a NUL behind them.
void put_number(Block& block, const Field& field, std::uint64_t number) {
  put(block, field, fmt::format("{:0{}o}", number, field.bytes - 1));
}

/// One that octal digits don't hold: the highest bit, and the number with its highest byte first.
void put_size(Block& block, std::uint64_t size) {
  if (size <= max_octal_size) return put_number(block, size_field, size);
  block[size_field.at] = std::byte{0x80};
  for (std::size_t i = 0; i < sizeof size; ++i) {
    block[size_field.at + size_field.bytes - 1 - i] = static_cast<std::byte>(size >> (8 * i));
  }
}

void append(std::vector<std::byte>& to, const std::string& name, char type, std::uint64_t size, UtcTime time) {
  Block block{};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
  put(block, name_field, name);
  put_number(block, mode_field, private_mode);
  put_number(block, user_field, 0);
  put_number(block, group_field, 0);
  put_size(block, size);
  put_number(block, time_field, static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds)));
  put(block, checksum_field, "        ");
  put(block, type_field, std::string_view(&type, 1));
  put(block, magic_field, magic);
  const auto sum = std::accumulate(block.begin(), block.end(), 0U,
                                   [](unsigned all, std::byte byte) { return all + static_cast<unsigned>(byte); });
  put(block, checksum_field, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  to.insert(to.end(), block.begin(), block.end());
}

}  // namespace

std::vector<std::byte> tar_header(const std::string& name, std::uint64_t size, UtcTime time) {
  std::vector<std::byte> header;
  if (name.size() >= name_field.bytes) {  // a file before it has the name, with its NUL
    append(header, std::string(long_name_entry), long_name_type, name.size() + 1, time);
    const auto bytes = base::as_bytes(name);
    header.insert(header.end(), bytes.begin(), bytes.end());
    header.push_back(std::byte{0});
    const auto padding = tar_padding(name.size() + 1);
    header.insert(header.end(), padding.begin(), padding.end());
  }
  append(header, name, file_type, size, time);
  return header;
}

std::span<const std::byte> tar_padding(std::uint64_t size) noexcept {
  return std::span(zeros).first(static_cast<std::size_t>((block_bytes - size % block_bytes) % block_bytes));
}

std::span<const std::byte> tar_end() noexcept { return zeros; }

}  // namespace earwitness::handover
