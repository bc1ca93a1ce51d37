// SPDX-License-Identifier: MIT
//
// Changes that were cut short, completed or taken back (intent.hpp), by whoever next takes the lock that changes of an
// archive need, and before anything is looked up in it. What is not proven to be this user's own intent is left as it
// is, and told. One thread. Throws FileError, where not said otherwise.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/intent.hpp"
#include "archive/ledger.hpp"
#include "os/lock.hpp"

namespace earwitness::archive {

/// What became of one.
struct Settlement {
  enum class What {
    completed,
    undone,
    waits,  ///< done, but the ledger is to have its line by somebody who has the signing key at hand
    left    ///< as it was
  };
  What what = What::left;
  IntentFile file;
  std::string reason{};     ///< of what was left: a sentence
  bool has_failed = false;  ///< left, as the disk failed: it may be to be done
};

struct SettleRequest {
  /// Whether the ledger has, signed by a key of the user's own, a line that names this hash as its `plan`.
  std::function<bool(const std::string& plan)> is_announced;
  /// Whether the process that wrote the file is still at it; nobody is where this is empty.
  std::function<bool(const os::Path& file)> is_in_use{};
  /// Where the signing key is at hand.
  const LedgerEntries* ledger = nullptr;
};

/// All that lie in the archive. An intent that fails is left to the next call, and told.
[[nodiscard]] std::vector<Settlement> settle(const Intents& intents, const SettleRequest& request);

/// What would become of them, for who only reads: nothing is changed.
[[nodiscard]] std::vector<Settlement> inspect_unsettled(const Intents& intents, const SettleRequest& request);

/// Takes the steps, each of which may have been taken before.
void take_steps(os::FileSystem& fs, const os::Path& root, const std::vector<ChangeStep>& steps);

/// A change that this process makes: written down when it begins; at its end, however that comes, it is settled as
/// whoever came next would. What fails of that is left to them.
class Change {
 public:
  Change(const Intents& intents, const Intent& intent) : intents_(intents), file_(intents.write(intent)) {}
  ~Change();
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  [[nodiscard]] const std::string& sha256() const noexcept { return file_.sha256; }
  [[nodiscard]] const os::Path& path() const noexcept { return file_.path; }
  /// Others leave it alone from here on, although no lock of the archive's is held.
  void hold();
  /// It is something else from here on.
  void rewrite(const Intent& intent);
  /// Takes all steps. Throws FileError; the change is then left to the next one.
  void complete();
  /// All is done by other means: nothing is left to be settled.
  void close();

 private:
  void tell_what_stays(const Settlement& settled) const;
  void hold_to_what_is_written() noexcept;

  const Intents& intents_;
  IntentFile file_;
  std::optional<os::Lock> lock_;
  bool is_open_ = true;
};

/// Whether a line of the ledger names this hash as its `plan`; `keys` are PEMs of public keys, one of which must have
/// signed it: none is asked for where there are none.
[[nodiscard]] bool is_plan_announced(os::FileSystem& fs, const os::Path& root, const std::string& plan,
                                     const std::vector<std::string>& keys);

}  // namespace earwitness::archive
