// SPDX-License-Identifier: MIT
#include "session/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "desktop/power.hpp"
#include "log/log.hpp"

namespace earwitness::session {

namespace {

using Weight = Remark::Weight;

/// Description and name, as a note can hold them: others' text, and perhaps not even UTF-8.
std::string full_name(const desktop::LiveSource& source) {
  auto name = source.description.empty() || source.description == source.name
                  ? source.name
                  : fmt::format("{} ({})", source.description, source.name);
  if (!base::is_valid_utf8(name)) name = base::printable(name);
  return name.size() > limits::title_bytes ? std::string("a source with a very long name") : name;
}

/// For the journal's notes, in the words of all that stands there.
std::string with_channel(const std::string& name, const desktop::LiveSource& source, std::uint16_t wished) {
  if (wished == 0) return name;
  return fmt::format("{}, channel {} of {}", name, heard_channel(source, wished).number, source.inputs);
}

/// Where the channel that was asked for is not what is recorded from here on.
std::optional<Remark> other_channel(const desktop::LiveSource& source, std::uint16_t wished) {
  if (wished == 0) return std::nullopt;
  const auto heard = heard_channel(source, wished);
  if (!heard.place) {
    return Remark{Weight::warning,
                  tr("the sound server moved the recording to {}, whose channel {} can't be heard in it",
                     full_name(source), heard.number),
                  _("choose the microphone that it began with in the sound settings, or stop and start again")};
  }
  if (heard.number == wished) return std::nullopt;
  return Remark{Weight::warning,
                tr("the sound server moved the recording to {}, which has no channel {}: its first one is recorded",
                   full_name(source), wished),
                _("look at the sound settings, and choose the right one there if it is not")};
}

Remark moved_to(const desktop::SourceChange& change, const std::string& name) {
  // That there is no microphone any more is a warning of its own.
  if (change.now.is_monitor && !change.was_monitor)
    return {Weight::note, tr("the sound server moved the recording to what this computer plays: {}", name), {}};
  if (change.now.is_monitor) {
    return {Weight::warning, tr("the sound server moved the recording to what another output plays: {}", name),
            _("plug a microphone in, or choose one in the sound settings")};
  }
  return {Weight::warning, tr("the sound server moved the recording to another microphone: {}", name),
          _("look at the sound settings, and choose the right one there if it is not")};
}

Remark processed(const desktop::LiveSource& source) {
  return {Weight::warning,
          tr("{} lies between the microphone and the recording, which an expert can't use as well: {}",
             desktop::to_words(source.processing), full_name(source)),
          Step::choose_unprocessed_microphone_there};
}

/// Of an interface with many inputs: mostly one of them is used, and all are mixed.
bool are_many_mixed(const desktop::LiveSource& source) { return source.inputs > 2 && source.recorded < source.inputs; }

Remark mixed(const desktop::LiveSource& source, const std::string& name) {
  return {
      Weight::warning,
      tr("{} has {} inputs, which are mixed into {}: one alone is {:.0f} dB quieter there, or not heard at all", name,
         source.inputs, source.recorded, 20 * std::log10(static_cast<double>(source.inputs) / source.recorded)),
      Step::choose_one_input};
}

Remark remark_on(const desktop::SourceChange& change, std::uint16_t channel) {
  using What = desktop::SourceChange::What;
  const auto name = with_channel(full_name(change.now), change.now, channel);
  switch (change.what) {
    case What::found:
      if (channel == 0 && are_many_mixed(change.now)) return mixed(change.now, name);
      // That there is no microphone is a warning of its own.
      if (change.now.is_monitor) return {Weight::note, tr("the sound is what this computer plays: {}", name), {}};
      return {Weight::note, tr("the microphone is {}", name), {}};
    case What::moved:
      if (auto other = other_channel(change.now, channel)) return std::move(*other);
      return moved_to(change, name);
    case What::muted:
      return {Weight::warning, tr("the microphone is muted in the sound settings: {}", name), _("unmute it there")};
    case What::unmuted:
      return {Weight::info, tr("the microphone is no longer muted: {}", name), {}};
    case What::volume:
      return {Weight::note, tr("the volume is {:.0f} % now: {}", change.now.volume * 100, name), {}};
    case What::processed:
      return processed(change.now);
    case What::monitor:
    case What::microphone:
      break;  // a warning says it
    case What::unprocessed:
      return {Weight::info, tr("nothing changes the microphone's sound any more: {}", name), {}};
  }
  return {};
}

const char* held_words(const desktop::Inhibition& held) {
  if (held.sleep && held.lid) return _("sleep, idling and the lid are held off while this records");
  if (held.sleep) return _("sleep is held off while this records; a closed lid is not");
  if (held.sleep_delayed) return _("sleep can only be delayed by some seconds");
  return _("sleep is not held off");
}

}  // namespace

HeardChannel heard_channel(const desktop::LiveSource& source, std::uint16_t wished) {
  HeardChannel heard;
  if (wished <= source.inputs) heard.number = wished;
  heard.place = desktop::place_in(source.opened, source.positions, heard.number);
  return heard;
}

Consequence consequence_of(const desktop::SourceChange& change, std::uint16_t channel) {
  using What = desktop::SourceChange::What;
  Consequence result{{}, std::nullopt, std::nullopt};
  const auto name = with_channel(full_name(change.now), change.now, channel);
  if (change.what != What::monitor && change.what != What::microphone) result.remark = remark_on(change, channel);
  const bool begins_so = change.what == What::found && change.now.is_monitor;
  if (change.what == What::monitor || begins_so) result.warning = {record::Warning::monitor, true};
  if (change.what == What::microphone) result.warning = {record::Warning::monitor, false};
  if (change.what == What::found) result.events.emplace_back(record::DeviceNamed{name, change.now.is_monitor});
  if (change.what == What::moved) result.events.emplace_back(record::SourceMoved{name, change.now.is_monitor});
  return result;
}

Consequence consequence_of_far(const desktop::SourceChange& change) {
  using What = desktop::SourceChange::What;
  const auto name = full_name(change.now);
  switch (change.what) {
    case What::found:
      return {{record::DeviceNamed{name, change.now.is_monitor, Track::far}},
              Remark{Weight::note, tr("the other side is heard at {}", name), {}}};
    case What::moved:
      return {{record::SourceMoved{name, change.now.is_monitor, Track::far}},
              Remark{Weight::info, tr("the other side is recorded at another output from here on: {}", name), {}}};
    case What::muted:
      return {{},
              Remark{Weight::warning, tr("the other side's source is muted in the sound settings: {}", name),
                     _("unmute it there")}};
    case What::unmuted:
      return {{}, Remark{Weight::info, tr("the other side's source is no longer muted: {}", name), {}}};
    case What::volume:
      return {{}, Remark{Weight::note, tr("the volume is {:.0f} % now: {}", change.now.volume * 100, name), {}}};
    case What::microphone:
    case What::processed:
      return {
          {},
          Remark{Weight::warning, tr("the other side is recorded from something that is not an output: {}", name), {}}};
    case What::monitor:
    case What::unprocessed:
      break;
  }
  return {};
}

Consequence consequence_of(desktop::SessionEvent event) {
  using desktop::SessionEvent;
  switch (event) {
    case SessionEvent::session_found:
      return {{}, Remark{Weight::note, _("the login session's lock and end are watched"), {}}};
    case SessionEvent::lid_closed:
      return {{record::ScreenEvent{"lid"}}, Remark{Weight::note, _("the lid was closed"), {}}};
    case SessionEvent::lid_opened:
      return {{}, Remark{Weight::note, _("the lid was opened"), {}}};
    case SessionEvent::locked:
      return {{record::ScreenEvent{"lock"}}, Remark{Weight::note, _("the screen was locked"), {}}};
    case SessionEvent::unlocked:
      return {{record::ScreenEvent{"unlock"}}, Remark{Weight::note, _("the screen was unlocked"), {}}};
    case SessionEvent::going_to_sleep:
      return {{}, Remark{Weight::warning, _("the computer is going to sleep: nothing is recorded until it wakes"), {}}};
    case SessionEvent::woke_up:
      return {{}, Remark{Weight::info, _("the computer woke up: recording goes on"), {}}};
    case SessionEvent::session_ends:
      return {{}, Remark{Weight::note, _("the login session has ended"), {}}};
  }
  return {};
}

Surroundings::Surroundings(os::FileSystem& fs, const std::string& far_source, record::Moves far_moves) : fs_(fs) {
  far_.emplace(Track::far, far_source,
               [moves = std::move(far_moves)] { moves->fetch_add(1, std::memory_order_acq_rel); });
}

/// The sound server gave our stream a source, whose channels stand in an order of their own.
void Surroundings::find_channel(const desktop::SourceChange& change) {
  using What = desktop::SourceChange::What;
  if (!channel_ || (change.what != What::found && change.what != What::moved)) return;
  if (const auto place = heard_channel(change.now, channel_->number).place) channel_->place->store(*place);
}

bool Surroundings::sees_call() const { return !far_ && stream_.program_in_call().has_value(); }

std::vector<Consequence> Surroundings::poll() {
  std::vector<Consequence> all;
  for (const auto& change : stream_.take_changes()) {
    all.push_back(consequence_of(change, channel_ ? channel_->number : std::uint16_t{0}));
    find_channel(change);
    if (!far_) continue;
    for (auto& event : all.back().events) {
      if (auto* named = std::get_if<record::DeviceNamed>(&event)) named->track = Track::near;
      if (auto* moved = std::get_if<record::SourceMoved>(&event)) moved->track = Track::near;
    }
  }
  if (far_) {
    for (const auto& change : far_->take_changes()) all.push_back(consequence_of_far(change));
  }
  for (const auto event : session_.take_events()) {
    session_ended_ = session_ended_ || event == desktop::SessionEvent::session_ends;
    all.push_back(consequence_of(event));
  }
  if (auto remark = describe_inhibition()) all.push_back({{}, std::move(remark)});
  return all;
}

std::optional<Remark> Surroundings::describe_inhibition() {
  if (inhibition_told_) return std::nullopt;
  const auto held = inhibitor_.state();
  if (!held.answered) return std::nullopt;
  inhibition_told_ = true;
  return Remark{Weight::note,
                held.why_not.empty() ? held_words(held) : fmt::format("{}: {}", held_words(held), held.why_not),
                {}};
}

std::optional<Remark> Surroundings::remark_on_silence() const {
  const auto source = stream_.source();
  if (!source) return std::nullopt;
  if (channel_ && source->inputs > 1) {
    return Remark{
        Weight::warning,
        tr("channel {} of {} is recorded alone", heard_channel(*source, channel_->number).number, source->inputs),
        Step::choose_other_channel};
  }
  if (source->recorded >= source->inputs) return std::nullopt;
  return Remark{
      Weight::warning,
      tr("its {} channels are mixed into {}, where they may cancel each other", source->inputs, source->recorded),
      NextStep(Step::record_channels, std::to_string(std::min<int>(source->inputs, limits::channels_max)))};
}

Surroundings::Known Surroundings::known() const {
  Known known;
  if (const auto power = desktop::read_power(fs_)) known.on_battery = power->on_battery;
  if (const auto held = inhibitor_.state(); held.answered) known.sleep_inhibited = held.sleep;
  if (const auto source = stream_.source()) {
    known.processed_source = source->processing != desktop::Processing::none;
  }
  return known;
}

void say(const Remark& remark) {
  switch (remark.weight) {
    case Weight::note:
      return log::note(remark.text);
    case Weight::info:
      return log::info(remark.text);
    case Weight::warning:
      return log::warning(remark.text, base::words_of(remark.next));
  }
}

}  // namespace earwitness::session
