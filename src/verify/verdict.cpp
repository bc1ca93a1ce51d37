// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"

namespace earwitness {

namespace {

bool has_failed(const Verification& found) noexcept {
  return !found.findings.empty() || std::any_of(found.checks.begin(), found.checks.end(),
                                                [](const Check& check) { return check.result == CheckResult::fail; });
}

/// A pause was asked for, and a file that was split or copied elsewhere says of itself that nothing is between. What a
/// cause means that is none of the format's, nobody knows.
bool is_harmless(const Declared& loss) noexcept {
  if (!loss.is_break || loss.lost_frames != 0) return false;
  if (loss.cause == "pause") return true;
  constexpr std::array<std::string_view, 6> causes{"split", "gap", "device_lost", "io_error", "suspend", "ahead"};
  return loss.seconds <= 0 && std::find(causes.begin(), causes.end(), loss.cause) != causes.end();
}

bool ended_by_fault(const Verification& found) noexcept {
  return found.ended == EndReason::disk_full || found.ended == EndReason::io_error ||
         found.ended == EndReason::device_lost;
}

std::string words_of(const Word<SoundSource>& source) {
  switch (source.value()) {
    case SoundSource::microphone:
      return _("captured from a microphone");
    case SoundSource::test_signal:
      return _("test signal: nothing was captured from a microphone");
    case SoundSource::imported:
      return _("imported: sealed as it came, not captured here");
    case SoundSource::monitor:
      return _("captured from what the computer played (a monitor of its sound), not from a microphone");
    case SoundSource::partly_monitor:
      return _("captured in part from a microphone, and in part from what the computer played");
    case SoundSource::call:
      return _("called a call by its journal");
    case SoundSource::unknown:
    case SoundSource::unsaid:
      return _("of a source that is not known");
    case SoundSource::typed:  // in a recording, where it is no word of the format
    case SoundSource::draft:
    case SoundSource::machine:
    case SoundSource::other:
      break;
  }
  return tr("of a source that this program does not know ({})", base::in_quotes(source.text()));
}

std::string words_of(const TrackSound& track) {
  return track.seconds > 0 ? words_of(track.source) : std::string(_("no sound"));
}

std::string source_in_words(const Verification& found) {
  if (found.source != SoundSource::call || found.tracks.size() != 2) return words_of(found.source);
  if (const auto side = only_side_shown(found)) {
    return *side == Track::near
               ? _("the near side of a call alone, a microphone; of the far side nothing is heard here")
               : _("the far side of a call alone, what the computer played; of the near side nothing is "
                   "heard here");
  }
  if (has_both_sides(found)) {
    return _("both sides of a call: a microphone (near), and what the computer played (far), each on its own track");
  }
  return tr("called a call by its journal, on two tracks; near: {}; far: {}", words_of(found.tracks.front()),
            words_of(found.tracks.back()));
}

void require_key(const Verification& found, const std::vector<std::string>& keys, std::vector<std::string>& left) {
  if (keys.empty()) return;
  if (!found.signature) {
    left.emplace_back(_("the key is not confirmed: no signature holds"));
    return;
  }
  const auto is_required = [&](const Signature& signature) {
    return std::find(keys.begin(), keys.end(), signature.key) != keys.end();
  };
  if (is_required(*found.signature)) {
    // The recording's signature says nothing of who chose the seconds.
    if (found.kind != RecordingKind::excerpt) return;
    if (!found.excerpt_signature) {
      left.emplace_back(_("the key is not confirmed: it signed the recording, and nobody signed the excerpt"));
    } else if (!is_required(*found.excerpt_signature)) {
      left.push_back(tr("the key is not confirmed: it signed the recording, and the excerpt is signed by {}",
                        found.excerpt_signature->key));
    }
    return;
  }
  left.push_back(
      tr("the key is not confirmed: it is signed by {}, which is not the required one", found.signature->key));
}

std::string why_incomplete(const Verification& found) {
  if (found.kind == RecordingKind::recovered) return _("it was recovered, so its end is not proven");
  if (found.kind == RecordingKind::excerpt) return _("it is an excerpt");
  if (found.source == SoundSource::imported) return _("it was imported, and nobody here saw it being recorded");
  if (ended_by_fault(found)) return tr("the recording ended by a fault ({})", found.ended.text());
  if (!found.untold.empty()) return found.untold.front();
  const auto losses = std::count_if(found.declared.begin(), found.declared.end(),
                                    [](const Declared& loss) { return !is_harmless(loss); });
  return tr("the recorder declared {} gaps and breaks", losses);
}

}  // namespace

bool has_both_sides(const Verification& found) noexcept {
  if (found.source != SoundSource::call || found.tracks.size() != 2) return false;
  const auto& near = found.tracks.front();
  const auto& far = found.tracks.back();
  return near.source == SoundSource::microphone && near.seconds > 0 && far.source == SoundSource::monitor &&
         far.seconds > 0;
}

std::optional<Track> only_side_shown(const Verification& found) noexcept {
  if (!has_both_sides(found) || found.tracks.front().is_shown == found.tracks.back().is_shown) return std::nullopt;
  return found.tracks.front().is_shown ? Track::near : Track::far;
}

Verdict verdict(const Verification& found) noexcept {
  // A token stands on the signature: without one there is nothing that it could date. And whoever holds the recording
  // could have set up an authority of their own: only a root that the checker named dates anything.
  const bool is_dated = found.dating && found.dating->existed_by && found.dating->proven && found.signature;
  if (found.unchanged) return is_dated ? Verdict::unchanged_and_dated : Verdict::unchanged;
  return found.sealed || has_failed(found) ? Verdict::altered_or_missing : Verdict::not_sealed;
}

const char* words(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::not_sealed:
      return _("NOT SEALED");
    case Verdict::altered_or_missing:
      return _("ALTERED OR MISSING");
    case Verdict::unchanged:
      return _("UNCHANGED");
    case Verdict::unchanged_and_dated:
      return _("UNCHANGED AND DATED");
  }
  return "";
}

namespace {

std::string transcript_in_words(const Word<SoundSource>& source) {
  switch (source.value()) {
    case SoundSource::machine:
      return _("transcript: text that a machine made of the sound, and no person checked; without sound");
    case SoundSource::draft:
      return _("transcript: text that a machine drafted, and a person read and saved, as they say; without sound");
    case SoundSource::typed:
      return _("transcript: text that somebody typed, without sound");
    default:
      break;
  }
  return _("transcript: text, without sound; who or what made it is not said");
}

std::string excerpt_in_words(const Verification& found) {
  const auto source = source_in_words(found);
  return tr("excerpt of another sealed recording; {}",
            found.recovered_utc.empty() ? source : tr("recovered from an interrupted recording; {}", source));
}

}  // namespace

std::string kind_in_words(const Verification& found) {
  if (found.kind == RecordingKind::transcript) return transcript_in_words(found.source);
  if (found.kind == RecordingKind::recovered)
    return tr("recovered from an interrupted recording; {}", source_in_words(found));
  if (is_remainder(found)) {
    return tr("what is left of a recording of which a part was deleted; {}", source_in_words(found));
  }
  if (found.kind == RecordingKind::excerpt) return excerpt_in_words(found);
  return source_in_words(found);
}

bool is_complete(const Verification& found) noexcept {
  if (found.kind == RecordingKind::recovered || found.kind == RecordingKind::excerpt ||
      found.kind == RecordingKind::transcript)
    return false;
  if (found.source == SoundSource::imported) return false;
  // Not all of them are listed beyond the limit.
  if (ended_by_fault(found) || found.declared.size() >= limits::findings) return false;
  if (!found.untold.empty()) return false;
  return std::all_of(found.declared.begin(), found.declared.end(), is_harmless);
}

std::vector<std::string> unconfirmed(const Verification& found, const Requirements& required) {
  std::vector<std::string> left;
  const bool stands = found.unchanged;
  if (!stands && !required.keys.empty())
    left.emplace_back(_("the key is not confirmed: it is not sealed and unchanged"));
  if (!stands && required.time) left.emplace_back(_("the time is not confirmed: it is not sealed and unchanged"));
  if (!stands && required.revocation) {
    left.emplace_back(
        _("it is not confirmed that no certificate of the time stamp was revoked: it is not sealed and "
          "unchanged"));
  }
  if (!stands && required.complete)
    left.emplace_back(_("it is not confirmed to be complete: it is not sealed and unchanged"));
  if (!stands) return left;
  require_key(found, required.keys, left);
  if (required.time && verdict(found) != Verdict::unchanged_and_dated) {
    left.emplace_back(_("the time is not confirmed: no time stamp dates the signature"));
  }
  if (required.revocation && !(found.dating && found.dating->proven && found.dating->revocation_known)) {
    left.emplace_back(
        _("it is not confirmed that no certificate of the time stamp was revoked: no answer of its time says so"));
  }
  if (required.complete && !is_complete(found)) {
    left.push_back(tr("it is not confirmed to be complete: {}", why_incomplete(found)));
  }
  return left;
}

}  // namespace earwitness
