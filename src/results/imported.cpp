// SPDX-License-Identifier: MIT
#include "results/imported.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "results/sealed.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

const char* words(media::NoSound why) {
  switch (why) {
    case media::NoSound::unknown_form:
      return _("it is of no form that is decoded here");
    case media::NoSound::no_index:
      return _("what recorded it never finished it: nothing in it tells where its sound is");
    case media::NoSound::no_stream:
      return _("there is no sound in it");
    case media::NoSound::no_such_stream:
      return _("it has fewer streams of sound than that");
    case media::NoSound::unknown_coding:
      return _("its sound is in a coding that is not decoded here");
    case media::NoSound::unreadable:
      return _("nothing of its sound can be read");
    case media::NoSound::unsupported_shape:
      return _("its sample rate or its channels are none that FLAC has");
  }
  return "";
}

/// Why nothing of it was decoded; what was met in it, the check tells.
void tell_sound(const derive::ImportedFile& file, bool is_one_of_several) {
  const char* sealed_whole = _("so it is sealed whole: it can't be played, shown or typed out");
  const auto sentence = [&](const std::string& why) {
    const auto told = tr("{}, {}", why, sealed_whole);
    return is_one_of_several ? fmt::format("{}: {}", base::printable(file.file.string()), told) : told;
  };
  if (file.sound.facts.too_long) {
    log::warning(sentence(_("it has more sound than is decoded here")));
  } else if (file.sound.failure != media::Failure::none) {
    log::warning(sentence(_(media::to_string(file.sound.failure))));
  } else if (file.sound.no_sound) {
    log::info(sentence(words(*file.sound.no_sound)));
  }
}

/// Several streams of sound are said, as one alone is decoded.
void tell_streams(const media::Facts& facts) {
  std::vector<std::string> sounds;
  std::size_t taken = 0;
  for (const auto& stream : facts.streams) {
    if (stream.kind != media::StreamKind::sound) continue;
    sounds.push_back(base::printable(stream.coding));
    if (stream.taken) taken = sounds.size();
  }
  if (sounds.size() < 2 || taken == 0) return;
  log::warning(tr("it has {} streams of sound ({}), of which number {} is decoded", sounds.size(),
                  fmt::to_string(fmt::join(sounds, ", ")), taken),
               _("earwitness import FILE --stream 2"));
}

/// What a file says of itself that a person must know before it is handed over.
void tell_claims(const derive::Imported& made) {
  if (!made.place.empty()) {
    log::info(
        tr("the file says where it was recorded: {}; that is kept as a note of yours, which nothing hands over; the "
           "file itself holds it, and an export has the file",
           made.place));
  }
  if (!made.recorded && made.claimed) {
    log::info(tr("the file says that it was recorded on {}; you did not say so",
                 recorded_words(made.claimed->time, made.claimed->is_day)));
  }
}

/// Of all files what is said of them together, and of each its own.
json::Value to_json(const std::vector<derive::ImportedFile>& files, std::uint32_t rate) {
  json::Value claims = json::Value::array();
  json::Value streams = json::Value::array();
  json::Value each = json::Value::array();
  for (const auto& file : files) {
    const auto& facts = file.sound.facts;
    for (const auto& claim : facts.claims) {
      claims.push_back({{"name", base::printable(claim.name)}, {"text", base::printable(claim.text)}});
    }
    for (const auto& stream : facts.streams) {
      streams.push_back({{"sound", stream.kind == media::StreamKind::sound},
                         {"coding", base::printable(stream.coding)},
                         {"taken", stream.taken}});
    }
    const bool is_placed = file.sound.decoded && rate > 0;
    each.push_back(
        {{"name", base::printable(file.file.filename().string())},
         {"bytes", file.bytes},
         {"sha256", file.sha256},
         {"decoded", file.sound.decoded},
         {"begins_at_seconds", is_placed ? json::Value(static_cast<double>(file.sound.from) / rate) : json::Value()}});
  }
  return {{"claims", std::move(claims)}, {"streams", std::move(streams)}, {"files", std::move(each)}};
}

/// Of a damaged file nobody knows how long it was.
std::string length_of(const derive::Imported& made) {
  if (made.kind.empty()) return _("not known");
  if (made.damaged) return tr("not known; {} of it could be decoded", base::clock_of(made.seconds));
  return base::clock_of(made.seconds);
}

}  // namespace

std::string recorded_words(UtcTime time, bool is_day) { return is_day ? os::local_date(time) : os::local_moment(time); }

json::Value to_json(const ImportResult& outcome) {
  const auto& made = outcome.made;
  auto document = terminal::document_of("imported");
  document["path"] = made.conversation.string();
  document["recording"] = made.recording;
  document["seal"] = made.seal;
  document["in_ledger"] = json::or_null(outcome.in_ledger);
  document["bytes"] = made.files.front().bytes;
  document["sha256"] = made.files.front().sha256;
  document["decoded"] = !made.kind.empty();
  document["form"] = made.kind;
  document["damaged"] = made.damaged;
  document["same_as"] = made.same_as;
  document["frames"] = made.frames;
  document["seconds"] = made.kind.empty() ? json::Value() : json::Value(made.seconds);
  document.update(to_json(made.files, made.rate));
  document["claimed_recorded"] = made.claimed ? json::Value(base::rfc3339(made.claimed->time)) : json::Value();
  document["claimed_recorded_is_day"] = made.claimed && made.claimed->is_day;
  json::Value left_out = json::Value::array();
  for (const auto& file : made.left_out) left_out.push_back(base::printable(file.filename().string()));
  document["left_out"] = std::move(left_out);
  json::Value problems = json::Value::array();
  if (outcome.found.imported) {
    for (const auto& sentence : import_words(*outcome.found.imported)) problems.push_back(sentence);
  }
  document["problems"] = std::move(problems);
  document.update(control::to_json(outcome.stamp));
  document["checked"] = outcome.found.unchanged ? _("unchanged") : _("altered");
  return document;
}

void print(const ImportResult& outcome) {
  const auto& made = outcome.made;
  terminal::print_line(made.conversation.string());
  terminal::print_line(tr("length  {}", length_of(made)));
  for (const auto& file : made.files) terminal::print_line(tr("file    {}", file.sha256));
  terminal::print_line(tr("seal    {}", made.seal));
  print_date(outcome.stamp, made.conversation.filename().string());
  terminal::print_line(_("imported: sealed as it came, not captured here"));
  if (made.recorded) {
    terminal::print_line(
        tr("recorded: {}, as you say; nothing here shows it", recorded_words(*made.recorded, made.recorded_is_day)));
  }
  terminal::print_line(tr("checked: {}", outcome.found.unchanged ? _("unchanged") : _("altered")));
}

void tell_left_out(const derive::Imported& made) {
  for (const auto& file : made.left_out) {
    log::info(tr("{} is left out: it holds no sound that can be decoded", base::printable(file.string())));
  }
}

void tell_same(const derive::Imported& made) {
  for (const auto& name : made.same_as) {
    log::warning(tr("this very file was imported before, as {}", base::printable(name)),
                 tr("if one is enough: earwitness delete {}", base::printable(made.conversation.filename().string())));
  }
}

void tell_what_it_holds(const derive::Imported& made) {
  for (const auto& file : made.files) {
    tell_sound(file, made.files.size() > 1);
    tell_streams(file.sound.facts);
  }
  tell_claims(made);
}

void tell_what_was_met(const Verification& found) {
  if (!found.imported) return;
  for (const auto& sentence : import_words(*found.imported)) log::warning(sentence);
  for (const auto& sentence : import_parts(*found.imported)) log::info(sentence);
}

}  // namespace earwitness::results
