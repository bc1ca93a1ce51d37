// SPDX-License-Identifier: MIT
#include "verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bag/reader.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "verify/audio_check.hpp"
#include "verify/journal_content.hpp"
#include "verify/notes_check.hpp"
#include "verify/report.hpp"

namespace earwitness {

namespace {

using namespace verify_detail;

constexpr std::int64_t known_format = 1;
constexpr const char* journal_path = "data/journal.jsonl";

namespace name {
constexpr const char* declaration = "bag declaration";
constexpr const char* payload = "payload hashes";
constexpr const char* tags = "tag file hashes";
constexpr const char* outside = "files outside the seal";
constexpr const char* chain = "journal chain";
constexpr const char* content = "journal content";
constexpr const char* notes = "notes";
constexpr const char* levels = "levels";
constexpr const char* seconds = "audio seconds";
constexpr const char* frames = "frame counts";
constexpr const char* md5 = "FLAC checksum";
constexpr const char* imported = "imported file";
constexpr const char* signature = "signature";
constexpr const char* stamps = "time stamps";
}  // namespace name

class Verifier {
 public:
  Verifier(os::FileSystem& fs, Verification& result) : fs_(fs), result_(result), report_(result) {}

  void run() {
    const auto examined = bag::examine(fs_, result_.bag);
    result_.sealed = !examined.seal.empty();
    result_.seal = examined.seal;
    tell_bag(examined);
    if (is_file(journal_path)) {
      check_journal(examined);
    } else {
      report_.found(name::chain, missing(journal_path));
    }
    check_signature();
    tell_time_stamps(examined);
    result_.unchanged = result_.sealed && result_.findings.empty();
  }

 private:
  static Finding missing(const std::string& path) {
    auto finding = altered(path, fmt::format("{} is not there", path));
    finding.what = Finding::What::missing;
    return finding;
  }

  [[nodiscard]] bool is_file(const std::string& path) const {
    const auto entry = fs_.status(result_.bag / path);
    return entry && entry->kind == os::EntryKind::file;
  }

  void tell_bag(const bag::Examination& examined) {
    if (!result_.sealed) {
      for (const char* check : {name::declaration, name::payload, name::tags, name::outside}) {
        report_.not_checked(check, "it is not sealed");
      }
      return;
    }
    tell(name::declaration, examined.declaration);
    tell(name::payload, examined.payload);
    tell(name::tags, examined.tags);
    tell(name::outside, examined.outside);
  }

  void tell(const char* check, const bag::Result& result) {
    for (const auto& difference : result.differences) {
      auto finding = altered(difference.path, difference.detail);
      finding.what = difference.what == bag::Difference::What::missing    ? Finding::What::missing
                     : difference.what == bag::Difference::What::unlisted ? Finding::What::unlisted
                                                                          : Finding::What::altered;
      report_.found(check, std::move(finding));
    }
    if (result.checked) {
      report_.passed(check);
    } else {
      report_.not_checked(check, "there is nothing to check it against");
    }
  }

  void check_journal(const bag::Examination& examined) {
    const auto file = fs_.open(result_.bag / journal_path);
    journal_ = read_journal(*file);
    result_.kind = is_file("data/excerpt.json") ? "excerpt" : journal_.recovered ? "recovered" : journal_.kind;
    result_.recording = journal_.recording;
    result_.started_utc = journal_.started_utc;
    result_.declared = journal_.declared;
    refuse_unknown_format(examined);
    tell_chain();
    tell_content();
    check_text_files();
    if (result_.kind == "excerpt") {
      for (const char* check : {name::seconds, name::frames, name::md5}) {
        report_.not_checked(check, "this build does not check excerpts");
      }
      return;
    }
    for (const auto& audio : journal_.files) check_audio(audio);
    for (const auto& imported : journal_.imports) check_import(imported);
    if (result_.sealed) {
      for (const char* check : {name::seconds, name::frames}) report_.passed(check);
      report_.passed(name::md5);
    } else {
      report_.passed(name::seconds);
      report_.not_checked(name::frames, "it is not sealed");
      report_.not_checked(name::md5, "it is not sealed");
    }
  }

  /// Only a journal that is as it was sealed can be of another version; else the number itself is what was altered.
  void refuse_unknown_format(const bag::Examination& examined) const {
    const bool touched = std::any_of(examined.payload.differences.begin(), examined.payload.differences.end(),
                                     [](const auto& d) { return d.path == journal_path; });
    if (!journal_.opened || journal_.format == known_format || touched || !examined.payload.checked) return;
    throw Error(ErrorKind::unknown_format, result_.bag.string(),
                fmt::format("{} has format version {}, and this program knows {}",
                            base::printable(result_.bag.string()), journal_.format, known_format),
                "use a newer earwitness, or check it by hand as its how-to-verify.txt says");
  }

  void tell_chain() {
    const auto& damage = journal_.reading.damage;
    if (damage && result_.sealed) {
      auto finding = altered(journal_path, fmt::format("line {} (byte {}) can't be followed: {}", damage->number,
                                                       damage->offset, damage->reason));
      finding.line = damage->number;
      report_.found(name::chain, std::move(finding));
    } else if (damage) {
      report_.not_checked(name::chain, fmt::format("it was interrupted in line {}", damage->number));
    }
    report_.passed(name::chain, fmt::format("{} lines", journal_.reading.lines));
  }

  void tell_content() {
    for (const auto& problem : journal_.problems) {
      auto finding = altered(journal_path, fmt::format("line {}: {}", problem.line, problem.detail));
      finding.line = problem.line;
      report_.found(name::content, std::move(finding));
    }
    if (result_.sealed && !journal_.closed) {
      report_.found(name::content, altered(journal_path, "its last line is not `close`: the end is missing"));
    }
    report_.passed(name::content,
                   journal_.unknown_events == 0
                       ? std::string()
                       : fmt::format("{} lines are of kinds that this program does not know", journal_.unknown_events));
  }

  void check_text_files() {
    check_text_file("data/notes.jsonl", name::notes, !journal_.notes.empty(),
                    [&](os::File& f) { return check_notes(f, journal_.notes); });
    check_text_file("data/levels.jsonl", name::levels, false,
                    [&](os::File& f) { return check_levels(f, journal_.files); });
  }

  template <typename CheckFile>
  void check_text_file(const std::string& path, const char* check, bool needed, CheckFile check_file) {
    if (!result_.sealed) return report_.not_checked(check, "it is not sealed");
    if (!is_file(path)) {
      if (needed) report_.found(check, missing(path));
      return report_.not_checked(check, "there are none");
    }
    const auto file = fs_.open(result_.bag / path);
    for (const auto& problem : check_file(*file)) {
      report_.found(check, altered(path, problem.line > 0 ? fmt::format("line {}: {}", problem.line, problem.detail)
                                                          : problem.detail));
    }
    report_.passed(check);
  }

  void check_audio(const AudioFile& audio) {
    if (!is_file(audio.name)) return report_.found(name::seconds, missing(audio.name));
    const auto found = examine_audio(fs_, result_.bag / audio.name, audio);
    if (!found.unreadable.empty()) return report_.found(name::seconds, altered(audio.name, found.unreadable));
    const double rate = journal_.sample_rate;
    for (const auto index : found.altered_seconds) {
      const auto& second = audio.seconds[index];
      auto finding =
          altered(audio.name, fmt::format("its sound is not the one that journal line {} recorded", second.line));
      finding.from_seconds = static_cast<double>(second.from) / rate;
      finding.to_seconds = static_cast<double>(second.from + second.frames) / rate;
      finding.line = second.line;
      report_.found(name::seconds, std::move(finding));
    }
    result_.seconds += static_cast<double>(audio.frames()) / rate;
    check_shape(audio, found);
  }

  void check_shape(const AudioFile& audio, const AudioExamination& found) {
    const bool same_shape = found.format.sample_rate == journal_.sample_rate &&
                            found.format.channels == journal_.channels &&
                            (!journal_.bits || *journal_.bits == found.format.bits);
    if (!same_shape) {
      report_.found(name::frames, altered(audio.name, "its rate, channels or bits are not those of the journal"));
    }
    if (!result_.sealed) return;
    if (found.declared != audio.frames()) {
      report_.found(name::frames, altered(audio.name, fmt::format("its header counts {} frames, the journal {}",
                                                                  found.declared, audio.frames())));
    }
    if (found.altered_seconds.empty() && found.decoded != audio.frames()) {
      report_.found(name::frames, altered(audio.name, fmt::format("{} frames can be decoded, the journal has {}",
                                                                  found.decoded, audio.frames())));
    }
    if (found.md5_fits == false) {
      report_.found(name::md5, altered(audio.name, "its samples do not fit the checksum in its own header"));
    } else if (!found.md5_fits && found.altered_seconds.empty()) {
      report_.found(name::md5, altered(audio.name, "its header has no checksum: the file was never finished"));
    }
  }

  void check_import(const ImportedFile& imported) {
    if (!is_file(imported.name)) return report_.found(name::imported, missing(imported.name));
    if (bag::hash_file(fs_, result_.bag / imported.name) != imported.sha256) {
      auto finding =
          altered(imported.name, fmt::format("it is not the file that journal line {} imported", imported.line));
      finding.line = imported.line;
      report_.found(name::imported, std::move(finding));
    }
    report_.passed(name::imported);
  }

  void check_signature() {
    const bool is_signed = is_file("seal/signature.ed25519");
    if (!journal_.key) {
      if (is_signed) {
        return report_.found(name::signature,
                             altered("seal/signature.ed25519", "there is a signature, and the journal names no key"));
      }
      return report_.not_checked(name::signature, "it is not signed: whoever holds it could make the seal anew");
    }
    if (!result_.sealed) return report_.not_checked(name::signature, "it is not sealed");
    if (!is_signed || !is_file("seal/public-key.pem")) {
      return report_.found(name::signature, missing(is_signed ? "seal/public-key.pem" : "seal/signature.ed25519"));
    }
    const auto read = [&](const char* path) { return os::read_all(fs_, result_.bag / path, limits::tag_file_bytes); };
    const auto key = read("seal/public-key.pem");
    const auto fingerprint = crypto::ed25519_fingerprint(key);
    if (!fingerprint || base::to_hex(*fingerprint) != *journal_.key) {
      return report_.found(name::signature, altered("seal/public-key.pem", "it is not the key that the journal names"));
    }
    const auto signature = read("seal/signature.ed25519");
    const auto sealed = read("tagmanifest-sha256.txt");
    if (!crypto::ed25519_verify(key, base::as_bytes(sealed), base::as_bytes(signature))) {
      return report_.found(name::signature, altered("seal/signature.ed25519", "it is not a signature over this seal"));
    }
    report_.passed(name::signature, fmt::format("by the key {}", *journal_.key));
  }

  void tell_time_stamps(const bag::Examination& examined) {
    const bool has_any =
        journal_.time_stamps > 0 || std::any_of(examined.contents.begin(), examined.contents.end(),
                                                [](const auto& c) { return c.path.starts_with("seal/timestamp-"); });
    report_.not_checked(name::stamps, has_any ? "date not proven: this build does not check time stamps"
                                              : "date not proven: there is no time stamp");
  }

  os::FileSystem& fs_;
  Verification& result_;
  Report report_;
  JournalContent journal_;
};

bool is_bag(os::FileSystem& fs, const os::Path& path) {
  return fs.status(path / "bagit.txt") || fs.status(path / journal_path) || fs.status(path / "manifest-sha256.txt") ||
         fs.status(path / "tagmanifest-sha256.txt");
}

}  // namespace

Verification verify(os::FileSystem& fs, const os::Path& path) {
  Verification result;
  const auto inner = path / "recording";
  if (const auto entry = fs.status(inner); entry && entry->kind == os::EntryKind::folder) {
    result.bag = inner;
  } else if (is_bag(fs, path)) {
    result.bag = path;
  } else {
    throw Error(ErrorKind::not_found, path.string(),
                fmt::format("{} is not a recording", base::printable(path.string())), "earwitness list shows them");
  }
  Verifier(fs, result).run();
  return result;
}

Verification verify(const std::filesystem::path& path) { return verify(os::posix_file_system(), path); }

}  // namespace earwitness
