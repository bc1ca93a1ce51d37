// SPDX-License-Identifier: MIT
#include "cli/interrupted.hpp"

#include <fmt/format.h>

#include "archive/catalogue.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

void tell_interrupted(const Context& context, const os::Path& archive) noexcept {
  try {
    const auto names = archive::interrupted(context.fs, archive);
    if (names.size() == 1) {
      log::info(tr("an earlier recording was interrupted; afterwards type: earwitness recover {}",
                   base::printable(names.front())));
    } else if (!names.empty()) {
      log::info(tr("{} earlier recordings were interrupted; afterwards type: earwitness recover --all", names.size()));
    }
  } catch (const std::exception&) {  // `list` will say what is wrong with the archive
  }
}

}  // namespace earwitness::cli
