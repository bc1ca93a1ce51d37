// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "archive/clock_doubt.hpp"
#include "archive/own_notes.hpp"
#include "archive/recordings.hpp"
#include "archive/settled_mark.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/attended.hpp"
#include "cli/commands/commands.hpp"
#include "context/bin.hpp"
#include "context/conversation.hpp"
#include "context/language.hpp"
#include "context/microphone.hpp"
#include "context/missing_disk.hpp"
#include "context/only_own.hpp"
#include "context/recording_session.hpp"
#include "context/roots.hpp"
#include "context/stamp_plan.hpp"
#include "context/unlock.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/local_time.hpp"
#include "os/process.hpp"
#include "os/terminal.hpp"
#include "results/failure.hpp"
#include "results/sealed.hpp"
#include "session/replies.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "terminal/waiting_notice.hpp"

namespace earwitness::cli {

namespace {

struct StartOptions {
  std::vector<std::string> title_words;
  std::string title;
  std::string device;
  bool call = false;
  std::string far;
  std::optional<std::uint32_t> rate;
  std::optional<std::uint16_t> channels;
  std::optional<std::uint16_t> channel;
  std::optional<std::uint16_t> bits;
  std::string max;
  std::string split;
  std::string device_timeout;
  std::string remind;
  std::string me;
  bool unsigned_ = false;
  bool slate = false;
  bool background = false;
  bool json = false;
};

constexpr std::chrono::seconds min_split{1};
constexpr std::chrono::seconds call_question_timeout{15};

std::chrono::seconds duration_of(const std::string& option, const std::string& text, std::chrono::seconds least) {
  const auto length = base::parse_duration(text);
  if (!length || *length < least) {
    throw Error(ErrorKind::usage, option, tr("{} {} is not a length of time", option, base::printable(text)),
                tr("write it like this: {} 90m   or: {} 1h30m", option, option));
  }
  // Recorded all the same: who is in a hurry must not be held up, and scripts may count in seconds.
  if (lacks_unit(text)) {
    log::warning(tr("{} {}: a number without a unit means seconds", option, text),
                 tr("if you meant minutes: {} {}m", option, text));
  }
  return *length;
}

template <typename T>
T first_of(const std::optional<T>& typed, const std::optional<T>& configured, T otherwise) {
  return typed ? *typed : configured.value_or(otherwise);
}

/// `--channels` that is typed takes all, whatever the settings say.
std::optional<std::uint16_t> wished_channel(const StartOptions& options, const Config& config) {
  if (!options.channel) return options.channels ? std::nullopt : config.channel;
  return context::checked_channel(*options.channel);
}

AudioFormat format_of(const StartOptions& options, const Config& config) {
  const AudioFormat standard;
  AudioFormat format{first_of(options.rate, config.rate, standard.sample_rate),
                     first_of(options.channels, config.channels, standard.channels),
                     first_of(options.bits, config.bits, standard.bits)};
  const auto refuse = [](const std::string& what, const std::string& next) {
    throw Error(ErrorKind::usage, what, what, next);
  };
  if (format.sample_rate < limits::sample_rate_min || format.sample_rate > limits::sample_rate_max) {
    refuse(tr("--rate {} is out of range", format.sample_rate),
           tr("choose from {} to {}", limits::sample_rate_min, limits::sample_rate_max));
  }
  if (format.channels < 1 || format.channels > limits::channels_max) {
    refuse(tr("--channels {} is out of range", format.channels), tr("choose from 1 to {}", limits::channels_max));
  }
  if (format.bits != 16 && format.bits != 24) {
    refuse(tr("--bits {} can't be recorded", format.bits), _("choose 16 or 24"));
  }
  if (!wished_channel(options, config)) return format;
  if (options.channel && options.channels && *options.channels != 1) {
    refuse(tr("--channel {} is one channel, and --channels {} more", *options.channel, *options.channels),
           _("leave one of the two out"));
  }
  format.channels = 1;
  return format;
}

record::Settings settings_of(const StartOptions& options, const Config& config) {
  record::Settings settings;
  if (!options.title.empty() && !options.title_words.empty()) {
    throw Error(ErrorKind::usage, "--title", _("the title is given twice"),
                tr("earwitness start --title \"{}\"", base::printable(options.title)));
  }
  const auto title = options.title.empty() ? joined(options.title_words) : options.title;
  if (title.size() > limits::title_bytes || !base::is_valid_utf8(title)) {
    throw Error(ErrorKind::usage, "--title", _("that title is too long, or is not UTF-8 text"),
                tr("use at most {} bytes", limits::title_bytes));
  }
  settings.title = title;
  constexpr std::chrono::seconds least{1};
  settings.max = options.max.empty() ? config.max.value_or(settings.max) : duration_of("--max", options.max, least);
  if (!options.split.empty()) settings.split = duration_of("--split", options.split, min_split);
  if (!options.device_timeout.empty()) {
    settings.device_timeout = duration_of("--device-timeout", options.device_timeout, least);
  }
  settings.from_terminal = os::has_controlling_terminal();
  return settings;
}

std::chrono::seconds remind_after_of(const StartOptions& options, const Config& config) {
  constexpr std::chrono::hours most{24 * 366};
  if (options.remind.empty()) return config.remind_after.value_or(terminal::remind_after_standard);
  return parse_minutes("--remind", options.remind, std::chrono::seconds(0), most);
}

archive::Statement statement_of(const Context& context, const StartOptions& options, const Config& config) {
  if (!options.me.empty()) {
    if (!base::is_plain_text(options.me, limits::name_bytes)) {
      throw Error(ErrorKind::usage, "--me",
                  _("that name can't be kept: it is too long, or has quotes or control characters"),
                  "earwitness start --me \"A. Name\"");
    }
    return {options.me, context.clock.utc(), context::language_of_pages(context)};
  }
  return config.statement();
}

session::StampPlan stamps_of(const Context& context, const StartOptions& options, const Config& config,
                             const os::Path& archive) {
  auto plan = context::stamp_plan(context, config, archive);
  plan.slate = options.slate;
  if (plan.slate && options.background) {
    throw Error(ErrorKind::usage, "--slate",
                _("--slate shows its words on the screen, which --background does not have"),
                _("earwitness start --slate   without --background"));
  }
  if (!plan.slate || plan.when == session::Stamps::during) return plan;
  throw Error(ErrorKind::usage, "--slate", _("the words of a slate come from a time stamp, and none is asked for"),
              "earwitness setup --stamps during --tsa https://...");
}

/// Tells the starter in the foreground, which prints it and ends.
std::string word_of(const record::Recording& recording, bool json) {
  if (!json) return recording.conversation().folder.string();
  return control::encode(session::started_reply(recording));
}

ExitCode problem_code(const Context& context, const session::Result& end) {
  if (!end.problem) return ExitCode::done;
  try {
    std::rethrow_exception(end.problem);
  } catch (const FileError& error) {
    return context::report_on_disk(context, error);
  } catch (const std::exception& error) {
    return results::report(error);
  }
}

/// One line about recordings that wait to be recovered. Nothing is said where the archive can't be looked at: a
/// recording has begun, which is more urgent.
void mention_interrupted(const Context& context, const os::Path& archive) noexcept {
  try {
    if (archive::has_none_interrupted(context.fs, archive)) return;
    const auto names = archive::interrupted(context.fs, archive);
    if (names.size() == 1) {
      log::info(tr("an earlier recording was interrupted; afterwards type: earwitness recover {}",
                   base::printable(names.front())));
    } else if (!names.empty()) {
      log::info(tr("{} earlier recordings were interrupted; afterwards type: earwitness recover --all", names.size()));
    }
  } catch (const std::exception&) {  // `list` will say what is wrong with the archive
  }
}

/// What can wait: at a terminal where the recording is seen it is said after the seal, and never lost.
class Afterwards {
 public:
  explicit Afterwards(bool waits) : waits_(waits) {}
  ~Afterwards() {
    for (const auto& say : later_) say();
  }
  Afterwards(const Afterwards&) = delete;
  Afterwards& operator=(const Afterwards&) = delete;
  void say(std::function<void()> words) {
    if (waits_) {
      later_.push_back(std::move(words));
    } else {
      words();
    }
  }
  [[nodiscard]] bool waits() const noexcept { return waits_; }

 private:
  bool waits_;
  std::vector<std::function<void()>> later_;
};

/// What makes the dates of the recording doubtful; it is recorded all the same.
void mention_clock(const archive::ClockDoubt& doubt, UtcTime now, Afterwards& afterwards) {
  if (doubt.newest_line) {
    log::warning(
        tr("this computer's clock says {}, which is before the newest line of the ledger, {}: the recording may be "
           "dated wrongly",
           os::local_moment(now), os::local_moment(*doubt.newest_line)),
        _("set the clock right, then begin a new recording"));
  } else if (!doubt.is_synchronised) {
    afterwards.say([] {
      log::info(_(
          "this computer's clock is not synchronised: the times in the recording are only as accurate as that clock"));
    });
  }
}

const char* waiting_words() {
  return _("waiting for the microphone and the disk (Ctrl-C gives up): nothing is recorded yet");
}

/// What is to be opened.
struct Sound {
  context::WantedSound microphone;
  bool is_call = false;
  std::string far;
};

session::Inputs open_inputs(const Sound& sound) {
  if (!sound.is_call) return {context::open_input(sound.microphone)};
  auto microphone = context::open_input(sound.microphone, Track::near);
  return {std::move(microphone), context::open_far_input(sound.far, sound.microphone.format)};
}

/// What the ledger could not be told when it began is noted elsewhere, until it has the seal.
session::Result record(Context& context, const Sound& sound, context::SessionOptions session) {
  const auto notes = context::keys_folder().parent_path();
  std::string noted;
  session.settings.on_not_entered = [&](const std::string& open) {
    noted = open;
    archive::write_own_note(context.fs, notes, archive::OwnNote::begun, open);
  };
  auto end = context::run_session(context, open_inputs(sound), std::move(session));
  if (end.sealed.in_ledger.value_or(true)) {
    archive::remove_own_note(context.fs, notes, archive::OwnNote::begun, noted);
  }
  return end;
}

ExitCode start_in_foreground(Context& context, const StartOptions& options, context::SessionOptions session,
                             const Sound& sound, Afterwards& afterwards) {
  std::optional<terminal::WaitingNotice> waiting(waiting_words());
  const auto doubt = archive::doubt_clock(context.fs, context.clock, session.settings.archive);
  session.settings.on_recording = [&context, &doubt, &waiting, &afterwards, signer = session.settings.signer,
                                   archive = session.settings.archive](const record::Recording& recording) {
    waiting.reset();
    log::info(tr("recording to {}", recording.conversation().folder.string()));
    // Below the level stands how it is stopped.
    if (!afterwards.waits()) log::info(_("stop with Ctrl-C, or in another terminal with: earwitness stop"));
    mention_clock(doubt, context.clock.utc(), afterwards);
    afterwards.say([&context, archive] { mention_interrupted(context, archive); });
    if (signer) context::complete_ledger(context, archive, *signer);
  };
  const auto signer = session.settings.signer;
  const auto archive = session.settings.archive;
  const auto end = record(context, sound, std::move(session));
  const auto code = problem_code(context, end);
  auto checked = ExitCode::done;
  // Nobody reads what a closed terminal would show; the recording is sealed all the same.
  if (end.reason != record::StopReason::terminal_closed) {
    const auto document = control::to_json(end.sealed);
    checked = results::print_sealed(end.sealed, options.json ? &document : nullptr,
                                    {{}, {}, context::tsa_roots(context, {})});
  }
  if (signer) context::complete_ledger(context, archive, *signer);
  return code == ExitCode::done ? checked : code;
}

/// The child of go_to_background(): nobody hears it but the announcer, once.
ExitCode record_in_background(Context& context, os::Announcer& announcer, const StartOptions& options,
                              context::SessionOptions session, const Sound& sound) {
  bool announced = false;
  announcer.end_with_starter();
  session.settings.foreground = false;
  session.settings.on_recording = [&announced, &announcer, &context, &options, signer = session.settings.signer,
                                   archive = session.settings.archive](const record::Recording& recording) {
    announced = announcer.announce("+" + word_of(recording, options.json));
    if (!announced) log::note(_("the starter went away before the recording was announced"));
    if (signer) context::complete_ledger(context, archive, *signer);
  };
  const auto signer = session.settings.signer;
  const auto archive = session.settings.archive;
  try {
    const auto end = record(context, sound, std::move(session));
    if (signer) context::complete_ledger(context, archive, *signer);
    return problem_code(context, end);
  } catch (const Error& error) {
    const auto code = results::report(error);
    if (!announced) announcer.announce("-" + control::encode(control::to_reply(error)));
    return code;
  }
}

os::FirstWord hear_patiently(os::Starter& starter) {
  const terminal::WaitingNotice waiting(waiting_words());
  return starter.hear();
}

/// Until the word is printed, the child ends with this process: nothing records that nobody was told of.
ExitCode start_in_background(Context& context, const StartOptions& options, const context::SessionOptions& session,
                             const Sound& sound, Afterwards& afterwards) {
  const auto doubt = archive::doubt_clock(context.fs, context.clock, session.settings.archive);
  auto side = os::go_to_background("/dev/null");
  if (auto* announcer = std::get_if<os::Announcer>(&side)) {
    return record_in_background(context, *announcer, options, session, sound);
  }
  auto& starter = std::get<os::Starter>(side);
  const auto word = hear_patiently(starter);
  // Something ended its process, such as a kernel that is short of memory.
  if (!word || word->empty()) {
    throw Error(ErrorKind::surroundings, {}, _("the recording's process was ended before there was any sound"),
                _("start it again; what was begun is removed by: earwitness recover --all"));
  }
  const auto text = word->substr(1);
  if (word->front() == '+' && !options.json) {
    print_line(text);
  } else {
    const auto received = control::parse_reply(text);
    if (!received) throw std::runtime_error("the recording's first word can't be read");
    if (const auto* error = std::get_if<control::ErrorReply>(&received->reply)) throw control::to_error(*error);
    print_json(received->document);
  }
  starter.confirm();
  mention_clock(doubt, context.clock.utc(), afterwards);
  mention_interrupted(context, session.settings.archive);
  if (!sound.is_call) context::mention_call();
  return ExitCode::done;
}

/// Whatever is wrong with the key, the conversation begins now.
std::shared_ptr<const archive::Signer> signer_to_start_with(const Context& context, bool& is_new) try {
  return context::unlock_signer(context, &is_new);
} catch (const Error& error) {
  constexpr const char* without = N_("record without a signature: earwitness start --unsigned");
  const auto next =
      error.next().empty() ? std::string(_(without)) : tr("{}   or {}", base::words_of(error.next()), _(without));
  throw Error(error.kind(), error.subject(), error.what(), next);
}

/// Before the first recording of an archive; nothing waits for it.
void tell_law_once(const Context& context, const os::Path& archive) {
  if (context.fs.status(archive)) return;
  log::info(
      _("Only record conversations that you take part in. Recording other people's conversations is a crime in the "
        "Netherlands and many other countries."));
}

/// Only who sees the question is asked, and the recording does not wait for long: the conversation has begun.
bool wants_call(const StartOptions& options, const Config& config, const std::string& device) {
  if (options.call || !options.far.empty()) return true;
  const bool may_ask =
      config.call == settings::CallHint::ask && !options.background && !options.json && terminal::can_ask_user();
  if (!may_ask || device == context::test_signal_name || !context::is_in_call()) return false;
  const auto give_up = std::chrono::steady_clock::now() + call_question_timeout;
  return terminal::ask_yes_no(_("It looks as if you are in a call. Record the other side, too?"),
                              [give_up] { return std::chrono::steady_clock::now() > give_up; })
      .value_or(false);
}

ExitCode run_start(Context& context, const StartOptions& options) {
  refuse_unattended();
  // The conversation begins now, and a typo in the settings can be mended afterwards. A script is told, and stops.
  context.globals.lenient = os::has_controlling_terminal();
  const auto config = context::load_config(context);
  const auto format = format_of(options, config);
  context::SessionOptions session;
  auto& settings = session.settings;
  context::warn_of_foreign_home();
  Afterwards afterwards(!options.background && terminal::can_draw());
  bool is_new_key = false;
  if (!options.unsigned_) settings.signer = signer_to_start_with(context, is_new_key);
  if (is_new_key) afterwards.say(&context::say_key_was_made);
  settings.archive = context::archive_path(context, config);
  tell_law_once(context, settings.archive);
  context::require_disk_of(context, settings.archive);
  (void)context::settle_before(context, {},
                               context::MissingSeals::leave);  // it is done once there is sound on the disk
  settings.recording = settings_of(options, config);
  settings.stamps = stamps_of(context, options, config, settings.archive);
  settings.recording.time_stamps = settings.stamps.when != session::Stamps::none;
  session.remind_after = remind_after_of(options, config);
  settings.statement = statement_of(context, options, config);
  const auto device = options.device.empty() ? config.device.value_or("") : options.device;
  Sound sound{{device, format}, wants_call(options, config, device), options.far};
  if (const auto number = wished_channel(options, config)) {
    settings.channel = sound.microphone.channel = capture::ChannelWish{*number};
  }
  settings.far_source = options.far;
  if (device != context::test_signal_name) settings.call_hint = context::call_hint();
  return options.background ? start_in_background(context, options, session, sound, afterwards)
                            : start_in_foreground(context, options, std::move(session), sound, afterwards);
}

}  // namespace

void add_start(Command& program, Context& context) {
  auto options = std::make_shared<StartOptions>();
  auto& start = program.add_command("start", _("Record a conversation that you take part in"),
                                    _("earwitness start Review with my manager"));
  start.positional("TITLE", &options->title_words, _("What it is about; it also names the folder")).free_text();
  start.option("--title", &options->title, _("The same, in quotes")).free_text();
  start.option("--device", &options->device,
               _("Microphone, by a name that `earwitness devices` lists; `test-signal` for a built-in tone"), "DEVICE");
  start.flag("--call", options->call,
             _("Also record the other side of a call, on a track of its own: what is played where the call plays"));
  start.option("--far", &options->far,
               _("Record the other side from this source, by a name that `earwitness devices` lists (implies --call)"),
               "DEVICE");
  start.option("--rate", &options->rate, _("Sample rate in Hz (48000)"));
  start.option("--channels", &options->channels, _("Channels (1)"));
  start.option("--channel", &options->channel,
               _("Record only this channel of a microphone that has several (1 is the first)"));
  start.option("--bits", &options->bits, _("Bits per sample: 16 or 24 (16)"), "16|24");
  start.option("--max", &options->max, _("Stop by itself after this time (2h)"), "TIME");
  start.option("--split", &options->split, _("Start a new file every so often (for example 30m)"), "TIME");
  start.option("--device-timeout", &options->device_timeout,
               _("Stop when a lost microphone has not come back within this time (otherwise it keeps trying)"), "TIME");
  start.option("--remind", &options->remind,
               _("Ask on the screen after this many minutes whether you still take part (60; 0: never)"), "MINUTES");
  start
      .option("--me", &options->me,
              _("Your name; with it you state that you only record conversations that you take part in"))
      .free_text();
  start.flag("--unsigned", options->unsigned_,
             _("Record without the signing key: then nothing shows later whose seal it is"));
  start.flag("--slate", options->slate, _("Show four words of the first time stamp, to be said aloud"));
  start.flag("--background", options->background,
             _("Return as soon as sound is on the disk, and print the recording's folder"));
  add_json(start, options->json);
  on_typed(start, options, [&context](const StartOptions& o) { return run_start(context, o); });
}

}  // namespace earwitness::cli
