// SPDX-License-Identifier: MIT
#include "tsa/http.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/limits.hpp"
#include "base/translate.hpp"

namespace earwitness::tsa {

namespace {

constexpr long max_redirections = 3;
constexpr long good = 200;
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

int is_cancelled(void* cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(cancelled)->load() ? 1 : 0;
}

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

void set_limits(CURL* handle, const HttpLimits& limits, const std::atomic<bool>& cancelled) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.whole.count()));
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, max_redirections);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &is_cancelled);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&cancelled));
}

std::string sentence(CURLcode code, const Body& body, const HttpLimits& given) {
  if (body.too_long) return tr("it sent more than the {} bytes that an answer may have", body.limit);
  if (body.header_too_long) {
    return tr("it sent more than the {} bytes of headers that an answer may have", limits::http_header_bytes);
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return tr("it did not answer within {:.0f} seconds", std::chrono::duration<double>(given.whole).count());
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) return _("it was not waited for any longer");
  if (code == CURLE_COULDNT_RESOLVE_HOST) return _("there is no such host, or no network");
  if (code == CURLE_COULDNT_CONNECT) return _("nothing answers there, or there is no network");
  return curl_easy_strerror(code);
}

}  // namespace

HttpAnswer fetch(const HttpQuestion& question, const HttpLimits& limits, const std::atomic<bool>& cancelled) {
  if (!is_web_address(question.url)) return {{}, _("its address is not one of http or https")};
  start_library();
  const Handle handle(curl_easy_init());
  if (!handle) return {{}, _("libcurl can't be started")};
  Body body;
  body.limit = limits.answer_bytes;
  set_limits(handle.get(), limits, cancelled);
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
  if (code != CURLE_OK) return {{}, sentence(code, body, limits)};
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != good) return {{}, tr("it answered with HTTP status {}", status)};
  return {std::move(body.bytes), {}};
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
