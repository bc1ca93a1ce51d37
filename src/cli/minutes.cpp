// SPDX-License-Identifier: MIT
#include "cli/minutes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::cli {

std::chrono::seconds parse_minutes(const std::string& word, std::string_view text, std::chrono::seconds least,
                                   std::chrono::seconds most) {
  const bool is_bare =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto length = base::parse_duration(is_bare ? std::string(text) + "m" : std::string(text));
  if (length && *length >= least && *length <= most) return *length;
  throw Error(ErrorKind::usage, word, tr("{} {} is not a length of time that can be used", word, base::printable(text)),
              tr("write minutes, such as: {} 45   or a length, such as: {} 1h30m", word, word));
}

}  // namespace earwitness::cli
