// SPDX-License-Identifier: MIT
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/ask_recording.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct MarkOptions {
  std::vector<std::string> words;
  bool json = false;
};

/// The moment is worth more than its words: they are made such as can be kept, whatever they are.
std::string words_to_keep(const std::string& typed) {
  auto words = base::printable(typed);
  if (words == typed && words.size() <= control::mark_bytes) return words;
  while (words.size() > control::mark_bytes || !base::is_valid_utf8(words)) words.pop_back();
  log::warning(tr("the words of the mark are kept as: {}", words));
  return words;
}

ExitCode run_mark(const Context& context, const MarkOptions& options) {
  const auto text = words_to_keep(joined(options.words));
  const auto answer = ask_recording_for<control::Marked>(context, control::MarkRequest{text});
  if (options.json) {
    print_json(answer.document);
  } else {
    const auto at = base::clock_of(answer.reply.seconds);
    print_line(text.empty() ? tr("mark at {}", at) : tr("mark at {}: {}", at, text));
  }
  return ExitCode::done;
}

}  // namespace

void add_mark(Command& program, Context& context) {
  auto options = std::make_shared<MarkOptions>();
  auto& mark =
      program.add_command("mark", _("Mark what is being said right now"), _("earwitness mark he said it again"));
  mark.positional("text", &options->words, _("Words to find it by; may be left out")).free_text();
  add_json(mark, options->json);
  on_typed(mark, options, [&context](const MarkOptions& o) { return run_mark(context, o); });
}

}  // namespace earwitness::cli
