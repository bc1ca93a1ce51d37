// SPDX-License-Identifier: MIT
#include "results/deleted.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "archive/recordings.hpp"
#include "bag/contents.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

json::Value to_json(const std::vector<CopyElsewhere>& copies) {
  auto list = json::Value::array();
  for (const auto& copy : copies) list.push_back({{"path", copy.path.string()}, {"is_there", copy.is_there}});
  return list;
}

}  // namespace

Doomed inspect(os::FileSystem& fs, const os::Path& conversation) {
  Doomed doomed;
  auto& request = doomed.request;
  request.folders = {conversation};
  doomed.name = conversation.filename().string();
  doomed.shown = described(fs, conversation);
  const auto kind = fs.status(request.folders.bag());
  if (!kind || kind->kind != os::EntryKind::folder) {
    throw Error(ErrorKind::not_found, conversation.string(),
                tr("{} is not a recording of an archive", base::printable(conversation.string())), "earwitness list");
  }
  request = archive::recording_to_delete(fs, conversation);
  for (const auto& content : bag::contents(fs, conversation)) {
    ++doomed.files;
    doomed.bytes += content.size;
  }
  return doomed;
}

json::Value document_of_deleted(const Doomed& doomed, const std::string& tombstone,
                                const std::optional<archive::Binned>& binned) {
  auto document = terminal::document_of("deleted");
  document["path"] = doomed.request.folders.folder.string();
  document["recording"] = doomed.request.recording;
  document["seal"] = json::text_or_null(doomed.request.seal);
  document["ledger"] = json::text_or_null(tombstone);
  document["bin"] = binned ? json::Value(binned->folder.string()) : nullptr;
  document["until_utc"] = binned ? json::Value(base::rfc3339(binned->until())) : nullptr;
  return document;
}

void print_deleted(const Doomed& doomed, const std::string& tombstone, const std::optional<archive::Binned>& binned,
                   const std::vector<CopyElsewhere>& copies, bool json) {
  if (!json) return terminal::print_line(tr("deleted {}", doomed.name));
  auto document = document_of_deleted(doomed, tombstone, binned);
  document["copies"] = to_json(copies);
  terminal::print_json(document);
}

std::string names_of(const std::vector<std::string>& names) {
  constexpr std::size_t max_named = 20;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(names.size(), max_named); ++i) shown.push_back(base::printable(names[i]));
  if (names.size() > max_named) shown.push_back(tr("{} more", names.size() - max_named));
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string part_in_words(os::FileSystem& fs, const os::Path& conversation, const derive::PartPlan& plan,
                          const TypedRange& typed) {
  const auto which = described(fs, conversation);
  auto words =
      plan.is_repeated
          ? tr("{}: the sound from {} to {} was deleted before.", which, typed.from, typed.to)
          : tr("{}: from {} to {} is deleted for good, in whole seconds; the rest is kept and proves that it is "
               "the rest.",
               which, typed.from, typed.to);
  if (!plan.removed.empty()) words += tr(" With it go: {}.", names_of(plan.removed));
  if (plan.keeps_typed_text) words += _(" What was typed of the rest stays as a draft.");
  return words;
}

void print_part_deleted(const os::Path& conversation, const derive::PartPlan& plan, const derive::Redaction& made,
                        const std::vector<CopyElsewhere>& copies, bool json) {
  if (!json) {
    terminal::print_line(conversation.string());
    terminal::print_line(tr("deleted  {}", base::clock_of(made.deleted_seconds)));
    terminal::print_line(tr("kept     {}", base::clock_of(made.kept_seconds)));
    terminal::print_line(tr("seal     {}", made.seal));
    for (const auto& name : plan.removed) terminal::print_line(tr("gone     {}", base::printable(name)));
    for (const auto& [name, text] : plan.changed) terminal::print_line(tr("changed  {}", name));
    return;
  }
  auto document = terminal::document_of("deleted_part");
  document["path"] = conversation.string();
  document["recording"] = made.recording;
  document["seal_before"] = made.seal_before;
  document["seal"] = made.seal;
  document["deleted_seconds"] = made.deleted_seconds;
  document["kept_seconds"] = made.kept_seconds;
  document["ledger"] = json::text_or_null(made.tombstone);
  document["repeated"] = plan.is_repeated;
  document["removed"] = json::Value::array();
  for (const auto& name : plan.removed) document["removed"].push_back(name);
  document["changed"] = json::Value::array();
  for (const auto& [name, text] : plan.changed) document["changed"].push_back(name);
  document["left"] = json::Value::array();
  for (const auto& name : plan.others) document["left"].push_back(name);
  document["copies"] = to_json(copies);
  terminal::print_json(document);
}

void warn_of_what_is_left(const derive::PartPlan& plan, const TypedRange& typed, const std::string& name) {
  if (plan.is_repeated) {
    log::info(plan.removed.empty() && plan.changed.empty()
                  ? _("that part was deleted before, and nothing that a command made of it is left here")
                  : _("the sound of that part was deleted before; what else held it is gone now"));
  }
  if (!plan.others.empty()) {
    log::warning(tr("still there, as nothing shows that they are of this recording: {}", names_of(plan.others)),
                 tr("look at them, or delete them, too: earwitness delete {} --from {} --to {} --other-files",
                    base::printable(name), typed.from, typed.to));
  }
  if (!plan.kept_bags.empty()) {
    log::info(tr("still there, as they hold nothing of it: {}", names_of(plan.kept_bags)));
  }
  if (plan.notes_without_time > 0) {
    log::info(trn("{} note of the whole recording is still there: earwitness note NAME shows it",
                  "{} notes of the whole recording are still there: earwitness note NAME shows them",
                  plan.notes_without_time));
  }
  if (plan.keeps_typed_text) {
    log::info(tr("what was typed of the rest is a draft now, to be looked through and sealed: earwitness transcript {}",
                 base::printable(name)));
  }
}

}  // namespace earwitness::results
