// SPDX-License-Identifier: MIT
#include "cli/conversation.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "archive/recordings.hpp"
#include "archive/replace_bag.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* lock_name = ".recover.lock";

}  // namespace

os::Path conversation_of(const Context& context, const std::string& word) {
  auto found = find_to_change(context, word);
  const auto name = found.filename();
  const bool is_bag = (name == bag::recording_folder || name == bag::recovered_folder) &&
                      !context.fs.status(found / bag::recording_folder);
  if (!is_bag) return found;
  os::confine(found.parent_path());
  return found.parent_path();
}

os::Path archived_conversation(const Context& context, const std::string& word) {
  auto conversation = conversation_of(context, word);
  const auto bag = context.fs.status(archive::Conversation{conversation}.bag());
  if (bag && bag->kind == os::EntryKind::folder) return conversation;
  throw Error(ErrorKind::not_found, conversation.string(),
              tr("{} is not a recording of an archive", base::printable(conversation.string())), "earwitness list");
}

os::Lock claim_changes(const os::Path& archive) {
  auto lock = os::Lock::acquire(archive / lock_name);
  if (lock) {
    archive::finish_replacing(os::posix_file_system(), archive);
    return std::move(*lock);
  }
  throw Error(ErrorKind::surroundings, archive.string(),
              tr("another change is under way in {}", base::printable(archive.string())), _("wait until it has ended"));
}

void refuse_running(const os::Path& conversation) {
  const auto running = archive::running(conversation.parent_path());
  if (!running) return;
  // It holds the lock and has not said yet which folder is its own: it might be this one.
  const bool is_this = running->folder.empty() || os::Path(running->folder).filename() == conversation.filename();
  if (!is_this) return;
  throw Error(ErrorKind::surroundings, conversation.string(),
              tr("{} is being recorded now", base::printable(conversation.filename().string())),
              _("end it first: earwitness stop"));
}

}  // namespace earwitness::cli
