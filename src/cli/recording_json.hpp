// SPDX-License-Identifier: MIT
//
// What a running recording and a sealed one look like to scripts (docs/cli.md). Values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "record/recording.hpp"

namespace earwitness::cli {

[[nodiscard]] nlohmann::ordered_json started_json(const record::Recording& recording);
[[nodiscard]] nlohmann::ordered_json status_json(const record::Recording& recording);
[[nodiscard]] nlohmann::ordered_json sealed_json(const record::Sealed& sealed, const record::Finished& finished);

}  // namespace earwitness::cli
