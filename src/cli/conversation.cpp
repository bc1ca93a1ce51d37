// SPDX-License-Identifier: MIT
#include "cli/conversation.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "archive/deletion.hpp"
#include "archive/key_store.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "archive/replace_bag.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/unlock.hpp"
#include "crypto/sha256.hpp"
#include "log/log.hpp"
#include "verify/verify.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* lock_name = ".recover.lock";
constexpr std::size_t typing_lock_digits = 16;

/// Public keys of the user's own, as PEM: the present one and those that it came after.
std::vector<std::string> own_public_keys(const Context& context) try {
  const auto file = archive::KeyStore(context.fs, keys_folder()).read();
  if (!file) return {};
  std::vector<std::string> keys{file->public_pem};
  for (const auto& endorsement : file->endorsements) keys.push_back(archive::public_pem_of(endorsement.previous_key));
  return keys;
} catch (const Error&) {
  return {};  // then nothing is proven; `start` and `doctor` say what is wrong with it
}

archive::ReplacementProof proof_for(const Context& context, const os::Path& archive) {
  return {[&context](const os::Path& bag) -> std::string {
            try {
              const auto found = verify(context.fs, bag, {}, {});
              if (!found.unchanged || found.kind != RecordingKind::excerpt) return {};
              return archive::read_seal(context.fs, bag / bag::original_root);
            } catch (const Error&) {  // it is no bag, or can't be read
              return {};
            }
          },
          [&context, archive](const std::string& before, const std::string& after, const std::string& plan) {
            return archive::is_part_deleted(context.fs, archive, before, after, plan, own_public_keys(context));
          }};
}

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

os::Lock claim_changes(const Context& context, const os::Path& archive) {
  os::confine(archive);
  auto lock = os::Lock::acquire(archive / lock_name);
  if (lock) {
    const auto proof = proof_for(context, archive);
    for (const auto& left : archive::finish_replacing(context.fs, archive, proof)) {
      const auto shown = base::printable(left.path.string());
      log::warning(tr("{} is left as it is: {}", shown, left.reason), tr("look at what it is: ls -la {}", shown));
    }
    archive::finish_part_deletions(context.fs, archive, proof);
    return std::move(*lock);
  }
  throw Error(ErrorKind::surroundings, archive.string(),
              tr("another change is under way in {}", base::printable(archive.string())), _("wait until it has ended"));
}

os::Lock claim_typing(const Context& context, const os::Path& conversation) {
  const auto folder = socket_folder(archive_path(context));
  os::make_folders(context.fs, folder);
  const auto name = crypto::sha256_hex(conversation.string()).substr(0, typing_lock_digits);
  auto lock = os::Lock::acquire(folder / fmt::format("transcript-{}.lock", name));
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::surroundings, conversation.string(),
              tr("{} is being typed out in another terminal", base::printable(conversation.filename().string())),
              _("end that one first"));
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
