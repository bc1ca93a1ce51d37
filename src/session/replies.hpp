// SPDX-License-Identifier: MIT
//
// What a recording says of itself, as the messages that its terminal and others get (control/protocol.hpp). Values.
#pragma once

#include <string>

#include "control/protocol.hpp"
#include "record/recording.hpp"

namespace earwitness::session {

[[nodiscard]] control::Started started_reply(const record::Recording& recording);
[[nodiscard]] control::Status status_reply(const record::Recording& recording);
/// For the screen, before anything is asked: nothing more is recorded.
[[nodiscard]] std::string describe_end(double seconds);
/// Without a time stamp yet.
[[nodiscard]] control::Sealed sealed_reply(const record::Sealed& sealed, const record::Finished& finished);

}  // namespace earwitness::session
