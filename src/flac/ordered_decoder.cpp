// SPDX-License-Identifier: MIT
#include "flac/ordered_decoder.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "flac/frame_cuts.hpp"
#include "flac/frame_run.hpp"
#include "flac/frame_scan.hpp"
#include "flac/marked_part.hpp"
#include "flac/reader.hpp"

namespace earwitness::flac {

namespace {

struct Part {
  RunPlace place;
  std::optional<std::vector<std::byte>> bytes;  ///< of the file; nothing where they are more than of honest frames
  std::vector<std::byte> samples;
  std::optional<FrameRun> run;  ///< how it was decoded; nothing: by libsndfile
  bool is_taken = false;        ///< somebody decodes it, or did
  bool is_done = false;
  bool fits = false;  ///< it gave just its own samples, and ended between two frames
  std::exception_ptr error;
};

/// Decodes the part into its samples; true if it is what its place says.
bool decode(os::FileSystem& fs, const os::Path& path, const AudioFormat& format, std::span<const std::byte> mark,
            Part& part) {
  const auto& from = part.place.from;
  const auto& to = part.place.to;
  part.samples.reserve(static_cast<std::size_t>(part.place.max_frames) * format.bytes_per_frame() + mark.size());
  if (part.bytes) part.run = decode_run(*std::exchange(part.bytes, {}), format, part.place, part.samples);
  if (part.run) return true;
  part.samples.clear();
  if (!to) return false;
  const auto expected = static_cast<std::size_t>(to->first - from.first) * format.bytes_per_frame();
  try {
    Reader reader(marked_part(fs.open(path), format, from, *to, mark));
    while (part.samples.size() <= expected + mark.size()) {
      const auto got = reader.read(to->first - from.first);
      if (got.empty()) break;
      part.samples.insert(part.samples.end(), got.begin(), got.end());
    }
    if (reader.damaged() || part.samples.size() != expected + mark.size()) return false;
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
    return false;
  }
  if (!std::equal(mark.begin(), mark.end(), part.samples.end() - static_cast<std::ptrdiff_t>(mark.size())))
    return false;
  part.samples.resize(expected);
  return true;
}

Frames usual_part_frames(const AudioFormat& format) {
  return static_cast<Frames>(limits::decoded_part_bytes / format.bytes_per_frame());
}

/// Of frames that no encoder would make longer.
std::size_t max_part_bytes(const AudioFormat& format, Frames part_frames) {
  constexpr Frames max_block_frames = 65536;
  return 2 * static_cast<std::size_t>(part_frames + max_block_frames) * format.bytes_per_frame();
}

}  // namespace

class OrderedDecoder::Work {
 public:
  Work(os::FileSystem& fs, os::Path path, const AudioFormat& format, std::uint64_t begin, unsigned threads,
       Frames part_frames)
      : fs_(fs),
        path_(std::move(path)),
        format_(format),
        part_frames_(part_frames > 0 ? part_frames : usual_part_frames(format)),
        mark_(random_mark(format)),
        max_in_flight_(2 * std::size_t{std::max(threads, 1U)}),
        cuts_(fs.open(path_), format, begin, max_part_bytes(format, part_frames_)),
        planned_to_(cuts_.first()),
        alone_from_(begin),
        runs_(format) {
    if (threads < 2 || !plan() || !planned_to_) return;
    try {
      for (unsigned i = 1; i < threads; ++i)
        threads_.emplace_back([this, language = base::language()] {
          const base::InLanguage callers(language);
          help();
        });
    } catch (const std::system_error&) {  // those that there are will do
    }
  }
  ~Work() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  std::span<const std::byte> read(Frames frames) {
    if (!alone_) {
      if (given_ == current_.size() && !is_at_end_ && !next_part()) go_alone();
      if (given_ < current_.size()) return give(frames);
    }
    return alone_ ? alone_->read(frames) : std::span<const std::byte>();
  }

  [[nodiscard]] std::size_t parts() const noexcept { return parts_; }
  [[nodiscard]] bool is_faultless(const StreamHead& head, Frames frames) const noexcept {
    return is_at_end_ && has_only_runs_ && cuts_.first()->offset == head.end && runs_.are_faultless(head, frames);
  }

 private:
  std::span<const std::byte> give(Frames frames) {
    const auto wanted = static_cast<std::size_t>(std::max<Frames>(frames, 0)) * format_.bytes_per_frame();
    const auto piece = std::span<const std::byte>(current_).subspan(given_, std::min(wanted, current_.size() - given_));
    given_ += piece.size();
    return piece;
  }

  /// Adds the next part to the queue; false if there is none to add. Under the mutex, or before there are threads.
  bool plan() {
    if (!planned_to_ || queue_.size() >= max_in_flight_) return false;
    const auto from = *planned_to_;
    planned_to_ = cuts_.at_or_after(from.first + part_frames_);
    auto part = std::make_shared<Part>();
    const auto& first = *cuts_.first();
    const auto max_frames = planned_to_ ? planned_to_->first - from.first : part_frames_ + first.header.block_size;
    part->bytes = cuts_.bytes_before(bytes_ahead(format_, first.header.block_size));
    part->place = {from,
                   planned_to_,
                   max_frames,
                   first.offset,
                   first.header.block_size,
                   first.header.sample_rate != 0,
                   first.header.bits != 0};
    queue_.push_back(std::move(part));
    return true;
  }

  std::shared_ptr<Part> untaken() {
    const auto found = std::find_if(queue_.begin(), queue_.end(), [](const auto& part) { return !part->is_taken; });
    return found != queue_.end() ? *found : plan() ? queue_.back() : nullptr;
  }

  /// Takes a part and decodes it outside the lock; false if there is none.
  bool decode_one(std::unique_lock<std::mutex>& lock) {
    const auto part = untaken();
    if (!part) return false;
    part->is_taken = true;
    lock.unlock();
    try {
      part->fits = decode(fs_, path_, format_, mark_, *part);
    } catch (...) {
      part->error = std::current_exception();
    }
    lock.lock();
    part->is_done = true;
    changed_.notify_all();
    return true;
  }

  void help() noexcept {
    std::unique_lock lock(mutex_);
    while (!is_over_) {
      try {
        if (!decode_one(lock)) changed_.wait(lock);
      } catch (...) {  // planning met it; whoever reads on alone will, too
        if (!lock.owns_lock()) lock.lock();
        planned_to_.reset();
      }
    }
  }

  /// The next part's samples become the current ones; false where one must go on alone.
  bool next_part() {
    std::unique_lock lock(mutex_);
    if (queue_.empty() && !plan()) return false;
    const auto part = queue_.front();
    while (!part->is_done) {
      if (!decode_one(lock)) changed_.wait(lock);
    }
    alone_from_ = part->place.from.offset;
    if (part->error) std::rethrow_exception(part->error);
    if (!part->fits) return false;
    queue_.pop_front();
    has_only_runs_ = has_only_runs_ && part->run;
    if (part->run) runs_.add(*part->run);
    is_at_end_ = !part->place.to;
    if (part->place.to) alone_from_ = part->place.to->offset;
    current_ = std::move(part->samples);
    given_ = 0;
    ++parts_;
    changed_.notify_all();
    return true;
  }

  void go_alone() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    current_.clear();
    given_ = 0;
    try {
      alone_ = std::make_unique<Reader>(from_frame(fs_.open(path_), format_, alone_from_));
    } catch (const FileError&) {
      throw;
    } catch (const Error&) {  // nothing there that a decoder takes
    }
  }

  os::FileSystem& fs_;
  os::Path path_;
  AudioFormat format_;
  Frames part_frames_;
  std::vector<std::byte> mark_;
  std::size_t max_in_flight_;

  std::mutex mutex_;  // over what follows, up to the threads
  std::condition_variable changed_;
  FrameCuts cuts_;
  std::optional<Cut> planned_to_;  // where the next part begins; nothing: no part follows
  std::deque<std::shared_ptr<Part>> queue_;
  bool is_over_ = false;

  std::vector<std::byte> current_;
  std::size_t given_ = 0;
  std::uint64_t alone_from_;  // where a decoder goes on if no part can be taken
  std::unique_ptr<Reader> alone_;
  std::size_t parts_ = 0;
  StreamRuns runs_;  // of the parts that were given out
  bool has_only_runs_ = true;
  bool is_at_end_ = false;  // what was given out last is the file's last part
  std::vector<std::thread> threads_;
};

OrderedDecoder::OrderedDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format, std::uint64_t begin,
                               unsigned threads, Frames part_frames)
    : work_(std::make_unique<Work>(fs, std::move(path), format, begin, threads, part_frames)) {}

OrderedDecoder::~OrderedDecoder() = default;

std::span<const std::byte> OrderedDecoder::read(Frames frames) { return work_->read(frames); }

std::size_t OrderedDecoder::parts() const noexcept { return work_->parts(); }

bool OrderedDecoder::is_faultless(const StreamHead& head, Frames frames) const noexcept {
  return work_->is_faultless(head, frames);
}

unsigned decoder_threads() noexcept {
  return std::clamp(std::thread::hardware_concurrency(), 1U, limits::decoder_threads);
}

}  // namespace earwitness::flac
