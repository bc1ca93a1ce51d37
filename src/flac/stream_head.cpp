// SPDX-License-Identifier: MIT
#include "flac/stream_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "flac/metadata.hpp"
#include "flac/writer.hpp"

namespace earwitness::flac {

namespace {

constexpr std::uint32_t stream_info_kind = 0;
constexpr std::uint32_t comments_kind = 4;
constexpr std::uint32_t min_block_size = 16;
constexpr std::size_t max_name_bytes = 100;

std::uint64_t number(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | std::to_integer<std::uint64_t>(bytes[at + i]);
  return value;
}

/// A text after its length of 32 bits, little-endian, both taken off the front.
std::optional<std::string> pop_counted(std::span<const std::byte>& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const auto length =
      number(bytes, 3, 1) << 24U | number(bytes, 2, 1) << 16U | number(bytes, 1, 1) << 8U | number(bytes, 0, 1);
  bytes = bytes.subspan(4);
  if (length > bytes.size()) return std::nullopt;
  const auto text = bytes.first(static_cast<std::size_t>(length));
  bytes = bytes.subspan(text.size());
  return std::string(reinterpret_cast<const char*>(text.data()), text.size());
}

/// To the block's last byte.
bool take_tags(std::span<const std::byte> block, StreamHead& head) {
  auto encoder = pop_counted(block);
  if (!encoder || block.size() < 4) return false;
  head.encoder = std::move(*encoder);
  const auto count =
      number(block, 3, 1) << 24U | number(block, 2, 1) << 16U | number(block, 1, 1) << 8U | number(block, 0, 1);
  block = block.subspan(4);
  // Each has at least its own length, so the block's end bounds them too.
  for (std::uint64_t i = 0; i < count; ++i) {
    auto tag = pop_counted(block);
    if (!tag) return false;
    head.tags.push_back(std::move(*tag));
  }
  return block.empty();
}

const char* take_head(os::File& file, StreamHead& head) {
  std::array<std::byte, stream_info_end + 4> begin{};
  file.seek(0);
  if (!os::read_exactly(file, begin)) return _("it is shorter than its header");
  const std::span<const std::byte> bytes(begin);
  if (number(bytes, 4, 1) != stream_info_kind)
    return _("between its header and its sound there is something else than its tags");
  head.block_size = static_cast<std::uint32_t>(number(bytes, 8, 2));
  if (number(bytes, 10, 2) != head.block_size || head.block_size < min_block_size)
    return _("its header does not say one length for its frames");
  head.min_frame_bytes = static_cast<std::uint32_t>(number(bytes, 12, 3));
  head.max_frame_bytes = static_cast<std::uint32_t>(number(bytes, 15, 3));
  constexpr std::uint32_t is_last = 0x80;
  if (number(bytes, stream_info_end, 1) != (is_last | comments_kind))
    return _("between its header and its sound there is something else than its tags");
  const auto size = number(bytes, stream_info_end + 1, 3);
  std::vector<std::byte> block(static_cast<std::size_t>(size));
  const bool followed = size <= limits::flac_comment_bytes && os::read_exactly(file, block) && take_tags(block, head);
  if (!followed) return _("its tags can't be read to their end");
  head.end = stream_info_end + 4 + size;
  return nullptr;
}

bool is_ascii_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Names and versions, as `earwitness/0.1.0 (libsndfile-1.2.0)`: no sentence fits in there.
bool is_software(std::string_view text) noexcept {
  const auto fits = [](char c) {
    return is_ascii_letter_or_digit(c) || std::string_view("/.-+~_() ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= max_name_bytes && std::all_of(text.begin(), text.end(), fits) &&
         std::count(text.begin(), text.end(), ' ') <= 1 && text.find('/') != std::string_view::npos;
}

/// `reference libFLAC 1.4.2 20221022`.
bool is_library(std::string_view text) noexcept {
  const auto fits = [](char c) {
    return is_ascii_letter_or_digit(c) || std::string_view(".-+~_ ").find(c) != std::string_view::npos;
  };
  return text.substr(0, 18) == "reference libFLAC " && text.size() > 18 && text.size() <= max_name_bytes &&
         std::all_of(text.begin(), text.end(), fits) && std::count(text.begin(), text.end(), ' ') <= 3 &&
         text.find("  ") == std::string_view::npos && text.back() != ' ';
}

bool is_salted_comment(std::string_view comment, std::string_view expected) noexcept {
  if (!comment.starts_with(expected) || comment.size() != expected.size() + 1 + salt_digits) return false;
  comment.remove_prefix(expected.size());
  return comment.front() == ' ' && comment.substr(1).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

}  // namespace

StreamHead read_stream_head(os::File& file) {
  StreamHead head;
  try {
    head.info = read_stream_info(file);
    if (const auto* fault = take_head(file, head)) head.fault = fault;
  } catch (const FileError&) {
    throw;
  } catch (const Error& error) {
    head.fault = error.what();
  }
  return head;
}

std::string tag_of(const StreamHead& head, std::string_view name) {
  for (const auto& tag : head.tags) {
    const auto equals = tag.find('=');
    if (equals != std::string::npos && lower_case(tag.substr(0, equals)) == name) return tag.substr(equals + 1);
  }
  return {};
}

std::string recording_in_comment(std::string_view comment) { return std::string(comment.substr(0, comment.find(' '))); }

std::string fault_of_tags(const StreamHead& head, const std::string& recording, Track track, bool is_salted) {
  constexpr std::array names{"date", "comment", "software"};
  std::array<std::optional<std::string>, names.size()> values;
  for (const auto& tag : head.tags) {
    const auto equals = std::min(tag.find('='), tag.size());
    const auto name = lower_case(tag.substr(0, equals));
    const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (place == names.size() || values[place])
      return tr("its tag {} is none that a recording has", base::printable(tag));
    values[place] = equals < tag.size() ? tag.substr(equals + 1) : std::string();
  }
  const auto comment = values[1].value_or(std::string());
  const bool names_it =
      comment.starts_with(recording) && (comment.size() == recording.size() || comment[recording.size()] == ' ');
  if (!values[1] || !names_it) return _("its tags do not name this recording");
  std::string expected = recording;
  if (track != Track::only) expected += std::string(" ") + to_string(track);
  if (is_salted ? !is_salted_comment(comment, expected) : comment != expected) {
    return _("its tags do not say what they say of a file of this track");
  }
  const auto date = values[0].value_or("-");
  if (!date.empty() && date != "unknown" && !base::parse_rfc3339(date)) return _("its tags do not say when it began");
  const auto& software = values[2];
  if (!software || !is_software(*software)) return _("its tags do not say which software made it");
  if (!is_library(head.encoder) && head.encoder != software) return _("its tags do not say which library encoded it");
  return {};
}

}  // namespace earwitness::flac
