// SPDX-License-Identifier: MIT
//
// What was made to be handed over, for people and for scripts: an excerpt, an export, a report.
#pragma once

#include "derive/excerpt.hpp"
#include "handover/export.hpp"
#include "json/value.hpp"
#include "pages/report.hpp"

namespace earwitness::results {

[[nodiscard]] json::Value to_json(const derive::Excerpt& made);
void print(const derive::Excerpt& made);

[[nodiscard]] json::Value to_json(const handover::Export& made, bool encrypted);
void print(const handover::Export& made);

[[nodiscard]] json::Value to_json(const pages::Report& made);
void print(const pages::Report& made);

}  // namespace earwitness::results
