// SPDX-License-Identifier: MIT
#include "archive/time_stamps.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <optional>
#include <string_view>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/clock.hpp"

namespace earwitness::archive {

namespace {

/// Two files that belong together get their names one after the other: the evidence, then the answer.
class Pair {
 public:
  Pair(os::FileSystem& fs, const os::Path& bag, std::size_t number)
      : fs_(fs),
        bag_(bag),
        evidence_(bag / bag::time_stamp_chain_path(number)),
        response_(bag / bag::time_stamp_path(number)),
        // Outside of the bag, where a leftover harms nobody.
        new_evidence_(bag.parent_path() / new_work_name(evidence_work_stem)),
        new_response_(bag.parent_path() / new_work_name(time_stamp_work_stem)) {}

  void write(std::string_view response, std::string_view evidence, const Intents* intents) {
    if (intents == nullptr) {
      try {
        prepare(response, evidence);
      } catch (...) {
        for (const auto& path : {new_evidence_, new_response_}) {
          if (fs_.status(path)) fs_.remove_file(path);  // this run made it
        }
        throw;
      }
      fs_.rename(new_evidence_, evidence_);
      fs_.rename(new_response_, response_);
      fs_.sync_folder(evidence_.parent_path());
      return fs_.sync_folder(new_response_.parent_path());
    }
    const auto below = [&](const os::Path& path) { return path.lexically_relative(intents->root()).string(); };
    Intent intent{change_time_stamp, below(bag_.parent_path()), Intent::Settled::never};
    intent.undo = {remove_step(below(new_evidence_)), remove_step(below(new_response_))};
    Change change(*intents, intent);
    change.hold();
    prepare(response, evidence);
    intent.settled = Intent::Settled::at_once;
    intent.undo.clear();
    intent.steps = {move_step(below(new_evidence_), below(evidence_)),
                    move_step(below(new_response_), below(response_))};
    change.rewrite(intent);
    change.complete();
    if (!fs_.status(response_) || !fs_.status(evidence_)) {
      throw FileError(EIO, response_.string(), tr("{} was taken away meanwhile", base::printable(response_.string())));
    }
  }

 private:
  void prepare(std::string_view response, std::string_view evidence) {
    os::write_new(fs_, new_evidence_, evidence);
    os::write_new(fs_, new_response_, response);
    fs_.make_read_only(new_evidence_);
    fs_.make_read_only(new_response_);
  }

  os::FileSystem& fs_;
  os::Path bag_;
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

std::string store_time_stamp(os::FileSystem& fs, const os::Path& bag, const crypto::Digest& over,
                             std::span<const std::byte> response, const std::string& evidence, const Intents* intents) {
  // Two that store one at the same time would take the same number: it takes as long as a line of the ledger.
  std::optional<LedgerLock> lock;
  if (intents != nullptr) lock.emplace(LedgerLock::acquire(os::posix_clock(), intents->root()));
  if (to_be_stamped(fs, bag) != over) {
    throw Error(ErrorKind::surroundings, bag.string(),
                tr("{} was changed or taken away while its time stamp was asked for", base::printable(bag.string())),
                _("to try again, type the same command"));
  }
  for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
    if (fs.status(bag / bag::time_stamp_path(number))) continue;
    // A .pem without its .tsr is what a crash between their two names left.
    const std::string_view bytes(reinterpret_cast<const char*>(response.data()), response.size());
    Pair(fs, bag, number).write(bytes, evidence, intents);
    return bag::time_stamp_path(number);
  }
  throw Error(ErrorKind::unknown_format, bag.string(),
              tr("{} has {} time stamps already", base::printable(bag.string()), limits::time_stamp_numbers));
}

}  // namespace earwitness::archive
