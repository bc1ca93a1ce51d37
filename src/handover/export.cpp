// SPDX-License-Identifier: MIT
#include "handover/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "derive/excerpt.hpp"
#include "handover/checked_copy.hpp"
#include "handover/exported_bags.hpp"
#include "pages/report.hpp"
#include "timeline/call_sound.hpp"

namespace earwitness::handover {

namespace {

/// The folder's name without what its title made of it.
std::string neutral_name(const os::Path& folder) {
  constexpr std::string_view stamp = "0000-00-00_00-00-00";  // 0: a digit
  const auto name = folder.filename().string();
  const auto fits = [](char form, char c) { return form == '0' ? c >= '0' && c <= '9' : c == form; };
  const bool is_stamped = name.size() >= stamp.size() && std::equal(stamp.begin(), stamp.end(), name.begin(), fits);
  return is_stamped ? fmt::format("recording-{}", name.substr(0, stamp.size())) : bag::recording_folder;
}

class Exporter {
 public:
  Exporter(os::FileSystem& fs, const os::Clock& clock, const ExportRequest& request)
      : fs_(fs),
        clock_(clock),
        request_(request),
        folder_(folder_of(fs, request.recording)),
        progress_(request.progress) {}

  Export run() {
    const auto bags = bags_to_export(fs_, request_.recording, request_.archive, progress_);
    derive::require_word_of_ledger(fs_, request_.recording, request_.archive);
    begin();
    for (const auto& bag : bags) {
      result_.contents.bags.push_back(bag.told);
      add_bag(bag);
    }
    if (request_.listening_copy) add_listening_copies(bags.front());
    // Before the ledger is copied, so that the line which it names is in it.
    if (request_.give_ledger_head) result_.contents.ledger_head = request_.give_ledger_head();
    add_others();
    result_.contents.made = base::rfc3339(clock_.utc());
    copy_->add_text(bag::how_to_verify_path, export_text(result_.contents));
    check(bags);
    result_.path = copy_->commit();
    return std::move(result_);
  }

 private:
  void begin() {
    const auto name = request_.name.empty() ? neutral_name(folder_) : request_.name;
    const bool is_name = name.find('/') == std::string::npos && name.front() != '.' && base::is_valid_utf8(name);
    if (!is_name) {
      throw Error(ErrorKind::usage, name, tr("{} can't be the name of an export", base::printable(name)));
    }
    if (!base::is_portable_name(name)) {
      throw Error(
          ErrorKind::usage, name,
          tr("{} is a name that Windows can't have: who gets the export could not open it", base::printable(name)),
          _("use letters, digits, spaces and hyphens"));
    }
    const auto& unfinished = request_.unfinished_name;
    copy_.emplace(fs_,
                  request_.zip
                      ? make_zip_destination(fs_, request_.to, name, request_.passphrase, clock_.utc(), {}, unfinished)
                      : make_folder_destination(fs_, request_.to, name, unfinished),
                  progress_);
  }

  void add_bag(const BagToExport& bag) {
    for (const auto& content : bag::contents(fs_, bag.path)) {
      if (content.kind != os::EntryKind::file) continue;  // verify refuses it in a sealed one
      copy_->add_file(bag.told.name + "/" + content.path, bag.path / content.path);
    }
  }

  /// Beside the recording, where its sound lies anyway, and gone from there at the end. What lies on a disk that can't
  /// be written is copied in the clear to the destination, which so may see it before it is whole.
  archive::WorkFolder make_work_folder() {
    const auto named = [](const std::string& name, const char* stem) {
      return name.empty() ? archive::new_work_name(stem) : name;
    };
    try {
      return {fs_, folder_, named(request_.work_name, export_work_stem)};
    } catch (const FileError& error) {
      if (error.code() != EROFS && error.code() != EACCES) throw;
      if (request_.passphrase) {
        throw FileError(error.code(), folder_.string(),
                        tr("a listening copy and a report are made beside the recording before they are encrypted, and "
                           "nothing can be written there: {}",
                           error.what()),
                        _("leave out --listening-copy and --report"));
      }
    }
    return {fs_, request_.to, named(request_.work_name_elsewhere, export_work_stem_elsewhere)};
  }

  void add_listening_copies(const BagToExport& bag) {
    const auto work = make_work_folder();
    const auto* kind = flac::to_string(*request_.listening_copy);
    if (add_call_copies(bag, work.path())) return;
    for (const auto& content : bag::contents(fs_, bag.path, bag::payload_folder)) {
      const os::Path from(content.path);
      if (from.extension() != ".flac" || from.parent_path() != bag::payload_folder)
        continue;  // nor what was imported as it came
      const auto name = fmt::format("{}.{}", from.stem().string(), kind);
      flac::write_listening_copy(fs_, bag.path / content.path, work.path() / name, *request_.listening_copy);
      copy_->add_file("listening-copy/" + name, work.path() / name);
      fs_.remove_file(work.path() / name);
      result_.contents.listening_copy = kind;  // of an import that was not decoded there is none
    }
  }

  /// Both sides of a call in one stereo file, from one pause of both to the next. False: it is no call.
  bool add_call_copies(const BagToExport& bag, const os::Path& work) {
    if (!bag.is_call) return false;
    const auto call = timeline::read_playlist(fs_, bag.path);
    if (call.far.empty()) return false;
    const auto* kind = flac::to_string(*request_.listening_copy);
    std::size_t number = 0;
    for (const auto& range : timeline::sounding(call)) {
      const auto name = fmt::format("call-{:03}.{}", ++number, kind);
      timeline::CallSound sound(fs_, call);
      timeline::write_call_copy(fs_, sound, {range}, work / name, *request_.listening_copy);
      if (sound.is_damaged()) {
        throw Error(ErrorKind::unknown_format, bag.path.string(),
                    tr("{} does not decode to its end", base::printable(bag.path.string())));
      }
      copy_->add_file("listening-copy/" + name, work / name);
      fs_.remove_file(work / name);
    }
    result_.contents.listening_copy = kind;
    result_.contents.has_both_sides = true;
    return true;
  }

  void add_others() {
    if (request_.report) add_report();
    if (!request_.ledger) return;
    copy_->add_file("ledger.jsonl", *request_.ledger);
    result_.contents.has_ledger = true;
  }

  void add_report() {
    const auto work = make_work_folder();
    pages::ReportRequest report;
    report.recording = request_.recording;
    report.page = work.path() / "report.html";
    report.will_lie_by_bags = true;
    report.checker.archive = request_.archive;
    if (progress_.is_heard()) {
      const auto bytes = bag::bytes_of_files(fs_, request_.recording);
      progress_.expect(bytes);
      report.check.progress = progress_.of_check(bytes);
    }
    const auto made = pages::make_report(fs_, clock_, report);
    copy_->add_file("report.html", made.page);
    if (!made.sound.empty()) copy_->add_file(made.sound.filename().string(), made.sound);
    result_.contents.has_report = true;
  }

  [[noreturn]] static void fail(const std::string& name) {
    throw FileError(EIO, name, tr("{} reads back differently than it was exported", base::printable(name)),
                    _("the disk can't be trusted: export to another one"));
  }

  /// What is there is what was read, and what was read is what was sealed.
  void check(const std::vector<BagToExport>& bags) {
    copy_->check([&](const std::string& name) { fail(name.empty() ? request_.to.string() : name); });
    for (const auto& bag : bags) {
      if (!bag.told.seal.empty()) check_sealed(bag);
    }
    result_.files = copy_->files();
    result_.bytes = copy_->bytes();
  }

  void check_sealed(const BagToExport& bag) {
    const auto hash_of = [&](const std::string& path) { return copy_->sha256_of(bag.told.name + "/" + path); };
    if (hash_of(bag::tag_manifest) != bag.told.seal) fail(bag.told.name);
    for (const char* manifest : {bag::payload_manifest, bag::tag_manifest}) {
      const auto text = os::read_all(fs_, bag.path / manifest, limits::tag_file_bytes);
      if (crypto::sha256_hex(text) != hash_of(manifest)) fail(bag.told.name);
      for (const auto& entry : bag::parse_manifest(text).entries) {
        if (hash_of(entry.path) != entry.sha256) fail(bag.told.name + "/" + entry.path);
      }
    }
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const ExportRequest& request_;
  os::Path folder_;
  CopyProgress progress_;
  std::optional<CheckedCopy> copy_;
  Export result_;
};

}  // namespace

Export make_export(os::FileSystem& fs, const os::Clock& clock, const ExportRequest& request) {
  return Exporter(fs, clock, request).run();
}

}  // namespace earwitness::handover
