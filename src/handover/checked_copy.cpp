// SPDX-License-Identifier: MIT
#include "handover/checked_copy.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::handover {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 20;

}  // namespace

void CheckedCopy::add_file(const std::string& name, const os::Path& from, std::optional<std::uint64_t> bytes) {
  const auto file = fs_.open(from);
  const auto size = bytes.value_or(file->size());
  begin(name, size);
  std::vector<std::byte> piece(std::min<std::uint64_t>(chunk_bytes, size));
  for (auto left = size; left > 0;) {
    const auto got = file->read(std::span(piece).first(std::min<std::uint64_t>(piece.size(), left)));
    if (got == 0) throw FileError(EIO, from.string(), tr("{} ended early", base::printable(from.string())));
    write(std::span(piece).first(got));
    left -= got;
    progress_.add(got);
  }
  end(name, size);
}

void CheckedCopy::add_text(const std::string& name, const std::string& text) {
  begin(name, text.size());
  write(base::as_bytes(text));
  end(name, text.size());
}

void CheckedCopy::begin_tar(const std::string& name, UtcTime time, bool compressible) {
  destination_->begin(name, std::nullopt, compressible);
  hash_ = {};
  tar_name_ = name;
  tar_ = std::make_unique<TarWriter>([this](std::span<const std::byte> bytes) { write_out(bytes); }, time);
}

void CheckedCopy::end_tar() {
  tar_->close();
  tar_.reset();
  destination_->end();
  written_[tar_name_] = hash_.finish();
}

void CheckedCopy::begin(const std::string& name, std::uint64_t size) {
  if (tar_) return tar_->begin(name, size);
  destination_->begin(name, size, is_compressible(name));
  hash_ = {};
}

void CheckedCopy::write(std::span<const std::byte> bytes) {
  if (tar_) return tar_->write(bytes);
  write_out(bytes);
}

void CheckedCopy::write_out(std::span<const std::byte> bytes) {
  hash_.update(bytes);
  destination_->write(bytes);
}

void CheckedCopy::end(const std::string& name, std::uint64_t size) {
  if (!tar_) {
    destination_->end();
    written_[name] = hash_.finish();
  }
  ++files_;
  bytes_ += size;
}

std::string CheckedCopy::sha256_of(const std::string& name) const {
  const auto found = written_.find(name);
  return found == written_.end() ? std::string() : base::to_hex(found->second);
}

void CheckedCopy::check(const std::function<void(const std::string& name)>& fail) {
  std::size_t seen = 0;
  destination_->read_back(
      [&](const std::string& name, const crypto::Digest& sha256) {
        const auto known = written_.find(name);
        if (known == written_.end() || known->second != sha256) fail(name);
        ++seen;
      },
      [this](std::uint64_t bytes) { progress_.add(bytes); });
  if (seen != written_.size()) fail({});
}

}  // namespace earwitness::handover
