// SPDX-License-Identifier: MIT
#include "tsa/http.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "os/bytes_file.hpp"
#include "os/environment.hpp"
#include "os/piped_child.hpp"
#include "tsa/http_protocol.hpp"

namespace earwitness::tsa {

namespace {

using namespace std::chrono_literals;

constexpr const char* asker_name = "earwitness-ask";
/// libcurl ends by its own clock; a look-up of a name may hold it up beyond that, and is ended with its process.
constexpr auto extra_wait = 2s;
constexpr auto look_interval = 100ms;  // for whether it is still waited for
constexpr auto end_timeout = 5s;
constexpr std::size_t read_chunk_bytes = std::size_t{64} << 10;
/// What libcurl, OpenSSL and the C library's look-up of names are told by.
constexpr std::array passed_on{"http_proxy",  "https_proxy", "HTTPS_PROXY",   "all_proxy",    "ALL_PROXY",
                               "no_proxy",    "NO_PROXY",    "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF",
                               "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"};
constexpr std::size_t max_variable_bytes = 4096;

AskedQuestion asked(const HttpQuestion& question, const HttpLimits& limits) {
  AskedQuestion result{question.url, question.content_type, {question.body.begin(), question.body.end()}, limits, {}};
  for (const char* name : passed_on) {
    const auto value = os::environment(name);
    if (value && value->size() <= max_variable_bytes) result.environment.emplace_back(name, *value);
  }
  return result;
}

std::string not_in_time(const HttpLimits& limits) {
  return tr("it did not answer within {:.0f} seconds", std::chrono::duration<double>(limits.whole).count());
}

std::string not_waited_for() { return _("it was not waited for any longer"); }

std::string sentence(const HttpResult& result, const HttpLimits& limits) {
  switch (result.end) {
    case HttpEnd::answered:
      return result.status == http_good ? std::string() : tr("it answered with HTTP status {}", result.status);
    case HttpEnd::too_long:
      return tr("it sent more than the {} bytes that an answer may have", limits.answer_bytes);
    case HttpEnd::headers_too_long:
      return tr("it sent more than the {} bytes of headers that an answer may have", limits::http_header_bytes);
    case HttpEnd::timed_out:
      return not_in_time(limits);
    case HttpEnd::no_host:
      return _("there is no such host, or no network");
    case HttpEnd::no_connection:
      return _("nothing answers there, or there is no network");
    case HttpEnd::not_started:
      return _("libcurl can't be started");
    case HttpEnd::other:
      return result.words.empty() ? std::string(_("it broke off")) : result.words;
  }
  return {};
}

/// All that the asker says.
HttpAnswer hear(os::PipedChild& child, const HttpLimits& limits, const std::atomic<bool>& cancelled) {
  const auto deadline = std::chrono::steady_clock::now() + limits.whole + extra_wait;
  std::vector<std::byte> said;
  std::vector<std::byte> chunk(read_chunk_bytes);
  for (;;) {
    const auto got = child.read(chunk, look_interval);
    if (cancelled) return {{}, not_waited_for()};
    if (!got) {
      if (std::chrono::steady_clock::now() > deadline) return {{}, not_in_time(limits)};
      continue;
    }
    if (*got == 0) break;
    said.insert(said.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(*got));
    if (said.size() > max_head_bytes + limits.answer_bytes) break;
  }
  auto result = read_result(said, limits.answer_bytes);
  if (!child.finish(end_timeout).succeeded() || !result) return {{}, _("the program that asks broke off")};
  if (auto why = sentence(*result, limits); !why.empty()) return {{}, std::move(why)};
  return {std::move(result->body), {}};
}

}  // namespace

HttpAnswer fetch(const HttpQuestion& question, const HttpLimits& limits, const std::atomic<bool>& cancelled) {
  if (!is_web_address(question.url)) return {{}, _("its address is not one of http or https")};
  const auto program = os::find_own_program(asker_name);
  if (program.empty()) return {{}, tr("{}, the program that asks, is not installed", asker_name)};
  const auto bytes = encode(asked(question, limits));
  try {
    os::BytesFile file(bytes);
    os::PipedChild child(program, {}, file);
    return hear(child, limits, cancelled);
  } catch (const FileError& error) {
    return {{}, error.what()};
  }
}

bool is_web_address(std::string_view url) noexcept {
  const bool has_protocol = url.starts_with("http://") || url.starts_with("https://");
  if (!has_protocol || url.size() > limits::url_bytes) return false;
  const auto rest = url.substr(url.find("//") + 2);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '#'; };
  return !host.empty() && host.find('@') == std::string_view::npos && std::all_of(url.begin(), url.end(), is_plain);
}

}  // namespace earwitness::tsa
