// SPDX-License-Identifier: MIT
//
// how-to-verify.txt on top of an export, in English and Dutch: what lies in it, and how to check it with tools that
// everyone has. Every line that begins with four blanks is a command to be typed as it stands in the export's folder,
// but those below "Windows". A pure function.
#pragma once

#include <string>
#include <vector>

namespace earwitness::handover {

struct ExportedBag {
  std::string name;  ///< its folder in the export
  std::string kind;  ///< as verify says it; empty: not sealed, kept as it was found
  std::string seal;
  bool is_signed = false;
  bool is_stamped = false;
  bool has_sound = true;  ///< `data/*.flac`
  /// What it is, as verify() says it, in both languages; empty: not sealed.
  std::string english{};
  std::string dutch{};
};

struct ExportContents {
  std::vector<ExportedBag> bags;
  std::string listening_copy;   ///< `mp3` or `wav`; empty: none
  bool has_both_sides = false;  ///< it is of a call: near on the left, far on the right
  bool has_report = false;
  bool has_ledger = false;
  std::string ledger_head;  ///< hash of the ledger's last line when this was made; empty: there is no ledger
  std::string made;         ///< RFC 3339
};

[[nodiscard]] std::string export_text(const ExportContents& contents);

}  // namespace earwitness::handover
