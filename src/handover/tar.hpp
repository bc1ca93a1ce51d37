// SPDX-License-Identifier: MIT
//
// The parts of a tar file (the form of GNU tar, which 7-Zip, bsdtar and Python read, too): what goes before a file's
// bytes, after them, and at the end. Names are bytes of any length: relative, with slashes. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::handover {

/// Readable by its owner alone.
[[nodiscard]] std::vector<std::byte> tar_header(const std::string& name, std::uint64_t size, UtcTime time);
/// Zeros up to the next whole block.
[[nodiscard]] std::span<const std::byte> tar_padding(std::uint64_t size) noexcept;
[[nodiscard]] std::span<const std::byte> tar_end() noexcept;

}  // namespace earwitness::handover
