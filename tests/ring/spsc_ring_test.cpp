// SPDX-License-Identifier: MIT
//
// The ring loses nothing, repeats nothing and shows nothing before it is written. Run under ThreadSanitizer, this is
// also the judge of its memory orders.
#include "ring/spsc_ring.hpp"

#include <algorithm>
#include <cstdint>
#include <thread>

#include "tests/catch.hpp"

using earwitness::ring::SpscRing;

TEST_CASE("ring: there is room for what was asked for, and no more") {
  CHECK(SpscRing<int>(0).capacity() == 1);
  CHECK(SpscRing<int>(1).capacity() == 1);
  CHECK(SpscRing<int>(5).capacity() == 5);
}

TEST_CASE("ring: what does not fit is refused whole, and room comes back") {
  SpscRing<int> ring(4);
  SpscRing<int>::Producer in(ring);
  SpscRing<int>::Consumer out(ring);
  auto room = in.prepare(4);
  REQUIRE(room.size() == 4);
  std::fill(room.first.begin(), room.first.end(), 7);
  in.commit(4);
  CHECK(in.prepare(1).size() == 0);
  CHECK(out.available() == 4);
  CHECK(out.peek(2).size() == 2);
  out.release(2);
  CHECK(in.prepare(2).size() == 2);
  CHECK(in.prepare(3).size() == 0);
}

TEST_CASE("ring: a stretch over the end comes in two spans, in order") {
  SpscRing<int> ring(4);
  SpscRing<int>::Producer in(ring);
  SpscRing<int>::Consumer out(ring);
  (void)in.prepare(3);
  in.commit(3);
  (void)out.peek(3);
  out.release(3);
  auto room = in.prepare(3);
  REQUIRE(room.first.size() == 1);
  REQUIRE(room.second.size() == 2);
  room.first[0] = 1;
  room.second[0] = 2;
  room.second[1] = 3;
  in.commit(3);
  const auto data = out.peek(9);
  REQUIRE(data.size() == 3);
  CHECK(data.first[0] == 1);
  CHECK(data.second[0] == 2);
  CHECK(data.second[1] == 3);
}

TEST_CASE("ring: ten million items cross between two threads, each once and in order") {
  constexpr std::uint64_t items = 10'000'000;
  SpscRing<std::uint64_t> ring(1000);
  std::thread producer([&] {
    SpscRing<std::uint64_t>::Producer in(ring);
    for (std::uint64_t next = 0; next < items;) {
      const auto count = std::min<std::uint64_t>(1 + next % 97, items - next);
      auto room = in.prepare(static_cast<std::size_t>(count));
      if (room.size() == 0) {
        std::this_thread::yield();
        continue;
      }
      for (auto& item : room.first) item = next++;
      for (auto& item : room.second) item = next++;
      in.commit(static_cast<std::size_t>(count));
    }
  });
  SpscRing<std::uint64_t>::Consumer out(ring);
  std::uint64_t expected = 0;
  std::uint64_t wrong = 0;
  while (expected < items) {
    const auto data = out.peek(61);
    if (data.size() == 0) {
      std::this_thread::yield();
      continue;
    }
    for (const auto item : data.first) wrong += item == expected++ ? 0U : 1U;
    for (const auto item : data.second) wrong += item == expected++ ? 0U : 1U;
    out.release(data.size());
  }
  producer.join();
  CHECK(wrong == 0);
  CHECK(out.available() == 0);
}
