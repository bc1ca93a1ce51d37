// SPDX-License-Identifier: MIT
#include "cli/rehearsal.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

#include "bag/layout.hpp"
#include "base/translate.hpp"
#include "capture/player.hpp"
#include "cli/temporary_folder.hpp"
#include "context/recording_session.hpp"
#include "earwitness/verify.hpp"
#include "flac/reader.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::seconds rehearsal_length{10};

/// In memory where there is such a place, so that no word of it ever reaches a disk.
os::Path folder_of_nothing_kept() { return os::runtime_folder().value_or(std::filesystem::temp_directory_path()); }

void play_file(os::FileSystem& fs, const os::Path& path, const AudioFormat& format) try {
  flac::Reader reader(fs.open(path));
  std::vector<std::byte> samples;
  for (;;) {
    const auto part = reader.read(format.sample_rate);
    if (part.empty()) break;
    samples.insert(samples.end(), part.begin(), part.end());
  }
  capture::play_samples(samples, format);
} catch (const DeviceError& error) {
  log::warning(tr("it can't be played here, which a recording does not need: {}", error.what()));
}

}  // namespace

void rehearse_recording(context::Context& context, const context::WantedSound& sound) {
  const TemporaryFolder archive(context.fs, folder_of_nothing_kept(), "earwitness-rehearsal-");
  context::SessionOptions session;
  session.settings.archive = archive.path();
  session.settings.recording.title = "Rehearsal";
  session.settings.recording.max = rehearsal_length;
  session.tells_end = false;  // which was said before it began
  session.settings.statement = {"rehearsal", std::nullopt};
  session.settings.signer =
      std::make_shared<const archive::Signer>(archive::Signer{crypto::SigningKey::generate(), {}});  // gone with it
  session.settings.channel = sound.channel;
  session.settings.on_recording = [](const record::Recording&) {
    log::info(_("recording ten seconds: say something, and watch the line below"));
  };
  const auto end = context::run_session(context, {context::open_input(sound)}, std::move(session));
  const os::Path folder = end.sealed.path;
  log::info(tr("sealed: {}", end.sealed.seal));
  log::info(_("playing it"));
  play_file(context.fs, folder / bag::recording_folder / bag::audio_path(1), sound.format);
  const auto checked = verify(folder);
  log::info(checked.unchanged ? _("checked: unchanged") : _("checked: ALTERED OR MISSING"));
  log::info(_("deleted: this was a rehearsal, and nothing of it is kept"));
}

}  // namespace earwitness::cli
