// SPDX-License-Identifier: MIT
#include "results/next_steps.hpp"

#include <fmt/format.h>

#include "base/translate.hpp"

namespace earwitness::results {

std::string words_of_step(const NextStep& next) {
  const auto& subject = next.subject;
  switch (next.step) {
    case Step::none:
      return {};
    case Step::advice:
      return subject;
    case Step::list_recordings:
      return "earwitness list";
    case Step::search_word:
      return "earwitness list review";
    case Step::show_status:
      return "earwitness status";
    case Step::show_status_or_stop:
      return _("look at it with: earwitness status   or end it with: earwitness stop");
    case Step::record_again:
      return _("look at its plug and at the sound settings, then: earwitness start");
    case Step::choose_title:
      return _("choose another --title");
    case Step::recover:
      return fmt::format("earwitness recover {}", subject);
    case Step::recover_on_good_disk:
      return tr("once the disk is well again, type: earwitness recover {}", subject);
    case Step::recover_all:
      return "earwitness recover --all";
    case Step::take_back_from_bin:
      return tr("earwitness undelete {0}   or delete it for good: earwitness delete --now {0}", subject);
    case Step::empty_bin:
      return tr("empty the bin, which frees {}: earwitness delete --empty-bin   or record elsewhere with --archive DIR",
                subject);
    case Step::verify:
      return fmt::format("earwitness verify {}", subject);
    case Step::verify_all:
      return "earwitness verify --all";
    case Step::verify_transcripts:
      return _("earwitness verify tells whether the earlier versions are as they were sealed");
    case Step::find_damage_in_ledger:
      return _("see where it is damaged: earwitness verify --all");
    case Step::export_recording:
      return _("hand over the recording itself: earwitness export");
    case Step::export_instead_of_excerpt:
      return _("hand over the whole: earwitness export");
    case Step::export_what_is_left:
      return _("hand over all that is left: earwitness export NAME");
    case Step::import_recording:
      return _("record on a computer or telephone of your own, and bring that in: earwitness import FILE");
    case Step::back_up:
      return _("plug in a disk or stick of your own: earwitness backup DIR");
    case Step::choose_wav_copy:
      return "--listening-copy wav";
    case Step::type_times:
      return _("write times since the start, such as 12:00, 1:02:03, 90s or 1h2m: --from 12:00 --to 14:30");
    case Step::type_transcript:
      return _("earwitness transcript NAME");
    case Step::type_ranges:
      return "--without 31:10-33:00";
    case Step::set_recogniser:
      return _("recogniser = \"whisper-cli -l nl -ovtt -of {out} {wav}\" in the config, or --recogniser");
    case Step::install_recogniser:
      return _("install a speech recogniser, and name it: --recogniser COMMAND");
    case Step::allow_more_time:
      return "--time-limit 8h";
    case Step::choose_recogniser_output:
      return _("let it write WebVTT, SubRip or plain text (whisper-cli: -ovtt)");
    case Step::name_archive:
      return _("say where recordings go: earwitness --archive DIR ...");
    case Step::choose_folder:
      return _("a part of that path is a file, not a folder: choose another with --archive DIR");
    case Step::choose_writable_folder:
      return _("choose a folder on a disk that can be written: --archive DIR");
    case Step::leave_failing_disk:
      return _("the disk reports errors: use another one with --archive DIR, and save what is on this one");
    case Step::free_space:
      return _("free some, or choose another folder with --archive DIR");
    case Step::free_space_there:
      return _("free some space there, or choose another folder with --archive DIR");
    case Step::free_space_of:
      return tr("free some space for {}, or choose another folder with --archive DIR", subject);
    case Step::free_space_or_go_elsewhere:
      return tr("free some space there (see what is large with: du -sh {}/*), or record elsewhere with --archive DIR",
                subject);
    case Step::stop_other_writers:
      return _("end what else writes to it, or choose another folder with --archive DIR");
    case Step::raise_file_size_limit:
      return _("raise the limit (ulimit -f unlimited), then: earwitness start");
    case Step::choose_encrypted_disk:
      return _("keep the archive on an encrypted disk or stick: --archive DIR, or the setting archive");
    case Step::choose_folder_not_synced:
      return _("keep the archive in another folder (--archive DIR), or leave it out in that program's settings");
    case Step::restrict_key_file:
      return tr("chmod {} {}   and if others may have read it: earwitness keys rotate", "600", subject);
    case Step::restrict_key_folder:
      return tr("chmod {} {}   and if others may have read it: earwitness keys rotate", "700", subject);
    case Step::restore_key:
      return _("put back your backup: earwitness keys restore FILE --replace");
    case Step::show_key:
      return "earwitness keys show";
    case Step::back_up_key:
      return _("on a disk or stick of your own: earwitness keys backup FILE");
    case Step::list_devices:
      return "earwitness devices";
    case Step::plug_in_microphone:
      return _("plug one in, or start the sound server, then see: earwitness devices");
    case Step::plug_in_or_choose_microphone:
      return _("plug one in, or choose another: earwitness devices");
    case Step::look_at_plug_or_choose_microphone:
      return _("look at its plug, or choose another: earwitness devices");
    case Step::look_at_switch_or_choose_microphone:
      return _("look at its switch and at the sound settings, or choose another: earwitness setup");
    case Step::choose_unprocessed_microphone:
      return _("turn it off in the sound settings, or choose the microphone itself: earwitness devices");
    case Step::choose_unprocessed_microphone_there:
      return _(
          "turn it off in the sound settings, or choose the microphone itself there (earwitness devices lists them)");
    case Step::start_sound_server:
      return _("is a sound server running? See: earwitness devices");
    case Step::restart_sound_server:
      return _("restart it: systemctl --user restart pipewire pipewire-pulse   or: pulseaudio -k; pulseaudio --start");
    case Step::record_channels:
      return tr("record them apart: earwitness start --channels {}", subject);
    case Step::choose_other_channel:
      return _("choose another one: earwitness start --channel N");
    case Step::choose_one_input:
      return _(
          "make a source of the one: pactl load-module module-remap-source source_name=one master=NAME channels=1 "
          "master_channel_map=CHANNEL remix=no   then: earwitness start --device one");
    case Step::choose_other_rate:
      return _("try another --rate (48000, 44100) or --channels");
    case Step::choose_bits:
      return _("use --bits 16 or --bits 24");
  }
  return {};
}

}  // namespace earwitness::results
