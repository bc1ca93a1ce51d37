// SPDX-License-Identifier: MIT
#include "media/decode/native_flac.hpp"

#include <FLAC/stream_decoder.h>

#include <memory>

namespace earwitness::media {

namespace {

struct FlacDecoderFreed {
  void operator()(FLAC__StreamDecoder* decoder) const noexcept { FLAC__stream_decoder_delete(decoder); }
};

const NativeFlacReader& reader_of(void* self) { return *static_cast<const NativeFlacReader*>(self); }

FLAC__StreamDecoderReadStatus read_flac(const FLAC__StreamDecoder*, FLAC__byte* into, std::size_t* bytes, void* self) {
  *bytes = reader_of(self).read({reinterpret_cast<std::byte*>(into), *bytes});
  return *bytes == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
}

FLAC__StreamDecoderWriteStatus write_flac(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                          const FLAC__int32* const planes[], void* self) {
  const auto& header = frame->header;
  const bool counts_samples = header.number_type == FLAC__FRAME_NUMBER_TYPE_SAMPLE_NUMBER;
  const auto first =
      counts_samples ? header.number.sample_number : std::uint64_t{header.number.frame_number} * header.blocksize;
  const bool goes_on = reader_of(self).take(
      {header.sample_rate, header.channels, header.bits_per_sample, header.blocksize, first, planes});
  return goes_on ? FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE : FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
}

void tell_flac(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* self) {
  reader_of(self).tell_unreadable();
}

}  // namespace

void decode_native_flac(const NativeFlacReader& reader) {
  const std::unique_ptr<FLAC__StreamDecoder, FlacDecoderFreed> decoder(FLAC__stream_decoder_new());
  if (!decoder) return reader.tell_unreadable();
  auto* const self = const_cast<NativeFlacReader*>(&reader);
  const auto begun = FLAC__stream_decoder_init_stream(decoder.get(), read_flac, nullptr, nullptr, nullptr, nullptr,
                                                      write_flac, nullptr, tell_flac, self);
  if (begun != FLAC__STREAM_DECODER_INIT_STATUS_OK) return reader.tell_unreadable();
  (void)FLAC__stream_decoder_process_until_end_of_stream(decoder.get());
}

}  // namespace earwitness::media
