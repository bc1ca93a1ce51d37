// SPDX-License-Identifier: MIT
#include "recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archive/archive.hpp"
#include "archive/reserve.hpp"
#include "archive/seal.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"
#include "recover/continuation.hpp"
#include "recover/kept_journal.hpp"
#include "recover/notes.hpp"
#include "recover/original.hpp"
#include "recover/plan.hpp"
#include "recover/sound.hpp"

namespace earwitness {

namespace {

using namespace recover_detail;

constexpr std::size_t max_losses = 100;

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

/// Sentences on what could not be recovered; at most a hundred. `foreign`: audio files of another recording.
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
  if (losses.size() > max_losses) {
    const auto more = losses.size() - max_losses + 1;
    losses.resize(max_losses - 1);
    losses.push_back(tr("and {} more", more));
  }
  return losses;
}

void require_interrupted(os::FileSystem& fs, const archive::Conversation& conversation) {
  const auto shown = base::printable(conversation.folder.string());
  const auto folder = fs.status(conversation.bag());
  if (!folder || folder->kind != os::EntryKind::folder) {
    throw Error(ErrorKind::not_found, conversation.folder.string(), tr("{} is not a recording", shown),
                Step::list_recordings);
  }
  if (archive::is_sealed(fs, conversation.bag())) {
    throw Error(ErrorKind::not_found, conversation.folder.string(),
                tr("{} is sealed: there is nothing to recover", shown), NextStep(Step::verify, shown));
  }
  if (fs.status(conversation.recovered())) {
    throw Error(ErrorKind::surroundings, conversation.recovered().string(),
                tr("{} is there already", base::printable(conversation.recovered().string())),
                NextStep(Step::verify, shown));
  }
}

class Recoverer {
 public:
  Recoverer(os::FileSystem& fs, const os::Clock& clock, const os::Path& folder, const ChooseKey& choose_key,
            const std::string& work_name)
      : fs_(fs), clock_(clock), conversation_{folder}, choose_key_(choose_key), work_name_(work_name) {}

  Recovery run() {
    require_interrupted(fs_, conversation_);
    free_reserve();
    original_ = read_original(fs_, conversation_.bag());
    if (original_.has(bag::journal_path)) kept_ = keep_journal(*fs_.open(original_.folder / bag::journal_path));
    keep_salts(kept_, original_.has(bag::salts_path) ? fs_.open(original_.folder / bag::salts_path).get() : nullptr);
    if (!find_subject()) throw nothing();
    key_ = choose_key_(base::printable(subject_.recording));
    subject_.key = signed_by();
    archive::WorkFolder work(fs_, conversation_.folder,
                             work_name_.empty() ? archive::new_work_name(recovery_work_stem) : work_name_);
    fs_.make_folder(work.path() / bag::payload_folder);
    recover_sounds(work.path());
    const auto plan = make_plan(kept_, sounds_);
    if (plan.files.empty()) throw nothing();
    const auto notes = keep_notes(fs_, original_, work.path(), kept_);
    const auto told = write_journal(fs_, clock_, work.path(), original_, kept_, subject_, plan, notes);
    fs_.sync_folder(work.path() / bag::payload_folder);
    Recovery result;
    result.seal = seal(work.path(), notes.title, plan, told);
    work.commit(conversation_.recovered());
    result.bag = conversation_.recovered();
    result.recording = base::printable(subject_.recording);
    result.files = plan.files.size();
    result.frames = told.frames;
    result.seconds = told.seconds;
    result.unjournaled_seconds = told.unjournaled_seconds;
    result.losses = describe_losses(original_, kept_, foreign_, sounds_, plan, notes, subject_.formats);
    return result;
  }

 private:
  [[nodiscard]] Error nothing() const {
    const auto shown = base::printable(conversation_.folder.string());
    return {ErrorKind::not_found, conversation_.folder.string(),
            tr("there is nothing to recover in {}: no sound had reached the disk", shown)};
  }

  /// The room that was set aside for the recording's end is no part of it, and pays for this instead.
  void free_reserve() {
    const auto entry = fs_.status(conversation_.reserve());
    if (!entry || entry->kind != os::EntryKind::file) return;  // anything else was set aside by nobody
    if (!archive::is_only_room(fs_, conversation_.reserve())) return;
    // It is in nobody's way.
    (void)os::remove_or_tell(conversation_.reserve(), [this] { fs_.remove_file(conversation_.reserve()); });
  }

  /// What the journal says that it is of; without one, what the first file says that can be read.
  bool find_subject() {
    if (kept_.count > 0) {
      const auto& content = kept_.content;
      subject_ = {content.recording, {}, content.is_salted(), {}};
      for (const auto track : {Track::only, Track::near, Track::far}) format_of(track) = content.format_of(track);
      return true;
    }
    for (const auto& name : original_.audio) {
      const auto claims = claims_of(fs_, original_.folder / name);
      if (!claims.format) continue;
      const bool named = !claims.recording.empty() && claims.recording.size() <= limits::name_bytes &&
                         base::printable(claims.recording) == claims.recording;
      if (subject_.recording.empty()) {
        const bool is_salted = journal::written_format >= journal::salted_format || claims.is_salted;
        subject_ = {named ? claims.recording : os::random_uuid(), {}, is_salted, {}};
        subject_.formats.by_track.fill(*claims.format);
      }
      // Each track has a format of its own, which its first file says.
      const auto track = bag::track_of(name).value_or(Track::only);
      if (tracks_told_.insert(track).second) format_of(track) = *claims.format;
    }
    return !subject_.recording.empty();
  }

  [[nodiscard]] AudioFormat& format_of(Track track) {
    return subject_.formats.by_track[static_cast<std::size_t>(track)];
  }

  /// A recording is either a call or it is not: what its journal says, or the first file that can be read.
  [[nodiscard]] bool is_of_other_tracks(const std::string& name) const {
    const bool is_track = bag::track_of(name).value_or(Track::only) != Track::only;
    if (kept_.count > 0) return is_track == kept_.content.tracks.empty();
    return is_track == tracks_told_.contains(Track::only);
  }

  [[nodiscard]] std::optional<std::string> signed_by() const {
    return key_ != nullptr ? std::optional(base::to_hex(key_->fingerprint())) : std::nullopt;
  }

  void recover_sounds(const os::Path& to) {
    for (const auto& name : original_.audio) {
      if (is_of_other_tracks(name)) {
        foreign_.push_back(name);
        continue;
      }
      const auto* beginning = kept_.beginning_of(name);
      auto claims = claims_of(fs_, original_.folder / name);
      if (beginning == nullptr) {
        if (!claims.recording.empty() && claims.recording != subject_.recording) {
          foreign_.push_back(name);
          continue;
        }
      } else if (const auto& told = std::get<journal::FileLine>(beginning->event).first_frame_utc) {
        claims.start_utc = *told;  // which the chain holds; a tag holds nothing
      }
      const auto track = bag::track_of(name).value_or(Track::only);
      flac::Tags tags{claims.start_utc, subject_.recording, EARWITNESS_SOFTWARE, track};
      if (subject_.is_salted) tags.salt = os::random_hex(flac::salt_digits / 2);
      sounds_.push_back(
          recover_sound(fs_, original_.folder, to, name, {subject_.formats.of(track), tags, kept_.file(name)}));
    }
  }

  std::string seal(const os::Path& bag, const std::string& title, const Plan& plan, const Told& told) {
    archive::SealRequest request;
    request.recording = base::printable(subject_.recording);
    request.kind = kept_.count > 0 ? base::printable(kept_.content.kind) : recording_kind::unknown;
    request.title = title;
    const auto& first = plan.files.front();
    request.started = base::parse_rfc3339(first.sound->start_utc);
    request.seconds = told.seconds;
    request.recovered = clock_.utc();
    request.key = key_;
    return archive::seal(fs_, clock_, bag, request, {});
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  archive::Conversation conversation_;
  const ChooseKey& choose_key_;
  std::string work_name_;
  const crypto::SigningKey* key_ = nullptr;
  Original original_;
  KeptJournal kept_;
  Subject subject_;
  std::set<Track> tracks_told_;  // of which a file says what it is
  std::vector<std::string> foreign_;
  std::vector<Sound> sounds_;
};

}  // namespace

Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation,
                 const crypto::SigningKey* key) {
  return recover(fs, clock, conversation, [key](const std::string& /*recording*/) { return key; });
}

Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation, const ChooseKey& choose_key,
                 const std::string& work_name) {
  return Recoverer(fs, clock, conversation, choose_key, work_name).run();
}

Recovery recover(const std::filesystem::path& conversation, const std::string& signing_key_pem) {
  if (signing_key_pem.empty()) return recover(os::posix_file_system(), os::posix_clock(), conversation);
  const auto key = crypto::SigningKey::from_pem(signing_key_pem);
  if (!key) throw Error(ErrorKind::usage, {}, _("that is no private Ed25519 key without a passphrase"));
  return recover(os::posix_file_system(), os::posix_clock(), conversation, &*key);
}

}  // namespace earwitness
