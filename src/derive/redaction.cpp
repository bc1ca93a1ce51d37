// SPDX-License-Identifier: MIT
#include "derive/redaction.hpp"

#include <string>
#include <utility>
#include <vector>

#include "archive/archive.hpp"
#include "archive/deletion.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "archive/work_folder.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"

namespace earwitness::derive {

namespace {

Excerpt make_remainder(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const os::Path& into,
                       const PartPlan& plan, const crypto::SigningKey& key) {
  ExcerptRequest request;
  request.recording = bag;
  request.selection.withhold = {plan.part.asked};
  request.key = &key;
  request.into = into;
  request.is_remainder = true;
  for (const auto& [number, commitment] : plan.journal.notes) {
    if (!plan.part.notes.contains(number)) request.notes.push_back(std::to_string(number));
  }
  const auto info = bag::parse_info(os::read_all(fs, bag / bag::info_path, limits::tag_file_bytes));
  const auto name = bag::value_of(info, archive::tags::name);
  if (name != archive::tags::not_stated) request.name = name;
  return make_excerpt(fs, clock, request);
}

/// Of a call, what it takes to hear the longer of its tracks.
void measure(Redaction& made, const PartPlan& plan) {
  journal::TrackFrames deleted;
  journal::TrackFrames kept;
  for (const auto& file : plan.journal.files) kept.add(file, file.frames());
  for (const auto& run : plan.part.seconds) {
    const auto& file = plan.journal.files[run.file];
    for (auto s = run.begin; s < run.end; ++s) {
      deleted.add(file, file.seconds[s].frames);
      kept.take_away(file, file.seconds[s].frames);
    }
  }
  made.deleted_seconds = deleted.longest(plan.journal);
  made.kept_seconds = kept.longest(plan.journal);
}

}  // namespace

Redaction redact(const archive::Intents& intents, const os::Clock& clock, const os::Path& conversation,
                 const PartPlan& plan, const archive::Signer& signer) {
  auto& fs = intents.fs();
  const auto bag = archive::Conversation{conversation}.bag();
  archive::require_replaceable(fs, conversation);
  if (fs.status(conversation / archive::part_deletion_folder)) {
    throw archive::in_the_way(conversation / archive::part_deletion_folder);
  }
  archive::PartToDelete part{conversation, plan.recording, plan.original, {}, plan.is_repeated, {}, plan.removed};
  Redaction made{plan.recording, plan.original, archive::read_seal(fs, bag), 0, 0, {}};
  measure(made, plan);
  archive::Change change(intents, archive::preparing_part_deletion(conversation));
  archive::WorkFolder prepared(fs, conversation, archive::part_deletion_folder);
  if (!plan.is_repeated) {
    const auto left = make_remainder(fs, clock, bag, prepared.path(), plan, signer.key);
    fs.rename(left.bag, prepared.path() / archive::remainder_name);
    made.seal = left.seal;
  }
  part.seal_after = made.seal;
  if (plan.is_repeated) part.seal_before = made.seal;  // nothing takes its place any more
  for (const auto& [name, text] : plan.changed) {
    os::write_new(fs, prepared.path() / name, text);
    part.replaced.push_back(name);
  }
  fs.sync_folder(prepared.path());
  prepared.keep();  // from here on it is settled with the change
  made.tombstone = archive::delete_part(intents, clock, signer, part, change);
  if (plan.is_repeated) {
    made.tombstone = archive::tombstone_of_part(fs, conversation.parent_path(), plan.recording, made.seal);
  }
  return made;
}

}  // namespace earwitness::derive
