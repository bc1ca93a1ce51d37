// SPDX-License-Identifier: MIT
#include "verify/ledger_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "archive/key_file.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "json/fields.hpp"

namespace earwitness::verify_detail {

namespace {

std::string text_of(const archive::LedgerLine& line, const char* name) { return json::text_in(line.fields, name); }

/// Which keys have one owner: sets that grow together.
class Owners {
 public:
  void tie(const std::string& one, const std::string& other) { owner_[find(one)] = find(other); }
  const std::string& find(const std::string& key) {
    auto at = owner_.try_emplace(key, key).first;
    while (at->second != at->first) {
      const auto above = owner_.try_emplace(at->second, at->second).first;
      at->second = above->second;  // the way is shorter the next time
      at = above;
    }
    return at->first;
  }

 private:
  std::map<std::string, std::string> owner_;
};

}  // namespace

LedgerIndex::LedgerIndex(os::FileSystem& fs, const os::Path& path, const std::set<std::string>& known) {
  const auto file = fs.open(path);
  reading_ = archive::read_ledger(*file, [&](archive::LedgerLine&& line) { add(std::move(line)); });
  // Torn lines at the end are the last key's.
  if (!runs_.empty()) {
    auto& last = runs_.back().lines;
    last.insert(last.end(), before_key_.begin(), before_key_.end());
  }
  for (auto& run : runs_) run.last = run.lines.empty() ? run.line : signed_[run.lines.back()].number;
  check_signatures();
  decide_which_count(known);
  for (const auto& saying : sayings_) apply(saying);
  for (const auto& [uuid, recording] : recordings_) claimed_.erase(uuid);
  sayings_.clear();
  signed_.clear();
}

namespace {

void require_bag(json::Fields& fields, bool (*fits)(const std::string& bag)) {
  if (!fits(fields.text("bag"))) fields.miss("bag");
}

/// The name of what the line must have and has not, or not as it must be; empty where all is. `before`: the fingerprint
/// of the key before it.
std::string odd_field(const archive::LedgerLine& line, const std::string& before) {
  json::Fields fields(line.fields);
  const auto& event = line.event;
  if (event == "key") {
    (void)fields.digest("key");
    (void)fields.text("public_key");
    const auto previous = fields.digest_or_null("previous").value_or("");
    if (previous != before && line.number > 1) fields.miss("previous");  // what was cut away before the first is told
    const auto* endorsed = line.fields.find("endorsed");
    if (endorsed == nullptr || !(endorsed->is_null() || endorsed->is_array())) fields.miss("endorsed");
    return fields.missing();
  }
  const bool is_of_bag = event == "seal" || event == "recover" || event == "found";
  if (is_of_bag || event == "begin" || event == "delete" || event == "transcript" || event == "bin") {
    (void)fields.text("recording");
  }
  if (event == "begin") (void)fields.digest("open");
  if (is_of_bag) (void)fields.digest("seal");
  if (event == "seal") require_bag(fields, [](const std::string& bag) { return bag == bag::recording_folder; });
  if (event == "recover") require_bag(fields, [](const std::string& bag) { return bag == bag::recovered_folder; });
  if (event == "transcript") {
    (void)fields.digest_or_null("seal");
    require_bag(fields, [](const std::string& bag) { return bag::transcript_number(bag) > 0; });
  }
  if (event == "found") {
    require_bag(fields, [](const std::string& bag) {
      return bag == bag::recording_folder || bag == bag::recovered_folder || bag::transcript_number(bag) > 0;
    });
  }
  if (event == "delete") {
    (void)fields.text("what");
    (void)fields.digest_or_null("seal_before");
    (void)fields.digest_or_null("seal_after");
    fields.expect_optional("plan", json::Fields::Type::text);
  }
  if (event == "bin") (void)fields.digest_or_null("seal");
  if (event == "head") (void)fields.text("to");
  return fields.missing();
}

}  // namespace

void LedgerIndex::add(archive::LedgerLine&& line) {
  const auto before = runs_.empty() || line.event != "key" ? std::string() : runs_.back().fingerprint;
  if (auto odd = odd_field(line, before); !odd.empty() && odd_lines_.size() < limits::findings) {
    odd_lines_.push_back({line.number, std::move(odd)});
  }
  by_hash_.emplace(line.hash, line.number);
  constexpr std::chrono::seconds min_back_step{1};
  if (last_utc_ && *last_utc_ - line.utc >= min_back_step && back_steps_.size() < limits::findings) {
    back_steps_.push_back({line.number, line.utc, *last_utc_});
  }
  last_utc_ = line.utc;
  const auto index = signed_.size();
  if (index == 0 && !text_of(line, "previous").empty()) headless_line_ = line.number;
  if (line.event == "key") add_key(line);
  add_saying(line);
  signed_.push_back({line.number, std::move(line.signed_text), std::move(line.signature)});
  if (line.event == "torn") {
    before_key_.push_back(index);
    return;
  }
  if (runs_.empty()) runs_.emplace_back();  // nobody was brought in: a run without a key
  auto& lines = runs_.back().lines;
  lines.insert(lines.end(), before_key_.begin(), before_key_.end());
  before_key_.clear();
  lines.push_back(index);
}

void LedgerIndex::add_key(const archive::LedgerLine& line) {
  if (runs_.size() >= limits::ledger_keys) {
    // What follows is the last one's, by whom it is not signed.
    if (too_many_ == 0) too_many_ = line.number;
    return;
  }
  KeyRun run;
  run.body = archive::key_brought_in(line);
  run.fingerprint = base::printable(text_of(line, "key"));
  run.line = line.number;
  // Each word is a signature to be checked, and a line has room for hundreds: so many in all, then none counts.
  endorsements_ += line.fields["endorsed"].elements().size();
  if (!runs_.empty() && endorsements_ <= limits::key_rotations) {
    run.chain = archive::endorsement_chain(line, runs_.back().fingerprint);
  }
  runs_.push_back(std::move(run));
}

void LedgerIndex::add_saying(const archive::LedgerLine& line) {
  constexpr std::array<std::string_view, 7> events{"begin", "seal", "recover", "found", "delete", "transcript", "bin"};
  if (std::find(events.begin(), events.end(), line.event) == events.end()) return;  // of a later writer: says nothing
  auto uuid = text_of(line, "recording");
  if (uuid.empty()) return;
  Saying saying{line.number, line.event, std::move(uuid), text_of(line, "bag"), text_of(line, "what"), {}, {}, {}, {}};
  if (line.event == "begin") {
    saying.value = text_of(line, "open");
  } else if (line.event == "delete") {
    saying.value = text_of(line, "seal_after");
    saying.before = text_of(line, "seal_before");
    saying.utc = base::rfc3339(line.utc);
    saying.plan = text_of(line, "plan");
  } else {
    saying.value = text_of(line, "seal");
    if (line.event == "bin") saying.utc = base::rfc3339(line.utc);
  }
  sayings_.push_back(std::move(saying));
}

/// The signature of a key's last line answers for all of its lines, as each is chained to the one before. Where it does
/// not hold, the place is found in as many steps as halving takes: a good line whose next one is bad.
void LedgerIndex::check_signatures() {
  for (auto& run : runs_) {
    if (run.lines.empty()) continue;
    const auto key = crypto::PublicKey::from_pem(archive::public_pem_of(run.body));
    if (run.body.empty() || !key) {
      run.bad_line = signed_[run.lines.front()].number;
      continue;
    }
    const auto holds = [&](std::size_t at) {
      const auto& line = signed_[run.lines[at]];
      return key->verify(base::as_bytes(line.text), line.signature);
    };
    auto bad = run.lines.size() - 1;
    if (holds(bad)) continue;
    std::size_t good = 0;  // so many lines from the first on are good
    while (good < bad) {
      const auto middle = good + (bad - good) / 2;
      if (holds(middle)) {
        good = middle + 1;
      } else {
        bad = middle;
      }
    }
    run.bad_line = signed_[run.lines[bad]].number;
  }
}

void LedgerIndex::decide_which_count(const std::set<std::string>& known) {
  if (runs_.empty()) return;
  Owners owners;
  const auto accepted = [](const KeyRun& run) { return run.bad_line == 0 || run.bad_line > run.line; };
  for (const auto& run : runs_) {
    if (!accepted(run)) continue;
    for (std::size_t i = 1; i < run.chain.size(); ++i) owners.tie(run.chain[i - 1], run.chain[i]);
  }
  std::set<std::string> known_owners;
  for (const auto& run : runs_) {
    if (!accepted(run)) continue;
    if (known.contains(run.fingerprint)) known_owners.insert(owners.find(run.fingerprint));
    for (const auto& key : run.chain) {
      if (known.contains(key)) known_owners.insert(owners.find(key));
    }
  }
  const auto first = owners.find(runs_.front().fingerprint);
  knows_any_ = !known_owners.empty();
  knows_first_ = known_owners.contains(first);
  for (auto& run : runs_) {
    const auto& owner = owners.find(run.fingerprint);
    run.counts = !run.body.empty() && (owner == first || known_owners.contains(owner));
  }
}

const KeyRun* LedgerIndex::run_of(std::uint64_t line) const {
  const auto next = std::upper_bound(runs_.begin(), runs_.end(), line,
                                     [](std::uint64_t number, const KeyRun& run) { return number < run.line; });
  if (next == runs_.begin()) return nullptr;
  const auto& run = *std::prev(next);
  return run.bad_line == 0 || line < run.bad_line ? &run : nullptr;
}

bool LedgerIndex::counts_on(std::uint64_t line) const {
  const auto* run = run_of(line);
  return run != nullptr && run->counts;
}

std::string LedgerIndex::signer_of(std::uint64_t line) const {
  const auto* run = run_of(line);
  return run == nullptr ? std::string() : run->fingerprint;
}

void LedgerIndex::apply(const Saying& saying) {
  if (!counts_on(saying.line)) {
    if (claimed_.size() < limits::recordings) claimed_.insert(saying.recording);
    return;
  }
  if (!recordings_.contains(saying.recording) && recordings_.size() >= limits::recordings * 2) {
    throw Error(ErrorKind::unknown_format, {}, tr("the ledger has more than {} recordings", limits::recordings * 2));
  }
  auto& recording = recordings_[saying.recording];
  recording.bin_line = 0;  // whatever is said of it later, it was there again
  const auto& event = saying.event;
  const bool says_there = event == "begin" || event == "seal" || event == "recover" || event == "found" ||
                          (event == "delete" && saying.what == "part");
  if (says_there && recording.remove_line > 0 && recording.after_removal == 0) recording.after_removal = saying.line;
  if (saying.event == "begin") {
    if (recording.begin > 0) recording.begun_again = saying.line;
    recording.begin = saying.line;
    recording.open = saying.value;
    begins_.push_back(saying.line);
  } else if (saying.event == "found") {
    apply_found(saying, recording);
  } else if (saying.event == "bin") {
    recording.bin_line = saying.line;
    recording.bin_utc = saying.utc;
  } else if (saying.event == "seal") {
    enter_seal(saying, recording);
  } else if (saying.event == "recover") {
    enter_recovery(saying, recording);
  } else if (saying.event == "transcript") {
    enter_transcript(saying, recording);
  } else if (saying.event == "delete" && saying.what == "part") {
    const bool is_of_it =
        recording.seal_line == 0 || saying.before == recording.seal || saying.before == recording.part_seal;
    if (!is_of_it) recording.part_of_another = saying.line;
    recording.part_before = saying.before;
    recording.part_line = saying.line;
    recording.part_utc = saying.utc;
    recording.part_seal = saying.value;
    recording.part_plan = saying.plan;
  } else if (saying.event == "delete") {
    const bool is_sealed = recording.seal_line > 0 || recording.recover_line > 0;
    if (saying.what == "nothing" && is_sealed) recording.sealed_nothing = saying.line;
    recording.remove_line = saying.line;
    recording.after_removal = 0;
    recording.removed_utc = saying.utc;
    recording.removed_seal = saying.before;
    recording.remove_plan = saying.plan;
  }
}

void LedgerIndex::enter_seal(const Saying& saying, LedgerRecording& recording) {
  if (recording.seal_line > 0 && recording.seal != saying.value) recording.sealed_again = saying.line;
  recording.seal_line = saying.line;
  recording.seal = saying.value;
}

void LedgerIndex::enter_recovery(const Saying& saying, LedgerRecording& recording) {
  if (recording.recover_line > 0 && recording.recovered_seal != saying.value) recording.recovered_again = saying.line;
  recording.recover_line = saying.line;
  recording.recovered_seal = saying.value;
}

void LedgerIndex::enter_transcript(const Saying& saying, LedgerRecording& recording) {
  auto& known = recording.transcripts[saying.bag];
  const bool is_another = !known.seal.empty() && known.seal != saying.value;
  const auto before = saying.value.empty() ? 0 : is_another ? known.line : known.before;
  known = {saying.line, saying.value, before};
}

/// A line that was entered late says what the one would that it stands for.
void LedgerIndex::apply_found(const Saying& saying, LedgerRecording& recording) {
  if (saying.bag == bag::recording_folder) {
    enter_seal(saying, recording);
  } else if (saying.bag == bag::recovered_folder) {
    enter_recovery(saying, recording);
  } else {
    enter_transcript(saying, recording);
  }
}

const LedgerRecording* LedgerIndex::find(const std::string& recording) const {
  const auto found = recordings_.find(recording);
  return found == recordings_.end() ? nullptr : &found->second;
}

std::uint64_t LedgerIndex::line_of(const std::string& hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? 0 : found->second;
}

bool LedgerIndex::begins_between(std::uint64_t after, std::uint64_t before) const {
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), after);
  return next != begins_.end() && *next < before;
}

std::uint64_t LedgerIndex::unsigned_line() const {
  for (const auto& run : runs_) {
    if (run.bad_line > 0) return run.bad_line;
  }
  return 0;
}

}  // namespace earwitness::verify_detail
