// SPDX-License-Identifier: MIT
#include "journal/hash_chain.hpp"

#include "crypto/sha256.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using Link = journal::HashChain::Link;

TEST_CASE("hash chain: the next line has the number of those before it, and the hash of the last") {
  journal::HashChain chain;
  CHECK(chain.lines() == 0);
  const auto first = chain.begin_line();
  CHECK(first.dump() == R"({"seq":0,"prev":")" + std::string(64, '0') + "\"}");
  CHECK(chain.link_of(first) == Link::fits);

  const auto text = first.dump();
  CHECK(chain.append(text) == crypto::sha256_hex(text));
  CHECK(chain.lines() == 1);
  CHECK(chain.link_of(first) == Link::wrong_sequence);
  CHECK(chain.link_of({{"seq", 1U}, {"prev", std::string(64, '0')}}) == Link::not_chained);
  CHECK(chain.link_of({{"seq", 1U}, {"prev", crypto::sha256_hex(text)}}) == Link::fits);
  CHECK(chain.link_of(journal::HashChain(1, crypto::sha256_hex(text)).begin_line()) == Link::fits);
}

TEST_CASE("hash chain: what is no number and no hash fits nowhere") {
  const journal::HashChain chain;
  const auto zeros = std::string(64, '0');
  CHECK(chain.link_of(json::Value::object()) == Link::wrong_sequence);
  CHECK(chain.link_of({{"seq", "0"}, {"prev", zeros}}) == Link::wrong_sequence);
  CHECK(chain.link_of({{"seq", -1}, {"prev", zeros}}) == Link::wrong_sequence);
  CHECK(chain.link_of({{"seq", 0.0}, {"prev", zeros}}) == Link::wrong_sequence);
  CHECK(chain.link_of({{"seq", 0U}, {"prev", nullptr}}) == Link::not_chained);
  CHECK(chain.link_of({{"seq", 0U}}) == Link::not_chained);
}
