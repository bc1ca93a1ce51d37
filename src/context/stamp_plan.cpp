// SPDX-License-Identifier: MIT
#include "context/stamp_plan.hpp"

#include "context/conversation.hpp"

namespace earwitness::context {

std::vector<tsa::Server> servers_of(const settings::Config& config) {
  std::vector<tsa::Server> servers;
  for (const auto& address : {config.tsa, config.tsa2, config.tsa3}) {
    if (address) servers.push_back({*address});
  }
  return servers;
}

session::StampPlan stamp_plan(const Context& context, const settings::Config& config, const os::Path& archive) {
  auto servers = servers_of(config);
  const auto when = servers.empty() ? session::Stamps::none : config.stamps.value_or(session::Stamps::none);
  session::StampPlan plan{when, std::move(servers), config.stamp_every};
  if (when != session::Stamps::none)
    plan.intents = std::make_shared<const archive::Intents>(intents_of(context, archive));
  return plan;
}

}  // namespace earwitness::context
