// SPDX-License-Identifier: MIT
#include "doctor/storage_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "base/translate.hpp"
#include "json/value.hpp"

namespace earwitness::doctor {

namespace {

constexpr std::uint64_t max_bytes = 4 * 1024 * 1024;  // of a file of /proc or /sys
constexpr int max_layers = 8;                         // of disks below one another

std::string read(os::FileSystem& fs, const os::Path& path) noexcept {
  try {
    return os::read_all(fs, path, max_bytes);
  } catch (const std::exception&) {
    return {};
  }
}

bool is_there(os::FileSystem& fs, const os::Path& path) noexcept {
  try {
    return fs.status(path).has_value();
  } catch (const std::exception&) {
    return false;
  }
}

std::vector<std::string> names_in(os::FileSystem& fs, const os::Path& folder) noexcept {
  std::vector<std::string> names;
  try {
    for (auto& entry : fs.list(folder)) names.push_back(std::move(entry.name));
  } catch (const std::exception&) {
    names.clear();
  }
  return names;
}

struct Mount {
  std::string device;  ///< `8:1`
  std::string at;
  std::string kind;
  std::string source;
};

/// Blanks and the like are written as octal digits (proc(5)).
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto is_octal = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && is_octal(i + 1) && is_octal(i + 2) && is_octal(i + 3)) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<Mount> parse_mounts(const std::string& text) {
  std::vector<Mount> mounts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string skipped;
    std::string at;
    Mount mount;
    fields >> skipped >> skipped >> mount.device >> skipped >> at;
    while (fields >> skipped && skipped != "-") {
    }
    fields >> mount.kind >> mount.source;
    mount.at = unescaped(at);
    if (!mount.kind.empty() && !mount.at.empty()) mounts.push_back(std::move(mount));
  }
  return mounts;
}

bool lies_below(const std::string& path, const std::string& folder) {
  if (folder == "/") return path.starts_with('/');
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

/// A device or anything below it that dm-crypt made (LUKS, plain, TCRYPT, BitLocker).
bool is_ciphered(os::FileSystem& fs, const os::Path& device, int layers) {
  if (read(fs, device / "dm" / "uuid").starts_with("CRYPT-")) return true;
  if (layers == 0) return false;
  const auto below = names_in(fs, device / "slaves");
  return std::any_of(below.begin(), below.end(),
                     [&](const std::string& name) { return is_ciphered(fs, device / "slaves" / name, layers - 1); });
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

DiskFacts detect_encryption(os::FileSystem& fs, const os::Path& root, const os::Path& archive) {
  DiskFacts facts;
  const auto mounts = parse_mounts(read(fs, root / "proc/self/mountinfo"));
  const auto path = archive.string();
  const Mount* here = nullptr;
  for (const auto& mount : mounts) {  // a later one at the same place covers an earlier one
    if (lies_below(path, mount.at) && (here == nullptr || mount.at.size() >= here->at.size())) here = &mount;
  }
  if (here == nullptr) return facts;
  facts.kind = here->kind;
  facts.in_virtual_machine = read(fs, root / "proc/cpuinfo").find(" hypervisor") != std::string::npos;
  if (is_one_of(here->kind, {"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"})) {
    facts.encryption = Encryption::encrypted;
    return facts;
  }
  // A folder that fscrypt encrypts looks like any other; that it was set up for this file system is to be seen.
  if (is_there(fs, root / os::Path(here->at).relative_path() / ".fscrypt")) return facts;
  // Btrfs gives its mounts a number that no disk has: its source names one.
  auto device = root / "sys/dev/block" / here->device;
  if (!is_there(fs, device)) device = root / "sys/class/block" / os::Path(here->source).filename();
  if (!here->source.starts_with("/dev/") || !is_there(fs, device)) return facts;
  facts.encryption = is_ciphered(fs, device, max_layers) ? Encryption::encrypted : Encryption::plain;
  return facts;
}

std::vector<std::string> detect_syncing(os::FileSystem& fs, const os::Path& archive) {
  struct Mark {
    const char* service;
    bool (*is_in)(const std::string& name);
    bool (*is_called)(const std::string& folder);
  };
  constexpr auto never = [](const std::string&) { return false; };
  static const std::array<Mark, 8> marks{{
      {"Dropbox", [](const std::string& n) { return n == ".dropbox" || n == ".dropbox.cache"; },
       [](const std::string& f) { return f == "Dropbox" || f.starts_with("Dropbox ("); }},
      {"OneDrive", never, [](const std::string& f) { return f == "OneDrive" || f.starts_with("OneDrive - "); }},
      {"Google Drive", [](const std::string& n) { return n == ".tmp.drivedownload"; },
       [](const std::string& f) { return f == "Google Drive" || f == "GoogleDrive"; }},
      {"Nextcloud or ownCloud",
       [](const std::string& n) { return (n.starts_with(".sync_") || n.starts_with("._sync_")) && n.ends_with(".db"); },
       [](const std::string& f) { return f == "Nextcloud" || f == "ownCloud"; }},
      {"Syncthing", [](const std::string& n) { return n == ".stfolder" || n == ".stignore"; }, never},
      {"iCloud", never, [](const std::string& f) { return f == "Mobile Documents" || f == "iCloudDrive"; }},
      {"Resilio Sync", [](const std::string& n) { return n == ".sync" || n == ".SyncID"; }, never},
      {"pCloud", never, [](const std::string& f) { return f == "pCloudDrive"; }},
  }};
  std::vector<std::string> found;
  for (auto folder = archive; folder.has_relative_path(); folder = folder.parent_path()) {
    const auto names = names_in(fs, folder);
    for (const auto& mark : marks) {
      const bool fits =
          mark.is_called(folder.filename().string()) || std::any_of(names.begin(), names.end(), mark.is_in);
      if (fits && std::find(found.begin(), found.end(), mark.service) == found.end()) found.emplace_back(mark.service);
    }
  }
  return found;
}

std::vector<std::string> detect_device_management(os::FileSystem& fs, const os::Path& root) {
  struct Mark {
    const char* name;
    const char* path;
  };
  constexpr std::array<Mark, 24> marks{{{"a domain login (sssd)", "etc/sssd/sssd.conf"},
                                        {"a domain login (realmd)", "var/lib/realmd/krb5.conf.d"},
                                        {"a domain login (winbind)", "var/lib/samba/winbindd_idmap.tdb"},
                                        {"Puppet", "etc/puppetlabs/puppet/puppet.conf"},
                                        {"Puppet", "etc/puppet/puppet.conf"},
                                        {"Chef", "etc/chef/client.rb"},
                                        {"Salt", "etc/salt/minion"},
                                        {"ansible-pull", "etc/cron.d/ansible-pull"},
                                        {"Landscape", "etc/landscape/client.conf"},
                                        {"Microsoft Intune", "opt/microsoft/intune"},
                                        {"Microsoft Defender for Endpoint", "opt/microsoft/mdatp"},
                                        {"CrowdStrike Falcon", "opt/CrowdStrike"},
                                        {"SentinelOne", "opt/sentinelone"},
                                        {"Tanium", "opt/Tanium"},
                                        {"Trend Micro", "opt/ds_agent"},
                                        {"Sophos", "opt/sophos-spl"},
                                        {"Wazuh", "var/ossec/etc/ossec.conf"},
                                        {"osquery", "etc/osquery/osquery.conf"},
                                        {"osquery", "etc/osquery/osquery.flags"},
                                        {"Fleet", "opt/orbit"},
                                        {"JumpCloud", "opt/jc"},
                                        {"ManageEngine", "usr/local/manageengine"},
                                        {"Jamf or another MDM", "usr/local/jamf"},
                                        {"Qualys", "usr/local/qualys"}}};
  std::vector<std::string> found;
  for (const auto& mark : marks) {
    if (!is_there(fs, root / mark.path)) continue;
    if (std::find(found.begin(), found.end(), mark.name) == found.end()) found.emplace_back(mark.name);
  }
  return found;
}

Diagnosis diagnose_encryption(const DiskFacts& facts, const os::Path& archive) {
  Diagnosis diagnosis{"encryption", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{
      {"encrypted", facts.encryption == Encryption::unknown ? json::Value()
                                                            : json::Value(facts.encryption == Encryption::encrypted)},
      {"file_system", facts.kind},
      {"virtual_machine", facts.in_virtual_machine}};
  if (facts.encryption == Encryption::encrypted) {
    diagnosis.text = tr("the disk of {} is encrypted", archive.string());
    return diagnosis;
  }
  diagnosis.outcome = Outcome::attention;
  if (facts.encryption == Encryption::plain) {
    diagnosis.text = tr("found no encryption below {}: whoever takes the disk can listen{}", archive.string(),
                        facts.in_virtual_machine ? _("; this is a virtual machine, whose host may encrypt it") : "");
    diagnosis.next = Step::choose_encrypted_disk;
  } else {
    diagnosis.text = tr("it can't be seen from here whether {} is encrypted{}", archive.string(),
                        facts.kind.empty() ? std::string() : tr(" (its file system is {})", facts.kind));
    diagnosis.next = _("ask whoever set up this computer");
  }
  return diagnosis;
}

Diagnosis diagnose_syncing(const std::vector<std::string>& found, const os::Path& archive) {
  Diagnosis diagnosis{"synced", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"services", found}};
  if (found.empty()) {
    diagnosis.text = tr("found nothing that copies {} to somebody else's computer", archive.string());
    return diagnosis;
  }
  diagnosis.outcome = Outcome::attention;
  diagnosis.text = tr("{} is in a folder that seems to be copied elsewhere: {}", archive.string(), listed(found));
  diagnosis.next = Step::choose_folder_not_synced;
  return diagnosis;
}

Diagnosis diagnose_device_management(const std::vector<std::string>& found) {
  Diagnosis diagnosis{"managed", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"by", found}};
  if (found.empty()) {
    diagnosis.text = _("found no sign that an employer manages this computer");
    return diagnosis;
  }
  diagnosis.outcome = Outcome::attention;
  diagnosis.text =
      tr("somebody else may administer this computer and see what is on it, by its files: {}", listed(found));
  diagnosis.next = Step::import_recording;
  return diagnosis;
}

Diagnosis diagnose_backups(std::size_t alone, std::size_t all) {
  Diagnosis diagnosis{"backup", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"recordings", all}, {"in_no_backup", alone}};
  if (alone == 0) {
    diagnosis.text = all == 0 ? _("there is nothing to back up yet") : _("every recording is in a backup, too");
    return diagnosis;
  }
  diagnosis.outcome = Outcome::attention;
  diagnosis.text = trn("{} of {} recordings is in no backup", "{} of {} recordings are in no backup", alone, all);
  diagnosis.next = Step::back_up;
  return diagnosis;
}

}  // namespace earwitness::doctor
