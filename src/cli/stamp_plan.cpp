// SPDX-License-Identifier: MIT
#include "cli/stamp_plan.hpp"

namespace earwitness::cli {

std::vector<tsa::Server> servers_of(const Config& config) {
  std::vector<tsa::Server> servers;
  for (const auto& address : {config.tsa, config.tsa2, config.tsa3}) {
    if (address) servers.push_back({*address});
  }
  return servers;
}

session::StampPlan stamp_plan(const Config& config) {
  auto servers = servers_of(config);
  const auto when = servers.empty() ? Stamps::none : config.stamps.value_or(Stamps::none);
  return {when, std::move(servers), config.stamp_every, false};
}

}  // namespace earwitness::cli
