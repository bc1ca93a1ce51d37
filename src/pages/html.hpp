// SPDX-License-Identifier: MIT
//
// HTML that is safe by its type: what stands in an Html was written by us, or was escaped on its way in. Words of a
// recording (titles, marks, speakers, names of devices) go through base::printable, so that no control character and no
// mark that turns the direction of writing gets into a page, and then lose the five characters that HTML knows. That
// holds between tags and within a quoted attribute; no other place takes foreign words. SVG within a page is HTML, too.
// Values; pure functions, any thread.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "json/value.hpp"

namespace earwitness::pages {

class Html {
 public:
  Html() = default;
  /// Our own words, as they stand.
  template <std::size_t size>
  [[nodiscard]] static Html literal(const char (&text)[size]) {
    return Html(std::string(text, size - 1));
  }
  /// Anyone's words, escaped.
  [[nodiscard]] static Html escaped(std::string_view text);
  /// A style sheet or a script of ours, which is a file of the source.
  [[nodiscard]] static Html of_ours(std::string_view text) { return Html(std::string(text)); }
  /// For a `<script type="application/json">`: nothing in it can end the element.
  [[nodiscard]] static Html data(const json::Value& document);

  Html& operator+=(const Html& other) {
    text_ += other.text_;
    return *this;
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

 private:
  explicit Html(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

namespace html_detail {

template <typename T>
using Piece = std::string;

inline std::string piece(const Html& html) { return html.text(); }
template <typename T>
std::string piece(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return fmt::to_string(value);
  } else {
    return Html::escaped(value).text();
  }
}

}  // namespace html_detail

/// Fills a pattern of ours: each `{}` is a piece of HTML, a number, or words that are escaped.
template <typename... T>
[[nodiscard]] Html html(fmt::format_string<html_detail::Piece<T>...> pattern, const T&... values) {
  return Html::of_ours(fmt::format(pattern, html_detail::piece(values)...));
}

/// A page of ours with `{{name}}` where something goes; what goes there is not looked at again. Throws
/// std::out_of_range for a name that `values` lacks: a defect of ours.
[[nodiscard]] std::string fill(std::string_view page, const std::map<std::string, Html>& values);

/// `'sha256-...'`: by which a Content-Security-Policy lets in just this style or script.
[[nodiscard]] std::string csp_hash(std::string_view content);

}  // namespace earwitness::pages
