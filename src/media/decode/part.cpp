// SPDX-License-Identifier: MIT
#include "media/decode/part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/limits.hpp"
#include "media/decode/codings.hpp"
#include "media/decode/native_flac.hpp"
#include "media/decode/range.hpp"
#include "media/decode/sample_checksum.hpp"
#include "media/decode/sample_table.hpp"
#include "media/decode/samples.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace earwitness::media {

namespace {

constexpr int io_buffer_bytes = 64 << 10;
constexpr int min_probe_score = AVPROBE_SCORE_RETRY;
constexpr std::uint64_t merged_ms = 1000;  ///< what can't be read within a second is one place

template <auto function>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const noexcept {
    function(&pointer);
  }
};

struct IoFreed {
  void operator()(AVIOContext* io) const noexcept {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};

struct Options {
  ~Options() { av_dict_free(&all); }
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  void set(const char* name, const char* value) { av_dict_set(&all, name, value, 0); }
  AVDictionary* all = nullptr;
};

/// What a decoder says of damage and goes on from: it has no other word for it.
const void* watched_decoder = nullptr;
std::uint64_t decoder_errors = 0;

void count_errors(void* who, int level, const char*, va_list) {
  if (level <= AV_LOG_ERROR && who != nullptr && who == watched_decoder) ++decoder_errors;
}

struct FrameShape {
  int rate = 0;
  int channels = 0;
  int sample_format = AV_SAMPLE_FMT_NONE;
  friend bool operator==(const FrameShape&, const FrameShape&) = default;
};

FrameShape shape_of(const AVFrame& frame) { return {frame.sample_rate, frame.ch_layout.nb_channels, frame.format}; }

/// The shape that the first frame had; what comes in another one later is converted.
struct Target {
  FrameShape shape;
  Conversion conversion;
  int justified_bits = 0;  ///< of the coding, for checksums over samples
};

std::optional<Layout> layout_of(int format) noexcept {
  switch (format) {
    case AV_SAMPLE_FMT_U8:
    case AV_SAMPLE_FMT_U8P:
      return Layout::u8;
    case AV_SAMPLE_FMT_S16:
    case AV_SAMPLE_FMT_S16P:
      return Layout::s16;
    case AV_SAMPLE_FMT_S32:
    case AV_SAMPLE_FMT_S32P:
      return Layout::s32;
    case AV_SAMPLE_FMT_S64:
    case AV_SAMPLE_FMT_S64P:
      return Layout::s64;
    case AV_SAMPLE_FMT_FLT:
    case AV_SAMPLE_FMT_FLTP:
      return Layout::f32;
    case AV_SAMPLE_FMT_DBL:
    case AV_SAMPLE_FMT_DBLP:
      return Layout::f64;
    default:
      return std::nullopt;
  }
}

std::uint16_t bits_for(Layout layout, int raw_bits) noexcept {
  switch (layout) {
    case Layout::u8:
    case Layout::s16:
      return 16;
    case Layout::f32:
    case Layout::f64:
      return 24;
    case Layout::s32:
    case Layout::s64:
      break;
  }
  if (raw_bits > 0 && raw_bits <= 16) return 16;
  return raw_bits > 0 && raw_bits <= 24 ? 24 : 32;
}

/// A FLAC frame says its rate in Hz up to 16 bits, or in tens of Hz (RFC 9639, 9.1.2).
bool has_flac_shape(const FrameShape& shape) noexcept {
  constexpr int max_plain_rate = 65'535;
  const bool has_rate =
      shape.rate >= 1 && (shape.rate <= max_plain_rate || (shape.rate % 10 == 0 && shape.rate / 10 <= max_plain_rate));
  return has_rate && shape.channels >= 1 && shape.channels <= earwitness::limits::channels_max;
}

/// FLAC's stream information; nothing where it is another coding.
std::span<const std::uint8_t> flac_header_of(const AVCodecParameters& stream) {
  if (stream.codec_id != AV_CODEC_ID_FLAC || stream.extradata_size < 0) return {};
  return {stream.extradata, static_cast<std::size_t>(stream.extradata_size)};
}

/// Of the whole file, so that parts can differ.
std::optional<Target> file_target;

/// FFmpeg's own decoder of Speex (in 7.1) gives each frame of a packet twice.
const AVCodec* decoder_of(AVCodecID id) {
  if (id == AV_CODEC_ID_SPEEX) {
    if (const auto* const speex = avcodec_find_decoder_by_name("libspeex")) return speex;
  }
  return avcodec_find_decoder(id);
}

}  // namespace

struct PartDecoder::State {
  State(Source& file, const Part& part, const Structure& file_structure, const DecodeOptions& what, Output& to)
      : range{file, part, &file_structure.patches, 0, to}, structure(file_structure), wanted(what), output(to) {}

  std::optional<NoSound> open();
  std::optional<NoSound> open_container();
  bool open_with_table();
  std::optional<NoSound> choose_stream();
  std::optional<NoSound> open_decoder();
  void tell_streams();
  void tell_claims();
  void tell_claims_of(const AVDictionary* tags);

  void decode();
  void decode_flac();
  [[nodiscard]] bool is_native_flac() const;
  [[nodiscard]] NativeFlacReader flac_reader();
  struct FlacFrames {
    std::uint32_t max_bits = 0;  ///< 0: no frame was found
    std::uint32_t max_samples = 0;
    bool bits_vary = false;
  };
  [[nodiscard]] FlacFrames look_at_flac_frames();
  [[nodiscard]] bool wants_flac_library();
  void hand_on_flac(const NativeFlacFrame& from);
  void decode_packets();
  bool read_packet();
  void leave_out_beginning();
  void take(const AVPacket* from);
  void take_speech(const AVPacket& from);
  void hand_on_pause(int samples_in_it);
  void hand_on(const AVFrame& from);
  void hand_on_samples(const std::uint8_t* const* planes, std::size_t count);
  void convert(const AVFrame& from);
  void flush_converted();
  bool begin_sound(const AVFrame& from);
  void convert_to_wanted(Target& target) const;
  void check_time(const AVPacket& from);
  void check_length();
  [[nodiscard]] std::uint64_t edited_out_ms() const;
  void tell_edited_out();
  [[nodiscard]] std::optional<std::int64_t> tagged_end_ms() const;
  void problem(Trouble trouble, std::optional<std::uint64_t> amount = std::nullopt) {
    output.problem({trouble, output.now_ms(), amount});
  }
  void tell_unreadable();
  [[nodiscard]] std::uint64_t to_ms(std::int64_t count) const {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0)) * 1000 /
           static_cast<std::uint64_t>(std::max(part_shape.rate, 1));
  }

  Range range;
  const Structure& structure;
  DecodeOptions wanted;
  Output& output;
  std::unique_ptr<AVIOContext, IoFreed> io;
  std::unique_ptr<AVFormatContext, Freed<avformat_close_input>> container;
  std::unique_ptr<AVCodecContext, Freed<avcodec_free_context>> decoder;
  std::unique_ptr<AVPacket, Freed<av_packet_free>> packet{av_packet_alloc()};
  std::unique_ptr<AVFrame, Freed<av_frame_free>> frame{av_frame_alloc()};
  std::unique_ptr<SwrContext, Freed<swr_free>> converter;
  std::unique_ptr<SampleChecksum> checksum;
  FrameShape converter_shape;
  AVStream* stream = nullptr;
  std::unique_ptr<SampleTable> table;  ///< null: FFmpeg finds the packets
  bool lossless = false;
  bool is_length_estimated = false;  ///< by FFmpeg, from times or the bit rate: the file itself says none
  FrameShape part_shape;             ///< of its first frame
  std::optional<NoSound> refused;
  std::uint64_t begins_at = 0;  ///< of the whole's frames
  std::int64_t own_frames = 0;  ///< decoded, at the part's own rate
  std::int64_t max_frame = 0;   ///< samples in one
  std::int64_t next_time = AV_NOPTS_VALUE;
  std::int64_t first_time = AV_NOPTS_VALUE;  ///< of the stream's first packet
  std::optional<std::uint64_t> unreadable_at;
  std::vector<Problem> jumps;   ///< told only if the checksum of all samples does not fit
  std::uint32_t flac_bits = 0;  ///< of its last frame; 0: none yet
  std::vector<std::byte> samples;
};

void PartDecoder::State::tell_unreadable() {
  const auto now = output.now_ms();
  if (!unreadable_at || now > *unreadable_at + merged_ms) problem(Trouble::unreadable);
  unreadable_at = now;
}

std::optional<NoSound> PartDecoder::State::open_container() {
  auto* const buffer = static_cast<unsigned char*>(av_malloc(io_buffer_bytes));
  io.reset(avio_alloc_context(buffer, io_buffer_bytes, 0, &range, Range::read, nullptr, Range::seek));
  if (!io) std::abort();
  const AVInputFormat* form = nullptr;
  if (!structure.demuxer.empty()) {
    form = av_find_input_format(structure.demuxer.c_str());
  } else if (av_probe_input_buffer2(io.get(), &form, "", nullptr, 0, 0) < min_probe_score) {
    return NoSound::unknown_form;
  }
  if (form == nullptr) return NoSound::unknown_form;
  Options options;
  options.set("format_whitelist", container_names);
  options.set("codec_whitelist", decoder_names);
  options.set("protocol_whitelist", "");
  if (structure.ignore_length) options.set("ignore_length", "1");
  auto* opened = avformat_alloc_context();
  if (opened == nullptr) std::abort();
  opened->pb = io.get();
  opened->flags |= AVFMT_FLAG_CUSTOM_IO;
  if (avformat_open_input(&opened, "", form, &options.all) < 0) return NoSound::unknown_form;  // which frees it
  container.reset(opened);
  // Only where there is no header that tells all: it decodes a piece of each stream to find out.
  bool is_known = (opened->ctx_flags & AVFMTCTX_NOHEADER) == 0 && opened->nb_streams > 0;
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    const auto& parameters = *opened->streams[i]->codecpar;
    is_known = is_known && (parameters.codec_type != AVMEDIA_TYPE_AUDIO || parameters.codec_id != AV_CODEC_ID_NONE);
  }
  if (is_known) return std::nullopt;
  if (avformat_find_stream_info(opened, nullptr) < 0) return NoSound::unknown_form;
  is_length_estimated = opened->duration_estimation_method != AVFMT_DURATION_FROM_STREAM;
  return std::nullopt;
}

std::optional<NoSound> PartDecoder::State::choose_stream() {
  std::uint32_t number = 0;
  const auto wanted_number = std::max<std::uint32_t>(wanted.stream, 1);
  for (unsigned i = 0; i < container->nb_streams; ++i) {
    auto* const candidate = container->streams[i];
    const bool is_sound = candidate->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    if (is_sound && ++number == wanted_number) stream = candidate;
  }
  for (unsigned i = 0; i < container->nb_streams; ++i) {
    if (container->streams[i] != stream) container->streams[i]->discard = AVDISCARD_ALL;
  }
  if (stream != nullptr) return std::nullopt;
  return number == 0 ? NoSound::no_stream : NoSound::no_such_stream;
}

void PartDecoder::State::tell_streams() {
  for (unsigned i = 0; i < container->nb_streams; ++i) {
    const auto& parameters = *container->streams[i]->codecpar;
    Stream told;
    told.kind = parameters.codec_type == AVMEDIA_TYPE_AUDIO   ? StreamKind::sound
                : parameters.codec_type == AVMEDIA_TYPE_VIDEO ? StreamKind::picture
                                                              : StreamKind::other;
    told.coding = avcodec_get_name(parameters.codec_id);
    told.rate = static_cast<std::uint32_t>(std::max(parameters.sample_rate, 0));
    told.channels = static_cast<std::uint16_t>(std::clamp(parameters.ch_layout.nb_channels, 0, 1000));
    told.taken = container->streams[i] == stream;
    output.stream(told);
  }
}

void PartDecoder::State::tell_claims_of(const AVDictionary* tags) {
  const bool is_wave = std::strcmp(container->iformat->name, "wav") == 0;
  const AVDictionaryEntry* tag = nullptr;
  while ((tag = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    const auto name = claim_name(tag->key, tag->value, is_wave);
    if (!name.empty()) output.claim(name, tag->value);
  }
}

void PartDecoder::State::tell_claims() {
  tell_claims_of(container->metadata);
  if (stream != nullptr && stream->metadata != nullptr) tell_claims_of(stream->metadata);
  for (const auto& claim : structure.claims) {
    if (!output.has_claim(claim.name)) output.claim(claim.name, claim.text);
  }
}

std::optional<NoSound> PartDecoder::State::open_decoder() {
  const auto* const coding = decoder_of(stream->codecpar->codec_id);
  if (coding == nullptr || !is_decoded_here(coding->name)) return NoSound::unknown_coding;
  decoder.reset(avcodec_alloc_context3(coding));
  if (!decoder || avcodec_parameters_to_context(decoder.get(), stream->codecpar) < 0) return NoSound::unknown_coding;
  decoder->pkt_timebase = stream->time_base;
  decoder->thread_count = 1;  // no thread is to be had in the sandbox
  decoder->err_recognition = AV_EF_CRCCHECK;
  if (avcodec_open2(decoder.get(), coding, nullptr) >= 0) {
    watched_decoder = decoder.get();
  } else if (!is_native_flac()) {
    return NoSound::unknown_coding;
  }
  const auto* const description = avcodec_descriptor_get(stream->codecpar->codec_id);
  lossless = description != nullptr && (description->props & AV_CODEC_PROP_LOSSLESS) != 0;
  checksum = std::make_unique<SampleChecksum>(flac_header_of(*stream->codecpar));
  return std::nullopt;
}

/// Opens it so that FFmpeg sees no index, and finds the stream that is wanted. False: FFmpeg is to read the index.
bool PartDecoder::State::open_with_table() {
  table = SampleTable::open(range.file, range.part, std::max<std::uint32_t>(wanted.stream, 1));
  if (!table) return false;
  range.patches = &table->patches();
  const bool is_open = !open_container() && !choose_stream();
  const auto id = is_open ? stream->codecpar->codec_id : AV_CODEC_ID_NONE;
  // Of other codings FFmpeg looks into the packets to find where they end.
  if ((id == AV_CODEC_ID_AAC || (id == AV_CODEC_ID_ALAC && table->begin() == 0)) &&
      stream->id == static_cast<int>(table->track()) && stream->time_base.num == 1 &&
      stream->time_base.den == static_cast<int>(table->scale())) {
    return true;
  }
  stream = nullptr;
  container.reset();
  table.reset();
  range.patches = &structure.patches;
  range.at = 0;
  return false;
}

std::optional<NoSound> PartDecoder::State::open() {
  av_log_set_callback(count_errors);
  const bool is_first = !output.has_format();
  std::optional<NoSound> why;
  if (!open_with_table()) {
    why = open_container();
    if (why) return why;
    why = choose_stream();
  }
  if (is_first) {
    tell_streams();
    tell_claims();
  }
  if (why) return why;
  begins_at = output.frames();
  return open_decoder();
}

/// Another rate, or another number of channels, is a matter for the converter.
void PartDecoder::State::convert_to_wanted(Target& target) const {
  target.conversion.bits = wanted.format->bits;
  const auto rate = static_cast<int>(wanted.format->sample_rate);
  const int channels = wanted.format->channels;
  if (target.shape.rate == rate && target.shape.channels == channels) return;
  const bool has_point = target.conversion.layout == Layout::f32 || target.conversion.layout == Layout::f64;
  target.shape = {rate, channels, has_point ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_S32};
  target.conversion.layout = has_point ? Layout::f32 : Layout::s32;
  target.conversion.planar = false;
  target.conversion.channels = wanted.format->channels;
}

bool PartDecoder::State::begin_sound(const AVFrame& from) {
  if (output.has_format()) return true;
  const auto shape = shape_of(from);
  const auto layout = layout_of(shape.sample_format);
  if (!layout || !has_flac_shape(shape)) {
    refused = NoSound::unsupported_shape;
    return false;
  }
  Target target{shape, {}, 0};
  target.conversion.layout = *layout;
  target.conversion.planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(shape.sample_format)) != 0;
  target.conversion.channels = static_cast<std::uint16_t>(shape.channels);
  target.conversion.bits = bits_for(*layout, decoder->bits_per_raw_sample);
  if (wanted.format) convert_to_wanted(target);
  file_target = target;
  const auto* const description = avcodec_descriptor_get(decoder->codec_id);
  const auto text = [](const char* words) { return std::string(words == nullptr ? "unknown" : words); };
  const auto* const coding = description == nullptr              ? nullptr
                             : description->long_name != nullptr ? description->long_name
                                                                 : description->name;
  output.format({{static_cast<std::uint32_t>(target.shape.rate), target.conversion.channels, target.conversion.bits},
                 lossless,
                 fmt::format("{}, {}", text(container->iformat->long_name), text(coding))});
  return true;
}

void PartDecoder::State::hand_on_samples(const std::uint8_t* const* planes, std::size_t count) {
  samples.clear();
  OverScale over;
  append_samples(samples, file_target->conversion, planes, count, over);
  if (over.samples > 0) output.count_over(over.samples, over.peak);
  output.samples(samples);
}

void PartDecoder::State::convert(const AVFrame& from) {
  const auto shape = shape_of(from);
  if (!converter || converter_shape != shape) {
    flush_converted();
    problem(Trouble::shape_changes);
    AVChannelLayout to{};
    av_channel_layout_default(&to, file_target->shape.channels);
    auto own = from.ch_layout;  // FFmpeg 5.1 takes no constant one, and only reads it
    SwrContext* made = nullptr;
    swr_alloc_set_opts2(&made, &to, static_cast<AVSampleFormat>(file_target->shape.sample_format),
                        file_target->shape.rate, &own, static_cast<AVSampleFormat>(shape.sample_format), shape.rate, 0,
                        nullptr);
    converter.reset(made);
    converter_shape = shape;
    if (!converter || swr_init(converter.get()) < 0) {
      converter.reset();
      return tell_unreadable();
    }
  }
  const auto room = swr_get_out_samples(converter.get(), from.nb_samples);
  if (room <= 0) return;
  std::uint8_t** planes = nullptr;
  const auto format = static_cast<AVSampleFormat>(file_target->shape.sample_format);
  if (av_samples_alloc_array_and_samples(&planes, nullptr, file_target->shape.channels, room, format, 0) < 0) return;
  const auto got =
      swr_convert(converter.get(), planes, room, const_cast<const std::uint8_t**>(from.extended_data), from.nb_samples);
  if (got > 0) hand_on_samples(planes, static_cast<std::size_t>(got));
  av_freep(&planes[0]);
  av_freep(&planes);
}

void PartDecoder::State::flush_converted() {
  if (!converter) return;
  const auto room = swr_get_out_samples(converter.get(), 0);
  std::uint8_t** planes = nullptr;
  const auto format = static_cast<AVSampleFormat>(file_target->shape.sample_format);
  if (room > 0 &&
      av_samples_alloc_array_and_samples(&planes, nullptr, file_target->shape.channels, room, format, 0) >= 0) {
    const auto got = swr_convert(converter.get(), planes, room, nullptr, 0);
    if (got > 0) hand_on_samples(planes, static_cast<std::size_t>(got));
    av_freep(&planes[0]);
    av_freep(&planes);
  }
  converter.reset();
}

void PartDecoder::State::hand_on(const AVFrame& from) {
  if (from.nb_samples <= 0) return;
  if (!begin_sound(from)) return;
  if (own_frames == 0) part_shape = shape_of(from);
  if ((from.flags & AV_FRAME_FLAG_CORRUPT) != 0 || from.decode_error_flags != 0) tell_unreadable();
  own_frames += from.nb_samples;
  max_frame = std::max<std::int64_t>(max_frame, from.nb_samples);
  if (shape_of(from) == file_target->shape) {
    flush_converted();
    hand_on_samples(from.extended_data, static_cast<std::size_t>(from.nb_samples));
    checksum->add(samples, file_target->conversion.bits);
  } else {
    convert(from);
  }
}

/// AMR, which FFmpeg decodes only where somebody speaks: in between a telephone sends frames that say how the silence
/// sounds, or nothing at all. They last as long as others.
void PartDecoder::State::take_speech(const AVPacket& from) {
  const bool is_wide = decoder->codec_id == AV_CODEC_ID_AMR_WB;
  for (int at = 0; at < from.size && !refused && !output.is_full();) {
    const auto kind = (from.data[at] >> 3U) & 15U;
    const auto left = static_cast<std::uint64_t>(from.size - at);
    const auto bytes = amr_frame_bytes(from.data[at], is_wide);
    if (bytes == 0 || bytes > left) {  // the structure told of it
      if (!structure.counts_held) tell_unreadable();
      return;
    }
    constexpr unsigned first_narrow_pause = 8;
    constexpr unsigned first_wide_pause = 9;
    if (kind >= (is_wide ? first_wide_pause : first_narrow_pause)) {
      hand_on_pause(is_wide ? 320 : 160);
    } else {
      std::unique_ptr<AVPacket, Freed<av_packet_free>> one(av_packet_alloc());
      one->data = from.data + at;
      one->size = static_cast<int>(bytes);
      take(one.get());
    }
    at += static_cast<int>(bytes);
  }
}

void PartDecoder::State::hand_on_pause(int samples_in_it) {
  std::unique_ptr<AVFrame, Freed<av_frame_free>> pause(av_frame_alloc());
  pause->nb_samples = samples_in_it;
  pause->format = decoder->sample_fmt;
  pause->sample_rate = decoder->sample_rate;
  if (av_channel_layout_copy(&pause->ch_layout, &decoder->ch_layout) < 0 || av_frame_get_buffer(pause.get(), 0) < 0 ||
      av_samples_set_silence(pause->extended_data, 0, samples_in_it, pause->ch_layout.nb_channels,
                             decoder->sample_fmt) < 0) {
    return tell_unreadable();
  }
  hand_on(*pause);
}

void PartDecoder::State::take(const AVPacket* from) {
  const auto errors = decoder_errors;
  const auto sent = avcodec_send_packet(decoder.get(), from);
  if (sent < 0 && sent != AVERROR_EOF && sent != AVERROR(EAGAIN)) tell_unreadable();
  while (!refused && !output.is_full()) {
    const auto got = avcodec_receive_frame(decoder.get(), frame.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) break;
    if (got < 0) {
      tell_unreadable();
      break;
    }
    hand_on(*frame);
    av_frame_unref(frame.get());
  }
  if (decoder_errors != errors) tell_unreadable();
}

/// A packet that does not begin where the one before it ended. Speech that is not sent when nobody speaks (Opus) is
/// no loss, nor is what a coarse clock rounds. FLAC with a checksum of all its samples is told of at the end, and only
/// if that does not fit: the first encoders with blocks of several sizes numbered their frames in another way.
void PartDecoder::State::check_time(const AVPacket& from) {
  if (first_time == AV_NOPTS_VALUE) first_time = from.pts;
  if (from.pts == AV_NOPTS_VALUE || from.duration <= 0) {
    next_time = AV_NOPTS_VALUE;
    return;
  }
  constexpr std::int64_t allowed_ms = 200;
  if (next_time != AV_NOPTS_VALUE && decoder->codec_id != AV_CODEC_ID_OPUS) {
    const auto jump = av_rescale_q(from.pts - next_time, stream->time_base, AVRational{1, 1000});
    // Where two of these are joined, the clock begins anew.
    const bool is_joined = jump < 0 && structure.demuxer == "mpegts";
    if ((jump > allowed_ms || jump < -allowed_ms) && !is_joined) {
      const auto amount = jump > 0 ? std::optional(static_cast<std::uint64_t>(jump)) : std::nullopt;
      if (!checksum->is_there()) {
        problem(Trouble::missing, amount);
      } else if (jumps.size() < limits::problems) {
        jumps.push_back({Trouble::missing, output.now_ms(), amount});
      }
    }
  }
  next_time = from.pts + from.duration;
}

/// Of the stream itself, as Matroska's writers say it: `00:00:03.008000000`.
std::optional<std::int64_t> PartDecoder::State::tagged_end_ms() const {
  const auto* const tag = av_dict_get(stream->metadata, "DURATION", nullptr, 0);
  if (tag == nullptr) return std::nullopt;
  int hours = 0;
  int minutes = 0;
  double seconds = 0;
  if (std::sscanf(tag->value, "%4d:%2d:%9lf", &hours, &minutes, &seconds) != 3) return std::nullopt;
  if (hours < 0 || minutes < 0 || minutes > 59 || !(seconds >= 0 && seconds < 60)) return std::nullopt;
  const auto whole_minutes = std::int64_t{hours} * 60 + minutes;
  return whole_minutes * 60'000 + static_cast<std::int64_t>(seconds * 1000);
}

void PartDecoder::State::check_length() {
  if (structure.counts_held || is_length_estimated || part_shape.rate <= 0 || output.is_full()) return;
  const AVRational one_sample{1, part_shape.rate};
  // Beside a picture that began before it.
  const auto begins_late = first_time == AV_NOPTS_VALUE
                               ? 0
                               : std::max<std::int64_t>(av_rescale_q(first_time, stream->time_base, one_sample), 0);
  std::int64_t declared = 0;
  std::int64_t allowed = 0;
  if (stream->duration != AV_NOPTS_VALUE && stream->duration > 0) {
    declared = av_rescale_q(stream->duration, stream->time_base, one_sample);
    allowed = av_rescale_q(1, stream->time_base, one_sample);
    const bool counts_packets = std::strcmp(container->iformat->name, "caf") == 0;  // the last one may be short
    if (!lossless) allowed += 3 * max_frame;
    if (edited_out_ms() > 0) allowed += 2 * max_frame;  // it is cut where packets begin and end
    if (counts_packets) allowed += std::max(max_frame, std::int64_t{decoder->frame_size});
  } else if (const auto end_ms = tagged_end_ms()) {
    declared = av_rescale_q(*end_ms, AVRational{1, 1000}, one_sample) - begins_late;
    allowed = std::max<std::int64_t>(part_shape.rate / 50, 3 * max_frame);
  } else if (container->duration != AV_NOPTS_VALUE && container->duration > 0) {
    // Of the longest of all streams, in coarse units.
    declared = av_rescale_q(container->duration, AVRational{1, AV_TIME_BASE}, one_sample) - begins_late;
    allowed = std::max<std::int64_t>(part_shape.rate, 3 * max_frame);
    if (container->nb_streams > 1) declared = std::min(declared, own_frames);
  } else {
    return;
  }
  if (own_frames + allowed < declared) {
    problem(Trouble::ends_early, to_ms(declared - own_frames));
  } else if (own_frames > declared + allowed) {
    problem(Trouble::longer, to_ms(own_frames - declared));
  }
}

std::uint64_t PartDecoder::State::edited_out_ms() const {
  const auto& each = range.part.edited_out_ms;
  const auto number = std::max<std::size_t>(wanted.stream, 1) - 1;
  return number < each.size() ? each[number] : 0;
}

void PartDecoder::State::tell_edited_out() {
  constexpr std::uint64_t max_unheard_ms = 500;  // what every encoder has before its first sound and behind its last
  const auto hidden = edited_out_ms();
  if (hidden > max_unheard_ms) output.problem({Trouble::edited_out, std::nullopt, hidden});
}

bool PartDecoder::State::is_native_flac() const {
  return stream->codecpar->codec_id == AV_CODEC_ID_FLAC && structure.demuxer == "flac";
}

NativeFlacReader PartDecoder::State::flac_reader() {
  NativeFlacReader reader;
  range.at = 0;
  reader.read = [this](std::span<std::byte> into) {
    constexpr std::size_t max_read = std::size_t{1} << 20;
    const auto bytes = static_cast<int>(std::min(into.size(), max_read));
    return static_cast<std::size_t>(
        std::max(Range::read(&range, reinterpret_cast<std::uint8_t*>(into.data()), bytes), 0));
  };
  return reader;
}

/// The first frame, and all where the header has no checksum of the samples, which is only of one depth.
PartDecoder::State::FlacFrames PartDecoder::State::look_at_flac_frames() {
  FlacFrames frames{};
  auto reader = flac_reader();
  reader.take = [&](const NativeFlacFrame& from) {
    if (frames.max_bits != 0 && from.bits != frames.max_bits) frames.bits_vary = true;
    frames.max_bits = std::max(frames.max_bits, from.bits);
    frames.max_samples = std::max(frames.max_samples, from.samples);
    return !checksum->is_there();
  };
  reader.tell_unreadable = [] {};
  decode_native_flac(reader);
  return frames;
}

/// What FFmpeg can't decode: more than 24 bits (only from version 6 on), other depths than the header says, the largest
/// block that a frame can have, a header that it refuses. The copy has as many bits as any frame needs. FLAC's own
/// library is not asked for the rest: it puts silence in the place of a frame whose number is higher than it expected
/// (1.4.2).
bool PartDecoder::State::wants_flac_library() {
  constexpr std::uint32_t max_narrow_bits = 24;
  constexpr std::uint32_t max_block = 65'535;
  if (!is_native_flac()) return false;
  const auto place = range.at;
  const auto frames = look_at_flac_frames();
  range.at = place;
  const bool has_other_bits = frames.max_bits != 0 && static_cast<int>(frames.max_bits) != checksum->bits();
  if (watched_decoder == decoder.get() && !frames.bits_vary && !has_other_bits && frames.max_bits <= max_narrow_bits &&
      frames.max_samples <= max_block) {
    return false;
  }
  if (frames.max_bits != 0) decoder->bits_per_raw_sample = static_cast<int>(frames.max_bits);
  return true;
}

void PartDecoder::State::decode_flac() {
  auto reader = flac_reader();
  reader.take = [this](const NativeFlacFrame& from) {
    hand_on_flac(from);
    return !refused && !output.is_full();
  };
  reader.tell_unreadable = [this] { tell_unreadable(); };
  decode_native_flac(reader);
}

void PartDecoder::State::hand_on_flac(const NativeFlacFrame& from) {
  if (flac_bits != 0 && flac_bits != from.bits) problem(Trouble::shape_changes);
  flac_bits = from.bits;
  checksum->set_bits(from.bits);
  std::unique_ptr<AVFrame, Freed<av_frame_free>> made(av_frame_alloc());
  made->nb_samples = static_cast<int>(from.samples);
  made->format = AV_SAMPLE_FMT_S32P;
  made->sample_rate = static_cast<int>(from.rate);
  av_channel_layout_default(&made->ch_layout, static_cast<int>(from.channels));
  if (av_frame_get_buffer(made.get(), 0) < 0) return tell_unreadable();
  for (std::uint32_t channel = 0; channel < from.channels; ++channel) {
    auto* const to = reinterpret_cast<std::int32_t*>(made->extended_data[channel]);
    for (std::uint32_t i = 0; i < from.samples; ++i) {
      to[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(from.planes[channel][i]) << (32U - from.bits));
    }
  }
  hand_on(*made);
}

/// The next packet; false at the end.
bool PartDecoder::State::read_packet() {
  if (!table) {
    const auto got = av_read_frame(container.get(), packet.get());
    if (got < 0 && got != AVERROR_EOF) tell_unreadable();
    return got >= 0;
  }
  constexpr std::uint32_t max_packet_bytes = 1U << 24U;
  auto entry = table->next();
  while (entry && entry->bytes == 0) entry = table->next();
  if (!entry) return false;
  if (entry->bytes > max_packet_bytes || av_new_packet(packet.get(), static_cast<int>(entry->bytes)) < 0) {
    tell_unreadable();
    return false;
  }
  const bool is_there = avio_seek(io.get(), static_cast<std::int64_t>(entry->at), SEEK_SET) >= 0;
  const int got = is_there ? avio_read(io.get(), packet->data, packet->size) : 0;
  if (got <= 0) return false;
  if (got < packet->size) {
    av_shrink_packet(packet.get(), got);
    packet->flags |= AV_PKT_FLAG_CORRUPT;
  }
  packet->stream_index = stream->index;
  packet->pts = packet->dts = entry->time - static_cast<std::int64_t>(table->begin());
  packet->duration = entry->duration;
  if (entry->time == 0 && table->begin() > 0) leave_out_beginning();
  return true;
}

/// What the encoder put before the first sound: as FFmpeg tells its decoder.
void PartDecoder::State::leave_out_beginning() {
  constexpr std::size_t skip_bytes = 10;
  auto* const skip = av_packet_new_side_data(packet.get(), AV_PKT_DATA_SKIP_SAMPLES, skip_bytes);
  if (skip == nullptr) std::abort();
  std::memset(skip, 0, skip_bytes);
  const auto left_out = static_cast<std::uint64_t>(av_rescale_q(
      static_cast<std::int64_t>(table->begin()), stream->time_base, AVRational{1, std::max(decoder->sample_rate, 1)}));
  for (std::size_t i = 0; i < 4; ++i) skip[i] = static_cast<std::uint8_t>(left_out >> (8 * i));
}

void PartDecoder::State::decode_packets() {
  while (!refused && !output.is_full() && read_packet()) {
    if (packet->stream_index == stream->index) {
      // The last piece of a file that was cut, of which the structure told already.
      if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0 && !structure.counts_held) tell_unreadable();
      check_time(*packet);
      const bool is_speech = decoder->codec_id == AV_CODEC_ID_AMR_NB || decoder->codec_id == AV_CODEC_ID_AMR_WB;
      if (is_speech) {
        take_speech(*packet);
      } else {
        take(packet.get());
      }
    }
    av_packet_unref(packet.get());
  }
  if (!refused) take(nullptr);
}

void PartDecoder::State::decode() {
  if (wants_flac_library()) {
    decode_flac();
  } else {
    decode_packets();
  }
  if (output.has_format()) flush_converted();
  if (refused || !output.has_format()) return;
  check_length();
  tell_edited_out();
  const bool is_whole = !output.is_full() && checksum->fits();
  if (!is_whole) {
    for (const auto& jump : jumps) output.problem(jump);
  }
  if (!output.is_full() && !is_whole) problem(Trouble::checksum);
}

PartDecoder::PartDecoder(Source& file, const Part& part, const Structure& structure, const DecodeOptions& wanted,
                         Output& output)
    : state_(std::make_unique<State>(file, part, structure, wanted, output)) {}

PartDecoder::~PartDecoder() { watched_decoder = nullptr; }

std::optional<NoSound> PartDecoder::open() { return state_->open(); }
void PartDecoder::decode() { state_->decode(); }
std::optional<NoSound> PartDecoder::refused() const noexcept { return state_->refused; }
std::uint64_t PartDecoder::frames() const noexcept { return state_->output.frames() - state_->begins_at; }

}  // namespace earwitness::media
