// SPDX-License-Identifier: MIT
//
// Whether samples that go by are those whose hashes the journal has. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crypto/sha256.hpp"
#include "journal/content.hpp"

namespace earwitness::journal {

class SecondListener {
 public:
  /// `file` outlives this. Its seconds follow each other without a hole, else none of them is heard.
  SecondListener(const AudioFile& file, std::size_t bytes_per_frame);

  /// The file's samples, from its first one on, in the canonical byte form; each call goes on where the last one ended.
  void hear(std::span<const std::byte> samples);
  /// Indices of seconds that were not heard as the journal has them: other samples, or not to their end; in order.
  [[nodiscard]] std::vector<std::size_t> others() const;

 private:
  const AudioFile& file_;
  std::size_t bytes_per_frame_;
  std::size_t left_ = 0;  // bytes of the second that is being heard
  std::size_t now_ = 0;
  crypto::Sha256 hash_;
  std::vector<bool> fits_;
};

}  // namespace earwitness::journal
