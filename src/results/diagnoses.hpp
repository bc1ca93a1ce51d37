// SPDX-License-Identifier: MIT
//
// What `doctor` found, for people and for scripts.
#pragma once

#include <vector>

#include "doctor/diagnosis.hpp"

namespace earwitness::results {

/// One document for scripts.
void print_document(const std::vector<doctor::Diagnosis>& diagnoses);
/// A line each; the verdict comes last, as a screen still shows that of a long table: what keeps one from recording is
/// named in it.
void print_diagnoses(const std::vector<doctor::Diagnosis>& diagnoses);

}  // namespace earwitness::results
