// SPDX-License-Identifier: MIT
#include "record/warnings.hpp"

#include <algorithm>

#include "base/translate.hpp"

namespace earwitness::record {

namespace {

bool is_about_disk(Warning warning) noexcept {
  return warning == Warning::disk_low || warning == Warning::disk_fault || warning == Warning::disk_stalled;
}

}  // namespace

const char* to_string(Warning warning) noexcept {
  switch (warning) {
    case Warning::no_delivery:
      return "no_delivery";
    case Warning::muted:
      return "muted";
    case Warning::clipping:
      return "clipping";
    case Warning::disk_low:
      return "disk_low";
    case Warning::device_lost:
      return "device_lost";
    case Warning::disk_fault:
      return "disk_fault";
    case Warning::monitor:
      return "monitor";
    case Warning::far_lost:
      return "far_lost";
    case Warning::far_silent:
      return "far_silent";
    case Warning::disk_stalled:
      return "disk_stalled";
  }
  return "";
}

const char* english_sentence(Warning warning, Sides sides) noexcept {
  switch (warning) {
    case Warning::no_delivery:
      return N_("no sound arrives from the microphone: look at its plug and at the sound settings");
    case Warning::muted:
      return N_("the microphone is as silent as a muted one: look at its switch and at the sound settings");
    case Warning::clipping:
      return N_("the sound is too loud and is cut off: lower the microphone's level, or move it away");
    case Warning::disk_low:
      return N_("there is space left on the disk for less than an hour");
    case Warning::device_lost:
      if (sides == Sides::both) {
        return N_(
            "THE MICROPHONE IS GONE, your own side is not recorded: plug it in again, or look at the sound settings; "
            "it is recorded again by itself once the microphone is back");
      }
      return N_(
          "THE MICROPHONE IS GONE, nothing is recorded: plug it in again, or look at the sound settings; the "
          "recording goes on by itself once it is back");
    case Warning::disk_fault:
      return N_("the disk reported an error; the recording goes on in a new file");
    case Warning::monitor:
      return N_(
          "NO MICROPHONE: what this computer plays is recorded, and not what is said in the room: plug a microphone "
          "in, "
          "or choose one in the sound settings");
    case Warning::far_lost:
      return N_(
          "THE OTHER SIDE IS NOT RECORDED: look at the sound settings; it is recorded again by itself once its output "
          "is back");
    case Warning::far_silent:
      return N_("nothing is heard from the other side: is the call on another output?");
    case Warning::disk_stalled:
      return N_(
          "the disk does not answer: what is said is kept in memory, for at most a minute; check the disk's plug, or "
          "its network");
  }
  return "";
}

const char* sentence(Warning warning, Sides sides) noexcept { return _(english_sentence(warning, sides)); }

std::string sentence_when_over(Warning warning, Sides sides) {
  if (warning == Warning::device_lost) {
    return sides == Sides::both ? _("the microphone is back: your own side is recorded again, in its next file")
                                : _("the microphone is back: the recording goes on, in its next file");
  }
  if (warning == Warning::far_lost) return _("the other side is recorded again, in its next file");
  if (warning == Warning::far_silent) return _("the other side is heard");
  if (warning == Warning::monitor) return _("it is a microphone again that is recorded");
  if (warning == Warning::no_delivery) return _("Sound is arriving from the microphone again");
  if (warning == Warning::muted) return _("the microphone is no longer silent");
  if (warning == Warning::clipping) return _("the sound is no longer cut off");
  if (warning == Warning::disk_stalled) return _("the disk answers again");
  if (warning == Warning::disk_low) return _("there is enough space on the disk again");
  return tr("no longer: {}", sentence(warning, sides));
}

const char* english_sentence_afterwards(Warning warning, Sides sides) noexcept {
  if (warning == Warning::device_lost) {
    return sides == Sides::both ? N_("the microphone was gone: nothing of your own side was recorded in that time")
                                : N_("the microphone was gone: nothing of that time is recorded");
  }
  if (warning == Warning::far_lost) return N_("the other side was not recorded in that time");
  if (warning == Warning::far_silent) return N_("nothing was heard from the other side while you spoke");
  if (warning == Warning::disk_stalled) {
    return N_("the disk did not answer: what was said then was kept in memory until it did, as far as that goes");
  }
  if (warning == Warning::monitor) {
    return N_("no microphone: what this computer played was recorded, and not what was said in the room");
  }
  return english_sentence(warning, sides);
}

std::optional<WarningChange> Warnings::update(Warning warning, bool active, BootTime now) {
  auto& spell = spells_[static_cast<std::size_t>(warning)];
  if (active == spell.since.has_value()) return std::nullopt;
  if (active) {
    spell.ever = true;
    spell.since = now;
    spell.left_out_before = left_out(now);
  } else {
    spell.before = lasted(warning, spell, now);
    spell.since.reset();
  }
  return WarningChange{warning, active};
}

void Warnings::pause(BootTime since) noexcept {
  if (!paused_since_) paused_since_ = since;
}

void Warnings::resume(BootTime now) noexcept {
  left_out_ = left_out(now);
  paused_since_.reset();
}

/// A pause counts as a whole, with what was slept in it.
void Warnings::leave_out(std::chrono::nanoseconds slept) noexcept {
  if (!paused_since_) left_out_ += slept;
}

std::chrono::nanoseconds Warnings::left_out(BootTime until) const noexcept {
  return left_out_ + (paused_since_ ? std::max(until - *paused_since_, BootTime::duration{0}) : BootTime::duration{0});
}

std::chrono::nanoseconds Warnings::lasted(Warning warning, const Spell& spell, BootTime until) const noexcept {
  if (!spell.since) return spell.before;
  const auto length = until - *spell.since;
  const auto silent = is_about_disk(warning) ? BootTime::duration{0} : left_out(until) - spell.left_out_before;
  return spell.before + std::max(length - silent, BootTime::duration{0});
}

std::vector<WarningSummary> Warnings::summary(BootTime now) const {
  std::vector<WarningSummary> all;
  for (std::size_t i = 0; i < spells_.size(); ++i) {
    const auto& spell = spells_[i];
    if (!spell.ever) continue;
    const auto warning = static_cast<Warning>(i);
    all.push_back({warning, lasted(warning, spell, now)});
  }
  return all;
}

void WriterWatch::note_rounds(std::uint64_t rounds, BootTime now) noexcept {
  constexpr std::chrono::seconds max_between_looks{1};
  const auto since = looked_ ? now - *looked_ : BootTime::duration{0};
  still_ = rounds == rounds_ ? still_ + std::min<std::chrono::nanoseconds>(since, max_between_looks)
                             : std::chrono::nanoseconds{0};
  rounds_ = rounds;
  looked_ = now;
}

void SignalWatch::add(double peak, std::uint64_t clipped, std::chrono::nanoseconds length) noexcept {
  quiet_ = peak < muted_peak ? quiet_ + length : std::chrono::nanoseconds{0};
  since_clip_ = clipped > 0 ? std::chrono::nanoseconds{0} : since_clip_ + length;
}

void OneSided::add_near(double peak, std::chrono::nanoseconds length) noexcept {
  since_word_ = peak >= speech_peak ? std::chrono::nanoseconds{0} : since_word_ + length;
  if (since_word_ < word_gap) spoken_ += length;
}

void OneSided::add_far(double peak, std::chrono::nanoseconds length) noexcept {
  if (length.count() > 0 && peak >= sound_peak) spoken_ = std::chrono::nanoseconds{0};
}

}  // namespace earwitness::record
