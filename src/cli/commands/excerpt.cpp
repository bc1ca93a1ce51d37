// SPDX-License-Identifier: MIT
#include "derive/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/plain_text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/disk_answer.hpp"
#include "context/handing_over.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "results/handed_over.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct ExcerptOptions {
  std::string word;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<std::string> without;
  std::vector<std::string> notes;
  std::string track;
  std::string me;
  std::string into;
  bool is_unsigned = false;
  bool json = false;
};

timeline::Selection requested_selection(const ExcerptOptions& options) {
  const bool is_open = options.from.size() + options.to.size() == 1;  // from the start, or to the end
  if (options.from.size() != options.to.size() && !is_open) {
    throw Error(ErrorKind::usage, {}, _("each --from has a --to"), "--from 12:00 --to 14:30 --from 20:00 --to 21:00");
  }
  if (options.from.empty() && options.to.empty() && options.without.empty() && options.track.empty()) {
    throw Error(ErrorKind::usage, {}, _("say what to disclose, or what to withhold"),
                _("--from 12:00 --to 14:30, or --without 31:10-33:00"));
  }
  if (options.from.size() + options.without.size() > limits::excerpt_ranges) {
    throw Error(ErrorKind::usage, {}, tr("an excerpt has at most {} ranges", limits::excerpt_ranges));
  }
  timeline::Selection selection;
  selection.track = parse_track(options.track);
  for (std::size_t i = 0; i < std::max(options.from.size(), options.to.size()); ++i) {
    const auto at = [i](const std::vector<std::string>& times) { return i < times.size() ? times[i] : std::string(); };
    selection.disclose.push_back(timeline::parse_range(at(options.from), at(options.to)));
  }
  for (const auto& range : options.without) selection.withhold.push_back(timeline::parse_range(range));
  return selection;
}

ExitCode run_excerpt(const Context& context, const ExcerptOptions& options) {
  derive::ExcerptRequest request;
  request.selection = requested_selection(options);
  (void)context::settle_before(context, options.word);
  request.recording = options.into.empty() ? context::find_to_change(context, options.word)
                                           : context::find_recording(context, options.word);
  request.archive = context::own_archive(context);
  request.notes = options.notes;
  request.name = options.me;
  if (!options.into.empty()) {
    context::require_disk_answer(options.into);
    request.into = options.into;
  }
  if (!request.name.empty() && !base::is_plain_text(request.name, limits::name_bytes)) {
    throw Error(ErrorKind::usage, {}, _("that name can't be kept"),
                _("at most 200 bytes, without quotes, backslashes or control characters"));
  }
  const auto signer = options.is_unsigned ? nullptr : context::signer_if_any(context);
  if (signer) request.key = &signer->key;
  const auto lock = context::claim_handing_over(context);
  const context::Making making(context, request.into ? *request.into : context::conversation_of(context, options.word),
                               context::change_excerpt, derive::excerpt_work_stem);
  request.work_name = making.name();
  const auto made = derive::make_excerpt(context.fs, context.clock, request);
  if (options.json) {
    print_json(results::to_json(made));
  } else {
    results::print(made);
  }
  log::info(made.is_salted
                ? _("its journal shows when the recording was made and paused, when notes were made, and a salted hash "
                    "of each second; it does not show what was said, and nobody can guess that from the hashes")
                : _("its journal shows when the recording was made and paused, in which run and state of the computer "
                    "(battery, space on the disk), and a hash of each second; it does not show what was said"));
  if (made.withheld_notes > 0) {
    log::info(trn("{} note is withheld: --note N discloses one, --note title the title",
                  "{} notes are withheld: --note N discloses one, --note title the title", made.withheld_notes));
  }
  return ExitCode::done;
}

}  // namespace

void add_excerpt(Command& program, Context& context) {
  auto options = std::make_shared<ExcerptOptions>();
  auto& excerpt = program.add_command(
      "excerpt", _("Make a sealed excerpt: part of the recording, silent in the rest"),
      _("earwitness excerpt review --from 12:00 --to 14:30\n  earwitness excerpt review --without 31:10-33:00"));
  add_recording(excerpt, options->word);
  const auto add_list = [&](const char* name, std::vector<std::string>& into, const char* what, const char* type) {
    excerpt.option(name, &into, what, type).repeat(grammar::Repeats::by_option);
  };
  add_list("--from", options->from,
           _("Disclose from here (12:34, 1:02:03 or 90s since the start, pauses counted); may be repeated"), "TIME");
  add_list("--to", options->to, _("to here; without it, to the end"), "TIME");
  add_list("--without", options->without, _("Withhold this part and disclose the rest; may be repeated"), "TIME-TIME");
  excerpt.option("--track", &options->track,
                 _("Of a call: disclose only this side, and withhold the other side entirely"), "near|far");
  add_list("--note", options->notes, _("Disclose this note's text: its number, or `title`; may be repeated"), "N");
  excerpt
      .option("--me", &options->me, _("Your name, for the excerpt's bag-info.txt (otherwise it has no name)"), "NAME")
      .free_text();
  excerpt.option("--into", &options->into, _("Make it in this folder, not in the recording's"), "DIR");
  excerpt.flag("--unsigned", options->is_unsigned, _("Do not sign the excerpt with your key"));
  add_json(excerpt, options->json);
  on_typed(excerpt, options, [&context](const ExcerptOptions& o) { return run_excerpt(context, o); });
}

}  // namespace earwitness::cli
