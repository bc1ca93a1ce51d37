// SPDX-License-Identifier: MIT
#include "journal/journal_times.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"
#include "json/fields.hpp"

namespace earwitness::journal {

namespace {

constexpr std::int64_t max_moment_ns = std::int64_t{1} << 61;
constexpr double nanoseconds_a_second = 1e9;

double to_seconds(std::int64_t ns) { return static_cast<double>(ns) / nanoseconds_a_second; }

double seconds_from(std::int64_t from_ns, std::int64_t to_ns) { return to_seconds(to_ns) - to_seconds(from_ns); }

double offset_of(UtcTime utc, std::int64_t mono_ns) {
  return std::chrono::duration<double>(utc.time_since_epoch()).count() - to_seconds(mono_ns);
}

double told_count(const json::Value& fields, const char* name) {
  return static_cast<double>(json::find_integer(fields, name, 0, max_moment_ns).value_or(0));
}

}  // namespace

void JournalTimes::add(const Line& line) {
  if (line.event == "recovered") {
    settle_jump();  // another clock goes on from here
    settle_losses();
    settle_ahead();
    recovered_ = true;
  }
  if (line.number == 1) open(line);
  if (line.event == "clock") clock(line);
  if (!recovered_ && !is_import_) check_wall_clock(line);
  if (line.event == "file") file(line);
  if (line.event == "audio") audio(line);
  if (line.event == "gap") {
    if (auto* sound = sound_of(line)) sound->gaps += told_count(line.fields, "frames");
  }
  if (line.event == "break") interruption(line);
  if (recovered_) return;
  last_line_ = line.number;
  last_ns_ = line.mono_ns;
}

void JournalTimes::finish() {
  if (recovered_) return;
  settle_jump();
  settle_losses();
  settle_ahead();
  tell_idle_end();
}

void JournalTimes::open(const Line& line) {
  is_import_ = json::text_in(line.fields, "kind") == recording_kind::imported;
  opened_ns_ = base_ns_ = line.mono_ns;
  base_ = offset_of(line.utc, line.mono_ns);
  json::Fields fields(line.fields);
  const auto told = decode_open(fields);
  if (told.tracks.empty()) return add_sound(line.fields, Track::only);
  for (const auto& track : told.tracks) {
    add_sound(
        {{"sample_rate", track.audio.sample_rate}, {"channels", track.audio.channels}, {"bits", track.audio.bits}},
        track.track);
  }
}

void JournalTimes::add_sound(const json::Value& format, Track track) {
  Sound sound{track, told_count(format, "sample_rate")};
  sound.pace = Pace(sound.rate, std::max(1.0, told_count(format, "channels") * told_count(format, "bits") / 8));
  sound.last_sound_ns = opened_ns_;
  sounds_.push_back(sound);
}

JournalTimes::Sound* JournalTimes::sound_of(const Line& line) {
  if (sounds_.size() == 1) return &sounds_.front();
  const auto word = json::text_in(line.fields, "track");
  const auto found =
      std::find_if(sounds_.begin(), sounds_.end(), [&](const Sound& sound) { return to_string(sound.track) == word; });
  return found == sounds_.end() ? nullptr : &*found;
}

void JournalTimes::clock(const Line& line) {
  const auto step = json::find_integer(line.fields, "step_ns", -max_moment_ns, max_moment_ns);
  if (!step || !json::find_bool(line.fields, "synchronised")) {
    return problem(line.number, _("it does not say how far the clock was set, or whether it is synchronised"));
  }
  const double seconds = to_seconds(*step);
  stepped_ += seconds;
  if (std::abs(seconds) > clock_step_tolerance_seconds && clock_steps_.size() < limits::findings)
    clock_steps_.push_back({line.number, seconds});
}

/// The line that tells of a jump may come some lines later: the clocks are looked at once a round.
void JournalTimes::check_wall_clock(const Line& line) {
  const double moved = offset_of(line.utc, line.mono_ns) - stepped_ - base_;
  const double allowed = clock_step_tolerance_seconds + rate_tolerance * seconds_from(base_ns_, line.mono_ns);
  if (std::abs(moved) <= allowed) {
    const auto jump = std::exchange(jump_, std::nullopt);
    if (jump && jump->stepped == stepped_) tell_jump(*jump);  // and back, without a word
  } else if (!jump_) {
    jump_ = Jump{line.number, line.mono_ns, moved, stepped_, line.number == 2};
  } else if (seconds_from(jump_->mono_ns, line.mono_ns) > undecided_tolerance_seconds) {
    settle_jump();
    base_ += moved;
  }
}

/// No line told of it.
void JournalTimes::settle_jump() {
  if (!jump_) return;
  const auto jump = *std::exchange(jump_, std::nullopt);
  const bool in_last_round = seconds_from(jump.mono_ns, last_ns_) <= last_round_seconds;
  if ((in_last_round || jump.is_second_line) && std::abs(jump.seconds) <= untold_step_seconds) {
    doubts_.push_back(
        tr("the recorder's wall clock jumped by {:.0f} seconds in line {} of the journal, and no line says so",
           jump.seconds, jump.line));
    return;
  }
  tell_jump(jump);
}

void JournalTimes::tell_jump(const Jump& jump) {
  problem(jump.line,
          tr("its utc is {:.0f} seconds off what the lines before it and mono say, and no `clock` line mentions it",
             jump.seconds));
}

std::optional<std::int64_t> JournalTimes::moment(const Line& line, const char* name) {
  const auto& value = line.fields[name];
  const auto number = json::find_integer(line.fields, name, 0, max_moment_ns);
  const bool is_told = line.fields.find(name) != nullptr;
  if ((is_import_ || recovered_) && is_told && value.is_null()) return std::nullopt;
  if (!number) {
    problem(line.number, tr("its {} is not a moment on the clock of mono", name));
    return std::nullopt;
  }
  if (is_import_) return std::nullopt;  // nobody saw it being recorded
  if (!recovered_ && *number > line.mono_ns) {
    problem(line.number, tr("its {} is later than the line itself", name));
    return std::nullopt;
  }
  return number;
}

void JournalTimes::file(const Line& line) {
  auto* of_track = sound_of(line);
  if (of_track == nullptr) return;
  auto& sound = *of_track;
  const auto begins = moment(line, "first_frame_mono");
  const auto& told = line.fields["first_frame_utc"];
  if (recovered_ || is_import_) {
    const bool is_told = line.fields.find("first_frame_utc") != nullptr;
    if (!is_told || !(told.is_string() || told.is_null())) problem(line.number, _("its first_frame_utc is no text"));
    return;
  }
  const auto utc = base::parse_rfc3339(json::text_in(line.fields, "first_frame_utc"));
  if (!utc) problem(line.number, _("its first_frame_utc is not a time"));
  sound.file_ns = begins;
  if (!begins) return;
  if (utc && std::abs(offset_of(*utc, *begins) - offset_of(line.utc, line.mono_ns)) > clock_step_tolerance_seconds) {
    problem(line.number, _("its first_frame_utc and its first_frame_mono are not of one moment"));
  }
  if (!sound.began_ns) {
    sound.began_ns = begins;
    const double before = seconds_from(*begins, opened_ns_);
    if (before > before_open_tolerance_seconds) {
      problem(line.number, tr("its sound begins {:.0f} seconds before the recording", before));
    }
    if (-before > idle_tolerance_seconds) {
      tell_untold(
          sound.track,
          tr("its sound begins {:.0f} seconds after the recording, and no line of the journal tells why", -before));
    }
  }
  sound.note_sound(*begins);
  check_pace(sound, line, *begins);
}

void JournalTimes::audio(const Line& line) {
  auto* of_track = sound_of(line);
  if (of_track == nullptr) return;
  auto& sound = *of_track;
  const auto captured = moment(line, "captured_mono");
  if (recovered_) return;  // which may repeat what lines before it had said
  sound.sound += told_count(line.fields, "frames");
  if (!captured) return;
  // A moment is reckoned from when sound was delivered: what came late and all at once seemed younger than it was.
  const double late = sound.pace.held_seconds();
  if (sound.file_ns && seconds_from(*captured, *sound.file_ns) > late)
    problem(line.number, _("its sound came before its file began"));
  if (sound.captured_ns && seconds_from(*captured, *sound.captured_ns) > late)
    problem(line.number, _("its sound came before that of the line before"));
  sound.captured_ns = captured;
  sound.note_sound(*captured);
  check_pace(sound, line, *captured);
  check_told_time(sound, line, *captured);
  check_losses(sound, line, *captured);
}

void JournalTimes::check_pace(Sound& sound, const Line& line, std::int64_t moment_ns) {
  const double rise = sound.pace.rise(sound.sound - sound.gaps, moment_ns);
  if (rise <= sound.pace.held_seconds()) return;
  problem(line.number, tr("{:.0f} seconds more sound came until then than time passed by mono", rise));
  (void)sound.pace.begin_anew();
  (void)sound.pace.rise(sound.sound - sound.gaps, moment_ns);
}

void JournalTimes::Sound::note_sound(std::int64_t moment_ns) {
  last_sound_ns = moment_ns;
  breaks_since_sound = pauses_since_sound = 0;
}

/// A pause lasts from the last frame before it to the first one after it. What a `gap` is of was reckoned, and may have
/// been decided later; all other breaks were measured.
void JournalTimes::interruption(const Line& line) {
  auto* of_track = sound_of(line);
  if (of_track == nullptr) return;
  auto& sound = *of_track;
  const double seconds = std::max(0.0, json::find_number(line.fields, "seconds").value_or(0));
  const auto cause = json::text_in(line.fields, "cause");
  sound.broken += seconds;
  if (recovered_ || is_import_) return;
  if (cause == cause_ahead) sound.ahead += sound.pace.begin_anew();
  sound.breaks_since_sound += seconds;
  if (cause != "gap") sound.measured_breaks += seconds;
  if (cause == "pause") sound.pauses_since_sound += seconds;
  const double passed = seconds_from(sound.last_sound_ns, line.mono_ns);
  if (cause == "pause" && sound.pauses_since_sound > passed + delivery_tolerance_seconds) {
    problem(line.number, tr("its pause is of {:.0f} seconds, and by mono {:.0f} passed since the last sound",
                            sound.pauses_since_sound, passed));
    sound.measured_breaks -= sound.pauses_since_sound;
    sound.pauses_since_sound = 0;
    return;
  }
  check_told_time(sound, line, line.mono_ns);
}

/// Sound and breaks together do not last longer than the recording. Sound alone is held against the pace.
void JournalTimes::check_told_time(Sound& sound, const Line& line, std::int64_t moment_ns) {
  if (sound.rate <= 0 || !sound.began_ns || sound.measured_breaks <= 0) return;
  const double passed = seconds_from(*sound.began_ns, moment_ns);
  const double told = (sound.sound - sound.gaps) / sound.rate - sound.ahead + sound.measured_breaks;
  const double excess = told - passed * (1 + rate_tolerance);
  if (excess <= sound.pace.held_seconds()) return;
  problem(line.number,
          tr("until then its sound and its breaks are {:.0f} seconds longer than what passed by mono", excess));
  sound.measured_breaks -= excess;
}

/// Time in which no sound came is a gap or a break, and has its line soon.
void JournalTimes::check_losses(Sound& sound, const Line& line, std::int64_t captured_ns) {
  if (sound.rate <= 0 || !sound.began_ns) return;
  const double passed = seconds_from(*sound.began_ns, captured_ns);
  const double untold = passed - sound.sound / sound.rate + sound.ahead - sound.broken;
  if (untold <= delivery_tolerance_seconds + rate_tolerance * passed) {
    sound.short_since_ns.reset();
    return;
  }
  if (!sound.short_since_ns) sound.short_since_ns = captured_ns;
  sound.short_seconds = untold;
  if (seconds_from(*sound.short_since_ns, captured_ns) <= undecided_tolerance_seconds) return;
  problem(line.number,
          tr("until then {:.0f} seconds passed by mono in which no sound came, and no line mentions them", untold));
  sound.broken += untold;
  sound.short_since_ns.reset();
}

/// A recorder that ends before it has decided what is lost leaves no line; so does who cuts out what is near the end.
void JournalTimes::settle_losses() {
  for (auto& sound : sounds_) {
    if (is_import_ || !sound.short_since_ns) continue;
    sound.short_since_ns.reset();
    tell_untold(sound.track, tr("by the end {:.0f} seconds had passed by mono in which no sound came, and no line of "
                                "the journal mentions them",
                                sound.short_seconds));
  }
}

/// Nothing is missing, and nobody can know from the journal when such sound was heard.
void JournalTimes::settle_ahead() {
  for (auto& sound : sounds_) {
    const double ahead = std::exchange(sound.ahead, 0);
    if (ahead < 1) continue;
    doubts_.push_back(
        tr("{:.0f} seconds more sound came than time had passed, as the journal itself says: something had "
           "held it back",
           ahead));
  }
}

void JournalTimes::tell_idle_end() {
  for (const auto& sound : sounds_) {
    if (is_import_) return;
    if (sound.track != Track::only && sound.sound <= 0) {
      untold_.emplace_back(sound.track == Track::near ? _("no sound of the near side came")
                                                      : _("no sound of the far side came"));
      continue;
    }
    const double idle = seconds_from(sound.last_sound_ns, last_ns_) - sound.breaks_since_sound;
    if (idle <= idle_tolerance_seconds) continue;
    tell_untold(sound.track,
                tr("the journal goes on for {:.0f} seconds after the last sound, and no line in it says why", idle));
  }
}

/// Of a call the other side may have had sound all the time.
void JournalTimes::tell_untold(Track track, std::string sentence) {
  if (track == Track::near) sentence = tr("of the near side: {}", sentence);
  if (track == Track::far) sentence = tr("of the far side: {}", sentence);
  untold_.push_back(std::move(sentence));
}

void JournalTimes::problem(std::uint64_t line, std::string detail) {
  if (problems_.size() < limits::findings) problems_.push_back({line, std::move(detail)});
}

}  // namespace earwitness::journal
