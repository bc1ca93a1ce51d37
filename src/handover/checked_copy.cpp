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
  destination_->begin(name, size);
  std::vector<std::byte> piece(std::min<std::uint64_t>(chunk_bytes, size));
  crypto::Sha256 hash;
  for (auto left = size; left > 0;) {
    const auto got = file->read(std::span(piece).first(std::min<std::uint64_t>(piece.size(), left)));
    if (got == 0) throw FileError(EIO, from.string(), tr("{} ended early", base::printable(from.string())));
    hash.update(std::span(piece).first(got));
    destination_->write(std::span(piece).first(got));
    left -= got;
  }
  destination_->end();
  note(name, hash.finish(), size);
}

void CheckedCopy::add_text(const std::string& name, const std::string& text) {
  destination_->begin(name, text.size());
  destination_->write(base::as_bytes(text));
  destination_->end();
  note(name, crypto::sha256(base::as_bytes(text)), text.size());
}

void CheckedCopy::note(const std::string& name, const crypto::Digest& sha256, std::uint64_t size) {
  written_[name] = sha256;
  bytes_ += size;
}

std::string CheckedCopy::sha256_of(const std::string& name) const {
  const auto found = written_.find(name);
  return found == written_.end() ? std::string() : base::to_hex(found->second);
}

void CheckedCopy::check(const std::function<void(const std::string& name)>& fail) {
  std::size_t seen = 0;
  destination_->read_back([&](const std::string& name, const crypto::Digest& sha256) {
    const auto known = written_.find(name);
    if (known == written_.end() || known->second != sha256) fail(name);
    ++seen;
  });
  if (seen != written_.size()) fail({});
}

}  // namespace earwitness::handover
