// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archive/time_stamps.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "timestamp/check.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/slate.hpp"
#include "verify/dating.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

TimeStamp to_time_stamp(const timestamp::TokenCheck& found) {
  TimeStamp stamp;
  stamp.time = base::rfc3339(found.token->gen_time);
  if (found.token->accuracy) stamp.accuracy_seconds = std::chrono::duration<double>(*found.token->accuracy).count();
  stamp.authority = base::printable(found.token->tsa);
  stamp.serial = found.token->serial;
  stamp.root = base::printable(found.root);
  stamp.root_fingerprint = found.root_fingerprint;
  stamp.root_known = found.root_known;
  stamp.qualified = found.token->says_qualified;
  stamp.revocation = found.revocation;
  stamp.revocation_known = found.revocation_known;
  stamp.weaknesses = found.weaknesses;
  return stamp;
}

timestamp::Trust trust_of(const Checker& checker) {
  const auto now = checker.now.value_or(std::chrono::system_clock::now());
  return {checker.tsa_roots, checker.crls, std::chrono::time_point_cast<std::chrono::nanoseconds>(now)};
}

/// One check of all time stamps: those that hold by themselves, then what they say together.
class StampCheck {
 public:
  StampCheck(Session& session, const std::string& root, Name name = Name::time_stamps)
      : session_(session), root_(root), name_(name), tokens_(trust_of(session.checker)) {}

  void check() {
    read_evidence();
    check_journal_stamps();
    check_seal_stamps();
    report();
  }

  void check_without_journal(const std::optional<UtcTime>& sealed) {
    read_evidence();
    check_seal_stamps();
    if (sealed) journal_.ended.utc = *sealed;
    report();
    if (!sealed && session_.result.dating) session_.result.dating->late_by_seconds.reset();
  }

  /// Over an excerpt's own seal: it holds the recording's, with what had stamped that by then.
  void check_own(const std::optional<Dating>& of_recording) {
    read_evidence();
    check_seal_stamps();
    for (const auto& held : held_) {
      if (const auto why = against_recording(held, of_recording); !why.empty()) refuse(held, why);
      session_.result.own_stamps.push_back(held.stamp);
    }
    if (held_.empty()) return;  // most have none
    tell_needless();
    session_.report.passed(name_, tr("{} hold", held_.size()));
  }

 private:
  void report() {
    for (const auto& contradiction : contradictions(held_, journal_)) {
      refuse(held_[contradiction.which], contradiction.why);
    }
    if (held_.empty()) return report_none();
    tell_needless();
    session_.result.dating = date(held_, journal_, sound_seconds());
    session_.report.passed(name_, summary(*session_.result.dating));
  }

  /// No finding: some authorities send more than is needed. But nobody vouches for what it says.
  void tell_needless() {
    const auto count = tokens_.needless_certificates();
    if (count == 0) return;
    session_.result.remarks.push_back(
        trn("what {} certificate beside the time stamps is there for: none of their chains needs it",
            "what {} certificates beside the time stamps are there for: none of their chains needs them", count));
  }

  /// Without what stands for sound that was lost.
  [[nodiscard]] double sound_seconds() const {
    const auto& journal = session_.journal;
    if (journal.audio.sample_rate == 0) return 0;
    Frames frames = 0;
    for (const auto& file : journal.files) frames += file.frames();
    for (const auto& loss : journal.declared) frames -= loss.is_break ? 0 : loss.lost_frames;
    return journal.audio.seconds(std::max<Frames>(frames, 0));
  }

  [[nodiscard]] std::string stamp_path(std::size_t number) const { return root_ + bag::time_stamp_path(number); }
  [[nodiscard]] std::string evidence_path(std::size_t number) const {
    return root_ + bag::time_stamp_chain_path(number);
  }

  /// What it is of was there before: the recording's last line, and what stamped the recording.
  static std::string against_recording(const Held& held, const std::optional<Dating>& of_recording) {
    if (!of_recording) return {};
    for (const auto& stamp : of_recording->stamps) {
      const auto time = base::parse_rfc3339(stamp.time);
      const double tolerance = window_tolerance_seconds + held.stamp.accuracy_seconds + stamp.accuracy_seconds;
      if (!time || base::seconds_between(held.time, *time) <= tolerance) continue;
      return tr("it is of {}, and the excerpt holds a time stamp of {}", held.stamp.time, stamp.time);
    }
    return {};
  }

  /// What lies beside the seal serves for the journal's tokens, too: they have no room for it.
  void read_evidence() {
    for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
      const auto path = evidence_path(number);
      const auto text = session_.read_small(path);
      if (!text) continue;
      if (auto why = tokens_.keep(*text); !why.empty()) unreadable_.emplace(path, std::move(why));
    }
  }

  void check_journal_stamps() {
    const auto& reading = session_.journal.reading;
    if (reading.lines == 0) return;
    const bool last_in_doubt = reading.damage && reading.damage->not_chained;
    journal_ = read_stamps(*session_.fs.open(session_.at(journal_path)), *session_.fs.open(session_.at(journal_path)),
                           reading.lines - (last_in_doubt ? 1 : 0));
    session_.result.untold = journal_.untold;
    tell_unknown();
    session_.result.clock_steps = journal_.clock_steps;
    for (const auto& problem : journal_.problems) {
      auto finding = altered(journal_path, tr("line {}: {}", problem.line, problem.detail));
      finding.line = problem.line;
      session_.report.found(Name::journal_content, std::move(finding));
    }
    for (const auto& stamp : journal_.stamps) {
      const auto found = tokens_.check(stamp.token, stamp.imprint);
      TimeStamp about;
      if (found.valid) about = to_time_stamp(found);
      about.file = journal_path;
      about.line = stamp.line;
      about.covers_line = stamp.covers;
      Held held{about, found.valid ? found.token->gen_time : UtcTime{}, stamp};
      if (!found.valid) {
        refuse(held, found.why);
      } else if (!stamp.words.empty() && stamp.words != timestamp::slate_words(stamp.token)) {
        refuse(held, _("the words that were shown are not those of this time stamp"));
      } else {
        held.stamp.slate = stamp.words;
        held_.push_back(std::move(held));
      }
    }
  }

  /// A number beyond the limit, or written in another way, would be one that nobody looks at.
  void refuse_other_names() {
    const auto prefix = root_ + bag::time_stamp_prefix;
    std::set<std::string> known;
    for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
      known.insert({stamp_path(number), evidence_path(number)});
    }
    for (const auto& content : session_.bag.contents) {
      if (!content.path.starts_with(prefix) || known.contains(content.path)) continue;
      auto finding = altered(content.path, _("it has the name of a time stamp, and no number that one can have"));
      finding.what = Finding::What::unlisted;
      session_.report.found(name_, std::move(finding));
    }
  }

  /// What is there and is not read is larger than any such file.
  void refuse_unread(const std::string& path) {
    if (session_.is_file(path)) session_.report.found(name_, altered(path, _("it is longer than such a file may be")));
  }

  void check_seal_stamps() {
    refuse_other_names();
    const auto signature = session_.read_small(root_ + bag::signature_path);
    for (std::size_t number = 1; number <= limits::time_stamp_numbers; ++number) {
      const auto response_name = stamp_path(number);
      const auto evidence_name = evidence_path(number);
      const auto evidence = session_.read_small(evidence_name);
      const auto response = read_response(response_name, evidence);
      if (!response && !evidence) {
        refuse_unread(response_name);
        refuse_unread(evidence_name);
        continue;
      }
      if (!response) {
        session_.report.found(name_, missing(response_name));
      } else if (!evidence) {
        session_.report.found(name_, missing(evidence_name));
      } else if (const auto bytes = base::as_bytes(*response); !timestamp::belong_together(bytes, *evidence)) {
        const bool is_response = timestamp::is_whole(*evidence);
        session_.report.found(name_, altered(is_response ? response_name : evidence_name,
                                             _("it is not as it was stored with its time stamp")));
      } else if (const auto unreadable = unreadable_.find(evidence_name); unreadable != unreadable_.end()) {
        session_.report.found(name_, altered(evidence_name, unreadable->second));
      } else if (!signature) {
        session_.report.found(name_, altered(response_name, _("there is no signature that it could be over")));
      } else {
        check_response(response_name, bytes, crypto::sha256(base::as_bytes(*signature)));
      }
    }
  }

  /// What a later version writes may be a loss: who can't read it must not call the recording complete.
  void tell_unknown() {
    const auto lines = session_.journal.unknown_events;
    if (lines > 0) {
      session_.result.untold.push_back(trn("{} line of the journal is of a kind that this program does not know",
                                           "{} lines of the journal are of kinds that this program does not know",
                                           lines));
    }
    if (session_.result.ended == EndReason::other) {
      session_.result.untold.push_back(tr("the journal has a reason for its end that this program does not know: {}",
                                          base::in_quotes(session_.result.ended.text())));
    }
  }

  /// The two get their names one after the other. Where that was cut short, what belongs to the evidence still lies
  /// beside the bag, and shows by itself that it does.
  [[nodiscard]] std::optional<std::string> read_response(const std::string& name,
                                                         const std::optional<std::string>& evidence) const {
    auto response = session_.read_small(name);
    if (response || !evidence || !root_.empty()) return response;
    constexpr std::size_t max_beside = 16;  // a crash leaves one
    const auto folder = session_.result.bag.parent_path();
    std::size_t count = 0;
    for (const auto& entry : session_.fs.list(folder)) {
      const bool may_be = entry.kind == os::EntryKind::file && entry.size <= limits::time_stamp_bytes &&
                          archive::is_work_name(entry.name, archive::time_stamp_work_stem);
      if (!may_be || ++count > max_beside) continue;
      response = os::read_all(session_.fs, folder / entry.name, limits::time_stamp_bytes);
      if (timestamp::belong_together(base::as_bytes(*response), *evidence)) return response;
    }
    return std::nullopt;
  }

  void check_response(const std::string& path, std::span<const std::byte> response, const crypto::Digest& imprint) {
    const auto found = tokens_.check(response, imprint);
    Held held;
    if (found.valid) held = {to_time_stamp(found), found.token->gen_time, std::nullopt};
    held.stamp.file = path;
    if (!found.valid) return refuse(held, found.why);
    held_.push_back(std::move(held));
  }

  void refuse(const Held& held, const std::string& why) {
    auto finding = altered(held.stamp.file, tr("a time stamp does not fit: {}", why));
    finding.line = held.stamp.line;
    session_.report.found(name_, std::move(finding));
  }

  void report_none() {
    if (session_.result.kind != RecordingKind::transcript && !session_.journal.is_whole()) {
      return session_.report.not_checked(name_, _("date not proven: the journal can't be read to its end"));
    }
    session_.report.not_checked(name_, _("date not proven: there is no time stamp"));
  }

  [[nodiscard]] const char* named_root() const {
    return session_.checker.reader == Reader::checker ? _("a root that you named")
                                                      : _("a root that the one who made this page named");
  }

  [[nodiscard]] std::string why_not_proven(const Dating& dating) const {
    const bool is_known = std::any_of(dating.stamps.begin(), dating.stamps.end(), [](const TimeStamp& stamp) {
      return stamp.covers_line == 0 && stamp.root_known;
    });
    return is_known ? tr("{}, and date not proven", named_root()) : std::string(_("a root that was not compared"));
  }

  [[nodiscard]] std::string summary(const Dating& dating) const {
    if (!dating.existed_by) return tr("{} hold; the seal is not dated yet", dating.stamps.size());
    const auto under = dating.proven ? std::string(named_root()) : why_not_proven(dating);
    const auto late = dating.late_by_seconds ? _(", late") : "";
    if (!root_.empty()) {
      return tr("{} hold; the recording existed by {}{}, under {}; of when the excerpt was made they say nothing",
                dating.stamps.size(), *dating.existed_by, late, under);
    }
    return tr("{} hold; all of it existed by {}{}, under {}", dating.stamps.size(), *dating.existed_by, late, under);
  }

  Session& session_;
  const std::string root_;
  const Name name_;
  timestamp::TokenChecker tokens_;
  std::map<std::string, std::string> unreadable_;  // evidence files, and why
  JournalStamps journal_;
  std::vector<Held> held_;
};

}  // namespace

void check_time_stamps(Session& session, const std::string& root) { StampCheck(session, root).check(); }

void check_own_stamps(Session& session) {
  StampCheck(session, {}, Name::own_time_stamps).check_own(session.result.dating);
}

void check_transcript_stamps(Session& session, const std::optional<UtcTime>& sealed) {
  StampCheck(session, {}).check_without_journal(sealed);
}

}  // namespace earwitness::verify_detail
