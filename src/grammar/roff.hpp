// SPDX-License-Identifier: MIT
//
// A manual page in roff's man macros, as man-db and mandoc read it. Whatever text comes in is shown as it stands: no
// character of it can become a request or an escape. One thread.
#pragma once

#include <string>
#include <string_view>

namespace earwitness::grammar {

/// Text for the middle of a line; what stands `between backticks` is bold.
[[nodiscard]] std::string roff_text(std::string_view text);
[[nodiscard]] std::string roff_bold(std::string_view text);
[[nodiscard]] std::string roff_italic(std::string_view text);

class Roff {
 public:
  /// `date` as in 2026-11-28.
  Roff(std::string_view name, std::string_view date, std::string_view source, std::string_view manual);

  void section(std::string_view name);
  void subsection(std::string_view name);
  /// All `marked` come from the functions above.
  void line(std::string_view marked);
  void line_break();
  void paragraph();
  /// A term, and what it means behind it.
  void entry(std::string_view marked_term, std::string_view marked);
  /// Lines that stay as they are.
  void verbatim(std::string_view text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace earwitness::grammar
