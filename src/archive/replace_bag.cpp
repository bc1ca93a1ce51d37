// SPDX-License-Identifier: MIT
#include "archive/replace_bag.hpp"

#include <algorithm>
#include <optional>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "json/fields.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* next_name = ".recording.new";
constexpr const char* old_name = ".recording.deleted";

/// What tells which recording it was goes last: a removal that is interrupted can be gone on with.
void remove_old_bag(os::FileSystem& fs, const os::Path& bag) {
  if (const auto payload = fs.status(bag / bag::payload_folder); payload && payload->kind == os::EntryKind::folder) {
    os::remove_tree(fs, bag / bag::payload_folder);
  }
  os::remove_tree(fs, bag);
}

/// The steps of a replacement, from wherever it was interrupted.
class Replacement {
 public:
  Replacement(os::FileSystem& fs, os::Path folder) : fs_(fs), folder_(std::move(folder)) { look(); }

  [[nodiscard]] bool is_begun() const noexcept { return next_ || old_; }

  /// Why what is there is not proven; empty: it is. Nothing is changed.
  [[nodiscard]] std::string doubt(const ReplacementProof& proof) const {
    for (const auto& entry : {next_, old_, bag_}) {
      if (entry && entry->kind != os::EntryKind::folder) return tr("{} is not a folder", base::printable(entry->name));
    }
    if (next_ && old_ && bag_) return _("the recording, its successor and what it succeeded are all there");
    if (!next_ && !bag_) return _("the recording is not there");
    const auto made = next_ ? next() : bag();
    const auto original = proof.original_of(made);
    if (original.empty()) return _("what was to take its place is not an unchanged excerpt");
    // Of the old bag the seal may be gone already, once it lost its name.
    const auto was = next_ && bag_ ? read_seal(fs_, bag()) : old_ ? read_seal(fs_, old()) : std::string();
    const bool is_it = was == original || (was.empty() && !(next_ && bag_));
    if (!is_it) return _("what was to take its place is an excerpt of another recording");
    if (proof.is_announced(original, read_seal(fs_, made), {})) return {};
    return _("the ledger does not say that a part of the recording was deleted");
  }

  void go_on() {
    if (next_) {
      if (bag_) {
        fs_.rename(bag(), old());
        fs_.sync_folder(folder_);
      }
      fs_.rename(next(), bag());
      look();
    }
    // Also where another one gave the names: it may not have come to this, and the old one must not go before.
    fs_.sync_folder(folder_);
    if (!old_) return;
    remove_old_bag(fs_, old());
    fs_.sync_folder(folder_);
  }

  [[nodiscard]] os::Path leftover() const { return next_ ? next() : old(); }

 private:
  [[nodiscard]] os::Path bag() const { return Conversation{folder_}.bag(); }
  [[nodiscard]] os::Path next() const { return folder_ / next_name; }
  [[nodiscard]] os::Path old() const { return folder_ / old_name; }
  void look() {
    next_ = fs_.status(next());
    old_ = fs_.status(old());
    bag_ = fs_.status(bag());
  }

  os::FileSystem& fs_;
  os::Path folder_;
  std::optional<os::Entry> next_;
  std::optional<os::Entry> old_;
  std::optional<os::Entry> bag_;
};

}  // namespace

bool is_being_replaced(os::FileSystem& fs, const os::Path& conversation) {
  return fs.status(conversation / next_name).has_value() || fs.status(conversation / old_name).has_value();
}

void require_replaceable(os::FileSystem& fs, const os::Path& conversation) {
  for (const char* name : {next_name, old_name}) {
    if (fs.status(conversation / name)) throw in_the_way(conversation / name);
  }
}

std::vector<LeftUnfinished> finish_replacing(os::FileSystem& fs, const os::Path& root, const ReplacementProof& proof) {
  std::vector<LeftUnfinished> left;
  if (!fs.status(root)) return left;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    try {
      Replacement replacement(fs, root / entry.name);
      if (!replacement.is_begun()) continue;
      if (auto doubt = replacement.doubt(proof); !doubt.empty()) {
        left.push_back({replacement.leftover(), std::move(doubt)});
        continue;
      }
      replacement.go_on();
    } catch (const Error& error) {  // another conversation's trouble is none of whoever calls; the next one tries again
      left.push_back({root / entry.name, error.what()});
    }
  }
  return left;
}

bool is_part_deleted(os::FileSystem& fs, const os::Path& root, const std::string& seal_before,
                     const std::string& seal_after, const std::string& plan, const std::vector<std::string>& keys) {
  const auto entry = fs.status(ledger_path(root));
  if (!entry || entry->kind != os::EntryKind::file || seal_before.empty() || seal_after.empty()) return false;
  bool is_said = false;
  const auto file = fs.open(ledger_path(root));
  (void)read_ledger(*file, [&](LedgerLine&& line) {
    const auto says = [&](const char* name, const std::string& value) {
      return json::text_in(line.fields, name) == value;
    };
    if (line.event != "delete" || !says("what", "part")) return;
    if (!says("seal_before", seal_before) || !says("seal_after", seal_after)) return;
    if (!plan.empty() && !says("plan", plan)) return;
    is_said = is_said || std::any_of(keys.begin(), keys.end(), [&](const std::string& pem) {
                const auto key = crypto::PublicKey::from_pem(pem);
                return key && key->verify(base::as_bytes(line.signed_text), line.signature);
              });
  });
  return is_said;
}

}  // namespace earwitness::archive
