// SPDX-License-Identifier: MIT
#include "pages/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "archive/work_folder.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "pages/report_facts.hpp"
#include "pages/report_page.hpp"
#include "pages/report_sound.hpp"
#include "verify/verify.hpp"

namespace earwitness::pages {

namespace {

constexpr const char* page_name = "page.html";

class ReportMaker {
 public:
  ReportMaker(os::FileSystem& fs, const os::Clock& clock, const ReportRequest& request)
      : fs_(fs), clock_(clock), request_(request) {}

  Report run() {
    // First of all: what an attempt left there that was cut short goes, whatever becomes of this one.
    const archive::WorkFolder work(fs_, folder(), report_work_folder);
    refuse_taken(request_.page);
    std::optional<base::InLanguage> page_language(request_.language);  // what verify finds is a part of the page
    auto checker = request_.checker;
    checker.reader = Reader::anyone;  // a page is read by others than whoever makes it
    auto facts = gather_facts(fs_, verify(fs_, request_.recording, checker), checker);
    SoundCopy sound;
    if (request_.audio) sound = make_sound_copy(fs_, facts, work.path(), request_.page.stem().string());
    if (sound.told.where == PageSound::Where::none) {
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
    fs_.rename(work.path() / page_name, request_.page);
    fs_.sync_folder(folder());
    tell(facts, sound, made);
    return made;
  }

 private:
  os::Path folder() const { return request_.page.has_parent_path() ? request_.page.parent_path() : os::Path("."); }

  void refuse_taken(const os::Path& path) const {
    const auto entry = fs_.status(path);
    if (!entry || (request_.replace && entry->kind == os::EntryKind::file)) return;
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
    made.why_silent = sound.told.why_none;
    if (const auto status = fs_.status(request_.page)) made.bytes = status->size;
    made.marks = static_cast<std::size_t>(
        std::count_if(facts.events.begin(), facts.events.end(),
                      [](const timeline::Event& event) { return event.kind == timeline::Event::Kind::mark; }));
    if (facts.transcript) made.transcript = facts.transcript->bag;
    made.found = facts.found;
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
