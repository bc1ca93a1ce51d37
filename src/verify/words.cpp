// SPDX-License-Identifier: MIT
//
// The one table of words for each enum of earwitness/verify.hpp: what machines read, and N_() what people read besides.
#include "base/recording_kind.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"
#include "journal/reasons.hpp"

namespace earwitness {

const char* to_string(RecordingKind kind) noexcept {
  switch (kind) {
    case RecordingKind::unsaid:
    case RecordingKind::other:
      break;
    case RecordingKind::microphone:
      return recording_kind::microphone;
    case RecordingKind::test_signal:
      return recording_kind::test_signal;
    case RecordingKind::imported:
      return recording_kind::imported;
    case RecordingKind::recovered:
      return recording_kind::recovered;
    case RecordingKind::excerpt:
      return recording_kind::excerpt;
    case RecordingKind::transcript:
      return recording_kind::transcript;
    case RecordingKind::monitor:
      return recording_kind::monitor;
    case RecordingKind::partly_monitor:
      return recording_kind::partly_monitor;
    case RecordingKind::call:
      return recording_kind::call;
  }
  return "";
}

const char* to_string(SoundSource source) noexcept {
  switch (source) {
    case SoundSource::unsaid:
    case SoundSource::other:
      break;
    case SoundSource::microphone:
      return recording_kind::microphone;
    case SoundSource::test_signal:
      return recording_kind::test_signal;
    case SoundSource::imported:
      return recording_kind::imported;
    case SoundSource::unknown:
      return recording_kind::unknown;
    case SoundSource::typed:
      return "typed";
    case SoundSource::draft:
      return "draft";
    case SoundSource::machine:
      return "machine";
    case SoundSource::monitor:
      return recording_kind::monitor;
    case SoundSource::partly_monitor:
      return recording_kind::partly_monitor;
    case SoundSource::call:
      return recording_kind::call;
  }
  return "";
}

const char* to_string(EndReason reason) noexcept {
  switch (reason) {
    case EndReason::unsaid:
    case EndReason::other:
      break;
    case EndReason::stopped:
      return journal::reason_stopped;
    case EndReason::terminal_closed:
      return journal::reason_terminal_closed;
    case EndReason::max_duration:
      return journal::reason_max_duration;
    case EndReason::disk_full:
      return journal::reason_disk_full;
    case EndReason::io_error:
      return journal::reason_io_error;
    case EndReason::device_lost:
      return journal::reason_device_lost;
    case EndReason::signal:
      return journal::reason_signal;
    case EndReason::recovered:
      return journal::reason_recovered;
    case EndReason::imported:
      return journal::reason_imported;
  }
  return "";
}

const char* to_string(CheckName name) noexcept {
  switch (name) {
    case CheckName::declaration:
      return N_("bag declaration");
    case CheckName::payload:
      return N_("payload hashes");
    case CheckName::payload_size:
      return N_("payload size");
    case CheckName::tag_files:
      return N_("tag file hashes");
    case CheckName::outside:
      return N_("files outside the seal");
    case CheckName::roles:
      return N_("roles of files");
    case CheckName::info:
      return N_("bag information");
    case CheckName::how_to_verify:
      return N_("check instructions");
    case CheckName::journal_chain:
      return N_("journal chain");
    case CheckName::journal_content:
      return N_("journal content");
    case CheckName::notes:
      return N_("notes");
    case CheckName::levels:
      return N_("levels");
    case CheckName::salts:
      return N_("salts");
    case CheckName::seconds:
      return N_("audio seconds");
    case CheckName::frame_counts:
      return N_("frame counts");
    case CheckName::flac_checksum:
      return N_("FLAC checksum");
    case CheckName::flac_tags:
      return N_("FLAC tags");
    case CheckName::imported_file:
      return N_("imported file");
    case CheckName::decoded_copy:
      return N_("decoded copy");
    case CheckName::original:
      return N_("original's hashes");
    case CheckName::ranges:
      return N_("disclosed ranges");
    case CheckName::signature:
      return N_("signature");
    case CheckName::excerpt_signature:
      return N_("excerpt's signature");
    case CheckName::transcript_text:
      return N_("transcript text");
    case CheckName::transcript_versions:
      return N_("transcript versions");
    case CheckName::time_stamps:
      return N_("time stamps");
    case CheckName::own_time_stamps:
      return N_("time stamps of the excerpt");
    case CheckName::ledger_chain:
      return N_("ledger chain");
    case CheckName::ledger_signatures:
      return N_("ledger signatures");
    case CheckName::ledger_keys:
      return N_("ledger keys");
    case CheckName::ledger_head:
      return N_("ledger head");
    case CheckName::ledger_recordings:
      return N_("recordings in the ledger");
  }
  return "";
}

const char* words(CheckName name) noexcept { return _(to_string(name)); }

const char* to_string(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return N_("pass");
    case CheckResult::fail:
      return N_("fail");
    case CheckResult::not_checked:
      return N_("not checked");
  }
  return "";
}

const char* to_string(Finding::What what) noexcept {
  switch (what) {
    case Finding::What::altered:
      return N_("altered");
    case Finding::What::missing:
      return N_("missing");
    case Finding::What::unlisted:
      return N_("unlisted");
  }
  return "";
}

const char* to_string(LedgerFinding::What what) noexcept {
  switch (what) {
    case LedgerFinding::What::altered:
      return N_("altered");
    case LedgerFinding::What::missing:
      return N_("missing");
    case LedgerFinding::What::unlisted:
      return N_("unlisted");
    case LedgerFinding::What::reordered:
      return N_("reordered");
  }
  return "";
}

}  // namespace earwitness
