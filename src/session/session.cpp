// SPDX-License-Identifier: MIT
#include "session/session.hpp"

#include <fmt/format.h>

#include <chrono>

#include "archive/archive.hpp"
#include "archive/settled_mark.hpp"
#include "base/next_step.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "control/server.hpp"
#include "desktop/sources.hpp"
#include "log/log.hpp"
#include "os/process.hpp"
#include "os/refused.hpp"
#include "record/disk_space.hpp"
#include "session/answering.hpp"
#include "session/log_file.hpp"
#include "session/losses.hpp"
#include "session/quick_check.hpp"
#include "session/replies.hpp"
#include "session/stoppers.hpp"
#include "session/surroundings.hpp"

namespace earwitness::session {

namespace {

constexpr std::chrono::milliseconds round_until_on_disk{10};
constexpr std::chrono::milliseconds round_until_answered{20};
constexpr std::chrono::milliseconds round_at_question{500};
constexpr std::chrono::seconds first_frames_timeout{10};
constexpr std::chrono::seconds server_asked_after{1};
constexpr std::chrono::seconds question_timeout{60};
constexpr double checked_after_seconds = 1;

/// What is not recorded meanwhile is lost for good.
bool is_alarm(record::Warning warning) {
  using record::Warning;
  return warning == Warning::device_lost || warning == Warning::monitor || warning == Warning::far_lost;
}

class Session {
 public:
  Session(os::FileSystem& fs, const os::Clock& clock, Inputs inputs, const Settings& settings, Observer& observer,
          Interrupts::Outlets outlets)
      : fs_(fs),
        clock_(clock),
        settings_(settings),
        observer_(observer),
        interrupts_(clock, std::move(outlets)),
        claim_(archive::Claim::acquire(fs, settings.archive)),
        server_(settings.socket),
        is_call_(inputs.far != nullptr),
        recording_(fs, clock, settings.archive, std::move(inputs.microphone), settings.recording, settings.signer.get(),
                   std::move(inputs.far)),
        commands_(recording_, server_),
        stoppers_(server_, recording_),
        stamping_(settings.stamps) {}

  Result record_and_seal() {
    recording_.start();
    interrupts_.set_recording(recording_.conversation().folder.string());
    claim_->announce(as_running());
    open_log();
    say_ledger_problem();
    note_not_entered();
    try {
      record_until_ended();
    } catch (...) {
      observer_.end();  // while there is a recording yet
      throw;
    }
    observer_.end();
    stamping_.cancel();
    const auto finished = finish();
    say_results();
    commands_.refuse_rest();
    say_warnings();
    const bool asks = settings_.statement.name.empty() && finished.reason != record::StopReason::max_duration;
    stoppers_.send_closed(finished, asks);
    const auto statement = asks ? ask_statement(finished) : settings_.statement;
    return seal(finished, statement);
  }

 private:
  [[nodiscard]] archive::Running as_running() const {
    return {os::own_pid(), server_.path().string(), recording_.conversation().folder.string()};
  }

  /// Library chatter and our own messages both go to the recording's own log from here on.
  void open_log() {
    log_file_.emplace(recording_.conversation().log());
    log::note(fmt::format("recording {} begins", recording_.id()));
  }

  /// Once: whatever becomes of the ledger, the recording goes on.
  void say_ledger_problem() {
    const auto& problem = recording_.ledger_problem();
    if (!problem || ledger_problem_said_) return;
    log::warning(problem->what(), base::words_of(problem->next()));
    ledger_problem_said_ = true;
  }

  void note_not_entered() const {
    const auto open = recording_.ledger_problem() ? recording_.open_line() : std::nullopt;
    if (open && settings_.on_not_entered) settings_.on_not_entered(open->hash);
  }

  /// What the disk refused and nothing depends on: once.
  void say_refusals() {
    for (const auto& refusal : os::take_refusals()) {
      observer_.clear();
      log::warning(os::describe(refusal));
    }
  }

  void record_until_ended() {
    began_ = clock_.boot();
    while (!recording_.ended()) {
      if (on_disk_ || announce_on_disk()) observer_.show(clock_.boot());
      recording_.watch_disk();
      say_warnings();
      check_quickly();
      poll_stamps();
      wait();
      if (handle_signals() || handle_requests() || handle_surroundings()) return;
      observer_.handle_keys(clock_.boot());
      say_results();
      if (!on_disk_ && !recording_.on_disk() && nothing_will_come()) return;
    }
  }

  /// Some microphones take seconds to begin, so long as the sound server itself answers.
  bool nothing_will_come() {
    const auto waited = clock_.boot() - began_;
    if (waited > first_frames_timeout) return true;
    if (waited < server_asked_after) return false;
    if (!sound_server_) sound_server_.emplace();
    return sound_server_->is_silent();
  }

  /// False until audio is on disk: until then nothing says that anything is recorded.
  bool announce_on_disk() {
    if (!recording_.on_disk()) return false;
    on_disk_ = true;
    if (settings_.on_recording) settings_.on_recording(recording_);
    if (is_call_) {
      surroundings_.emplace(fs_, settings_.far_source, recording_.far_moves());
    } else {
      surroundings_.emplace(fs_);
    }
    if (settings_.channel) surroundings_->keep_channel(*settings_.channel);
    observer_.begin(recording_, commands_, clock_.boot());
    return true;
  }

  void wait() {
    poller_.clear();
    poller_.watch(interrupts_.fd());
    server_.watch(poller_);
    observer_.watch(poller_);
    poller_.wait(round_interval());
  }

  std::chrono::milliseconds round_interval() const noexcept {
    if (!on_disk_) return round_until_on_disk;
    return commands_.is_waiting() ? round_until_answered : observer_.round_interval();
  }

  bool handle_signals() {
    const auto signal = interrupts_.next();
    if (!signal) return false;
    switch (*signal) {
      case os::Signal::interrupt:
        reason_ = record::StopReason::stopped;
        somebody_at_terminal_ = settings_.foreground;
        break;
      case os::Signal::terminate:
        reason_ = record::StopReason::signal;
        break;
      case os::Signal::hangup:
        reason_ = record::StopReason::terminal_closed;
        break;
    }
    return true;
  }

  /// Answers `status`; true once somebody asked to stop.
  bool handle_requests() {
    for (const auto& [client, request] : server_.receive()) {
      const auto now = clock_.boot();
      if (commands_.post(client, request, on_disk_, now)) {
        observer_.note_command(now);
      } else if (std::holds_alternative<control::StatusRequest>(request)) {
        server_.send(client, status_reply(recording_));
      } else if (const auto* stop = std::get_if<control::StopRequest>(&request)) {
        reason_ = record::StopReason::stopped;
        stoppers_.add(client, *stop);
      } else {
        server_.send(client, control::ErrorReply{ErrorKind::usage, {}, N_("nobody asked for a name yet"), {}});
      }
    }
    return stoppers_.any();
  }

  /// Passes on what the desktop does; true once the login is over that a recording in the background belongs to.
  bool handle_surroundings() {
    if (!surroundings_) return false;
    for (auto& [events, remark, warning] : surroundings_->poll()) {
      for (auto& event : events) recording_.post(std::move(event));
      if (warning) recording_.set_warning(warning->warning, warning->begins);
      if (!remark) continue;
      if (remark->weight != Remark::Weight::note) observer_.clear();
      say(*remark);
    }
    if (!call_told_ && !settings_.call_hint.empty() && surroundings_->sees_call()) {
      call_told_ = true;
      observer_.clear();
      log::info(settings_.call_hint);
    }
    if (settings_.foreground || !surroundings_->session_ended()) return false;
    reason_ = record::StopReason::signal;
    return true;
  }

  void poll_stamps() {
    if (!on_disk_) return;
    for (const auto& news : stamping_.poll(recording_, clock_.boot())) {
      observer_.clear();
      log::info(news);
    }
  }

  /// Once, as soon as the first second is there.
  void check_quickly() {
    if (checked_ || !surroundings_) return;
    const auto status = recording_.status();
    if (status.seconds < checked_after_seconds) return;
    checked_ = true;
    const auto found = quick_check(status, surroundings_->known());
    recording_.post(found);
    for (const auto& advice : advice_on(found, desktop::read_power(fs_))) {
      observer_.clear();
      log::warning(advice);
    }
  }

  [[nodiscard]] record::Sides sides() const noexcept { return is_call_ ? record::Sides::both : record::Sides::one; }

  /// How much room there is can be told better than that there is little.
  std::string words_of(record::Warning warning) const {
    if (warning != record::Warning::disk_low) return record::sentence(warning, sides());
    return fmt::format("{} in {}: {}", record::describe_space(recording_.status().disk_left_seconds),
                       settings_.archive.string(), base::words_of(Step::free_space));
  }

  void say_results() {
    for (const auto& text : commands_.send_results()) {
      observer_.clear();
      log::info(text);
    }
  }

  void say_warnings() {
    for (const auto& change : recording_.take_warning_changes()) {
      observer_.clear();
      if (!change.begins) {
        log::info(record::sentence_when_over(change.warning, sides()));
      } else if (is_alarm(change.warning)) {
        log::alarm(words_of(change.warning));
      } else {
        log::warning(words_of(change.warning));
        if (change.warning == record::Warning::muted && surroundings_) {
          if (const auto why = surroundings_->remark_on_silence()) say(*why);
        }
      }
    }
    say_refusals();
    if (const auto news = losses_.news(recording_.status())) {
      observer_.clear();
      log::warning(*news);
    }
  }

  /// The files are closed; who recorded is the last thing that the seal covers. Waits a minute at the most, not for
  /// somebody who has gone, and no longer once somebody else asks for the end. At the maximum nobody may be there, so
  /// nobody is asked.
  archive::Statement ask_statement(const record::Finished& finished) {
    control::MeRequest me;
    const Interrupts::Question question(interrupts_);
    const auto deadline = clock_.boot() + question_timeout;
    if (stoppers_.any()) me = stoppers_.ask_who([&] { return wait_at_question(deadline); });
    if (!stoppers_.any() && somebody_at_terminal_ && observer_.can_ask()) {
      log::info(describe_end(finished.seconds));
      me = observer_.ask_who(
          [&] { return clock_.boot() > deadline || interrupts_.next().has_value() || stoppers_.answer_others(); });
    }
    if (!me.name) return {};
    return {*me.name, me.statement ? std::optional(clock_.utc()) : std::nullopt,
            me.language.value_or(base::Language::english)};
  }

  /// The writer takes what sounded before, and waits for the disk.
  record::Finished finish() {
    const Answering answering(server_, stoppers_, &say_waiting_for_disk);
    return recording_.finish(reason_);
  }

  /// On the thread that answers, while this one waits.
  static void say_waiting_for_disk() { log::warning(_("the recording is not sealed yet: the disk is slow, or hangs")); }

  /// False once nobody will answer any more.
  bool wait_at_question(BootTime deadline) {
    if (clock_.boot() >= deadline) return false;
    poller_.clear();
    poller_.watch(interrupts_.fd());
    server_.watch(poller_);
    poller_.wait(round_at_question);
    return !interrupts_.next();
  }

  Result seal(const record::Finished& finished, const archive::Statement& statement) {
    Result result;
    result.reason = finished.reason;
    result.problem = finished.problem;
    const base::InLanguage last_word(stoppers_.language());  // a script's is English, whoever started the recording
    try {
      const Answering answering(server_, stoppers_, &say_waiting_for_disk);
      result.sealed = sealed_reply(recording_.seal(statement), finished);
    } catch (const Error& error) {
      stoppers_.send_last_word(control::to_reply(error));
      throw;
    }
    interrupts_.end();
    say_ledger_problem();
    log::note(fmt::format("sealed: {}", result.sealed.seal));
    stoppers_.note_sealed(result.sealed.seal);
    {
      const Answering answering(server_, stoppers_);
      result.sealed.time_stamp = stamping_.stamp_seal(fs_, recording_.conversation().bag());
    }
    say_done();
    claim_.reset();  // whoever hears that it is sealed may do anything with it
    stoppers_.send_last_word(result.sealed);
    return result;
  }

  /// Nothing of it is left to be done by whoever comes next: else they look through the archive for it.
  void say_done() noexcept {
    if (recording_.ledger_problem()) return;
    try {
      if (fs_.status(recording_.conversation().reserve())) return;  // the disk refused to take it away
      claim_->announce(archive::when_ended(as_running()));
    } catch (const std::exception&) {  // then they look
    }
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const Settings& settings_;
  Observer& observer_;
  Interrupts interrupts_;                // before any other thread
  std::optional<archive::Claim> claim_;  // until it is sealed
  control::Server server_;
  bool is_call_;
  record::Recording recording_;
  std::optional<LogFile> log_file_;
  Commands commands_;
  Losses losses_;
  os::Poller poller_;
  Stoppers stoppers_;
  record::StopReason reason_ = record::StopReason::stopped;
  BootTime began_{};
  Stamping stamping_;
  bool on_disk_ = false;
  bool somebody_at_terminal_ = false;
  std::optional<desktop::ServerProbe> sound_server_;
  std::optional<Surroundings> surroundings_;
  bool checked_ = false;
  bool call_told_ = false;
  bool ledger_problem_said_ = false;
};

}  // namespace

Result record_and_seal(os::FileSystem& fs, const os::Clock& clock, Inputs inputs, const Settings& settings,
                       Observer& observer, Interrupts::Outlets outlets) {
  Session session(fs, clock, std::move(inputs), settings, observer, std::move(outlets));
  return session.record_and_seal();
}

}  // namespace earwitness::session
