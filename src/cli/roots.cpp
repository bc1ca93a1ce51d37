// SPDX-License-Identifier: MIT
#include "cli/roots.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

std::string pem_of(const Context& context, const os::Path& path) {
  const auto status = context.fs.status(path);
  if (status && status->size <= limits::time_stamp_evidence_bytes) {
    const auto pem = os::read_all(context.fs, path, limits::time_stamp_evidence_bytes);
    if (pem.find("-----BEGIN CERTIFICATE-----") != std::string::npos) return pem;
  }
  throw Error(ErrorKind::usage, path.string(), tr("{} holds no certificate in PEM", base::printable(path.string())),
              "earwitness verify --tsa-root FILE NAME");
}

/// Of the settings; without any that can be read fewer dates are proven, never more.
std::string configured_roots(const Context& context) try {
  const auto config = load_config(context);
  return config.tsa_roots ? pem_of(context, expanded(*config.tsa_roots)) : std::string();
} catch (const Error& error) {
  log::warning(tr("no authority's root is taken from the settings: {}", error.what()));
  return {};
}

}  // namespace

std::string tsa_roots(const Context& context, const std::vector<std::string>& files) {
  auto pem = configured_roots(context);
  for (const auto& file : files) pem += pem_of(context, file);
  return pem;
}

}  // namespace earwitness::cli
