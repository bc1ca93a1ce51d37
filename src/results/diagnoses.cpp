// SPDX-License-Identifier: MIT
#include "results/diagnoses.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

using doctor::Diagnosis;
using doctor::Outcome;

const char* to_words(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::attention:
      return _("look at this");
    case Outcome::impossible:
      return _("not possible");
  }
  return "";
}

/// A diagnosis's name for people.
std::string shown_name(const std::string& name) {
  const std::map<std::string, std::string> names{{"start", pgettext("check", "start")},
                                                 {"recording", pgettext("check", "recording")},
                                                 {"microphone", pgettext("check", "microphone")},
                                                 {"path", pgettext("check", "path")},
                                                 {"room", pgettext("check", "room")},
                                                 {"disk", pgettext("check", "disk")},
                                                 {"refused", pgettext("check", "refused")},
                                                 {"sleep", pgettext("check", "sleep")},
                                                 {"battery", pgettext("check", "battery")},
                                                 {"clock", pgettext("check", "clock")},
                                                 {"archive", pgettext("check", "archive")},
                                                 {"interrupted", pgettext("check", "interrupted")},
                                                 {"key", pgettext("check", "key")},
                                                 {"encryption", pgettext("check", "encryption")},
                                                 {"synced", pgettext("check", "synced")},
                                                 {"managed", pgettext("check", "managed")},
                                                 {"backup", pgettext("check", "backup")}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

void print_table(const std::vector<Diagnosis>& diagnoses) {
  const auto outcome_width =
      terminal::widest(diagnoses, [](const Diagnosis& diagnosis) { return to_words(diagnosis.outcome); });
  const auto name_width =
      terminal::widest(diagnoses, [](const Diagnosis& diagnosis) { return shown_name(diagnosis.name); });
  for (const auto& diagnosis : diagnoses) {
    terminal::print_line(fmt::format("{}  {}  {}", terminal::padded(to_words(diagnosis.outcome), outcome_width),
                                     terminal::padded(shown_name(diagnosis.name), name_width),
                                     base::printable(diagnosis.text)));
    if (!diagnosis.next.empty()) {
      terminal::print_line(
          tr("{:<{}}  try: {}", "", outcome_width + name_width + 2, base::printable(base::words_of(diagnosis.next))));
    }
  }
}

void print_verdict(const std::vector<Diagnosis>& diagnoses) {
  switch (doctor::worst_of(diagnoses)) {
    case Outcome::ok:
      return log::info(_("all is ready; when it matters, type: earwitness start"));
    case Outcome::attention:
      return log::info(_("you can record; read the lines above that say: look at this"));
    case Outcome::impossible:
      for (const auto& diagnosis : diagnoses) {
        if (diagnosis.outcome != Outcome::impossible) continue;
        log::error(tr("you can't record yet: {}: {}", shown_name(diagnosis.name), diagnosis.text),
                   base::words_of(diagnosis.next));
      }
  }
}

}  // namespace

void print_document(const std::vector<Diagnosis>& diagnoses) {
  auto document = terminal::document_of("doctor");
  document["ready"] = doctor::worst_of(diagnoses) != Outcome::impossible;
  document["checks"] = json::Value::array();
  for (const auto& diagnosis : diagnoses) {
    json::Value object{{"check", diagnosis.name},
                       {"outcome", doctor::to_string(diagnosis.outcome)},
                       {"text", diagnosis.text},
                       {"next", base::words_of(diagnosis.next)}};
    if (diagnosis.figures.is_object()) object.update(diagnosis.figures);
    document["checks"].push_back(std::move(object));
  }
  terminal::print_json(document);
}

void print_diagnoses(const std::vector<Diagnosis>& diagnoses) {
  print_table(diagnoses);
  print_verdict(diagnoses);
}

}  // namespace earwitness::results
