// SPDX-License-Identifier: MIT
#include "tests/faults/loop.hpp"

#include <cerrno>

#include "tests/catch.hpp"
#include "tests/faults/random.hpp"

namespace earwitness::faults {

namespace {

struct Kind {
  Operation on;
  std::vector<int> codes;
};

/// In a short run EIO and one that the seed chooses; the long one (EARWITNESS_FAULTS_ALL=1) has them all.
std::vector<int> chosen(Operation on, const std::vector<int>& codes) {
  static const bool all = number_from_environment("EARWITNESS_FAULTS_ALL", 0) != 0;
  if (all || codes.size() < 3) return codes;
  Random random(run_seed() + static_cast<std::uint64_t>(on));
  return {codes[0], codes[1 + static_cast<std::size_t>(random.below(codes.size() - 1))]};
}

/// The errors that each call is known to give on a failing, full, protected or removed disk.
std::vector<Kind> kinds() {
  return {{Operation::create, {EIO, ENOSPC, EDQUOT, EROFS, EACCES, EMFILE}},
          {Operation::open, {EIO, EACCES, EMFILE, ENOENT}},
          {Operation::read, {EIO, ESTALE}},
          {Operation::write, {EIO, ENOSPC, EDQUOT, EROFS, EFBIG}},
          {Operation::sync_data, {EIO, ENOSPC, EDQUOT}},
          {Operation::close, {EIO, ENOSPC, EDQUOT}},
          {Operation::make_folder, {EIO, ENOSPC, EDQUOT, EROFS, EACCES, EMLINK}},
          {Operation::rename, {EIO, ENOSPC, EROFS, EACCES}},
          {Operation::remove_file, {EIO, EROFS, EACCES}},
          {Operation::remove_folder, {EIO, EROFS, EACCES, EBUSY}},
          {Operation::sync_folder, {EIO, ENOSPC}},
          {Operation::make_read_only, {EIO, EROFS, EPERM}},
          {Operation::list, {EIO, EACCES}},
          {Operation::status, {EIO, EACCES}},
          {Operation::free_bytes, {EIO}}};
}

}  // namespace

std::vector<Fault> every_failure() {
  std::vector<Fault> faults;
  for (const auto& kind : kinds()) {
    for (const int code : chosen(kind.on, kind.codes)) {
      for (const auto lasting : {Lasting::once, Lasting::kind, Lasting::disk}) {
        faults.push_back({.on = kind.on, .code = code, .lasting = lasting});
        if (kind.on == Operation::write) {
          faults.push_back({.on = kind.on, .effect = Effect::fail_halfway, .code = code, .lasting = lasting});
        }
      }
    }
  }
  return faults;
}

std::vector<Fault> every_lie() {
  std::vector<Fault> faults;
  for (const auto lasting : {Lasting::once, Lasting::kind}) {
    faults.push_back({.on = Operation::write, .effect = Effect::write_less, .lasting = lasting});
    for (const auto on : {Operation::write, Operation::sync_data, Operation::sync_folder, Operation::rename,
                          Operation::make_folder, Operation::make_read_only, Operation::remove_file}) {
      faults.push_back({.on = on, .effect = Effect::lie, .lasting = lasting});
    }
  }
  return faults;
}

std::uint64_t at_every_place(Fault fault, const OneRun& run) {
  // Far above what any run here does: a loop that never ends is a failure, too.
  constexpr std::uint64_t most = 5000;
  for (fault.nth = 1; fault.nth <= most; ++fault.nth) {
    INFO(to_string(fault));
    if (run(fault) == 0) return fault.nth - 1;
  }
  FAIL("the fault still strikes at its " << most << "th operation");
  return most;
}

}  // namespace earwitness::faults
