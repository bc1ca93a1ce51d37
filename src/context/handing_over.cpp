// SPDX-License-Identifier: MIT
#include "context/handing_over.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "archive/key_store.hpp"
#include "base/translate.hpp"
#include "context/unlock.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::context {

namespace {

constexpr std::size_t lock_digits = 16;

}  // namespace

os::Lock claim_handing_over(const Context& context) {
  const auto folder = socket_folder(archive_path(context));
  os::make_folders(context.fs, folder);
  // Of one archive: what is made of another one has work of its own, which a lock on its note or its intent keeps.
  std::error_code unseen;
  const auto archive = std::filesystem::weakly_canonical(archive_path(context), unseen);
  const auto name = crypto::sha256_hex((unseen ? archive_path(context) : archive).string()).substr(0, lock_digits);
  auto lock = os::Lock::acquire(folder / fmt::format("handing-over-{}.lock", name));
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::surroundings, {}, _("another command is at work here"), _("wait until it is done"));
}

std::shared_ptr<const archive::Signer> signer_if_any(const Context& context) {
  const archive::KeyStore store(context.fs, keys_folder());
  if (!context.fs.status(store.path())) return nullptr;
  return unlock_signer(context);
}

}  // namespace earwitness::context
