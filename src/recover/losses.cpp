// SPDX-License-Identifier: MIT
#include "recover/losses.hpp"

#include <fmt/format.h>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::recover_detail {

namespace {

constexpr std::size_t max_sentences = 100;

std::string place(const AudioFormat& format, Frames at) {
  const auto seconds = std::chrono::seconds(at / static_cast<Frames>(format.sample_rate));
  return base::clock_text(seconds);
}

void describe_journal(const KeptJournal& kept, bool was_there, std::vector<std::string>& losses) {
  if (kept.count == 0) {
    losses.push_back(was_there ? _("nothing of the journal can be followed: a new one begins")
                               : _("there is no journal: a new one begins"));
  } else if (kept.left_bytes > 0) {
    losses.push_back(
        tr("the journal can't be followed after line {}: {} bytes are left out", kept.count, kept.left_bytes));
  }
}

void describe_sound(const Sound& sound, const AudioFormat& format, std::vector<std::string>& losses) {
  for (const auto& hole : sound.holes) {
    losses.push_back(tr("{:.3f} s at {} in {} can't be read and are silent now", format.seconds(hole.frames),
                        place(format, hole.from), sound.name));
  }
  for (const auto line : sound.loud_gaps) {
    losses.push_back(
        fmt::format("{}: {}", sound.name,
                    tr("journal line {} says that silence stands here for lost sound, and it is not silent", line)));
  }
  if (sound.frames == 0) {
    losses.push_back(tr("{} holds no sound", sound.name));
  } else if (sound.unread_bytes > 0 && sound.holes.empty()) {
    losses.push_back(tr("{} bytes of {} are no whole sound", sound.unread_bytes, sound.name));
  }
}

}  // namespace

std::vector<std::string> describe_losses(const Original& original, const KeptJournal& kept,
                                         const std::vector<std::string>& foreign, const std::vector<Sound>& sounds,
                                         const Plan& plan, const KeptNotes& notes, const Formats& formats) {
  std::vector<std::string> losses;
  describe_journal(kept, original.has(bag::journal_path), losses);
  for (const auto& sound : sounds) describe_sound(sound, formats.of(sound.track), losses);
  for (const auto& missing : plan.missing) {
    losses.push_back(tr("the journal has {:.3f} s of {} that are not on the disk",
                        formats.of(bag::track_of(missing.file).value_or(Track::only)).seconds(missing.frames),
                        missing.file));
  }
  for (const auto& name : foreign) losses.push_back(tr("{} is of another recording, and left out", name));
  for (const auto& name : original.others) {
    losses.push_back(tr("{} is nothing that a recording can hold, and left out", base::printable(name)));
  }
  if (kept.missing_salts > 0) {
    losses.push_back(trn("the salt of {:L} second is not there: nothing is held against its hash",
                         "the salts of {:L} seconds are not there: nothing is held against their hashes",
                         kept.missing_salts));
  }
  for (const auto number : notes.missing) losses.push_back(tr("the text of note {} is not there", number));
  if (losses.size() > max_sentences) {
    const auto more = losses.size() - max_sentences + 1;
    losses.resize(max_sentences - 1);
    losses.push_back(tr("and {} more", more));
  }
  return losses;
}

}  // namespace earwitness::recover_detail
