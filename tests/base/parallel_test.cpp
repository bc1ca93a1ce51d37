// SPDX-License-Identifier: MIT
#include "base/parallel.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("parallel: each thing is done once, however many there are") {
  for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
    std::vector<std::atomic<int>> done(count);
    base::on_all_cores(count, 3, [&](std::size_t i) { ++done[i]; });
    for (const auto& times : done) CHECK(times == 1);
  }
}

TEST_CASE("parallel: few things are done in order, here") {
  std::vector<std::size_t> order;
  base::on_all_cores(9, 10, [&](std::size_t i) { order.push_back(i); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("parallel: what goes wrong is told, and ends it") {
  std::atomic<std::size_t> done{0};
  const auto work = [&](std::size_t i) {
    if (i == 10) throw std::runtime_error("the tenth");
    ++done;
  };
  CHECK_THROWS_AS(base::on_all_cores(100'000'000, 1, work), std::runtime_error);
  CHECK(done < 100'000'000);
}
