// SPDX-License-Identifier: MIT
#include "media/decode/sample_table.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "media/decode/edits.hpp"

namespace earwitness::media {

namespace {

/// Below it FFmpeg's own index is small: 20 minutes at 48 kHz.
constexpr std::uint64_t min_packets = 60'000;
constexpr std::uint64_t max_packets = std::uint64_t{1} << 31;

/// The numbers of a table, from its first to its last, a piece of the file at a time.
class Column {
 public:
  Column() = default;
  Column(Source& file, std::uint64_t at, std::uint64_t count, std::size_t bytes)
      : file_(&file), at_(at), left_(count), bytes_(bytes) {}

  std::optional<std::uint64_t> next() {
    if (left_ == 0) return std::nullopt;
    if (place_ + bytes_ > filled_ && !fill()) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes_; ++i) {
      value = (value << 8U) | std::to_integer<std::uint64_t>(piece_[place_ + i]);
    }
    place_ += bytes_;
    --left_;
    return value;
  }

 private:
  bool fill() {
    constexpr std::size_t piece_bytes = std::size_t{32} << 10;  // a whole number of every width
    piece_.resize(piece_bytes);
    filled_ = file_->read(at_, piece_) / bytes_ * bytes_;
    at_ += filled_;
    place_ = 0;
    return filled_ > 0;
  }

  Source* file_ = nullptr;
  std::uint64_t at_ = 0;
  std::uint64_t left_ = 0;
  std::size_t bytes_ = 4;
  std::vector<std::byte> piece_;
  std::size_t place_ = 0;
  std::size_t filled_ = 0;
};

/// A table with a count in front of its entries; nothing where they do not fit into it.
struct Table {
  std::uint64_t count_at = 0;
  std::uint64_t count = 0;
};

std::optional<Table> table_of(Source& file, const std::optional<BoxContent>& box, std::uint64_t count_at,
                              std::uint64_t entry_bytes) {
  if (!box) return std::nullopt;
  const auto count = file.big(box->from + count_at, 4);
  if (!count || *count > (box->to - box->from) / entry_bytes) return std::nullopt;
  return Table{box->from + count_at, *count};
}

std::optional<BoxContent> only_box(Source& file, const BoxContent& within, std::string_view name) {
  const auto found = boxes_in(file, within, name);
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace

struct SampleTable::State {
  Column sizes;
  Column chunks;
  Column runs;       ///< first chunk, packets in each, description
  Column durations;  ///< how many packets, and how long each is
  std::vector<Patch> patches;
  std::uint32_t track = 0;
  std::uint64_t scale = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  std::uint64_t chunk = 0;  ///< from 1
  std::uint64_t packets_in_chunk = 0;
  std::optional<std::uint64_t> next_run;  ///< its first chunk
  std::uint64_t next_packets = 0;
  std::uint64_t left_in_chunk = 0;
  std::uint64_t at = 0;
  std::uint64_t left_of_duration = 0;
  std::uint64_t duration = 0;
  std::uint64_t time = 0;

  void read_run() {
    next_run = runs.next();
    next_packets = runs.next().value_or(0);
    (void)runs.next();
  }

  /// False at the end.
  bool begin_chunk() {
    while (left_in_chunk == 0) {
      const auto offset = chunks.next();
      if (!offset) return false;
      ++chunk;
      while (next_run && *next_run <= chunk) {
        packets_in_chunk = next_packets;
        read_run();
      }
      at = *offset;
      left_in_chunk = packets_in_chunk;
    }
    return true;
  }

  std::optional<Entry> next() {
    if (!begin_chunk()) return std::nullopt;
    const auto bytes = sizes.next();
    if (!bytes) return std::nullopt;
    while (left_of_duration == 0) {
      const auto count = durations.next();
      const auto length = durations.next();
      if (!count || !length) break;
      left_of_duration = *count;
      duration = *length;
    }
    if (left_of_duration > 0) --left_of_duration;
    if (time >= end) return std::nullopt;
    const Entry entry{at, static_cast<std::uint32_t>(*bytes), static_cast<std::int64_t>(time),
                      static_cast<std::int64_t>(duration)};
    at += *bytes;
    time += duration;
    --left_in_chunk;
    return entry;
  }

  /// Of any track; false where its index can't be made empty.
  bool empty_index(Source& file, const BoxContent& track_box) {
    const auto table = box_in(file, track_box, {"mdia", "minf", "stbl"});
    if (!table) return false;
    for (const auto& [name, count_at] : {std::pair<std::string_view, std::uint64_t>{"stsz", 8},
                                         {"stz2", 8},
                                         {"stsc", 4},
                                         {"stco", 4},
                                         {"co64", 4},
                                         {"stts", 4},
                                         {"ctts", 4},
                                         {"stss", 4}}) {
      for (const auto& box : boxes_in(file, *table, name)) {
        if (box.to - box.from < count_at + 4) return false;
        patches.push_back({box.from + count_at, std::string(4, '\0')});
      }
    }
    return true;
  }

  bool read_edits(Source& file, const BoxContent& movie_box, const BoxContent& track_box, const BoxTimes& times) {
    begin = 0;
    end = max_box_time;
    const auto list = box_in(file, track_box, {"edts", "elst"});
    if (!list) return true;
    const auto movie = times_in(file, box_in(file, movie_box, {"mvhd"}));
    const auto played = movie ? played_in(file, *list, *movie, times) : std::nullopt;
    if (!played || played->size() != 1) return false;
    constexpr std::uint64_t max_unheard = 4096;  // samples, before the first sound and behind the last
    begin = played->front().first;
    end = played->front().second;
    return begin <= max_unheard && end + max_unheard >= times.duration;
  }

  bool read_index(Source& file, const BoxContent& movie_box, const BoxContent& track_box) {
    const auto header = box_in(file, track_box, {"tkhd"});
    const auto times = times_in(file, box_in(file, track_box, {"mdia", "mdhd"}));
    const auto table = box_in(file, track_box, {"mdia", "minf", "stbl"});
    if (!header || !times || !table) return false;
    const bool is_long = file.big(header->from, 1) == 1U;
    track = static_cast<std::uint32_t>(file.big(header->from + (is_long ? 20 : 12), 4).value_or(0));
    scale = times->scale;
    const auto size_box = only_box(file, *table, "stsz");
    const auto size = table_of(file, size_box, 8, 4);
    const auto run = table_of(file, only_box(file, *table, "stsc"), 4, 12);
    const auto length = table_of(file, only_box(file, *table, "stts"), 4, 8);
    const auto near = table_of(file, only_box(file, *table, "stco"), 4, 4);
    const auto far = table_of(file, only_box(file, *table, "co64"), 4, 8);
    const auto described = table_of(file, only_box(file, *table, "stsd"), 4, 8);
    if (!size || !run || !length || !described || near.has_value() == far.has_value()) return false;
    if (size->count < min_packets || size->count > max_packets || described->count != 1) return false;
    if (file.big(size_box->from + 4, 4) != 0U) return false;  // all of one size: no index to speak of
    sizes = Column(file, size->count_at + 4, size->count, 4);
    runs = Column(file, run->count_at + 4, run->count * 3, 4);
    durations = Column(file, length->count_at + 4, length->count * 2, 4);
    chunks = near ? Column(file, near->count_at + 4, near->count, 4) : Column(file, far->count_at + 4, far->count, 8);
    read_run();
    return read_edits(file, movie_box, track_box, *times);
  }
};

SampleTable::SampleTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
SampleTable::~SampleTable() = default;

std::unique_ptr<SampleTable> SampleTable::open(Source& file, const Part& part, std::uint32_t number) {
  const BoxContent movie{part.movie_from, part.movie_to};
  // Fragments have their own tables; and one program notes what its encoder put before the sound in words of its own.
  if (movie.from == 0 || part.has_fragments || box_in(file, movie, {"mvex"})) return nullptr;
  if (const auto own = file.find(movie.from, "iTunSMPB"); own && *own < movie.to) return nullptr;
  auto state = std::make_unique<State>();
  std::uint32_t sounds = 0;
  bool is_read = false;
  for (const auto& track : boxes_in(file, movie, "trak")) {
    if (!state->empty_index(file, track)) return nullptr;
    const auto handler = box_in(file, track, {"mdia", "hdlr"});
    if (!handler || !file.has(handler->from + 8, "soun") || ++sounds != number) continue;
    is_read = state->read_index(file, movie, track);
  }
  if (!is_read) return nullptr;
  std::sort(state->patches.begin(), state->patches.end(), [](const Patch& a, const Patch& b) { return a.at < b.at; });
  return std::unique_ptr<SampleTable>(new SampleTable(std::move(state)));
}

std::optional<SampleTable::Entry> SampleTable::next() { return state_->next(); }
const std::vector<Patch>& SampleTable::patches() const noexcept { return state_->patches; }
std::uint32_t SampleTable::track() const noexcept { return state_->track; }
std::uint64_t SampleTable::scale() const noexcept { return state_->scale; }
std::uint64_t SampleTable::begin() const noexcept { return state_->begin; }

}  // namespace earwitness::media
