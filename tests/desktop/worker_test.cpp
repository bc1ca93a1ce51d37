// SPDX-License-Identifier: MIT
#include "desktop/worker.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>

#include "tests/catch.hpp"

using earwitness::desktop::Worker;

TEST_CASE("worker: its end waits for the body, and all that the body owned is gone then") {
  auto asked = std::make_shared<std::promise<void>>();
  const std::weak_ptr<std::promise<void>> seen = asked;
  {
    const Worker worker([asked, end = asked->get_future().share()] { end.wait(); },
                        [seen] { seen.lock()->set_value(); });
    asked.reset();
    CHECK_FALSE(seen.expired());
  }
  CHECK(seen.expired());
}

TEST_CASE("worker: a body that hangs is left behind, with what it owns") {
  std::promise<void> let_go;
  auto owned = std::make_shared<int>(1);
  const std::weak_ptr<int> seen = owned;
  {
    const Worker worker([owned, end = let_go.get_future().share()] { end.wait(); }, [] {});
    owned.reset();
  }
  CHECK_FALSE(seen.expired());
  let_go.set_value();
}

TEST_CASE("worker: a body that throws has ended") {
  std::atomic<bool> ended{false};
  {
    const Worker worker([] { throw std::runtime_error("no"); }, [&] { ended = true; });
  }
  CHECK(ended);
}
