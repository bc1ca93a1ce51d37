// SPDX-License-Identifier: MIT
#include "journal/hash_chain.hpp"

#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"

namespace earwitness::journal {

HashChain::Link HashChain::link_of(const json::Value& line) const {
  if (json::find_count(line, "seq") != lines_) return Link::wrong_sequence;
  return json::find_text(line, "prev") == last_hash_ ? Link::fits : Link::not_chained;
}

const char* HashChain::reason(Link link) noexcept {
  switch (link) {
    case Link::fits:
      return "";
    case Link::wrong_sequence:
      return _("its seq is not the next one");
    case Link::not_chained:
      break;
  }
  return _("it is not chained to the line before it, as that now is");
}

const std::string& HashChain::append(std::string_view line) {
  append_hashed(crypto::sha256_hex(line));
  return last_hash_;
}

void HashChain::append_hashed(std::string hash) {
  last_hash_ = std::move(hash);
  ++lines_;
}

}  // namespace earwitness::journal
