// SPDX-License-Identifier: MIT
#include "cli/handing_over.hpp"

#include "archive/key_store.hpp"
#include "base/translate.hpp"
#include "cli/unlock.hpp"

namespace earwitness::cli {

os::Lock claim_handing_over(const Context& context) {
  const auto folder = socket_folder(archive_path(context));
  os::make_folders(context.fs, folder);
  auto lock = os::Lock::acquire(folder / "handing-over.lock");
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::surroundings, {}, _("another command is at work here"), _("wait until it is done"));
}

std::shared_ptr<const archive::Signer> signer_if_any(const Context& context) {
  const archive::KeyStore store(context.fs, keys_folder());
  if (!context.fs.status(store.path())) return nullptr;
  return unlock_signer(context);
}

}  // namespace earwitness::cli
