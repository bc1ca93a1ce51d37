// SPDX-License-Identifier: MIT
#include "flac/lone_frame.hpp"

#include <memory>

#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "os/bytes_file.hpp"

namespace earwitness::flac {

bool decodes_alone(const WholeFrame& frame, const AudioFormat& format) {
  auto bytes = make_stream_info(format, static_cast<std::uint32_t>(frame.frames), true);
  bytes.insert(bytes.end(), frame.bytes.begin(), frame.bytes.end());
  try {
    Reader reader(std::make_unique<os::BytesFile>(bytes));
    const auto wanted = static_cast<std::size_t>(frame.frames) * format.bytes_per_frame();
    return reader.read(frame.frames + 1).size() == wanted;
  } catch (const Error&) {  // a decoder can't open it
    return false;
  }
}

}  // namespace earwitness::flac
