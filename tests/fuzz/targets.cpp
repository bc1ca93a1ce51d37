// SPDX-License-Identifier: MIT
#include <array>

#include "base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

namespace {

constexpr std::array all{
    Target{"asker_words", asker_words},
    Target{"backups", backups},
    Target{"bag_info", bag_info},
    Target{"config", config},
    Target{"control", control},
    Target{"decoder_words", decoder_words},
    Target{"flac", flac},
    Target{"foreign_sound", foreign_sound},
    Target{"forged_bag", forged_bag},
    Target{"journal", journal},
    Target{"label", label},
    Target{"ledger", ledger},
    Target{"levels", levels},
    Target{"lock", lock},
    Target{"manifest", manifest},
    Target{"notes", notes},
    Target{"private_key", private_key},
    Target{"public_key", public_key},
    Target{"recovery", recovery},
    Target{"text", text},
    Target{"time_stamp", time_stamp},
    Target{"webvtt", webvtt},
    Target{"whole_bag", whole_bag},
};

}  // namespace

std::span<const Target> targets() { return all; }

void require_printable(std::string_view shown, const char* promise) {
  require(base::printable(shown) == shown, promise);
}

}  // namespace earwitness::fuzz
