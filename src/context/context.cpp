// SPDX-License-Identifier: MIT
#include "context/context.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "archive/bin.hpp"
#include "archive/recordings.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/disk_answer.hpp"
#include "context/only_own.hpp"
#include "crypto/sha256.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"

namespace earwitness::context {

namespace {

constexpr std::size_t socket_name_characters = 16;

os::Path absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal(); }

/// Once a process: it is asked for in several places.
void say_problems(const settings::LenientConfig& read) {
  static bool said = false;
  if (std::exchange(said, true)) return;
  for (const auto& problem : read.problems) {
    log::warning(tr("{}; that is left out", problem.sentence), "earwitness setup");
    if (problem.setting.empty() || problem.setting == "archive") {
      if (!read.config.archive) {
        log::warning(_("where recordings go may have been set there, and can't be read: this one goes to the usual "
                       "folder, unless --archive names one"),
                     _("earwitness --archive DIR start"));
      }
    }
    if ((problem.setting.empty() || problem.setting == "device") && !read.config.device) {
      log::warning(_("which microphone is used may have been set there, and can't be read: the default one is used, "
                     "unless --device names one"),
                   _("earwitness start --device NAME"));
    }
  }
}

settings::Config load_leniently(const Context& context) {
  const auto read = settings::read_config_leniently(context.fs, config_path(context));
  say_problems(read);
  return read.config;
}

os::Path named_archive(const Context& context, const settings::Config& config) {
  if (!context.globals.archive.empty()) return absolute(context.globals.archive);
  if (const auto variable = os::environment("EARWITNESS_ARCHIVE")) return absolute(*variable);
  if (config.archive) return expanded(*config.archive);
  return os::home_folder() / "earwitness";
}

std::string socket_name(const os::Path& archive) {
  return crypto::sha256_hex(archive.string()).substr(0, socket_name_characters) + ".sock";
}

}  // namespace

os::Path expanded(const std::string& path) {
  return path.starts_with("~/") ? os::home_folder() / path.substr(2) : absolute(path);
}

os::Path config_path(const Context& context) {
  if (!context.globals.config.empty()) return absolute(context.globals.config);
  return os::config_folder() / "earwitness" / "config.toml";
}

settings::Config load_config(const Context& context) {
  const bool lenient = context.globals.lenient && context.globals.config.empty();
  try {
    if (context.globals.no_config || !is_only_own(config_path(context))) return {};
  } catch (const FileError& error) {
    if (!lenient) throw settings::unreadable_config(error);
    say_problems({{}, {{error.what(), {}}}});
    return {};
  }
  if (lenient) return load_leniently(context);
  return settings::read_config(context.fs, config_path(context), /*required=*/!context.globals.config.empty());
}

os::Path named_archive(const Context& context) {
  const bool said = !context.globals.archive.empty() || os::environment("EARWITNESS_ARCHIVE");
  return named_archive(context, said ? settings::Config{} : load_config(context));
}

os::Path use_archive(os::Path named) {
  require_disk_answer(named);
  os::confine(named);
  return named;
}

os::Path archive_path(const Context& context, const settings::Config& config) {
  return use_archive(named_archive(context, config));
}

os::Path archive_path(const Context& context) { return use_archive(named_archive(context)); }

os::Path own_archive(const Context& context) try { return archive_path(context); } catch (const Error&) {
  return {};
}

os::Path find_recording(const Context& context, const std::string& word) try {
  (void)own_archive(context);  // which is confined before anything in it is looked at, however it is named here
  const bool is_path = word.size() <= limits::path_bytes && word.find('/') != std::string::npos;
  if (is_path) require_disk_answer(word);
  if (word.size() > limits::path_bytes || !context.fs.status(word)) {
    return archive::find(context.fs, archive_path(context), word);
  }
  os::confine(word);
  return archive::find(context.fs, {}, word);
} catch (const FileError& error) {
  if (error.code() != ENAMETOOLONG) throw;
  throw Error(ErrorKind::not_found, word, _("that is not the name of a recording"), "earwitness list");
}

os::Path find_to_change(const Context& context, const std::string& word) {
  auto found = std::filesystem::absolute(find_recording(context, word)).lexically_normal();
  if (!found.has_filename()) found = found.parent_path();
  if (const auto own = own_archive(context); !own.empty() && archive::is_in_bin(found, own)) {
    const auto name = base::printable(found.filename().string());
    throw Error(ErrorKind::not_found, found.string(), tr("{} is in the bin", name), {Step::take_back_from_bin, name});
  }
  const auto entry = context.fs.status(found);
  if (entry && entry->kind != os::EntryKind::link) return found;
  const auto shown = base::printable(found.string());
  throw Error(ErrorKind::not_found, found.string(), tr("{} is a link: nothing is changed behind it", shown),
              tr("name the folder itself: realpath {}", shown));
}

os::Path socket_folder(const os::Path& archive) {
  const auto runtime = os::runtime_folder();
  return runtime ? *runtime / "earwitness" : archive / ".control";
}

os::Path socket_path(const os::Path& archive) {
  std::error_code unseen;  // a path that can't be looked at names itself
  const auto canonical = std::filesystem::weakly_canonical(archive, unseen);
  return socket_folder(archive) / socket_name(unseen ? archive : canonical);
}

std::optional<os::Path> likely_socket_path(const os::Path& archive) {
  if (!os::runtime_folder()) return std::nullopt;
  const auto path = archive.lexically_normal();
  return socket_folder(archive) / socket_name(path.has_filename() ? path : path.parent_path());
}

}  // namespace earwitness::context
