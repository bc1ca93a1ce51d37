// SPDX-License-Identifier: MIT
//
// What comes after a transcript is sealed: its line in the archive's ledger, so that a version that is taken away is
// missed, its time stamp where these are asked for during a recording, and what is printed of it. One thread.
#pragma once

#include "archive/key_file.hpp"
#include "context/context.hpp"
#include "derive/transcript.hpp"
#include "settings/config.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::cli {

/// `signer` is null where it is not signed: then it is in no ledger, and has no time stamp. It is sealed whatever
/// fails here; surroundings where the ledger does not have it and should.
terminal::ExitCode finish_transcript(const context::Context& context, const settings::Config& config,
                                     const archive::Signer* signer, const derive::Transcript& made, bool json);

}  // namespace earwitness::cli
