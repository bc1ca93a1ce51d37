// SPDX-License-Identifier: MIT
#include "flac/lone_frame.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include "flac/metadata.hpp"
#include "flac/reader.hpp"

namespace earwitness::flac {

namespace {

/// For reading alone.
class BytesFile final : public os::File {
 public:
  explicit BytesFile(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(std::span<std::byte> into) override {
    const auto from = std::span<const std::byte>(bytes_).subspan(std::min(position_, bytes_.size()));
    const auto count = std::min(into.size(), from.size());
    std::copy_n(from.begin(), count, into.begin());
    position_ += count;
    return count;
  }
  std::size_t write(std::span<const std::byte>) override { refuse(); }
  void seek(std::uint64_t position) override { position_ = static_cast<std::size_t>(position); }
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  void sync_data() override { refuse(); }
  void close() override {}
  [[nodiscard]] const os::Path& path() const noexcept override { return path_; }

 private:
  [[noreturn]] void refuse() const { throw FileError(EBADF, path_.string(), "a frame is for reading alone"); }

  std::vector<std::byte> bytes_;
  std::size_t position_ = 0;
  os::Path path_ = "frame";
};

}  // namespace

bool decodes_alone(const WholeFrame& frame, const AudioFormat& format) {
  auto bytes = make_stream_info(format, static_cast<std::uint32_t>(frame.frames), true);
  bytes.insert(bytes.end(), frame.bytes.begin(), frame.bytes.end());
  try {
    Reader reader(std::make_unique<BytesFile>(std::move(bytes)));
    const auto wanted = static_cast<std::size_t>(frame.frames) * format.bytes_per_frame();
    return reader.read(frame.frames + 1).size() == wanted;
  } catch (const Error&) {  // a decoder can't open it
    return false;
  }
}

}  // namespace earwitness::flac
