// SPDX-License-Identifier: MIT
#include "record/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>

#include "archive/bin.hpp"
#include "archive/clock_doubt.hpp"
#include "archive/seal.hpp"
#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/left_behind.hpp"
#include "os/process.hpp"
#include "os/random.hpp"
#include "record/disk_space.hpp"

namespace earwitness::record {

namespace {

constexpr std::uint64_t reserve_for_text = std::uint64_t{1024} * 1024;  // journal, levels, notes, tag files
constexpr std::uint64_t reserve_seconds = 2;                            // of sound as it comes
constexpr std::chrono::seconds min_split{30};

std::optional<journal::ChannelOf> channel_of(const capture::Input& input) {
  const auto chosen = input.chosen_channel();
  if (!chosen) return std::nullopt;
  return journal::ChannelOf{chosen->number, chosen->of};
}

/// Some file systems take no large files, and a process may be held to small ones: a new file is begun well before
/// that, by what incompressible sound takes, and before the end of this one is at stake. A limit that leaves no room
/// for files of some length ends the recording as a full disk does.
std::optional<std::chrono::seconds> split_for(const os::Path& root, std::uint64_t per_second, std::uint64_t reserve,
                                              std::optional<std::chrono::seconds> wanted) {
  constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();
  const auto largest =
      std::min(os::max_file_bytes_in(root).value_or(unlimited), os::file_size_limit().value_or(unlimited));
  if (largest == unlimited) return wanted;
  const auto usable = largest - std::min(largest, reserve / 2);
  const std::chrono::seconds fits(usable / 100 * 95 / per_second);
  if (fits < min_split) return wanted;
  return wanted ? std::min(*wanted, fits) : fits;
}

}  // namespace

LedgerKeeper::LedgerKeeper(os::FileSystem& fs, const os::Clock& clock, const os::Path& root,
                           const archive::Signer* signer)
    : path_(archive::ledger_path(root)) {
  if (signer != nullptr) ledger_.emplace(fs, clock, root, *signer);
}

template <typename Call>
void LedgerKeeper::enter(Call call) noexcept {
  if (!ledger_) return;
  try {
    call();
  } catch (const std::exception& error) {
    if (problem_) return;
    const auto* ours = dynamic_cast<const Error*>(&error);
    const auto next = ours != nullptr ? ours->next() : NextStep();
    problem_.emplace(
        ErrorKind::surroundings, path_.string(),
        tr("the ledger {} does not have all of this recording: {}", base::printable(path_.string()), error.what()),
        next.empty() ? NextStep(Step::verify_all) : next);
  }
}

std::optional<std::string> LedgerKeeper::head() noexcept {
  std::optional<std::string> head;
  enter([&] { head = ledger_->head(); });
  return head;
}

void LedgerKeeper::begin(const std::string& recording, const std::string& open) noexcept {
  enter([&] { ledger_->begin(recording, open); });
}

void LedgerKeeper::seal(const std::string& recording, const std::string& seal) noexcept {
  enter([&] { ledger_->seal(recording, bag::recording_folder, seal); });
}

void LedgerKeeper::nothing(const std::string& recording) noexcept {
  enter([&] { ledger_->remove(recording, "nothing", {}); });
}

Recording::Recording(os::FileSystem& fs, const os::Clock& clock, os::Path root, std::unique_ptr<capture::Input> input,
                     Settings settings, const archive::Signer* signer, std::unique_ptr<capture::Input> far)
    : fs_(fs),
      clock_(clock),
      root_(std::move(root)),
      input_(std::move(input)),
      far_(std::move(far)),
      settings_(std::move(settings)),
      format_(input_->format()),
      id_(os::random_uuid()),
      signer_(signer),
      ledger_(fs, clock, root_, signer) {}

Recording::~Recording() {
  if (writer_.joinable()) {
    mailbox_.request_stop(StopReason::stopped, clock_.boot());
    writer_.join();
  }
  input_->stop();
  if (far_) far_->stop();
}

void Recording::start() {
  progress_.disk_left_bytes.store(fs_.free_bytes(root_), std::memory_order_relaxed);
  if (status().disk_left_seconds < min_free_space.count()) {
    const auto binned = archive::bytes_in_bin(fs_, root_);
    const auto megabytes = tr("{:.1Lf} MB", static_cast<double>(binned) / 1e6);
    throw FileError(ENOSPC, root_.string(),
                    tr("Not enough space in {} for five minutes of audio", base::printable(root_.string())),
                    binned == 0 ? NextStep(Step::free_space_there) : NextStep(Step::empty_bin, megabytes));
  }
  const auto per_second = std::max(bytes_per_second(format_), far_ ? bytes_per_second(far_->format()) : 0);
  settings_.split = split_for(root_, per_second, reserve(), settings_.split);
  std::vector<TrackInput> inputs{{is_call() ? Track::near : Track::only, input_.get(), input_->start(), &progress_}};
  if (far_) inputs.push_back({Track::far, far_.get(), far_->start(), &far_progress_});
  conversation_ = archive::begin(fs_, root_, clock_.utc(), settings_.title);
  try {
    begin_files(std::move(inputs));
  } catch (...) {
    engine_.reset();
    reserved_.reset();
    discard();
    throw;
  }
  const auto opening_hash = engine_->opening_hash();
  writer_ = std::thread([this] { write_until_end(); });
  // Sound is written by now: a ledger that keeps this thread waiting keeps nothing from the disk.
  ledger_.begin(id_, opening_hash);
}

std::string Recording::kind() const { return is_call() ? recording_kind::call : input_->kind(); }

void Recording::begin_files(std::vector<TrackInput> inputs) {
  reserved_ = std::make_unique<os::ReservedFileSystem>(
      fs_, os::ReservedFileSystem::Reserve{conversation_.reserve(), reserve(), os::file_size_limit()});
  Opening opening{id_,          kind(), format_, input_->host_api(), settings_.from_terminal ? "terminal" : "none",
                  os::boot_id()};
  opening.channel = channel_of(*input_);
  if (is_call()) {
    for (const auto& side : inputs) {
      opening.tracks.push_back(
          {side.track, side.input->kind(), side.input->format(), side.input->host_api(), channel_of(*side.input)});
    }
  }
  if (signer_ != nullptr) opening.key = base::to_hex(signer_->key.fingerprint());
  // Before the ledger's head is asked for, which may enter a key by this clock.
  if (const auto behind = archive::doubt_clock(fs_, clock_, root_).behind)
    opening.behind_ledger_seconds = behind->count();
  opening.ledger = ledger_.head();
  opening.time_stamps = settings_.time_stamps;
  engine_ = std::make_unique<Engine>(*reserved_, clock_, conversation_, settings_, opening, std::move(inputs), mailbox_,
                                     far_moves_);
}

std::uint64_t Recording::reserve() const { return reserve_for_text + reserve_seconds * bytes_taken_per_second(); }

std::uint64_t Recording::bytes_taken_per_second() const {
  return bytes_per_second(format_) + (far_ ? bytes_per_second(far_->format()) : 0);
}

/// Another error is on its way to the user; that this one leaves a folder behind is the lesser news, and told besides.
void Recording::discard() noexcept {
  (void)os::remove_or_tell(conversation_.folder, [this] { archive::discard(fs_, conversation_); });
}

Status Recording::status() const {
  const auto load = [](const auto& value) { return value.load(std::memory_order_relaxed); };
  Status s;
  s.frames = load(progress_.frames);
  s.seconds = format_.seconds(s.frames);
  s.frames_on_disk = load(progress_.frames_on_disk);
  s.lost_frames = load(progress_.lost_frames);
  s.ring_high_water = load(progress_.ring_high_water);
  if (far_) {
    s.tracks = {status_of(Track::near, progress_), status_of(Track::far, far_progress_)};
    const auto& far = s.tracks.back();
    s.seconds = std::max(s.seconds, far_->format().seconds(far.frames));
    s.frames += far.frames;
    s.frames_on_disk += far.frames_on_disk;
    s.lost_frames += far.lost_frames;
    s.ring_high_water = std::max(s.ring_high_water, load(far_progress_.ring_high_water));
  }
  s.peak_dbfs = base::to_dbfs(load(progress_.peak_ppm) / 1e6);
  s.rms_dbfs = base::to_dbfs(load(progress_.rms_ppm) / 1e6);
  s.first_second_peak_dbfs = base::to_dbfs(load(progress_.first_second_peak_ppm) / 1e6);
  s.clipped = load(progress_.clipped);
  s.disk_left_seconds = seconds_of_space(load(progress_.disk_left_bytes), bytes_taken_per_second());
  s.microphone_lost = load(progress_.microphone_lost);
  s.warnings = mailbox_.warnings(clock_.boot());
  s.paused = load(progress_.paused);
  s.marks = load(progress_.marks);
  const auto away_since = load(progress_.away_since_ns);
  const auto away = away_since == 0 ? 0 : clock_.boot().time_since_epoch().count() - away_since;
  s.elapsed_seconds = static_cast<double>(load(progress_.elapsed_ns) + away) / 1e9;
  s.left_seconds = static_cast<double>(load(progress_.left_ns) - away) / 1e9;
  s.paused_seconds = static_cast<double>(load(progress_.paused_ns) + (s.paused ? away : 0)) / 1e9;
  return s;
}

TrackState Recording::status_of(Track track, const Progress& progress) const {
  const auto load = [](const auto& value) { return value.load(std::memory_order_relaxed); };
  return {track,
          load(progress.frames),
          load(progress.frames_on_disk),
          load(progress.lost_frames),
          base::to_dbfs(load(progress.peak_ppm) / 1e6),
          base::to_dbfs(load(progress.rms_ppm) / 1e6),
          load(progress.clipped),
          load(progress.microphone_lost)};
}

void Recording::watch_disk() {
  const auto now = clock_.boot();
  writer_watch_.note_rounds(progress_.rounds.load(std::memory_order_relaxed), now);
  mailbox_.set_warning(Warning::disk_stalled, writer_watch_.is_stalled(), now);
}

bool Recording::on_disk() const noexcept {
  return progress_.frames_on_disk.load(std::memory_order_acquire) > 0 ||
         far_progress_.frames_on_disk.load(std::memory_order_acquire) > 0;
}

void Recording::write_until_end() noexcept {
  while (engine_->step()) {
    if (mailbox_.stop_request()) {
      clock_.sleep(engine_->until_next_round());
    } else {
      mailbox_.wait_for_command(engine_->until_next_round());
    }
  }
  engine_->finish();
  ended_.store(true, std::memory_order_release);
}

Finished Recording::finish(StopReason reason) {
  mailbox_.request_stop(reason, clock_.boot());
  if (writer_.joinable()) writer_.join();
  input_->stop();
  if (far_) far_->stop();
  const auto problem = engine_->error();  // the engine may go before it is thrown
  const auto& tracks = engine_->tracks();
  if (std::all_of(tracks.begin(), tracks.end(), [](const auto& track) { return track->pipeline().files() == 0; })) {
    engine_.reset();
    reserved_.reset();
    ledger_.nothing(id_);
    discard();
    if (problem) std::rethrow_exception(problem);
    throw DeviceError(input_->name(), _("nothing was recorded: no sound came from the microphone"),
                      Step::look_at_plug_or_choose_microphone);
  }
  if (!engine_->files_whole()) {
    try {
      std::rethrow_exception(problem);
    } catch (const FileError& error) {
      throw unsealed(error);
    }
  }
  Finished finished;
  finished.sides = tracks.size();
  finished.reason = engine_->reason();
  for (const auto& track : tracks) {
    finished.frames += track->pipeline().frames();
    finished.lost_frames += track->pipeline().lost_frames();
  }
  finished.seconds = engine_->seconds();
  finished.warnings = status().warnings;
  finished.problem = problem;
  return finished;
}

Sealed Recording::seal(const archive::Statement& statement) {
  archive::SealRequest request{id_, kind(), settings_.title, engine_->first_frame_utc(), engine_->seconds()};
  if (signer_ != nullptr) request.key = &signer_->key;
  try {
    Sealed sealed{conversation_.folder, id_, archive::seal(fs_, clock_, conversation_.bag(), request, statement), {}};
    ledger_.seal(id_, sealed.seal);
    if (signer_ != nullptr) sealed.in_ledger = !ledger_.problem();
    return sealed;
  } catch (const FileError& error) {
    throw unsealed(error);
  }
}

FileError Recording::unsealed(const FileError& error) const {
  const auto name = base::printable(conversation_.folder.filename().string());
  return {
      error.code(), error.subject(),
      tr("{}; what was recorded is in {}, not sealed", error.what(), base::printable(conversation_.folder.string())),
      NextStep(Step::recover_on_good_disk, name)};
}

}  // namespace earwitness::record
