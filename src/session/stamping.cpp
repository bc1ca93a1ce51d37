// SPDX-License-Identifier: MIT
#include "session/stamping.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "archive/time_stamps.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "timestamp/slate.hpp"

namespace earwitness::session {

namespace {

using StampState = control::SealStamp::State;

constexpr std::chrono::milliseconds seal_stamp_timeout{5'000};

crypto::Digest digest_of(const std::string& hex) {
  crypto::Digest digest{};
  const auto bytes = base::from_hex(hex);
  if (bytes && bytes->size() == digest.size()) std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

control::SealStamp pending(const std::string& why) { return {StampState::pending, why, {}, {}, {}}; }

}  // namespace

std::vector<std::string> Stamping::poll(record::Recording& recording, BootTime now) {
  std::vector<std::string> news;
  if (plan_.when != Stamps::during) return news;
  if (auto attempt = asker_.pop_attempt()) {
    if (attempt->stamp) {
      enter(recording, std::move(*attempt->stamp), news);
    } else if (!failure_told_ && !attempt->failures.empty()) {
      failure_told_ = true;
      news.push_back(tr("no time stamp yet, which stops nothing: {}", attempt->failures.front()));
    }
  }
  if (asker_.is_busy()) return news;
  const auto due = schedule_.due(now);
  if (due == StampSchedule::Due::nothing) return news;
  const auto line = due == StampSchedule::Due::first_line ? recording.open_line() : recording.last_line();
  if (line) ask_for(*line, now);
  return news;
}

void Stamping::ask_for(const record::JournalLine& line, BootTime now) {
  covers_ = line.sequence;
  schedule_.asked(now);
  asker_.start(plan_.servers, digest_of(line.hash), {});
}

void Stamping::enter(record::Recording& recording, tsa::Stamp stamp, std::vector<std::string>& news) {
  const auto words = timestamp::slate_words(stamp.token.der);
  recording.post(record::TimeStamped{covers_, std::move(stamp.server), std::move(stamp.token.der)});
  const bool first = schedule_.stamped();
  if (!first || !plan_.slate) return;
  recording.post(record::ScreenEvent{"slate", words});
  news.push_back(tr("say these words aloud, once, when you can: {}", fmt::join(words, " ")));
}

control::SealStamp Stamping::stamp_seal(os::FileSystem& fs, const os::Path& bag) noexcept {
  try {
    return try_seal(fs, bag);
  } catch (const std::exception& error) {
    return pending(error.what());
  }
}

control::SealStamp Stamping::try_seal(os::FileSystem& fs, const os::Path& bag) {
  if (plan_.when == Stamps::none) return {};
  if (plan_.when == Stamps::later) return pending(_("it is asked for when you say so"));
  const auto imprint = archive::to_be_stamped(fs, bag);
  if (!imprint) return {};
  asker_.start(plan_.servers, *imprint, {});
  asker_.wait_for_attempt(seal_stamp_timeout);
  const auto attempt = asker_.pop_attempt();
  asker_.cancel();
  if (!attempt) return pending(_("no answer came within five seconds"));
  if (!attempt->stamp) return pending(attempt->failures.empty() ? _("no server answered") : attempt->failures.front());
  const auto& stamp = *attempt->stamp;
  // Only where it is of that archive: an imported or transcribed one may be somebody else's.
  const bool is_known = plan_.intents && bag.parent_path().parent_path() == plan_.intents->root();
  archive::store_time_stamp(fs, bag, *imprint, stamp.response, stamp.evidence,
                            is_known ? plan_.intents.get() : nullptr);
  return {StampState::stamped, {}, base::rfc3339(stamp.token.gen_time), stamp.token.tsa, stamp.server};
}

}  // namespace earwitness::session
