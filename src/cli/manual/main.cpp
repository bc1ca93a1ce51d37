// SPDX-License-Identifier: MIT
//
// Writes the manual pages into a folder as man looks for them: `man1/`, and `nl/man1/` for the Dutch ones. Run by the
// build alone; it is no part of the program that is installed. Words: the folder, and the pages' date.
#include <cstdio>
#include <exception>

#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/context.hpp"
#include "grammar/manual_page.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace {

void write_pages(const earwitness::os::Path& folder, const std::string& date) {
  auto& fs = earwitness::os::posix_file_system();
  earwitness::os::make_folders(fs, folder);
  earwitness::context::Context context{fs, earwitness::os::posix_clock(), {}};
  for (const auto& page : earwitness::grammar::manual_pages(*earwitness::cli::make_grammar(context), date)) {
    earwitness::os::replace(fs, folder / (page.name + ".1"), page.text);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  const earwitness::os::Path folder = argv[1];
  write_pages(folder / "man1", argv[2]);
  earwitness::base::set_language(earwitness::base::Language::dutch);
  write_pages(folder / "nl" / "man1", argv[2]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
