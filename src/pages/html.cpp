// SPDX-License-Identifier: MIT
#include "pages/html.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "json/value.hpp"

namespace earwitness::pages {

namespace {

std::string_view entity(char c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

Html Html::escaped(std::string_view text) {
  std::string safe;
  for (const char c : base::printable(text)) {
    const auto other = entity(c);
    if (other.empty()) {
      safe += c;
    } else {
      safe += other;
    }
  }
  return Html(std::move(safe));
}

Html Html::data(const json::Value& document) {
  std::string safe;
  for (const char c : document.dump(json::Encoding::ascii)) {
    if (c == '<' || c == '>' || c == '&') {  // they stand in strings alone
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      safe += c;
    }
  }
  return Html(std::move(safe));
}

std::string fill(std::string_view page, const std::map<std::string, Html>& values) {
  std::string filled;
  for (;;) {
    const auto open = page.find("{{");
    const auto close = open == std::string_view::npos ? open : page.find("}}", open);
    filled += page.substr(0, close == std::string_view::npos ? page.size() : open);
    if (close == std::string_view::npos) return filled;
    filled += values.at(std::string(page.substr(open + 2, close - open - 2))).text();
    page.remove_prefix(close + 2);
  }
}

std::string csp_hash(std::string_view content) {
  return fmt::format("'sha256-{}'", base::to_base64(crypto::sha256(base::as_bytes(content))));
}

}  // namespace earwitness::pages
