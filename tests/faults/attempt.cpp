// SPDX-License-Identifier: MIT
#include "tests/faults/attempt.hpp"

#include "archive/seal.hpp"
#include "base/text.hpp"
#include "record/engine.hpp"
#include "tests/faults/direct_input.hpp"
#include "verify/verify.hpp"

namespace earwitness::faults {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t reserve_bytes = 100'000;
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
  Recorder(os::FileSystem& fs, const World& world, const std::shared_ptr<Device>& device, const AttemptOptions& options)
      : fs_(fs), world_(world), device_(device), options_(options), input_(device, options.ring) {}

  Attempt run() {
    if (!succeeds(attempt_, [&] { begin(); })) return attempt_;
    record();
    input_.stop();
    // What the engine kept to itself is what `start` tells at the end.
    if (engine_->error()) succeeds(attempt_, [&] { std::rethrow_exception(engine_->error()); });
    if (engine_->files_whole() && engine_->pipeline().frames() > 0) succeeds(attempt_, [&] { seal(); });
    return attempt_;
  }

 private:
  void begin() {
    auto ring = input_.start();
    conversation_ = archive::begin(fs_, options_.archive, world_.utc(), "A title");
    attempt_.folder = conversation_.folder;
    record::Settings settings;
    settings.title = "A title";
    settings.split = options_.split;
    settings.max = std::chrono::duration_cast<std::chrono::seconds>(options_.length) + 1h;
    reserved_.emplace(fs_, os::ReservedFileSystem::Reserve{conversation_.reserve(), reserve_bytes, {}});
    engine_.emplace(*reserved_, world_, conversation_, settings,
                    record::Opening{uuid, input_.kind(), device_->format(), "none", "none", "boot",
                                    base::to_hex(signing_key().fingerprint())},
                    input_, std::move(ring), progress_, mailbox_);
  }

  void record() {
    const auto until = world_.boot() + options_.length;
    const auto begun = world_.boot();
    bool pauses = options_.pause_after.has_value();
    bool goes_on = true;
    while (goes_on) {
      world_.pass(engine_->until_next_round());
      goes_on = engine_->step();
      acknowledge();
      if (options_.on_round) options_.on_round();
      if (pauses && world_.boot() - begun >= *options_.pause_after) {
        (void)mailbox_.post(record::PauseCommand{}, world_);
        pauses = false;
      }
      const bool is_gone = !input_.active() && !progress_.paused;
      if (world_.boot() >= until || is_gone) mailbox_.request_stop(record::StopReason::stopped, world_.boot());
    }
    engine_->finish();
    acknowledge();
  }

  void acknowledge() { attempt_.acknowledged = progress_.frames_on_disk.load(); }

  void seal() {
    auto& pipeline = engine_->pipeline();
    const archive::SealRequest request{
        uuid, input_.kind(), "A title", pipeline.first_frame_utc(), device_->format().seconds(pipeline.frames()),
        {},   &signing_key()};
    (void)archive::seal(fs_, world_, conversation_.bag(), request, {"A. Name", world_.utc()});
    attempt_.sealed = true;
    if (options_.verified) attempt_.unchanged = verify(fs_, conversation_.folder).unchanged;
  }

  os::FileSystem& fs_;
  const World& world_;
  std::shared_ptr<Device> device_;
  AttemptOptions options_;
  DirectInput input_;
  archive::Conversation conversation_;
  record::Progress progress_;
  record::Mailbox mailbox_;
  std::optional<os::ReservedFileSystem> reserved_;
  std::optional<record::Engine> engine_;
  Attempt attempt_;
};

}  // namespace

const crypto::SigningKey& signing_key() {
  static const auto key = crypto::SigningKey::generate();
  return key;
}

Attempt record(os::FileSystem& fs, const World& world, const std::shared_ptr<Device>& device,
               const AttemptOptions& options) {
  return Recorder(fs, world, device, options).run();
}

}  // namespace earwitness::faults
