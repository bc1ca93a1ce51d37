// SPDX-License-Identifier: MIT
#include "cli/recording_session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/ask_user.hpp"
#include "cli/interrupts.hpp"
#include "cli/losses.hpp"
#include "cli/output.hpp"
#include "cli/quick_check.hpp"
#include "cli/recording_json.hpp"
#include "cli/surroundings.hpp"
#include "log/log.hpp"
#include "os/process.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "record/room.hpp"

namespace earwitness::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds round_with_meter{250};
constexpr milliseconds round_without_meter{500};
constexpr milliseconds round_until_on_disk{10};
constexpr seconds longest_wait_for_first_frames{10};
constexpr seconds plain_line_interval{60};
constexpr seconds longest_question{60};
constexpr seconds longest_farewell{2};
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
        stamping_(options.stamps),
        meter_shown_(options.foreground && os::is_terminal(os::Stream::errors)) {}

  SessionEnd run() {
    recording_.start();
    interrupts_.recording(recording_.conversation().folder.string());
    claim_.tell({os::own_pid(), server_.path().string(), recording_.conversation().folder.string()});
    open_log();
    say_ledger_problem();
    record_until_ended();
    erase_meter();
    stamping_.stop();
    const auto finished = recording_.finish(reason_);
    say_warnings();
    tell_closed(finished);
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
      if (on_disk_ || !announce_on_disk()) show();
      say_warnings();
      check_quickly();
      look_at_stamps();
      wait();
      if (take_signals() || take_requests() || take_surroundings()) return;
      if (!on_disk_ && !recording_.on_disk() && context_.clock.boot() - began_ > longest_wait_for_first_frames) return;
    }
  }

  /// False until audio is on disk: until then nothing says that anything is recorded.
  bool announce_on_disk() {
    if (!recording_.on_disk()) return false;
    on_disk_ = true;
    if (options_.on_recording) options_.on_recording(recording_);
    surroundings_.emplace(context_.fs);
    return true;
  }

  void wait() {
    poller_.clear();
    poller_.watch(interrupts_.fd());
    server_.watch(poller_);
    poller_.wait(!on_disk_ ? round_until_on_disk : meter_shown_ ? round_with_meter : round_without_meter);
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
      if (std::holds_alternative<control::StatusRequest>(request)) {
        server_.reply(client, status_json(recording_));
      } else if (const auto* stop = std::get_if<control::StopRequest>(&request)) {
        reason_ = record::StopReason::stopped;
        stoppers_.push_back({client, stop->can_ask});
      } else {
        server_.reply(client, control::to_json(Error(ErrorKind::usage, {}, "nobody asked for a name yet")));
      }
    }
    return !stoppers_.empty();
  }

  /// Passes on what the desktop does; true once the login is over that a recording in the background belongs to.
  bool take_surroundings() {
    if (!surroundings_) return false;
    for (auto& [happenings, remark] : surroundings_->take()) {
      for (auto& happening : happenings) recording_.tell(std::move(happening));
      if (!remark) continue;
      if (remark->weight != Remark::Weight::note) erase_meter();
      say(*remark);
    }
    if (options_.foreground || !surroundings_->session_ended()) return false;
    reason_ = record::StopReason::signal;
    return true;
  }

  void show() {
    const auto now = context_.clock.boot();
    if (!on_disk_) return;
    const auto status = recording_.status();
    if (meter_shown_) {
      const auto line = meter_.line(status, os::terminal_size().columns, now);
      os::write_message("\r" + line + "\x1b[K");
      meter_on_screen_ = true;
    } else if (options_.foreground && now - last_plain_line_ >= plain_line_interval) {
      if (last_plain_line_ != BootTime{}) {
        log::info(fmt::format("recording: {}, peak {:.0f} dB, disk {}", clock_of(status.seconds), status.peak_dbfs,
                              room_text(status.disk_left_seconds)));
      }
      last_plain_line_ = now;
    }
  }

  void erase_meter() {
    if (meter_on_screen_) os::write_message("\r\x1b[K");
    meter_on_screen_ = false;
  }

  void look_at_stamps() {
    if (!on_disk_) return;
    for (const auto& news : stamping_.look(recording_, context_.clock.boot())) {
      erase_meter();
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
    recording_.tell(found);
    for (const auto& advice : advice_on(found, desktop::read_power(context_.fs))) {
      erase_meter();
      log::warning(advice);
    }
  }

  /// How much room there is can be told better than that there is little.
  std::string words_of(record::Warning warning) const {
    if (warning != record::Warning::disk_low) return record::sentence(warning);
    return fmt::format("{} in {}: {}", record::room_words(recording_.status().disk_left_seconds),
                       options_.archive.string(), record::advice_on_room);
  }

  void say_warnings() {
    for (const auto& change : recording_.take_changes()) {
      erase_meter();
      if (!change.begins) {
        log::info(record::sentence_when_over(change.warning));
      } else if (change.warning == record::Warning::device_lost) {
        log::alarm(words_of(change.warning));
      } else {
        log::warning(words_of(change.warning));
      }
    }
    if (const auto news = losses_.news(recording_.status())) {
      erase_meter();
      log::warning(*news);
    }
  }

  void tell_closed(const record::Finished& finished) {
    for (const auto& stopper : stoppers_) {
      auto message = control::message(control::type::closed);
      message["ask"] = options_.statement.name.empty() && stopper.can_ask;
      message["seconds"] = finished.seconds;
      server_.reply(stopper.client, message);
    }
  }

  /// The files are closed; who recorded is the last thing that the seal covers. Waits a minute at the most, and not for
  /// somebody who has gone.
  archive::Statement ask_statement(const record::Finished& finished) {
    control::MeRequest me;
    const Interrupts::Question question(interrupts_);
    const auto deadline = context_.clock.boot() + longest_question;
    for (const auto& stopper : stoppers_) {
      if (stopper.can_ask) me = wait_for_answer(stopper.client, deadline);
    }
    const bool ask_here = stoppers_.empty() && can_ask_user() &&
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

  control::MeRequest wait_for_answer(control::ClientId client, BootTime deadline) {
    while (server_.connected(client) && context_.clock.boot() < deadline) {
      poller_.clear();
      poller_.watch(interrupts_.fd());
      server_.watch(poller_);
      poller_.wait(round_without_meter);
      if (interrupts_.next()) break;
      for (const auto& [from, request] : server_.receive()) {
        const auto* me = std::get_if<control::MeRequest>(&request);
        if (from == client && me != nullptr) return *me;
        if (std::holds_alternative<control::StatusRequest>(request)) server_.reply(from, status_json(recording_));
        if (std::holds_alternative<control::StopRequest>(request)) stoppers_.push_back({from, false});
      }
    }
    return {};
  }

  SessionEnd seal(const record::Finished& finished, const archive::Statement& statement) {
    SessionEnd end;
    end.reason = finished.reason;
    end.problem = finished.problem;
    try {
      end.sealed = sealed_json(recording_.seal(statement), finished);
    } catch (const Error& error) {
      answer_stoppers(control::to_json(error));
      throw;
    }
    interrupts_.over();
    say_ledger_problem();
    log::note(fmt::format("sealed: {}", end.sealed.value("seal", "")));
    end.sealed.update(stamping_.stamp_seal(context_.fs, recording_.conversation().bag()));
    answer_stoppers(end.sealed);
    return end;
  }

  /// Also those who asked while the seal was being made.
  void answer_stoppers(const nlohmann::ordered_json& message) {
    for (const auto& [client, request] : server_.receive()) {
      if (std::holds_alternative<control::StopRequest>(request)) stoppers_.push_back({client, false});
    }
    for (const auto& stopper : stoppers_) server_.reply(stopper.client, message);
    server_.flush(longest_farewell);
  }

  struct Stopper {
    control::ClientId client;
    bool can_ask;
  };

  Context& context_;
  const SessionOptions& options_;
  Interrupts interrupts_;  // before any other thread
  archive::Claim claim_;
  control::Server server_;
  record::Recording recording_;
  Meter meter_;
  Losses losses_;
  os::Poller poller_;
  std::vector<Stopper> stoppers_;
  record::StopReason reason_ = record::StopReason::stopped;
  BootTime began_{};
  BootTime last_plain_line_{};
  Stamping stamping_;
  bool meter_shown_;
  bool meter_on_screen_ = false;
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
