// SPDX-License-Identifier: MIT
#include "cli/attended.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "os/environment.hpp"
#include "os/process.hpp"

namespace earwitness::cli {

void refuse_unattended() {
  if (const auto scheduler = os::started_below()) {
    throw Error(ErrorKind::surroundings, *scheduler,
                tr("a recording is started by a person, not by {}", base::printable(*scheduler)),
                _("type it yourself when you sit in the conversation: earwitness start"));
  }
  if (os::environment("SSH_CONNECTION")) {
    throw Error(ErrorKind::surroundings, "SSH_CONNECTION",
                _("a recording is started where the conversation is, not over ssh"),
                _("type it on the computer that is in the room: earwitness start"));
  }
}

}  // namespace earwitness::cli
