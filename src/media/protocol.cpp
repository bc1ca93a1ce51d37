// SPDX-License-Identifier: MIT
#include "media/protocol.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace earwitness::media {

namespace {

constexpr std::size_t message_head_bytes = 5;

class Packer {
 public:
  explicit Packer(std::vector<std::byte>& to) : to_(to) {}

  template <typename Integer>
  void integer(Integer value) {
    static_assert(std::is_unsigned_v<Integer>);
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      to_.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
  }
  void boolean(bool value) { integer(static_cast<std::uint8_t>(value ? 1 : 0)); }
  void optional(const std::optional<std::uint64_t>& value) {
    boolean(value.has_value());
    integer(value.value_or(0));
  }
  void number(double value) { integer(std::bit_cast<std::uint64_t>(value)); }
  void text(std::string_view value) {
    integer(static_cast<std::uint16_t>(value.size()));
    const auto bytes = base::as_bytes(value);
    to_.insert(to_.end(), bytes.begin(), bytes.end());
  }
  void bytes(std::span<const std::byte> value) { to_.insert(to_.end(), value.begin(), value.end()); }

 private:
  std::vector<std::byte>& to_;
};

/// Gives harmless values once something is missing; whoever reads asks at the end.
class Unpacker {
 public:
  explicit Unpacker(std::span<const std::byte> from) : from_(from) {}

  template <typename Integer>
  Integer integer(Integer max = std::numeric_limits<Integer>::max()) {
    if (from_.size() < sizeof(Integer)) return fail<Integer>();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) value |= std::to_integer<std::uint64_t>(from_[i]) << (8 * i);
    from_ = from_.subspan(sizeof(Integer));
    if (value > max) return fail<Integer>();
    return static_cast<Integer>(value);
  }
  bool boolean() { return integer<std::uint8_t>(1) == 1; }
  template <typename Enum>
  Enum one_of(Enum last) {
    return static_cast<Enum>(integer(static_cast<std::underlying_type_t<Enum>>(last)));
  }
  std::optional<std::uint64_t> optional() {
    const bool there = boolean();
    const auto value = integer<std::uint64_t>();
    if (!there && value != 0) return fail<std::uint64_t>();
    return there ? std::optional(value) : std::nullopt;
  }
  double number() {
    const auto value = std::bit_cast<double>(integer<std::uint64_t>());
    return std::isfinite(value) && value >= 0 ? value : fail<double>();
  }
  std::string text(std::size_t max_bytes) {
    const auto length = integer<std::uint16_t>();
    if (length > max_bytes || length > from_.size()) return fail<std::string>();
    std::string value(reinterpret_cast<const char*>(from_.data()), length);
    from_ = from_.subspan(length);
    return base::is_valid_utf8(value) ? value : fail<std::string>();
  }
  std::span<const std::byte> rest() { return std::exchange(from_, {}); }

  [[nodiscard]] bool is_done() const noexcept { return !failed_ && from_.empty(); }

 private:
  template <typename Value>
  Value fail() {
    failed_ = true;
    return Value{};
  }

  std::span<const std::byte> from_;
  bool failed_ = false;
};

void pack(Packer& to, const Hello& message) {
  to.integer(protocol_version);
  to.text(message.library);
}
void pack(Packer& to, const Stream& message) {
  to.integer(static_cast<std::uint8_t>(message.kind));
  to.text(message.coding);
  to.integer(message.rate);
  to.integer(message.channels);
  to.boolean(message.taken);
}
void pack(Packer& to, const Claim& message) {
  to.text(message.name);
  to.text(message.text);
}
void pack(Packer& to, const Progress& message) { to.integer(message.bytes); }
void pack(Packer& to, const Nothing& message) { to.integer(static_cast<std::uint8_t>(message.why)); }
void pack(Packer& to, const Format& message) {
  to.integer(message.format.sample_rate);
  to.integer(message.format.channels);
  to.integer(message.format.bits);
  to.boolean(message.lossless);
  to.text(message.form);
}
void pack(Packer& to, const Samples& message) { to.bytes(message.bytes); }
void pack(Packer& to, const Problem& message) {
  to.integer(static_cast<std::uint8_t>(message.trouble));
  to.optional(message.at_ms);
  to.optional(message.amount);
}
void pack(Packer& to, const End& message) {
  to.integer(message.frames);
  to.integer(message.parts);
  to.integer(message.more_problems);
  to.integer(message.over_full_scale);
  to.number(message.peak);
  to.boolean(message.too_long);
}

Message unpack_hello(Unpacker& from) {
  const auto version = from.integer<std::uint32_t>(protocol_version);
  auto library = from.text(limits::text_bytes);
  return Hello{version == protocol_version ? std::move(library) : std::string()};
}
Message unpack_stream(Unpacker& from) {
  Stream stream;
  stream.kind = from.one_of(StreamKind::other);
  stream.coding = from.text(limits::text_bytes);
  stream.rate = from.integer<std::uint32_t>();
  stream.channels = from.integer<std::uint16_t>();
  stream.taken = from.boolean();
  return stream;
}
Message unpack_claim(Unpacker& from) {
  Claim claim;
  claim.name = from.text(limits::claim_name_bytes);
  claim.text = from.text(limits::text_bytes);
  return claim;
}
Message unpack_progress(Unpacker& from) { return Progress{from.integer<std::uint64_t>()}; }
Message unpack_nothing(Unpacker& from) { return Nothing{from.one_of(NoSound::unsupported_shape)}; }
Message unpack_format(Unpacker& from) {
  Format format;
  format.format.sample_rate = from.integer<std::uint32_t>(limits::max_rate);
  format.format.channels = from.integer<std::uint16_t>(earwitness::limits::channels_max);
  format.format.bits = from.integer<std::uint16_t>();
  format.lossless = from.boolean();
  format.form = from.text(limits::text_bytes);
  return format;
}
Message unpack_samples(Unpacker& from) { return Samples{from.rest()}; }
Message unpack_problem(Unpacker& from) {
  Problem problem;
  problem.trouble = from.one_of(Trouble::shape_changes);
  problem.at_ms = from.optional();
  problem.amount = from.optional();
  return problem;
}
Message unpack_end(Unpacker& from) {
  End end;
  end.frames = from.integer<std::uint64_t>();
  end.parts = from.integer<std::uint32_t>(limits::parts);
  end.more_problems = from.integer<std::uint64_t>();
  end.over_full_scale = from.integer<std::uint64_t>();
  end.peak = from.number();
  end.too_long = from.boolean();
  return end;
}

/// In the order of Message's types, which is the messages' number.
constexpr std::array unpackers{unpack_hello,  unpack_stream,  unpack_claim,   unpack_progress, unpack_nothing,
                               unpack_format, unpack_samples, unpack_problem, unpack_end};
static_assert(unpackers.size() == std::variant_size_v<Message>);

}  // namespace

void append_message(std::vector<std::byte>& to, const Message& message) {
  const auto begin = to.size();
  Packer packer(to);
  packer.integer(static_cast<std::uint8_t>(message.index()));
  packer.integer(std::uint32_t{0});
  std::visit([&](const auto& of_its_type) { pack(packer, of_its_type); }, message);
  const auto length = to.size() - begin - message_head_bytes;
  for (std::size_t i = 0; i < sizeof(std::uint32_t); ++i) to[begin + 1 + i] = static_cast<std::byte>(length >> (8 * i));
}

void MessageReader::add(std::span<const std::byte> bytes) {
  if (broken_) return;
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ = 0;
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
}

std::optional<Message> MessageReader::next() {
  const auto waiting = std::span<const std::byte>(waiting_).subspan(used_);
  if (broken_ || waiting.size() < message_head_bytes) {
    broken_ = broken_ || (stage_ == Stage::over && !waiting.empty());
    return std::nullopt;
  }
  Unpacker head(waiting.first(message_head_bytes));
  const auto kind = head.integer<std::uint8_t>();
  const std::size_t length = head.integer<std::uint32_t>();
  broken_ = stage_ == Stage::over || kind >= unpackers.size() || length > max_message_bytes;
  if (broken_ || waiting.size() - message_head_bytes < length) return std::nullopt;
  used_ += message_head_bytes + length;
  auto message = parse(kind, waiting.subspan(message_head_bytes, length));
  broken_ = !message || !accept(*message);
  return broken_ ? std::nullopt : message;
}

std::optional<Message> MessageReader::parse(std::uint8_t kind, std::span<const std::byte> payload) {
  Unpacker from(payload);
  auto message = unpackers[kind](from);
  return from.is_done() ? std::optional(std::move(message)) : std::nullopt;
}

bool MessageReader::accept(const Message& message) {
  if (stage_ == Stage::hello) {
    const auto* hello = std::get_if<Hello>(&message);
    stage_ = Stage::before;
    return hello != nullptr && !hello->library.empty();
  }
  if (std::holds_alternative<Claim>(message)) {
    return ++claims_ <= limits::claims && !std::get<Claim>(message).name.empty();
  }
  if (const auto* progress = std::get_if<Progress>(&message)) {
    const bool grows = progress->bytes > progress_ && progress->bytes <= file_bytes_;
    progress_ = progress->bytes;
    return grows;
  }
  if (stage_ == Stage::before) {
    if (std::holds_alternative<Stream>(message)) return ++streams_ <= limits::streams;
    if (std::holds_alternative<Nothing>(message)) {
      stage_ = Stage::over;
      return true;
    }
    const auto* format = std::get_if<Format>(&message);
    if (format == nullptr) return false;
    stage_ = Stage::sound;
    format_ = format->format;
    const bool has_depth = format_.bits == 16 || format_.bits == 24 || format_.bits == 32;
    return has_depth && format_.sample_rate > 0 && format_.channels > 0;
  }
  if (const auto* samples = std::get_if<Samples>(&message)) {
    frames_ += samples->bytes.size() / format_.bytes_per_frame();
    if (max_seconds_ > 0 && frames_ > max_seconds_ * format_.sample_rate) return false;  // it would fill the disk
    return !samples->bytes.empty() && samples->bytes.size() % format_.bytes_per_frame() == 0;
  }
  if (std::holds_alternative<Problem>(message)) return ++problems_ <= limits::problems;
  const auto* end = std::get_if<End>(&message);
  stage_ = Stage::over;
  return end != nullptr && end->frames == frames_ && frames_ > 0 && end->parts > 0 &&
         (end->more_problems == 0 || problems_ == limits::problems);
}

}  // namespace earwitness::media
