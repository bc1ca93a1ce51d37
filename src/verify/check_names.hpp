// SPDX-License-Identifier: MIT
//
// The names of the checks that verify makes. Others may rely on them: they are English in a Verification and in --json,
// and whoever shows one to people translates it there, by _().
#pragma once

#include <array>

#include "base/translate.hpp"

namespace earwitness::check_name {

inline constexpr const char* declaration = N_("bag declaration");
inline constexpr const char* payload = N_("payload hashes");
inline constexpr const char* oxum = N_("payload size");
inline constexpr const char* tags = N_("tag file hashes");
inline constexpr const char* outside = N_("files outside the seal");
inline constexpr const char* chain = N_("journal chain");
inline constexpr const char* content = N_("journal content");
inline constexpr const char* notes = N_("notes");
inline constexpr const char* levels = N_("levels");
inline constexpr const char* seconds = N_("audio seconds");
inline constexpr const char* frames = N_("frame counts");
inline constexpr const char* md5 = N_("FLAC checksum");
inline constexpr const char* flac_tags = N_("FLAC tags");
inline constexpr const char* imported = N_("imported file");
inline constexpr const char* original = N_("original's hashes");
inline constexpr const char* ranges = N_("disclosed ranges");
inline constexpr const char* signature = N_("signature");
inline constexpr const char* own_signature = N_("excerpt's signature");
inline constexpr const char* text = N_("transcript text");
inline constexpr const char* versions = N_("transcript versions");
inline constexpr const char* stamps = N_("time stamps");
/// Listed for every recording, whatever is missing.
inline constexpr std::array always{declaration, payload, oxum,   tags, outside,   chain,     content, notes,
                                   levels,      seconds, frames, md5,  flac_tags, signature, stamps};

}  // namespace earwitness::check_name
