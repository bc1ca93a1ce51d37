// SPDX-License-Identifier: MIT
#include "context/roots.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/only_own.hpp"
#include "log/log.hpp"
#include "timestamp/evidence.hpp"

namespace earwitness::context {

namespace {

constexpr const char* system_store = "system";

std::string pem_of(const Context& context, const os::Path& path) {
  if (!is_only_own(path)) return {};
  const auto status = context.fs.status(path);
  if (status && status->size <= limits::time_stamp_evidence_bytes) {
    const auto pem = os::read_all(context.fs, path, limits::time_stamp_evidence_bytes);
    if (pem.find("-----BEGIN CERTIFICATE-----") != std::string::npos) return pem + "\n";
  }
  throw Error(ErrorKind::usage, path.string(), tr("{} holds no certificate in PEM", base::printable(path.string())),
              _("earwitness verify --tsa-root FILE NAME"));
}

/// The roots that the system itself believes, which only its administrator can change. They were chosen for web
/// servers: of some time-stamping authorities they are the roots, too.
std::string system_roots(const Context& context) {
  // Debian's and most others'; Fedora's and its like; OpenSSL's own.
  for (const char* path :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    if (context.fs.status(path)) return pem_of(context, path);
  }
  throw Error(ErrorKind::usage, "--tsa-root", _("this system has no store of roots where such stores are"),
              _("earwitness verify --tsa-root FILE NAME"));
}

std::string named_roots(const Context& context, const std::string& name) {
  return name == system_store ? system_roots(context) : pem_of(context, expanded(name));
}

/// Of the settings; without any that can be read fewer dates are proven, never more.
std::string configured_roots(const Context& context) try {
  const auto config = load_config(context);
  return config.tsa_roots ? named_roots(context, *config.tsa_roots) : std::string();
} catch (const Error& error) {
  log::warning(tr("no authority's root is taken from the settings: {}", error.what()));
  return {};
}

}  // namespace

std::string tsa_roots(const Context& context, const std::vector<std::string>& files) {
  auto pem = configured_roots(context);
  for (const auto& file : files) pem += file == system_store ? system_roots(context) : pem_of(context, file);
  return pem;
}

std::vector<std::string> revocation_lists(const Context& context, const std::vector<std::string>& files) {
  std::vector<std::string> lists;
  for (const auto& file : files) {
    const auto status = context.fs.status(file);
    if (status && status->size <= limits::brought_crl_bytes) {
      lists.push_back(os::read_all(context.fs, file, limits::brought_crl_bytes));
      if (!timestamp::read_crls(lists.back()).empty()) continue;
    }
    throw Error(ErrorKind::usage, file, tr("{} is not a revocation list (CRL) in PEM or DER", base::printable(file)),
                _("earwitness verify --crl FILE NAME"));
  }
  return lists;
}

}  // namespace earwitness::context
