// SPDX-License-Identifier: MIT
#include "pages/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "archive/work_folder.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "pages/own_pages.hpp"
#include "pages/report_facts.hpp"
#include "pages/report_page.hpp"
#include "pages/report_sound.hpp"
#include "verify/verify.hpp"

namespace earwitness::pages {

namespace {

constexpr const char* page_name = "page.html";
constexpr std::uint64_t max_small_page_bytes = 16ULL * 1024 * 1024;  // of one whose sound lies beside it

os::Path resolved(const os::Path& path) {
  std::error_code unseen;
  auto found = std::filesystem::weakly_canonical(path, unseen);
  if (unseen || !found.is_absolute()) found = std::filesystem::absolute(path, unseen).lexically_normal();
  return found.has_filename() ? found : found.parent_path();
}

/// How a page in `folder` sees it where both are moved together, which is if it lies below that; else empty.
os::Path path_below(const os::Path& path, const os::Path& folder) {
  const auto inner = resolved(path);
  const auto outer = resolved(folder);
  const auto [rest, end] = std::mismatch(inner.begin(), inner.end(), outer.begin(), outer.end());
  os::Path seen;
  if (end != outer.end()) return seen;
  for (auto name = rest; name != inner.end(); ++name) seen /= *name;
  return seen;
}

class ReportMaker {
 public:
  ReportMaker(os::FileSystem& fs, const os::Clock& clock, const ReportRequest& request)
      : fs_(fs), clock_(clock), request_(request) {}

  Report run() {
    const archive::WorkFolder work(
        fs_, folder(), request_.work_name.empty() ? archive::new_work_name(report_work_stem) : request_.work_name);
    refuse_taken(request_.page);
    std::optional<base::InLanguage> page_language(request_.language);  // what verify finds is a part of the page
    auto checker = request_.checker;
    checker.reader = Reader::anyone;  // a page is read by others than whoever makes it
    auto facts = gather_facts(fs_, verify(fs_, request_.recording, checker, request_.check), checker);
    facts.ledger = word_of_ledger(fs_, request_.recording, checker);
    SoundCopy sound;
    if (request_.audio) sound = make_sound(facts, work.path());
    if (sound.told.where == PageSound::Where::none || sound.told.where == PageSound::Where::sealed) {
      measure_levels(fs_, facts);
    } else {
      set_levels(facts, std::move(sound.levels));
    }
    write_page(report_page(facts, sound.told, clock_.utc()), sound, work.path() / page_name);
    page_language.reset();

    Report made;
    if (sound.told.where == PageSound::Where::beside) {
      made.sound = folder() / sound.told.name;
      refuse_taken(made.sound);
      fs_.rename(sound.file, made.sound);
    }
    refuse_taken(request_.page);  // it may have been made meanwhile
    fs_.rename(work.path() / page_name, request_.page);
    fs_.sync_folder(folder());
    tell(facts, sound, made);
    return made;
  }

 private:
  os::Path folder() const { return request_.page.has_parent_path() ? request_.page.parent_path() : os::Path("."); }

  SoundCopy make_sound(const ReportFacts& facts, const os::Path& work) const {
    if (!request_.single_file) {
      const auto seen = request_.will_lie_by_bags ? facts.found.bag.filename() : path_below(facts.found.bag, folder());
      SoundCopy copy;
      if (!seen.empty()) copy.told.files = sealed_files(fs_, facts, seen);
      if (!copy.told.files.empty()) copy.told.where = PageSound::Where::sealed;
      if (copy.told.where == PageSound::Where::sealed) return copy;
    }
    return make_sound_copy(fs_, facts, work, request_.page.stem().string());
  }

  /// What an earlier report made there: a page of this program, or the sound that such a page names.
  [[nodiscard]] bool is_own(const os::Path& path, const os::Entry& entry) const {
    const std::optional<os::Entry> page = path == request_.page ? entry : fs_.status(request_.page);
    if (entry.kind != os::EntryKind::file || !page || page->kind != os::EntryKind::file) return false;
    if (!is_own_page(fs_, request_.page)) return false;
    if (path == request_.page) return true;
    return page->size <= max_small_page_bytes &&
           os::read_all(fs_, request_.page, max_small_page_bytes).find(path.filename().string()) != std::string::npos;
  }

  void refuse_taken(const os::Path& path) const {
    const auto entry = fs_.status(path);
    if (!entry || (request_.replace && is_own(path, *entry))) return;
    throw FileError(EEXIST, path.string(), tr("{} is there already", base::printable(path.string())),
                    _("remove it, or say where to write with --to FILE"));
  }

  void write_page(const Page& page, const SoundCopy& sound, const os::Path& path) const {
    const auto file = fs_.create(path);
    os::write_all(*file, base::as_bytes(page.before));
    if (sound.told.where == PageSound::Where::embedded) {
      write_base64(*file, *fs_.open(sound.file));
      os::write_all(*file, base::as_bytes(page.after));
    }
    file->sync_data();
    file->close();
  }

  void tell(const ReportFacts& facts, const SoundCopy& sound, Report& made) const {
    made.page = request_.page;
    made.embedded = sound.told.where == PageSound::Where::embedded;
    made.plays_sealed = sound.told.where == PageSound::Where::sealed;
    made.is_apart = made.embedded && !request_.single_file && !request_.will_lie_by_bags &&
                    path_below(facts.found.bag, folder()).empty();
    made.why_silent = sound.told.why_none;
    if (const auto status = fs_.status(request_.page)) made.bytes = status->size;
    made.marks = static_cast<std::size_t>(
        std::count_if(facts.events.begin(), facts.events.end(),
                      [](const timeline::Event& event) { return event.kind == timeline::Event::Kind::mark; }));
    if (facts.transcript) made.transcript = facts.transcript->bag;
    made.found = facts.found;
    made.is_contradicted = !facts.ledger.against.empty();
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const ReportRequest& request_;
};

}  // namespace

Report make_report(os::FileSystem& fs, const os::Clock& clock, const ReportRequest& request) {
  return ReportMaker(fs, clock, request).run();
}

}  // namespace earwitness::pages
