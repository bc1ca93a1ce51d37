// SPDX-License-Identifier: MIT
#include "cli/recording_session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "base/in_language.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/desk.hpp"
#include "cli/interrupts.hpp"
#include "cli/losses.hpp"
#include "cli/output.hpp"
#include "cli/quick_check.hpp"
#include "cli/replies.hpp"
#include "cli/stoppers.hpp"
#include "cli/surroundings.hpp"
#include "log/log.hpp"
#include "os/process.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "record/disk_space.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::milliseconds round_at_question{500};
constexpr std::chrono::seconds longest_wait_for_first_frames{10};
constexpr std::chrono::seconds longest_question{60};
constexpr double checked_after_seconds = 1;

class Session {
 public:
  Session(Context& context, std::unique_ptr<capture::Input> input, const SessionOptions& options)
      : context_(context),
        options_(options),
        interrupts_(context.clock),
        claim_(archive::Claim::take(context.fs, options.archive)),
        server_(socket_path(options.archive)),
        recording_(context.fs, context.clock, options.archive, std::move(input), options.settings,
                   options.signer.get()),
        desk_(recording_, server_,
              {options.foreground, options.asks_meanwhile, options.remind_after, options.settings.max}),
        stoppers_(server_, recording_),
        stamping_(options.stamps) {}

  SessionEnd run() {
    recording_.start();
    interrupts_.recording(recording_.conversation().folder.string());
    claim_.tell({os::own_pid(), server_.path().string(), recording_.conversation().folder.string()});
    open_log();
    say_ledger_problem();
    record_until_ended();
    desk_.end();
    stamping_.stop();
    const auto finished = recording_.finish(reason_);
    desk_.end_wishes();
    say_warnings();
    stoppers_.tell_closed(finished, options_.statement.name.empty());
    const auto statement = options_.statement.name.empty() ? ask_statement(finished) : options_.statement;
    return seal(finished, statement);
  }

 private:
  /// Library chatter and our own messages both go to the recording's own log from here on.
  void open_log() {
    os::redirect_stderr(recording_.conversation().log());
    log::open_file([](std::string_view line) {
      std::fwrite(line.data(), 1, line.size(), stderr);
      std::fflush(stderr);
    });
    log::note(fmt::format("recording {} begins", recording_.id()));
  }

  /// Once: whatever becomes of the ledger, the recording goes on.
  void say_ledger_problem() {
    const auto& problem = recording_.ledger_problem();
    if (!problem || ledger_problem_said_) return;
    log::warning(problem->what(), problem->next());
    ledger_problem_said_ = true;
  }

  void record_until_ended() {
    began_ = context_.clock.boot();
    while (!recording_.ended()) {
      if (on_disk_ || announce_on_disk()) desk_.show(context_.clock.boot());
      say_warnings();
      check_quickly();
      look_at_stamps();
      wait();
      if (take_signals() || take_requests() || take_surroundings()) return;
      desk_.take_keys(context_.clock.boot());
      desk_.tell_answers();
      if (!on_disk_ && !recording_.on_disk() && context_.clock.boot() - began_ > longest_wait_for_first_frames) return;
    }
  }

  /// False until audio is on disk: until then nothing says that anything is recorded.
  bool announce_on_disk() {
    if (!recording_.on_disk()) return false;
    on_disk_ = true;
    if (options_.on_recording) options_.on_recording(recording_);
    surroundings_.emplace(context_.fs);
    desk_.begin(context_.clock.boot());
    return true;
  }

  void wait() {
    poller_.clear();
    poller_.watch(interrupts_.fd());
    server_.watch(poller_);
    desk_.watch(poller_);
    poller_.wait(desk_.round());
  }

  bool take_signals() {
    const auto signal = interrupts_.next();
    if (!signal) return false;
    switch (*signal) {
      case os::Signal::interrupt:
        reason_ = record::StopReason::stopped;
        somebody_at_terminal_ = options_.foreground;
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
  bool take_requests() {
    for (const auto& [client, request] : server_.receive()) {
      if (desk_.take(client, request, context_.clock.boot())) continue;
      if (std::holds_alternative<control::StatusRequest>(request)) {
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
  bool take_surroundings() {
    if (!surroundings_) return false;
    for (auto& [happenings, remark] : surroundings_->take()) {
      for (auto& event : happenings) recording_.post(std::move(event));
      if (!remark) continue;
      if (remark->weight != Remark::Weight::note) desk_.clear();
      say(*remark);
    }
    if (options_.foreground || !surroundings_->session_ended()) return false;
    reason_ = record::StopReason::signal;
    return true;
  }

  void look_at_stamps() {
    if (!on_disk_) return;
    for (const auto& news : stamping_.look(recording_, context_.clock.boot())) {
      desk_.clear();
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
    for (const auto& advice : advice_on(found, desktop::read_power(context_.fs))) {
      desk_.clear();
      log::warning(advice);
    }
  }

  /// How much room there is can be told better than that there is little.
  std::string words_of(record::Warning warning) const {
    if (warning != record::Warning::disk_low) return record::sentence(warning);
    return fmt::format("{} in {}: {}", record::describe_space(recording_.status().disk_left_seconds),
                       options_.archive.string(), _(record::advice_on_space));
  }

  void say_warnings() {
    for (const auto& change : recording_.take_warning_changes()) {
      desk_.clear();
      if (!change.begins) {
        log::info(record::sentence_when_over(change.warning));
      } else if (change.warning == record::Warning::device_lost) {
        log::alarm(words_of(change.warning));
      } else {
        log::warning(words_of(change.warning));
      }
    }
    if (const auto news = losses_.news(recording_.status())) {
      desk_.clear();
      log::warning(*news);
    }
  }

  /// The files are closed; who recorded is the last thing that the seal covers. Waits a minute at the most, and not for
  /// somebody who has gone.
  archive::Statement ask_statement(const record::Finished& finished) {
    control::MeRequest me;
    const Interrupts::Question question(interrupts_);
    const auto deadline = context_.clock.boot() + longest_question;
    if (stoppers_.any()) me = stoppers_.ask_who([&] { return wait_at_question(deadline); });
    const bool ask_here = !stoppers_.any() && can_ask_user() &&
                          (somebody_at_terminal_ || (options_.foreground && at_its_maximum(finished)));
    if (ask_here) {
      me = ask_who([&] { return context_.clock.boot() > deadline || interrupts_.next().has_value(); });
    }
    if (!me.name) return {};
    return {*me.name, me.statement ? std::optional(context_.clock.utc()) : std::nullopt};
  }

  static bool at_its_maximum(const record::Finished& finished) {
    return finished.reason == record::StopReason::max_duration;
  }

  /// False once nobody will answer any more.
  bool wait_at_question(BootTime deadline) {
    if (context_.clock.boot() >= deadline) return false;
    poller_.clear();
    poller_.watch(interrupts_.fd());
    server_.watch(poller_);
    poller_.wait(round_at_question);
    return !interrupts_.next();
  }

  SessionEnd seal(const record::Finished& finished, const archive::Statement& statement) {
    SessionEnd end;
    end.reason = finished.reason;
    end.problem = finished.problem;
    const base::InLanguage last_word(stoppers_.language());  // a script's is English, whoever started the recording
    try {
      end.sealed = sealed_reply(recording_.seal(statement), finished);
    } catch (const Error& error) {
      stoppers_.answer(control::to_reply(error));
      throw;
    }
    interrupts_.over();
    say_ledger_problem();
    log::note(fmt::format("sealed: {}", end.sealed.seal));
    end.sealed.time_stamp = stamping_.stamp_seal(context_.fs, recording_.conversation().bag());
    stoppers_.answer(end.sealed);
    return end;
  }

  Context& context_;
  const SessionOptions& options_;
  Interrupts interrupts_;  // before any other thread
  archive::Claim claim_;
  control::Server server_;
  record::Recording recording_;
  Desk desk_;
  Losses losses_;
  os::Poller poller_;
  Stoppers stoppers_;
  record::StopReason reason_ = record::StopReason::stopped;
  BootTime began_{};
  Stamping stamping_;
  bool on_disk_ = false;
  bool somebody_at_terminal_ = false;
  std::optional<Surroundings> surroundings_;
  bool checked_ = false;
  bool ledger_problem_said_ = false;
};

}  // namespace

SessionEnd run_session(Context& context, std::unique_ptr<capture::Input> input, const SessionOptions& options) {
  Session session(context, std::move(input), options);
  return session.run();
}

}  // namespace earwitness::cli
