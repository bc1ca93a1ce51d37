// SPDX-License-Identifier: MIT
#include "context/bin.hpp"

#include <cerrno>
#include <exception>

#include "archive/own_notes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "context/only_own.hpp"
#include "context/unlock.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "results/doomed.hpp"
#include "results/failure.hpp"
#include "terminal/output.hpp"

namespace earwitness::context {

void print_bin(const Context& context, const os::Path& archive) {
  for (const auto& one : archive::read_bin(context.fs, archive)) {
    const auto shown = results::described(context.fs, one.folder);
    if (!is_own_in_bin(context.fs, one)) {
      terminal::print_line(
          tr("{}: until you delete it, as nothing shows that you put it there on this computer", shown));
    } else if (one.until() > context.clock.utc()) {
      terminal::print_line(tr("{}: until {}", shown, os::local_date_and_clock(one.until())));
    } else {
      terminal::print_line(tr("{}: until the next command that changes the archive", shown));
    }
  }
}

std::string note_of_bin(os::FileSystem& fs, const archive::Binned& one) try {
  return archive::note_hash(fs, one);
} catch (const Error&) {  // what can't be read is nobody's
  return {};
}

bool is_own_in_bin(os::FileSystem& fs, const archive::Binned& one) {
  const auto notes = keys_folder().parent_path();
  const auto hash = note_of_bin(fs, one);
  return archive::has_own_note(fs, notes, archive::OwnNote::binned, hash) &&
         is_only_own_quietly(archive::own_note(notes, archive::OwnNote::binned, hash));
}

void note_in_bin(os::FileSystem& fs, const archive::Binned& one) {
  archive::write_own_note(fs, keys_folder().parent_path(), archive::OwnNote::binned, note_of_bin(fs, one));
}

void forget_in_bin(os::FileSystem& fs, const std::string& note) {
  archive::remove_own_note(fs, keys_folder().parent_path(), archive::OwnNote::binned, note);
}

json::Value bin_to_json(os::FileSystem& fs, const os::Path& archive) {
  auto list = json::Value::array();
  for (const auto& one : archive::read_bin(fs, archive)) {
    list.push_back({{"name", one.name},
                    {"path", one.folder.string()},
                    {"deleted_utc", base::rfc3339(one.deleted)},
                    {"until_utc", base::rfc3339(one.until())}});
  }
  return list;
}

void mention_bin(const Context& context, const os::Path& archive) {
  const auto count = archive::read_bin(context.fs, archive).size();
  if (count == 0) return;
  log::info(trn("{} deleted recording is still in the bin: earwitness undelete",
                "{} deleted recordings are still in the bin: earwitness undelete", count));
}

terminal::ExitCode report_on_disk(const Context& context, const FileError& error) noexcept {
  const auto code = results::report(error);
  const bool is_full = error.code() == ENOSPC || error.code() == EDQUOT;
  if (!is_full || error.next().step == Step::empty_bin) return code;
  try {
    const auto bytes = archive::bytes_in_bin(context.fs, own_archive(context));
    if (bytes == 0) return code;
    log::info(
        tr("the bin holds {:.1Lf} MB: earwitness delete --empty-bin frees them", static_cast<double>(bytes) / 1e6));
  } catch (const std::exception&) {  // that the disk is full was said
  }
  return code;
}

std::optional<archive::Binned> meant_in_bin(const Context& context, const os::Path& archive, const std::string& word) {
  const auto fitting = archive::find_in_bin(context.fs, archive, word);
  if (fitting.empty()) return std::nullopt;
  if (fitting.size() == 1) return fitting.front();
  throw Error(ErrorKind::not_found, word,
              tr("{} recordings in the bin have {} in their name", fitting.size(), base::printable(word)),
              "earwitness undelete");
}

}  // namespace earwitness::context
