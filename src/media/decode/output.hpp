// SPDX-License-Identifier: MIT
//
// The decoder's voice: messages into the pipe, within the protocol's limits, samples in large pieces. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "media/protocol.hpp"
#include "os/descriptor.hpp"

namespace earwitness::media {

class Output {
 public:
  Output(os::Fd pipe, std::uint64_t max_seconds) : pipe_(pipe), max_seconds_(max_seconds) {}

  void hello(const std::string& library);
  void stream(Stream stream);
  void claim(const std::string& name, const std::string& text);
  /// One of that name was told.
  [[nodiscard]] bool has_claim(const std::string& name) const {
    const auto first = told_claims_.lower_bound({name, {}});
    return first != told_claims_.end() && first->first == name;
  }
  /// What the file's bytes show is known before the sound begins.
  void problem(Problem problem);
  void progress(std::uint64_t bytes);
  void format(const Format& format);
  /// Whole frames.
  void samples(std::span<const std::byte> bytes);
  void nothing(NoSound why);
  void end(std::uint32_t parts);

  void count_over(std::uint64_t samples, double peak);

  [[nodiscard]] bool has_format() const noexcept { return format_.channels > 0; }
  [[nodiscard]] const AudioFormat& shape() const noexcept { return format_; }
  [[nodiscard]] std::uint64_t frames() const noexcept { return frames_; }
  [[nodiscard]] std::uint64_t now_ms() const noexcept;
  /// That it ends early was told.
  [[nodiscard]] bool has_ended_early() const noexcept { return ended_early_; }
  /// As much sound as was asked for.
  [[nodiscard]] bool is_full() const noexcept { return too_long_; }

 private:
  void send(const Message& message);
  void flush_samples();

  os::Fd pipe_;
  std::uint64_t max_seconds_;
  std::vector<std::byte> message_;
  std::vector<std::byte> samples_;
  std::vector<Problem> early_;  ///< problems before there is a format
  AudioFormat format_{0, 0, 0};
  std::uint64_t frames_ = 0;
  std::uint64_t progress_ = 0;
  std::size_t streams_ = 0;
  std::size_t claims_ = 0;
  std::set<std::pair<std::string, std::string>> told_claims_;  ///< names and texts
  std::size_t problems_ = 0;
  End end_;
  bool too_long_ = false;
  bool ended_early_ = false;
};

/// UTF-8 of at most so many bytes: what is none becomes a mark, control characters blanks.
[[nodiscard]] std::string clean_text(std::string_view text, std::size_t max_bytes);

}  // namespace earwitness::media
