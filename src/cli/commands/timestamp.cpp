// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "archive/inside.hpp"
#include "archive/recordings.hpp"
#include "archive/time_stamps.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/stamp_plan.hpp"
#include "control/protocol.hpp"
#include "derive/transcript.hpp"
#include "journal/reader.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "results/failure.hpp"
#include "terminal/output.hpp"
#include "tsa/http.hpp"

namespace earwitness::cli {

namespace {

constexpr double late_after_seconds = 15 * 60;  // as `verify` calls it

struct TimestampOptions {
  std::vector<std::string> words;
  std::vector<std::string> tsa;
  std::string timeout;
  bool all = false;
  bool json = false;
};

std::vector<tsa::Server> servers_for(const TimestampOptions& options, const Config& config) {
  if (options.tsa.empty()) {
    auto servers = context::servers_of(config);
    if (!servers.empty()) return servers;
    throw Error(
        ErrorKind::usage, "--tsa", _("no time-stamping authority is named"),
        _("earwitness timestamp --tsa https://...   or once: earwitness setup --stamps later --tsa https://..."));
  }
  std::vector<tsa::Server> servers;
  for (const auto& url : options.tsa) {
    if (!tsa::is_web_address(url)) {
      throw Error(ErrorKind::usage, "--tsa",
                  tr("{} is not an address starting with http:// or https://", base::printable(url)),
                  "earwitness timestamp --tsa https://...");
    }
    servers.push_back({url});
  }
  return servers;
}

tsa::AskLimits limits_of(const TimestampOptions& options) {
  tsa::AskLimits limits;
  if (options.timeout.empty()) return limits;
  const auto length = base::parse_duration(options.timeout);
  if (!length || length->count() <= 0) {
    throw Error(ErrorKind::usage, "--timeout", tr("{} is not a length of time", base::printable(options.timeout)),
                "earwitness timestamp --timeout 15s");
  }
  limits.whole = *length;
  limits.connect = std::min<std::chrono::milliseconds>(limits.connect, *length);
  return limits;
}

/// The sealed bag that stands for a conversation, or the bag itself; empty where nothing is sealed.
os::Path bag_of(const Context& context, const os::Path& path) {
  const archive::Conversation folders{path};
  for (const auto& bag : {path, folders.bag(), folders.recovered()}) {
    if (archive::is_sealed(context.fs, bag)) return bag;
  }
  return {};
}

/// What of it is sealed and signed: the bag that stands for a conversation, or the bag itself, and its transcripts.
std::vector<os::Path> stampable(const Context& context, const os::Path& path) {
  std::vector<os::Path> bags;
  const auto add = [&](const os::Path& bag) {
    if (!bag.empty() && archive::to_be_stamped(context.fs, bag)) bags.push_back(bag);
  };
  const auto bag = bag_of(context, path);
  add(bag);
  if (bag.empty() || bag == path) return bags;
  for (const auto& version : derive::transcript_versions(context.fs, path)) add(version.bag);
  return bags;
}

/// Without a time stamp.
std::vector<os::Path> pending_in(const Context& context, const os::Path& root) {
  std::vector<os::Path> bags;
  for (const auto& item : archive::list(context.fs, root)) {
    if (item.state != archive::State::sealed && item.state != archive::State::recovered) continue;
    for (const auto& bag : stampable(context, item.folder)) {
      if (!archive::is_stamped(context.fs, bag)) bags.push_back(bag);
    }
  }
  return bags;
}

std::vector<os::Path> chosen(const Context& context, const TimestampOptions& options) {
  (void)context::settle_before(context, options.words.empty() ? std::string() : options.words.front());
  if (options.words.empty()) return pending_in(context, context::archive_path(context));
  std::vector<os::Path> bags;
  for (const auto& word : options.words) {
    const auto found = context::find_to_change(context, word);
    const auto signed_bags = stampable(context, found);
    if (signed_bags.empty()) {
      throw Error(ErrorKind::not_found, word, tr("{} has no signed seal that could be stamped", base::printable(word)),
                  "earwitness list");
    }
    bags.insert(bags.end(), signed_bags.begin(), signed_bags.end());
  }
  return bags;
}

/// When the journal's last line was written, or a transcript sealed, by the clock of that machine.
UtcTime ended(const Context& context, const os::Path& bag) {
  UtcTime last{};
  if (!context.fs.status(bag / bag::journal_path)) {
    const auto version = derive::read_transcript_version(context.fs, bag);
    return base::parse_rfc3339(version.made_utc).value_or(context.clock.utc());
  }
  const auto journal = context.fs.open(bag / bag::journal_path);
  (void)journal::read(*journal, [&](const journal::Line& line) { last = line.utc; });
  return last;
}

struct StampResult {
  os::Path bag;
  bool stamped_before = false;
  std::optional<tsa::Stamp> stamp;
  std::vector<std::string> failures;
  std::optional<double> late_by_seconds;
};

StampResult stamp_one(const Context& context, const os::Path& bag, const std::vector<tsa::Server>& servers,
                      const tsa::AskLimits& limits) {
  StampResult outcome;
  outcome.bag = bag;
  outcome.stamped_before = archive::is_stamped(context.fs, bag);
  if (outcome.stamped_before) return outcome;
  const std::atomic<bool> never{false};
  const auto over = archive::to_be_stamped(context.fs, bag);
  if (!over) return outcome;  // taken away since it was chosen
  auto attempt = tsa::request_stamp(servers, *over, limits, never);
  outcome.failures = std::move(attempt.failures);
  outcome.stamp = std::move(attempt.stamp);
  if (!outcome.stamp) return outcome;
  const auto root = bag.parent_path().parent_path();
  // Nobody puts another bag in its place meanwhile, as a deletion of a part does: it would get what is not of it.
  std::optional<context::Changes> changes;
  if (archive::is_inside(root, context::own_archive(context))) changes.emplace(context::claim_changes(context, root));
  archive::store_time_stamp(context.fs, bag, *over, outcome.stamp->response, outcome.stamp->evidence,
                            changes ? &changes->intents : nullptr);
  const double after = base::seconds_between(ended(context, bag), outcome.stamp->token.gen_time);
  if (after > late_after_seconds) outcome.late_by_seconds = after;
  return outcome;
}

json::Value to_json(const StampResult& outcome) {
  const char* state = outcome.stamp ? "stamped" : outcome.stamped_before ? "stamped_before" : "pending";
  json::Value object = {{"path", outcome.bag.string()}, {"time_stamp", state}};
  if (outcome.stamp) {
    object["stamped_utc"] = base::rfc3339(outcome.stamp->token.gen_time);
    object["authority"] = outcome.stamp->token.tsa;
    object["server"] = outcome.stamp->server;
    object["late_by_seconds"] = json::or_null(outcome.late_by_seconds);
  }
  object["failures"] = outcome.failures;
  return object;
}

void print(const StampResult& outcome) {
  print_line(outcome.bag.string());
  if (outcome.stamped_before) {
    print_line(_("date    stamped before; nothing was asked"));
  } else if (outcome.stamp) {
    print_line(tr("date    existed by {}, says {}", os::local_date_and_clock(outcome.stamp->token.gen_time),
                  outcome.stamp->token.tsa));
    if (outcome.late_by_seconds) {
      print_line(tr("late    it is of {:.0Lf} minutes after the recording's end: until then nothing is known",
                    *outcome.late_by_seconds / 60));
    }
  } else {
    print_line(_("date    not proven yet"));
  }
}

ExitCode run_timestamp(const Context& context, const TimestampOptions& options) {
  if (options.all && !options.words.empty()) {
    throw Error(ErrorKind::usage, {}, _("say which recordings to stamp, or --all"), "earwitness timestamp --all");
  }
  const auto servers = servers_for(options, context::load_config(context));
  const auto limits = limits_of(options);
  const auto bags = chosen(context, options);
  if (bags.empty()) log::info(_("every signed recording has its time stamp"));
  json::Value list = json::Value::array();
  std::optional<Error> failure;
  for (const auto& bag : bags) {
    const auto outcome = stamp_one(context, bag, servers, limits);
    if (options.json) {
      list.push_back(to_json(outcome));
    } else {
      print(outcome);
    }
    if (outcome.stamp || outcome.stamped_before) continue;
    failure.emplace(ErrorKind::surroundings, servers.front().url,
                    tr("No time stamp could be obtained: {}", fmt::join(outcome.failures, "; ")),
                    _("try again when there is a network: earwitness timestamp"));
    break;  // the next one would wait as long for the same
  }
  if (options.json) print_json(document_of("timestamp", {{"recordings", list}}));
  return failure ? results::report(*failure) : ExitCode::done;
}

}  // namespace

void add_timestamp(Command& program, Context& context) {
  auto options = std::make_shared<TimestampOptions>();
  auto& timestamp = program.add_command(
      "timestamp", _("Have sealed recordings dated by an independent server; only a fingerprint is sent"),
      _("earwitness timestamp\n  earwitness timestamp review"));
  add_recordings(timestamp, options->words);
  timestamp.flag("--all", options->all, _("All that have no time stamp yet (the same as without a name)"));
  timestamp
      .option("--tsa", &options->tsa, _("Ask this server, in place of those in the settings; may be repeated"), "URL")
      .repeat(grammar::Repeats::by_option_dots);
  timestamp.option("--timeout", &options->timeout, _("How long to wait for each answer (15s)"), "TIME");
  add_json(timestamp, options->json);
  on_typed(timestamp, options, [&context](const TimestampOptions& o) { return run_timestamp(context, o); });
}

}  // namespace earwitness::cli
