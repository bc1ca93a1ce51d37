// SPDX-License-Identifier: MIT
#include "media/decode/output.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "os/process.hpp"
#include "os/sandbox.hpp"

namespace earwitness::media {

namespace {

constexpr std::size_t samples_bytes = std::size_t{128} << 10;
constexpr std::uint64_t progress_step_bytes = std::uint64_t{2} << 20;
/// The recorder has gone: nobody reads on.
constexpr int reader_gone_exit = 4;

}  // namespace

std::string clean_text(std::string_view text, std::size_t max_bytes) {
  std::string clean;
  for (std::size_t i = 0; i < text.size() && clean.size() < max_bytes;) {
    std::size_t length = 1;
    while (length < 4 && i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0U) == 0x80U) {
      ++length;
    }
    const auto piece = text.substr(i, length);
    const bool is_control = static_cast<unsigned char>(piece[0]) < 0x20U || piece[0] == 0x7F;
    if (is_control) {
      clean += ' ';
      ++i;
    } else if (base::is_valid_utf8(piece)) {
      if (clean.size() + piece.size() > max_bytes) break;
      clean += piece;
      i += length;
    } else {
      clean += '?';
      ++i;
    }
  }
  return clean;
}

void Output::send(const Message& message) {
  message_.clear();
  append_message(message_, message);
  if (!os::write_pipe(pipe_, message_)) os::exit_immediately(reader_gone_exit);
}

void Output::hello(const std::string& library) { send(Hello{clean_text(library, limits::text_bytes)}); }

void Output::stream(Stream stream) {
  if (has_format() || ++streams_ > limits::streams) return;
  stream.coding = clean_text(stream.coding, limits::text_bytes);
  send(stream);
}

void Output::claim(const std::string& name, const std::string& text) {
  const Claim clean{clean_text(name, limits::claim_name_bytes), clean_text(text, limits::text_bytes)};
  if (clean.name.empty() || clean.text.empty()) return;
  // The file and its stream often say the same.
  if (!told_claims_.insert({clean.name, clean.text}).second || ++claims_ > limits::claims) return;
  send(clean);
}

void Output::problem(Problem problem) {
  ended_early_ = ended_early_ || problem.trouble == Trouble::ends_early;
  if (!has_format()) {
    early_.push_back(problem);
    return;
  }
  if (problems_ < limits::problems) {
    flush_samples();
    send(problem);
    ++problems_;
  } else if (is_damage(problem.trouble)) {
    ++end_.more_problems;
  }
}

void Output::progress(std::uint64_t bytes) {
  if (bytes < progress_ + progress_step_bytes) return;
  progress_ = bytes;
  send(Progress{bytes});
}

void Output::format(const Format& format) {
  send(format);
  format_ = format.format;
  for (const auto& problem : std::exchange(early_, {})) this->problem(problem);
}

std::uint64_t Output::now_ms() const noexcept {
  return format_.sample_rate == 0 ? 0 : frames_ * 1000 / format_.sample_rate;
}

void Output::samples(std::span<const std::byte> bytes) {
  const auto frame = format_.bytes_per_frame();
  if (max_seconds_ > 0) {
    const auto room = max_seconds_ * format_.sample_rate - std::min(frames_, max_seconds_ * format_.sample_rate);
    if (bytes.size() / frame > room) {
      too_long_ = true;
      bytes = bytes.first(static_cast<std::size_t>(room) * frame);
    }
  }
  frames_ += bytes.size() / frame;
  while (!bytes.empty()) {
    const auto most = samples_bytes / frame * frame;
    const auto piece = bytes.first(std::min(bytes.size(), most - samples_.size()));
    samples_.insert(samples_.end(), piece.begin(), piece.end());
    bytes = bytes.subspan(piece.size());
    if (samples_.size() == most) flush_samples();
  }
}

void Output::flush_samples() {
  if (samples_.empty()) return;
  send(Samples{samples_});
  samples_.clear();
}

void Output::count_over(std::uint64_t samples, double peak) {
  end_.over_full_scale += samples;
  end_.peak = std::max(end_.peak, peak);
}

void Output::nothing(NoSound why) { send(Nothing{why}); }

void Output::end(std::uint32_t parts) {
  flush_samples();
  end_.frames = frames_;
  end_.parts = parts;
  end_.too_long = too_long_;
  send(end_);
}

}  // namespace earwitness::media
