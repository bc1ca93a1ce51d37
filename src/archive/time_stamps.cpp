// SPDX-License-Identifier: MIT
#include "archive/time_stamps.hpp"

#include <fmt/format.h>

#include <string_view>

#include "archive/archive.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::archive {

namespace {

/// What an attempt left that a crash or a full disk ended.
void clear(os::FileSystem& fs, const os::Path& path) {
  if (fs.status(path)) fs.remove_file(path);
}

/// The names come last, the answer's after that of what it needs.
class Pair {
 public:
  Pair(os::FileSystem& fs, const os::Path& bag, std::size_t number)
      : fs_(fs),
        folder_(bag / bag::seal_folder),
        evidence_(bag / bag::time_stamp_chain_path(number)),
        response_(bag / bag::time_stamp_path(number)),
        // Outside of the bag, where a leftover harms nobody.
        new_evidence_(bag.parent_path() / ".timestamp.pem.new"),
        new_response_(bag.parent_path() / ".timestamp.tsr.new") {}

  void write(std::string_view response, std::string_view evidence) {
    clear(fs_, new_evidence_);
    clear(fs_, new_response_);
    os::write_new(fs_, new_evidence_, evidence);
    os::write_new(fs_, new_response_, response);
    fs_.make_read_only(new_evidence_);
    fs_.make_read_only(new_response_);
    fs_.rename(new_evidence_, evidence_);
    fs_.rename(new_response_, response_);
    fs_.sync_folder(folder_);
    fs_.sync_folder(new_response_.parent_path());
  }

 private:
  os::FileSystem& fs_;
  os::Path folder_;
  os::Path evidence_;
  os::Path response_;
  os::Path new_evidence_;
  os::Path new_response_;
};

}  // namespace

std::optional<crypto::Digest> to_be_stamped(os::FileSystem& fs, const os::Path& bag) {
  const auto status = fs.status(bag / bag::signature_path);
  if (!is_sealed(fs, bag) || !status || status->kind != os::EntryKind::file) return std::nullopt;
  return crypto::sha256(base::as_bytes(os::read_all(fs, bag / bag::signature_path, limits::tag_file_bytes)));
}

bool is_stamped(os::FileSystem& fs, const os::Path& bag) {
  for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
    const auto entry = fs.status(bag / bag::time_stamp_path(number));
    if (entry && entry->kind == os::EntryKind::file) return true;
  }
  return false;
}

std::string store_time_stamp(os::FileSystem& fs, const os::Path& bag, std::span<const std::byte> response,
                             const std::string& evidence) {
  for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
    if (fs.status(bag / bag::time_stamp_path(number))) continue;
    // A .pem without its .tsr is what a crash between their two names left.
    const std::string_view bytes(reinterpret_cast<const char*>(response.data()), response.size());
    Pair(fs, bag, number).write(bytes, evidence);
    return bag::time_stamp_path(number);
  }
  throw Error(ErrorKind::unknown_format, bag.string(),
              tr("{} has {} time stamps already", base::printable(bag.string()), limits::time_stamp_numbers));
}

}  // namespace earwitness::archive
