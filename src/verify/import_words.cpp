// SPDX-License-Identifier: MIT
//
// What was met in an imported file when it was decoded, in words.
#include "base/named.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"

namespace earwitness {

namespace {

constexpr double ms_a_second = 1000;

/// How much, where that is known and more than nothing.
std::string amount_of(const ImportProblem& problem) {
  const auto seconds = static_cast<double>(problem.amount.value_or(0)) / ms_a_second;
  return seconds > 0 ? tr("{:.1Lf} s", seconds) : std::string();
}

std::string sentence(const ImportProblem& problem) {
  const auto amount = amount_of(problem);
  if (problem.what == "ends early") {
    return amount.empty() ? _("it ends early: by its own account there was more")
                          : tr("it ends early: by its own account there was {} more", amount);
  }
  if (problem.what == "longer") {
    return amount.empty() ? _("it has more sound than it should have by its own account")
                          : tr("it has {} more sound than it should have by its own account", amount);
  }
  if (problem.what == "unreadable") return _("a piece of its sound could not be decoded");
  if (problem.what == "checksum") return _("a checksum in it does not fit");
  if (problem.what == "missing") {
    return amount.empty() ? _("something is missing in it, or is in another order")
                          : tr("{} are missing in it", amount);
  }
  if (problem.what == "foreign bytes") {
    return trn("{:L} byte in it belongs to nothing", "{:L} bytes in it belong to nothing", problem.amount.value_or(0));
  }
  if (problem.what == "unfinished") return _("what recorded it never finished the file");
  if (problem.what == "edited out") {
    return amount.empty()
               ? _("its edit list leaves out sound that is in the file, and not in the decoded copy")
               : tr("its edit list leaves out {} of sound that is in the file, and not in the decoded copy", amount);
  }
  if (problem.what == "shape changes")
    return _("its sample rate, channels or bits change: converted in the decoded copy");
  return base::in_quotes(problem.what);  // of a later version, or anyone's
}

}  // namespace

std::vector<std::string> import_parts(const ImportedSound& imported) {
  std::vector<std::string> said;
  for (const auto seconds : imported.begins_at_seconds) {
    said.push_back(tr("at {}: here the sound of another of its files begins", base::clock_of(seconds)));
  }
  return said;
}

std::vector<std::string> import_words(const ImportedSound& imported) {
  std::vector<std::string> said;
  for (const auto& problem : imported.problems) {
    auto text = sentence(problem);
    said.push_back(problem.at_seconds ? tr("at {}: {}", base::clock_of(*problem.at_seconds), text) : std::move(text));
  }
  if (imported.more_problems > 0) {
    said.push_back(
        trn("and {:L} thing more that does not fit", "and {:L} things more that do not fit", imported.more_problems));
  }
  if (!imported.whole && said.empty()) said.emplace_back(_("its decoder met damage, or an early end"));
  if (imported.undecoded > 0) {
    said.push_back(trn("{:L} file that was imported with it was not decoded",
                       "{:L} files that were imported with it were not decoded", imported.undecoded));
  }
  if (imported.parts > 1) {
    said.push_back(
        trn("{:L} file is joined in it", "{:L} files are joined in it, all of them decoded", imported.parts));
  }
  if (imported.over_full_scale > 0) {
    said.push_back(trn("{:L} sample passes full scale, and is cut off in the decoded copy",
                       "{:L} samples pass full scale, and are cut off in the decoded copy", imported.over_full_scale));
  }
  if (imported.rounded) said.emplace_back(_("its samples have more than 24 bits, and are rounded in the decoded copy"));
  return said;
}

}  // namespace earwitness
