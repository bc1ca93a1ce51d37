// SPDX-License-Identifier: MIT
//
// Every file of a bag has a role, and a role has a check. Whatever lies in a sealed bag and is not what a bag of this
// kind has at that path, to the byte of its name, is altered, also where a manifest lists it: what nobody checks must
// not look as if it had been. As roles are exact, no two names of a bag fall together where a system folds case or
// normalises.
#include <algorithm>
#include <set>

#include "bag/layout.hpp"
#include "bag/litter.hpp"
#include "base/translate.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

using bag::FileRole;

class RoleCheck {
 public:
  explicit RoleCheck(Session& session) : session_(session), kind_(bag_kind(session)) {
    for (const auto& file : session.journal.files) {
      spoken_of_.insert(kind_ == bag::BagKind::excerpt ? bag::excerpt_audio_path(file.name) : file.name);
    }
    for (const auto& imported : session.journal.imports) spoken_of_.insert(imported.name);
  }

  void make() {
    for (const auto& content : session_.bag.contents) {
      // What is no file, and what the seal does not cover, is told as that.
      if (content.kind != os::EntryKind::file) continue;
      const auto role = bag::role_of(content.path);
      if (!session_.bag.listed.contains(content.path) && !bag::comes_after_seal(role)) continue;
      check_file(content.path, role);
    }
    for (const auto& folder : session_.bag.folders) check_folder(folder);
    check_own_folder();
    session_.report.passed(Name::roles);
  }

 private:
  static bag::BagKind bag_kind(const Session& session) {
    if (session.result.kind == RecordingKind::transcript) return bag::BagKind::transcript;
    if (session.is_file(excerpt_path)) return bag::BagKind::excerpt;
    return session.journal.kind == to_string(RecordingKind::imported) ? bag::BagKind::import : bag::BagKind::recording;
  }

  void check_file(const std::string& path, FileRole role) {
    if (!bag::may_have(kind_, role)) return foreign(path, Name::roles, _("a bag of this kind has no such file"));
    if (role == FileRole::audio || role == FileRole::imported || role == FileRole::excerpt_audio) {
      // Of a journal that can't be read to its end, what is missing may be what spoke of it.
      if (session_.journal.is_whole() && session_.journal.format && !spoken_of_.contains(path)) {
        foreign(path, Name::journal_content, _("the journal does not mention it"));
      }
      return;
    }
    if (role == FileRole::salts && session_.journal.format && !session_.journal.is_salted()) {
      return foreign(path, Name::roles, _("a recording of format 1 has no such file"));
    }
    if (role == FileRole::original) return check_key_of(path, original_role(path), session_.journal.key);
    check_key_of(path, role, kind_ == bag::BagKind::excerpt ? session_.excerpt_key : session_.journal.key);
  }

  static FileRole original_role(std::string_view path) {
    return bag::role_of(path.substr(std::string_view(bag::original_root).size()));
  }

  /// A key, a signature and what stamps it are there only where a key is named that makes one. The signature is told
  /// by its own check.
  void check_key_of(const std::string& path, FileRole role, const std::optional<std::string>& key) {
    if (key || !session_.journal.format) return;
    if (role == FileRole::public_key) foreign(path, Name::roles, _("no key is named, and here is one"));
    if (role == FileRole::time_stamp || role == FileRole::time_stamp_chain) {
      foreign(path, Name::roles, _("no key is named, so there is no signature that it could be over"));
    }
  }

  void check_folder(const std::string& path) {
    if (bag::may_have_folder(kind_, path)) return;
    const auto below = path + "/";
    const auto first = std::lower_bound(session_.bag.contents.begin(), session_.bag.contents.end(), below,
                                        [](const bag::Content& c, const std::string& p) { return c.path < p; });
    // A file in it is told by itself.
    if (first != session_.bag.contents.end() && first->path.starts_with(below)) return;
    foreign(path, Name::roles, _("a bag of this kind has no such folder"));
  }

  /// A conversation's folder says by names what each bag in it is, and a reader goes by them.
  void check_own_folder() {
    const auto name = named_bag(session_.result.bag).filename().string();
    const bool is_text = kind_ == bag::BagKind::transcript;
    const bool is_excerpt = kind_ == bag::BagKind::excerpt;
    bool fits = true;
    if (bag::transcript_number(name) > 0) {
      fits = is_text;
    } else if (bag::excerpt_number(name) > 0) {
      fits = is_excerpt;
    } else if (name == bag::recovered_folder) {
      fits = !is_text && session_.journal.recovered;
    }
    if (fits) return;
    const char* file = is_text ? bag::transcript_path : is_excerpt ? bag::excerpt_path : bag::journal_path;
    session_.report.found(Name::roles,
                          altered(file, tr("its folder is called {}, and a bag of this kind is not", name)));
  }

  void foreign(const std::string& path, Name check, const char* why) {
    auto finding = altered(path, why);
    const bool is_listed = session_.bag.listed.contains(path);
    if (!is_listed) finding.what = Finding::What::unlisted;
    finding.is_litter = !is_listed && bag::is_litter(path);
    session_.report.found(check, std::move(finding));
  }

  Session& session_;
  bag::BagKind kind_;
  std::set<std::string> spoken_of_;
};

}  // namespace

void check_roles(Session& session) {
  if (!session.result.sealed) return session.report.not_checked(Name::roles, _("it is not sealed"));
  RoleCheck(session).make();
}

}  // namespace earwitness::verify_detail
