// SPDX-License-Identifier: MIT
#include "context/zip_passphrase.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/unlock.hpp"
#include "log/log.hpp"
#include "os/terminal.hpp"
#include "terminal/ask_user.hpp"

namespace earwitness::context {

namespace {

base::SecretText read_passphrase(const Context& context, const std::string& path) {
  const auto content = os::read_secret_file(context.fs, path, limits::config_bytes);
  auto text = content.view().substr(0, content.view().find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (!text.empty() && text.find('\0') == std::string_view::npos) return {text};
  throw Error(ErrorKind::usage, path, tr("{} holds no passphrase in its first line", base::printable(path)));
}

base::SecretText ask_passphrase() {
  if (!terminal::can_ask_user()) {
    throw Error(ErrorKind::usage, {}, _("there is nobody to ask for a passphrase"), "--passphrase-file FILE");
  }
  const os::UnseenTyping unseen;
  const auto typed = [](const char* question) {
    auto secret = terminal::ask_secret(question);
    if (secret && !secret->empty()) return std::move(*secret);
    throw Error(ErrorKind::usage, {}, _("no passphrase was typed; nothing was made"), "--passphrase-file FILE");
  };
  const auto first = typed(_("Passphrase for the zip file:"));
  if (first == typed(_("Once more:"))) return {first.text()};
  throw Error(ErrorKind::usage, {}, _("these were two different passphrases; nothing was made"),
              _("type the command again"));
}

}  // namespace

base::SecretText zip_passphrase(const Context& context, const std::string& file) {
  auto text = file.empty() ? ask_passphrase() : read_passphrase(context, file);
  if (text.size() < short_passphrase) {
    log::warning(_("that passphrase is short: whoever has the file can try millions a second"));
  }
  return text;
}

}  // namespace earwitness::context
