// SPDX-License-Identifier: MIT
//
// The one place that speaks HTTP, by libcurl: in the asker's process alone, so that neither libcurl nor what hangs on
// it is in the memory of the recorder, and a look-up of a name that hangs ends with the process. One thread.
#pragma once

#include "tsa/http_protocol.hpp"

namespace earwitness::tsa {

/// Asks, and waits for no longer than the question's limits say, but for a look-up of a name.
[[nodiscard]] HttpResult answer(const AskedQuestion& question);

}  // namespace earwitness::tsa
