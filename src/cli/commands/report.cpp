// SPDX-License-Identifier: MIT
#include "pages/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "archive/inside.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/disk_answer.hpp"
#include "context/handing_over.hpp"
#include "context/known_keys.hpp"
#include "context/language.hpp"
#include "context/roots.hpp"
#include "handover/exported_bags.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/left_behind.hpp"
#include "pages/limits.hpp"
#include "pages/minutes.hpp"
#include "results/handed_over.hpp"
#include "results/verification.hpp"
#include "terminal/output.hpp"
#include "terminal/progress.hpp"

namespace earwitness::cli {

namespace {

struct ReportOptions {
  std::string word;
  std::string to;
  std::vector<std::string> tsa_roots;
  std::vector<std::string> crls;
  bool no_audio = false;
  bool single_file = false;
  bool minutes = false;
  std::string place;
  std::string subject;
  std::vector<std::string> with;
  bool json = false;
};

os::Path whole(const os::Path& path) { return std::filesystem::absolute(path).lexically_normal(); }

/// Beside the bags of one's own archive, where it is found again; of anything else, here.
void choose_place(const Context& context, const ReportOptions& options, pages::ReportRequest& request) {
  if (!options.to.empty()) {
    context::require_disk_answer(os::Path(options.to).parent_path());
    request.page = options.to;
    return;
  }
  const auto folder = handover::folder_of(context.fs, request.recording);
  request.replace = archive::is_inside(folder, request.checker.archive);
  request.page = (request.replace ? folder : os::Path(".")) / "report.html";
}

/// Where the recording lies on a disk that can't be written, its page goes elsewhere.
pages::Report make_report_there(const Context& context, const pages::ReportRequest& request, bool is_own_place) try {
  return pages::make_report(context.fs, context.clock, request);
} catch (const FileError& error) {
  if (error.code() != EROFS || !is_own_place) throw;
  throw FileError(error.code(), error.subject(), error.what(), _("say where the page is to go: --to report.html"));
}

ExitCode run_page(const Context& context, const ReportOptions& options) {
  pages::ReportRequest request;
  request.recording = context::find_recording(context, options.word);
  request.audio = !options.no_audio;
  request.single_file = options.single_file;
  request.language = context::language_of_pages(context);
  auto keys = context::own_keys(context);  // what was pinned comes last: its name is the one that is told
  for (auto& key : context::load_known_keys(context)) keys.push_back(std::move(key));
  request.checker = {std::move(keys), context::own_archive(context), context::tsa_roots(context, options.tsa_roots),
                     context::revocation_lists(context, options.crls)};
  choose_place(context, options, request);
  const auto conversation = context::conversation_of(context, options.word);
  if (archive::is_inside(conversation, request.checker.archive)) context::refuse_running(conversation);
  const auto lock = context::claim_handing_over(context);
  const auto page_folder = request.page.has_parent_path() ? request.page.parent_path() : os::Path(".");
  const context::Making making(context, page_folder, context::change_report, pages::report_work_stem);
  request.work_name = making.name();
  terminal::Progress progress(terminal::words_of_check());
  if (const auto listener = progress.listener()) {
    request.check.progress = [listener](std::uint64_t done, std::uint64_t total) {
      listener(done, total);
      return true;
    };
  }
  const auto made = make_report_there(context, request, options.to.empty());
  progress.clear();
  if (options.json) {
    print_json(results::to_json(made));
  } else {
    results::print(made);
  }
  if (!made.why_silent.empty()) {
    log::warning(request.language == base::language() ? made.why_silent : _("the page has no sound, and says why"));
  }
  if (made.is_apart) log::info(_("the page is not in the recording's folder, so it has a copy of the sound in it"));
  if (!made.sound.empty()) log::info(_("the sound is too long to be in the page: keep the two files together"));
  if (made.is_contradicted) {
    log::error(_("the archive's ledger contradicts this recording; the page says so"), "earwitness verify --all");
    return ExitCode::altered;
  }
  return results::exit_code(made.found);
}

pages::MinutesRequest minutes_request(const Context& context, const ReportOptions& options) {
  if (options.with.size() > limits::minutes_people) {
    throw Error(ErrorKind::usage, {}, tr("a conversation report has at most {} people", limits::minutes_people));
  }
  auto request = pages::minutes_of(context.fs, context::find_recording(context, options.word));
  request.place = options.place;
  request.subject = options.subject;
  request.people = options.with;
  const auto own = context::load_config(context).name;
  if (own && request.people.size() < limits::minutes_people &&
      std::find(request.people.begin(), request.people.end(), *own) == request.people.end()) {
    request.people.insert(request.people.begin(), *own);
  }
  return request;
}

/// A browser prints a page's own path on the paper.
void warn_of_path(const os::Path& path) {
  if (whole(path).string().find("earwitness") == std::string::npos) return;
  log::warning(
      _("the path of this file names earwitness, and a browser may print it on the page: move it elsewhere first"));
}

struct NamedPage {
  os::Path path;
  std::string text;
};

/// Its name, too, is in the page's language.
NamedPage minutes_to_write(const Context& context, const ReportOptions& options) {
  const auto request = minutes_request(context, options);
  const base::InLanguage page_language(context::language_of_pages(context));
  return {options.to.empty() ? os::Path(pages::minutes_name(request.began)) : os::Path(options.to),
          pages::minutes_page(request)};
}

/// Whole or not at all, and never in the place of something that came meanwhile.
void write_whole(const Context& context, const os::Path& path, const std::string& page) {
  const auto folder = path.has_parent_path() ? path.parent_path() : os::Path(".");
  const context::Making making(context, folder, context::change_report, "page");
  const auto unfinished = folder / making.name();
  try {
    os::write_new(context.fs, unfinished, page);
    context.fs.rename(unfinished, path);
  } catch (...) {
    (void)os::remove_or_tell(unfinished, [&] {
      if (context.fs.status(unfinished)) context.fs.remove_file(unfinished);
    });
    throw;
  }
  context.fs.sync_folder(folder);
}

ExitCode run_minutes(const Context& context, const ReportOptions& options) {
  const auto [path, page] = minutes_to_write(context, options);
  if (context.fs.status(path)) {
    throw FileError(EEXIST, path.string(), tr("{} is there already", base::printable(path.string())),
                    _("remove it, or say where to write with --to FILE"));
  }
  write_whole(context, path, page);
  if (options.json) {
    print_json(document_of("minutes", {{"path", path.string()}}));
  } else {
    print_line(path.string());
  }
  warn_of_path(path);
  return ExitCode::done;
}

ExitCode run_report(const Context& context, const ReportOptions& options) {
  (void)context::settle_before(context, options.word);
  if (options.minutes) return run_minutes(context, options);
  if (options.place.empty() && options.subject.empty() && options.with.empty()) return run_page(context, options);
  throw Error(ErrorKind::usage, {}, _("--place, --subject and --with are for a conversation report"),
              _("earwitness report --minutes NAME --with \"A. Name\""));
}

}  // namespace

void add_report(Command& program, Context& context) {
  auto options = std::make_shared<ReportOptions>();
  auto& report =
      program.add_command("report", _("Create a web page with the verdict, the waveform and the sound"),
                          _("earwitness report review\n  earwitness report --minutes review --with \"A. Name\""));
  add_recording(report, options->word);
  report.option("--to", &options->to, _("File to write (report.html beside the recording)"), "FILE");
  auto& no_audio = report.flag("--no-audio", options->no_audio, _("Leave the sound out of the page"));
  report
      .flag("--single-file", options->single_file,
            _("Put a copy of the sound into the page, which then needs no file beside it"))
      .exclude(no_audio);
  add_tsa_roots(report, options->tsa_roots);
  add_crls(report, options->crls);
  report.flag("--minutes", options->minutes,
              _("Write a conversation report to sign instead, which does not mention a recording"));
  report.option("--place", &options->place, _("With --minutes: where it was")).free_text();
  report.option("--subject", &options->subject, _("With --minutes: what it was about")).free_text();
  report.option("--with", &options->with, _("With --minutes: who was there; may be repeated"), "NAME")
      .free_text()
      .repeat(grammar::Repeats::by_option);
  add_json(report, options->json);
  on_typed(report, options, [&context](const ReportOptions& o) { return run_report(context, o); });
}

}  // namespace earwitness::cli
