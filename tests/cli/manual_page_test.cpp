// SPDX-License-Identifier: MIT
#include "grammar/manual_page.hpp"

#include <algorithm>
#include <string_view>

#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "grammar/roff.hpp"
#include "tests/cli/world.hpp"
#include "tests/contains.hpp"

using namespace earwitness;
using namespace earwitness::cli;
using namespace earwitness::grammar;
using test::contains;

namespace {

const ManualPage& page(const std::vector<ManualPage>& pages, std::string_view name) {
  const auto found = std::find_if(pages.begin(), pages.end(), [&](const ManualPage& p) { return p.name == name; });
  REQUIRE(found != pages.end());
  return *found;
}

}  // namespace

TEST_CASE("manual: no text can become a request or an escape of roff") {
  CHECK(roff_text("a\\fBb") == "a\\efBb");
  CHECK(roff_text("--json") == "\\-\\-json");
  CHECK(roff_text("type `x --y` now") == "type \\fBx \\-\\-y\\fR now");
  CHECK(roff_text("one ` alone") == "one \\(ga alone");
  Roff roff("x", "2026-01-01", "x", "x");
  roff.section("a \"b\"");
  roff.line(roff_text(".so /etc/passwd"));
  roff.line(roff_text("'br"));
  roff.entry(roff_text(".x"), roff_text(".y\n.z"));
  roff.verbatim(".a\n'b\n\\c\n");
  CHECK(roff.text() ==
        ".TH \"x\" 1 2026-01-01 \"x\" \"x\"\n.nh\n.SH \"a \\(dqb\\(dq\"\n\\&.so /etc/passwd\n\\(aqbr\n"
        ".TP\n\\&.x\n\\&.y .z\n.nf\n.RS 2\n\\&.a\n\\(aqb\n\\ec\n.RE\n.fi\n");
}

TEST_CASE("manual: a page for the program and for each command, with every option that its help lists") {
  test::World world;
  const auto program = make_grammar(world.context);
  const auto pages = manual_pages(*program, "2026-01-01");
  const auto& commands = program->commands();
  CHECK(pages.size() == commands.size() + 1);
  for (const auto& command : commands) {
    const auto& text = page(pages, "earwitness-" + command->name()).text;
    CHECK(contains(pages.front().text, roff_bold("earwitness-" + command->name())));
    CHECK(contains(text, roff_text(command->what())));
    for (const auto& option : command->options()) {
      INFO(command->name() << " " << option.name);
      CHECK(contains(text, roff_text(option.meaning)));
      if (!option.is_positional) CHECK(contains(text, roff_bold(option.name)));
    }
  }
}

TEST_CASE("manual: parts of a command stand on its page, each with its own options") {
  test::World world;
  const auto pages = manual_pages(*make_grammar(world.context), "2026-01-01");
  const auto& text = page(pages, "earwitness-keys").text;
  CHECK(contains(text, ".SS \"earwitness keys backup\""));
  CHECK(contains(text, "\\fB\\-\\-no\\-passphrase\\fR\n"));
  CHECK(contains(page(pages, "earwitness-list").text, "\\fB\\-\\-lang\\fR \\fIen|nl\\fR\n"));
}

TEST_CASE("manual: in Dutch, too") {
  test::World world;
  base::set_language(base::Language::dutch);
  const auto pages = manual_pages(*make_grammar(world.context), "2026-01-01");
  base::set_language(base::Language::english);
  CHECK(contains(pages.front().text, ".SH \"ZIE OOK\""));
  CHECK(contains(page(pages, "earwitness-start").text, "Neem een gesprek op"));
}
