// SPDX-License-Identifier: MIT
#include "cli/stamp_plan.hpp"

#include "cli/conversation.hpp"

namespace earwitness::cli {

std::vector<tsa::Server> servers_of(const Config& config) {
  std::vector<tsa::Server> servers;
  for (const auto& address : {config.tsa, config.tsa2, config.tsa3}) {
    if (address) servers.push_back({*address});
  }
  return servers;
}

session::StampPlan stamp_plan(const Context& context, const Config& config, const os::Path& archive) {
  auto servers = servers_of(config);
  const auto when = servers.empty() ? Stamps::none : config.stamps.value_or(Stamps::none);
  session::StampPlan plan{when, std::move(servers), config.stamp_every};
  if (when != Stamps::none) plan.intents = std::make_shared<const archive::Intents>(intents_of(context, archive));
  return plan;
}

}  // namespace earwitness::cli
