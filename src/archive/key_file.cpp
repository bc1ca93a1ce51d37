// SPDX-License-Identifier: MIT
#include "archive/key_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <set>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/public_pem.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view private_begins[] = {"-----BEGIN PRIVATE KEY-----\n",
                                               "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"};
constexpr std::string_view private_ends[] = {"-----END PRIVATE KEY-----\n", "-----END ENCRYPTED PRIVATE KEY-----\n"};
constexpr std::string_view endorsed = "Endorsed: ";
constexpr std::string_view made_at = "Made: ";

/// From `begin` to the end of `end`, both included; empty where they are not there.
std::string_view block(std::string_view text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  if (from == std::string_view::npos) return {};
  const auto to = text.find(end, from);
  return to == std::string_view::npos ? std::string_view{} : text.substr(from, to + end.size() - from);
}

/// The words of a line, where there are just three.
std::optional<Endorsement> endorsement_of(std::string_view line) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Endorsement{std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)),
                     std::string(line.substr(second + 1))};
}

/// Endorsements that hold, so that a chain is checked once in a process: each file of a key that was rotated has all of
/// those before it, and the ledger has them again.
class Remembered {
 public:
  [[nodiscard]] bool contains(const std::string& text) const {
    const std::lock_guard lock(mutex_);
    return held_.contains(text);
  }
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    if (held_.size() < 2 * limits::key_rotations) held_.insert(std::move(text));  // a foreign ledger may have many more
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> held_;
};

Remembered& remembered() {
  static Remembered held;
  return held;
}

}  // namespace

std::string endorsement_text(const crypto::Digest& previous, const crypto::Digest& key) {
  return fmt::format("earwitness key\n{}\n{}\n", base::to_hex(previous), base::to_hex(key));
}

Endorsement endorse(const crypto::SigningKey& previous, const crypto::SigningKey& key) {
  const auto text = endorsement_text(previous.fingerprint(), key.fingerprint());
  return {body_of(previous.public_pem()), body_of(key.public_pem()),
          base::to_base64(previous.sign(base::as_bytes(text)))};
}

bool holds(const Endorsement& endorsement) {
  auto text = fmt::format("{} {} {}", endorsement.previous_key, endorsement.key, endorsement.signature);
  if (remembered().contains(text)) return true;
  const auto previous = crypto::PublicKey::from_pem(public_pem_of(endorsement.previous_key));
  const auto key = crypto::PublicKey::from_pem(public_pem_of(endorsement.key));
  const auto signature = base::from_base64(endorsement.signature);
  if (!previous || !key || !signature) return false;
  const bool fits =
      previous->verify(base::as_bytes(endorsement_text(previous->fingerprint(), key->fingerprint())), *signature);
  if (fits) remembered().add(std::move(text));
  return fits;
}

std::string public_pem_of(std::string_view body) {
  return fmt::format("{}{}{}", crypto::public_pem_begin, body, crypto::public_pem_end);
}

std::string body_of(std::string_view public_pem) {
  const auto whole = block(public_pem, crypto::public_pem_begin, crypto::public_pem_end);
  if (whole.empty()) return {};
  return std::string(whole.substr(crypto::public_pem_begin.size(),
                                  whole.size() - crypto::public_pem_begin.size() - crypto::public_pem_end.size()));
}

std::string fingerprint_of(std::string_view body) {
  // One body is one key: a PEM reader would skip blanks within it.
  if (!base::from_base64(body)) return {};
  const auto digest = crypto::ed25519_fingerprint(public_pem_of(body));
  return digest ? base::to_hex(*digest) : std::string();
}

KeyFile KeyFile::of(const crypto::SigningKey& key, const base::Secret* passphrase,
                    std::vector<Endorsement> endorsements, std::optional<UtcTime> made) {
  return {key.to_pem(passphrase), key.public_pem(), std::move(endorsements), made};
}

std::optional<KeyFile> KeyFile::parse(std::string_view text) {
  KeyFile file;
  for (std::size_t kind = 0; kind < std::size(private_begins) && file.private_pem.empty(); ++kind) {
    file.private_pem = block(text, private_begins[kind], private_ends[kind]);
  }
  file.public_pem = block(text, crypto::public_pem_begin, crypto::public_pem_end);
  if (file.private_pem.empty() || fingerprint_of(body_of(file.public_pem)).empty()) return std::nullopt;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with(made_at)) file.made = base::parse_rfc3339(line.substr(made_at.size()));
    if (!line.starts_with(endorsed)) continue;
    auto endorsement = endorsement_of(line.substr(endorsed.size()));
    if (!endorsement || !holds(*endorsement) || file.endorsements.size() >= limits::key_rotations) return std::nullopt;
    file.endorsements.push_back(std::move(*endorsement));
  }
  return file;
}

base::SecretText KeyFile::text() const {
  auto text = private_pem;
  text.append(public_pem);
  if (made) text.append(fmt::format("{}{}\n", made_at, base::rfc3339(*made)));
  for (const auto& e : endorsements) {
    text.append(fmt::format("{}{} {} {}\n", endorsed, e.previous_key, e.key, e.signature));
  }
  return text;
}

std::optional<crypto::SigningKey> KeyFile::unlock(const base::Secret* passphrase) const {
  auto key = crypto::SigningKey::from_pem(private_pem, passphrase);
  if (!key || key->public_pem() != public_pem) return std::nullopt;
  return key;
}

}  // namespace earwitness::archive
