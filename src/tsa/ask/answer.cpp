// SPDX-License-Identifier: MIT
#include "tsa/ask/answer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "base/limits.hpp"

namespace earwitness::tsa {

namespace {

constexpr long max_redirections = 3;
constexpr const char* protocols = "http,https";

struct Close {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Close>;
using Headers = std::unique_ptr<curl_slist, Close>;

struct Body {
  std::vector<std::byte> bytes;
  std::size_t limit = 0;
  bool too_long = false;
  std::size_t header_bytes = 0;
  bool header_too_long = false;
};

std::size_t append_body(char* data, std::size_t /*one*/, std::size_t size, void* into) {
  auto& body = *static_cast<Body*>(into);
  if (size > body.limit - body.bytes.size()) {
    body.too_long = true;
    return 0;
  }
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  body.bytes.insert(body.bytes.end(), bytes, bytes + size);
  return size;
}

/// libcurl keeps every header line, also of interim answers and redirections; how many it takes depends on its version.
std::size_t count_header(char* /*data*/, std::size_t /*one*/, std::size_t size, void* into) {
  auto& body = *static_cast<Body*>(into);
  body.header_too_long = size > limits::http_header_bytes - body.header_bytes;
  if (body.header_too_long) return 0;
  body.header_bytes += size;
  return size;
}

void set_limits(CURL* handle, const HttpLimits& limits) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.whole.count()));
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, max_redirections);
}

HttpResult failed(CURLcode code, const Body& body) {
  const auto end = [&] {
    if (body.too_long) return HttpEnd::too_long;
    if (body.header_too_long) return HttpEnd::headers_too_long;
    if (code == CURLE_OPERATION_TIMEDOUT) return HttpEnd::timed_out;
    if (code == CURLE_COULDNT_RESOLVE_HOST) return HttpEnd::no_host;
    if (code == CURLE_COULDNT_CONNECT) return HttpEnd::no_connection;
    return HttpEnd::other;
  }();
  return {end, 0, curl_easy_strerror(code), {}};
}

}  // namespace

HttpResult answer(const AskedQuestion& question) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const Handle handle(curl_easy_init());
  if (!handle) return {HttpEnd::not_started, 0, {}, {}};
  Body body;
  body.limit = question.limits.answer_bytes;
  set_limits(handle.get(), question.limits);
  curl_easy_setopt(handle.get(), CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, &count_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &body);
  Headers headers;
  if (question.body.empty()) {
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 1L);
  } else {
    headers.reset(curl_slist_append(nullptr, fmt::format("Content-Type: {}", question.content_type).c_str()));
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(question.body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, question.body.data());
  }
  const auto code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return failed(code, body);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return {HttpEnd::answered, status, {}, status == http_good ? std::move(body.bytes) : std::vector<std::byte>{}};
}

}  // namespace earwitness::tsa
