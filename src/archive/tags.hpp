// SPDX-License-Identifier: MIT
//
// The tags of bag-info.txt by name (RFC 8493, 2.2.2, and our own).
#pragma once

#include <string_view>

#include "bag/info.hpp"
#include "base/translate.hpp"

namespace earwitness::archive::tags {

inline constexpr const char* software = "Bag-Software-Agent";
inline constexpr const char* identifier = "External-Identifier";  ///< the recording's UUID
inline constexpr const char* title = "External-Description";
inline constexpr const char* name = "Contact-Name";  ///< of the one who recorded
inline constexpr const char* statement = "Earwitness-Statement";
inline constexpr const char* statement_made = "Earwitness-Statement-Made";
inline constexpr const char* kind = "Earwitness-Kind";
inline constexpr const char* started = "Earwitness-Started";  ///< RFC 3339, UTC
inline constexpr const char* seconds = "Earwitness-Seconds";  ///< of audio, decimal

inline constexpr const char* excerpt_of = "Earwitness-Excerpt-Of";  ///< the recording's seal

/// Of an excerpt that is what is left of a recording: when its owner deleted the rest. RFC 3339, UTC.
inline constexpr const char* deleted = bag::deleted_label;

inline constexpr const char* transcript_of = "Earwitness-Transcript-Of";  ///< the recording's seal

inline constexpr const char* recovered = "Earwitness-Recovered";  ///< RFC 3339, UTC
inline constexpr const char* recovered_from = "Earwitness-Recovered-From";

// What bag::seal() adds to each.
inline constexpr const char* bagging_date = "Bagging-Date";
inline constexpr const char* payload_oxum = "Payload-Oxum";
inline constexpr const char* salt = "Earwitness-Salt";

// Values that are sealed as they stand here, in whatever language a command speaks.
inline constexpr const char* not_stated = "not stated";
/// The statement in the language in which it was read and made.
inline constexpr const char* statement_text = "I only record conversations that I take part in.";
inline constexpr const char* statement_text_dutch = "Ik neem alleen gesprekken op waaraan ik zelf deelneem.";
[[nodiscard]] constexpr const char* statement_in(base::Language language) noexcept {
  return language == base::Language::dutch ? statement_text_dutch : statement_text;
}
[[nodiscard]] inline bool is_statement(std::string_view text) noexcept {
  return text == statement_text || text == statement_text_dutch;
}
/// The whole value of `recovered_from`, but for the UUID behind it.
inline constexpr const char* recovered_from_prefix = "the interrupted recording ";

}  // namespace earwitness::archive::tags
