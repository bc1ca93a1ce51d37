// SPDX-License-Identifier: MIT
#include "archive/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "journal/hash_chain.hpp"
#include "json/fields.hpp"

namespace earwitness::archive {

namespace {

using json::Value;

constexpr const char* ledger_lock_name = ".ledger.lock";
constexpr std::chrono::seconds lock_timeout{5};
constexpr std::chrono::milliseconds retry_interval{10};
/// The last whole line and what a crash left behind it: as they mostly are, and both at their longest.
constexpr std::uint64_t short_tail_bytes = 4096;
constexpr std::uint64_t long_tail_bytes = 2 * (limits::ledger_line_bytes + 1);

}  // namespace

os::Path ledger_path(const os::Path& root) { return root / "ledger.jsonl"; }

LedgerLock LedgerLock::acquire(const os::Clock& clock, const os::Path& root) {
  const auto deadline = clock.boot() + lock_timeout;
  for (;;) {
    if (auto lock = os::Lock::acquire_to_read(root / ledger_lock_name)) return LedgerLock(std::move(*lock));
    if (clock.boot() > deadline) {
      throw Error(ErrorKind::surroundings, ledger_path(root).string(),
                  tr("another process holds {} for longer than it should", base::printable(ledger_path(root).string())),
                  Step::show_status);
    }
    clock.sleep(retry_interval);
  }
}

/// How the file ends.
struct Ledger::Tail {
  journal::HashChain chain;
  std::optional<LedgerLine> last;
  std::uint64_t rest_from = 0;  ///< where what is no line begins
  std::string rest;
};

Ledger::Tail Ledger::read_tail(os::File& file) const {
  if (auto tail = read_tail(file, short_tail_bytes)) return std::move(*tail);
  if (auto tail = read_tail(file, long_tail_bytes)) return std::move(*tail);
  throw Error(ErrorKind::surroundings, path_.string(),
              tr("the end of {} is not a ledger's, so nothing is entered there", base::printable(path_.string())),
              Step::find_damage_in_ledger);
}

/// Nothing if these bytes of the end hold no whole line, and there are more.
std::optional<Ledger::Tail> Ledger::read_tail(os::File& file, std::uint64_t bytes) const {
  const auto size = file.size();
  const auto from = size > bytes ? size - bytes : 0;
  std::string text(static_cast<std::size_t>(size - from), '\0');
  file.seek(from);
  if (!os::read_exactly(file, std::as_writable_bytes(std::span(text)))) {
    throw FileError(EIO, path_.string(), tr("{} became shorter while it was read", base::printable(path_.string())));
  }
  file.seek(size);
  Tail tail;
  tail.rest = text;
  tail.rest_from = from;
  // Backwards, line by line: what a crash left behind the last one may hold newlines, too.
  for (auto end = text.rfind('\n'); end != std::string::npos;
       end = end == 0 ? std::string::npos : text.rfind('\n', end - 1)) {
    const auto begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
    auto line = parse_ledger_line(std::string_view(text).substr(begin, end - begin));
    const auto seq = line ? json::find_count(line->fields, "seq") : std::nullopt;
    if (!seq || *seq > limits::ledger_bytes) continue;
    tail.chain = journal::HashChain(*seq + 1, line->hash);
    tail.last = std::move(line);
    tail.rest = text.substr(end + 1);
    tail.rest_from = from + end + 1;
    return tail;
  }
  if (from > 0 || tail.rest.size() > limits::ledger_line_bytes) return std::nullopt;
  return tail;
}

std::string Ledger::write(os::File& file, Tail& tail, std::string_view event, const Value& fields) const {
  auto line = tail.chain.begin_line();
  line.add("utc", base::rfc3339(clock_.utc()));
  line.add("event", event);
  line.update(fields);
  auto text = line.dump();
  const auto signature = base::to_base64(signer_.key.sign(base::as_bytes(text)));
  text.pop_back();
  text += fmt::format(",\"sig\":\"{}\"}}", signature);
  os::write_all(file, base::as_bytes(text + "\n"));
  file.sync_data();
  return tail.chain.append(text);
}

/// The rest becomes a line of its own, which counts as one.
void Ledger::complete(os::File& file, Tail& tail) const {
  if (tail.rest.empty()) return;
  auto rest = std::string_view(tail.rest);
  if (rest.ends_with('\n')) {
    rest.remove_suffix(1);
  } else {
    os::write_all(file, base::as_bytes("\n"));
  }
  // A whole line that only lost its newline is a line.
  auto line = parse_ledger_line(rest);
  if (line && tail.chain.link_of(line->fields) == journal::HashChain::Link::fits) tail.last = std::move(line);
  tail.chain.append(rest);
  write(file, tail, "torn", {{"from", tail.rest_from}, {"bytes", rest.size()}});
}

/// The words of each key for the next, from `previous` to the signer's; null where they do not lead there.
Value Ledger::endorsements_from(const std::string& previous) const {
  Value list = Value::array();
  auto now = previous;
  for (const auto& e : signer_.endorsements) {
    if (fingerprint_of(e.previous_key) != now) continue;
    list.push_back({{"by", e.previous_key}, {"key", e.key}, {"sig", e.signature}});
    now = fingerprint_of(e.key);
  }
  return now == base::to_hex(signer_.key.fingerprint()) && !list.empty() ? list : Value();
}

void Ledger::bring_in_key(os::File& file, Tail& tail) const {
  const auto body = body_of(signer_.key.public_pem());
  const auto own = crypto::PublicKey::from_pem(signer_.key.public_pem());
  if (tail.last) {
    if (own->verify(base::as_bytes(tail.last->signed_text), tail.last->signature)) return;
  }
  std::string previous;
  file.seek(0);
  (void)read_ledger(file, [&](LedgerLine&& line) {
    if (const auto brought = key_brought_in(line); !brought.empty()) previous = fingerprint_of(brought);
  });
  file.seek(file.size());
  Value fields = {{"key", base::to_hex(signer_.key.fingerprint())}, {"public_key", body}};
  fields["previous"] = json::text_or_null(previous);
  fields["endorsed"] = previous.empty() ? Value() : endorsements_from(previous);
  write(file, tail, "key", fields);
}

std::unique_ptr<os::File> Ledger::open() const {
  if (const auto entry = fs_.status(path_)) {
    // Its other names, which a copy by hard links has given it, keep what they have.
    if (entry->shared) os::replace(fs_, path_, os::read_all(fs_, path_, limits::ledger_bytes), os::Leftover::kept);
    return fs_.open_to_append(path_);
  }
  auto file = fs_.create(path_);
  fs_.sync_folder(path_.parent_path());
  return file;
}

std::string Ledger::head() {
  const auto file = open();
  auto tail = read_tail(*file);
  complete(*file, tail);
  bring_in_key(*file, tail);
  file->close();
  return tail.chain.last_hash();
}

std::string Ledger::append(std::string_view event, const Value& fields) {
  const auto file = open();
  auto tail = read_tail(*file);
  complete(*file, tail);
  bring_in_key(*file, tail);
  auto hash = write(*file, tail, event, fields);
  file->close();
  return hash;
}

std::string LedgerEntries::head() const {
  const auto lock = LedgerLock::acquire(clock_, root_);
  return Ledger(fs_, clock_, root_, signer_).head();
}

std::string LedgerEntries::enter(std::string_view event, const Value& fields) const {
  const auto lock = LedgerLock::acquire(clock_, root_);
  return Ledger(fs_, clock_, root_, signer_).append(event, fields);
}

std::string LedgerEntries::begin(const std::string& recording, const std::string& open) const {
  return enter("begin", {{"recording", recording}, {"open", open}});
}

std::string LedgerEntries::seal(const std::string& recording, const std::string& bag, const std::string& seal) const {
  return enter("seal", {{"recording", recording}, {"bag", bag}, {"seal", seal}});
}

std::string LedgerEntries::recover(const std::string& recording, const std::string& bag,
                                   const std::string& seal) const {
  return enter("recover", {{"recording", recording}, {"bag", bag}, {"seal", seal}});
}

std::string LedgerEntries::transcript(const std::string& recording, const std::string& bag,
                                      const std::string& seal) const {
  return enter("transcript", {{"recording", recording}, {"bag", bag}, {"seal", seal}});
}

std::string LedgerEntries::remove_transcript(const std::string& recording, const std::string& bag) const {
  return enter("transcript", {{"recording", recording}, {"bag", bag}, {"seal", nullptr}});
}

std::string LedgerEntries::find(const std::string& recording, const std::string& bag, const std::string& seal) const {
  return enter("found", {{"recording", recording}, {"bag", bag}, {"seal", seal}});
}

std::string LedgerEntries::bin(const std::string& recording, const std::string& seal) const {
  return enter("bin", {{"recording", recording}, {"seal", json::text_or_null(seal)}});
}

std::string LedgerEntries::remove(const std::string& recording, const std::string& what, const std::string& seal_before,
                                  const std::string& plan) const {
  Value fields{{"recording", recording},
               {"what", what},
               {"seal_before", json::text_or_null(seal_before)},
               {"seal_after", nullptr}};
  if (!plan.empty()) fields["plan"] = plan;
  return enter("delete", fields);
}

std::string LedgerEntries::remove_part(const std::string& recording, const std::string& seal_before,
                                       const std::string& seal_after, const std::string& plan) const {
  return enter("delete", {{"recording", recording},
                          {"what", "part"},
                          {"seal_before", seal_before},
                          {"seal_after", seal_after},
                          {"plan", plan}});
}

std::string LedgerEntries::give_head(const std::string& to) const { return enter("head", {{"to", to}}); }

}  // namespace earwitness::archive
