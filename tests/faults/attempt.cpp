// SPDX-License-Identifier: MIT
#include "tests/faults/attempt.hpp"

#include "archive/seal.hpp"
#include "record/intake.hpp"
#include "record/pipeline.hpp"
#include "verify/verify.hpp"

namespace earwitness::faults {

namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 200ms;
constexpr const char* uuid = "0b7e0c3e-0000-4000-8000-000000000000";

/// Notes what `operation` throws; true if it throws nothing.
template <typename Operation>
bool succeeds(Attempt& attempt, Operation operation) {
  try {
    operation();
    return true;
  } catch (const Error& error) {
    if (!attempt.told) attempt.told = Reported{error.kind(), error.subject(), error.what()};
  } catch (const std::exception& error) {
    attempt.not_ours = error.what();
  }
  return false;
}

class Recorder {
 public:
  Recorder(os::FileSystem& fs, const World& world, const std::shared_ptr<Device>& device, const Wish& wish)
      : fs_(fs), world_(world), device_(device), wish_(wish), source_(device) {}

  Attempt run() {
    if (!succeeds(attempt_, [&] { begin(); })) return attempt_;
    const bool went_well = succeeds(attempt_, [&] { record(); });
    source_.stop();
    const auto reason = went_well ? record::StopReason::stopped : record::StopReason::io_error;
    if (!succeeds(attempt_, [&] { pipeline_->finish(reason); })) return attempt_;
    acknowledge();
    if (pipeline_->frames() > 0) succeeds(attempt_, [&] { seal(); });
    return attempt_;
  }

 private:
  void begin() {
    conversation_ = archive::begin(fs_, wish_.archive, world_.utc(), "A title");
    attempt_.folder = conversation_.folder;
    record::Settings settings;
    settings.title = "A title";
    settings.split = wish_.split;
    settings.max = std::chrono::duration_cast<std::chrono::seconds>(wish_.length) + 1h;
    pipeline_.emplace(fs_, world_, conversation_, settings,
                      record::Opening{uuid, source_.kind(), device_->format(), "none", "none", "boot"}, progress_);
    pipeline_->note("title", settings.title);
    intake_.emplace(*pipeline_, device_->format().sample_rate);
  }

  void record() {
    source_.start(ring_);
    for (const auto until = world_.boot() + wish_.length; world_.boot() < until && source_.active();) {
      world_.pass(poll_interval);
      drain();
      pipeline_->sync();
      acknowledge();
      if (wish_.on_round) wish_.on_round();
    }
    intake_->finish();
  }

  void drain() {
    while (const auto* block = consumer_.block()) {
      intake_->consume(*block, consumer_.samples(*block));
      consumer_.release(*block);
    }
  }

  void acknowledge() { attempt_.acknowledged = progress_.frames_on_disk.load(); }

  void seal() {
    const archive::SealRequest request{uuid, source_.kind(), "A title", pipeline_->first_frame_utc(),
                                       device_->format().seconds(pipeline_->frames())};
    (void)archive::seal(fs_, world_, conversation_.bag(), request, {"A. Name", world_.utc()});
    attempt_.sealed = true;
    attempt_.unchanged = verify(fs_, conversation_.folder).unchanged;
  }

  os::FileSystem& fs_;
  const World& world_;
  std::shared_ptr<Device> device_;
  Wish wish_;
  ScriptedSource source_;
  std::shared_ptr<ring::AudioRing> ring_ = std::make_shared<ring::AudioRing>(
      device_->format(), wish_.ring.count() * static_cast<Frames>(device_->format().sample_rate));
  ring::AudioRing::Consumer consumer_{*ring_};
  archive::Conversation conversation_;
  record::Progress progress_;
  std::optional<record::Pipeline> pipeline_;
  std::optional<record::Intake> intake_;
  Attempt attempt_;
};

}  // namespace

Attempt record(os::FileSystem& fs, const World& world, const std::shared_ptr<Device>& device, const Wish& wish) {
  return Recorder(fs, world, device, wish).run();
}

}  // namespace earwitness::faults
