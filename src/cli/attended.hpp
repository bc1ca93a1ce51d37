// SPDX-License-Identifier: MIT
//
// A recording is started by a person who sits in the conversation. These are reminders, not barriers: who changes the
// environment gets past them, but nobody does so by mistake. One thread.
#pragma once

namespace earwitness::cli {

/// Throws Error(surroundings) below a scheduler (cron, at, anacron, fcron) and over ssh.
void refuse_unattended();

}  // namespace earwitness::cli
