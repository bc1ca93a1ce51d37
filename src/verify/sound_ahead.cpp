// SPDX-License-Identifier: MIT
#include "verify/sound_ahead.hpp"

#include <algorithm>
#include <exception>

#include "journal/salts.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr std::uint64_t long_file_bytes = 4 * 1024 * 1024;

}  // namespace

bool is_long(const std::vector<bag::Content>& contents) noexcept {
  return std::any_of(contents.begin(), contents.end(),
                     [](const auto& content) { return content.size >= long_file_bytes; });
}

SoundAhead look_ahead(os::FileSystem& fs, const os::Path& bag, const std::vector<bag::Content>& contents) noexcept {
  SoundAhead ahead;
  try {
    if (!is_file(contents, journal_path) || is_file(contents, excerpt_path)) return ahead;
    auto journal = read_journal(*fs.open(bag / journal_path));
    if (!is_known_format(journal.format.value_or(0))) return ahead;
    if (journal.is_salted() && is_file(contents, bag::salts_path) && !is_too_large(contents, bag::salts_path)) {
      ahead.salt_problems =
          journal::add_salts(journal, *fs.open(bag / bag::salts_path), journal::SaltsOf::every_second);
    }
    for (const auto& audio : journal.files) {
      if (!is_file(contents, audio.name) || is_too_large(contents, audio.name)) continue;
      const auto format = format_of(fs, bag / audio.name, journal, audio);
      ahead.files.emplace(audio.name, examine_audio(fs, bag / audio.name, audio, format, journal.recovered));
    }
    ahead.journal = std::move(journal);
  } catch (const std::exception&) {
    ahead = {};
  }
  return ahead;
}

}  // namespace earwitness::verify_detail
