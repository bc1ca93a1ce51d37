// SPDX-License-Identifier: MIT
//
// How a recording's end is told, by `stop` and by `start` in the foreground alike: the path alone, its length and seal,
// then every warning of the recording once more, and what a check of the sealed files found.
#pragma once

#include <string>

#include "control/protocol.hpp"
#include "earwitness/verify.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

/// Verifies what lies at its path, with what the checker brings along. With a `document` (`sealed` as JSON) that is
/// printed in place of lines for people, with two fields more: `checked`, and `dated`: that a time stamp shows its
/// date, under a root that the checker named. Returns done, or what is wrong.
terminal::ExitCode print_sealed(const control::Sealed& sealed, const json::Value* document,
                                const Checker& checker = {});

/// What it is for, in a sentence, and the seal so that a person can copy it by hand: in groups of four.
void say_what_seal_is_for(const std::string& seal);

/// What time stamps say of a seal; `name` is what to type for it.
void print_date(const control::SealStamp& stamp, const std::string& name);

}  // namespace earwitness::results
