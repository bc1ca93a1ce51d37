// SPDX-License-Identifier: MIT
//
// What doctor says of the place that an archive is kept in, on made-up computers.
#include "doctor/storage_audit.hpp"

#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::doctor;

namespace {

/// A computer whose files are a folder.
struct Computer {
  test::TemporaryFolder root;
  os::FileSystem& fs = os::posix_file_system();

  void put(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }
  void mounts(const std::string& lines) const { put("proc/self/mountinfo", lines); }
  [[nodiscard]] DiskFacts disk(const std::string& archive = "/home/ann/earwitness") const {
    return detect_encryption(fs, root.path(), archive);
  }
};

const std::string root_mount = "25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n";

}  // namespace

TEST_CASE("storage audit: a cipher anywhere below the archive's disk counts, and one beside it does not") {
  const Computer computer;
  computer.mounts(root_mount + "30 25 253:1 / /home rw shared:2 - ext4 /dev/mapper/vg-home rw\n");
  computer.put("sys/dev/block/8:2/dev", "8:2");
  computer.put("sys/dev/block/253:1/dm/uuid", "LVM-abc\n");
  CHECK(computer.disk().encryption == Encryption::plain);
  CHECK(computer.disk().kind == "ext4");
  computer.put("sys/dev/block/253:1/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-0123-luks\n");
  CHECK(computer.disk().encryption == Encryption::encrypted);
  CHECK(computer.disk("/homes/ann").encryption == Encryption::plain);
  CHECK(diagnose_encryption(computer.disk(), "/home/ann/earwitness").outcome == Outcome::ok);
  const auto told = diagnose_encryption(computer.disk("/srv"), "/srv");
  CHECK(told.outcome == Outcome::attention);
  CHECK(told.text.find("whoever takes the disk can listen") != std::string::npos);
}

TEST_CASE("storage audit: btrfs is found by its source, a folder's own cipher by its kind") {
  const Computer computer;
  computer.mounts("25 1 0:30 /root / rw - btrfs /dev/dm-3 rw\n" +
                  std::string("30 25 0:44 / /home/ann/a\\040b rw - fuse.gocryptfs /home/ann/c rw\n"));
  computer.put("sys/class/block/dm-3/dm/uuid", "CRYPT-LUKS1-0\n");
  CHECK(computer.disk().encryption == Encryption::encrypted);
  CHECK(computer.disk("/home/ann/a b/x").kind == "fuse.gocryptfs");
  CHECK(computer.disk("/home/ann/a b/x").encryption == Encryption::encrypted);
  computer.put("sys/class/block/dm-3/dm/uuid", "LVM-0\n");
  CHECK(computer.disk().encryption == Encryption::plain);
}

TEST_CASE("storage audit: what can't be seen from here is said as such") {
  const Computer computer;
  CHECK(computer.disk().encryption == Encryption::unknown);
  for (const char* line : {"25 1 0:50 / / rw - overlay overlay rw\n", "25 1 0:50 / / rw - nfs4 server:/home rw\n",
                           "25 1 0:50 / / rw - zfs rpool/home rw\n", "25 1 8:2 / / rw - ext4 /dev/sda2 rw\n",
                           "garbage\n\n25\n25 1 8:2 / / rw\n"}) {
    CAPTURE(line);
    computer.mounts(line);
    CHECK(computer.disk().encryption == Encryption::unknown);
    const auto told = diagnose_encryption(computer.disk(), "/x");
    CHECK(told.outcome == Outcome::attention);
    CHECK(told.figures["encrypted"].is_null());
  }
  computer.mounts(root_mount);
  computer.put("sys/dev/block/8:2/dev", "8:2");
  computer.put("proc/cpuinfo", "flags : fpu vme hypervisor lahf\n");
  CHECK(diagnose_encryption(computer.disk(), "/x").text.find("virtual machine") != std::string::npos);
}

TEST_CASE("storage audit: where fscrypt is set up, nobody is told that nothing is encrypted") {
  const Computer computer;
  computer.mounts(root_mount);
  computer.put("sys/dev/block/8:2/dev", "8:2");
  CHECK(computer.disk().encryption == Encryption::plain);
  computer.put(".fscrypt/policies/x", "");
  CHECK(computer.disk().encryption == Encryption::unknown);
}

TEST_CASE("storage audit: a ring of disks ends") {
  const Computer computer;
  computer.mounts(root_mount);
  computer.put("sys/dev/block/8:2/dev", "8:2");
  std::filesystem::create_directories(computer.root / "sys/dev/block/8:2/slaves");
  std::filesystem::create_directory_symlink(computer.root / "sys/dev/block/8:2",
                                            computer.root / "sys/dev/block/8:2/slaves/x");
  CHECK(computer.disk().encryption == Encryption::plain);
}

TEST_CASE("storage audit: a folder that is copied elsewhere is known by its marks, also further up") {
  const Computer computer;
  auto& fs = computer.fs;
  const auto archive = computer.root / "home/earwitness";
  std::filesystem::create_directories(archive);
  CHECK(detect_syncing(fs, archive).empty());
  CHECK(diagnose_syncing({}, archive).outcome == Outcome::ok);
  for (const auto& [mark, service] :
       std::vector<std::pair<std::string, std::string>>{{"home/.dropbox.cache", "Dropbox"},
                                                        {"home/.sync_0123.db", "Nextcloud or ownCloud"},
                                                        {"home/earwitness/.stfolder", "Syncthing"},
                                                        {"home/.tmp.drivedownload", "Google Drive"},
                                                        {"home/.SyncID", "Resilio Sync"}}) {
    CAPTURE(mark);
    computer.put(mark, "");
    CHECK(detect_syncing(fs, archive) == std::vector<std::string>{service});
    std::filesystem::remove(computer.root / mark);
  }
  for (const char* folder : {"Dropbox", "OneDrive - Firma BV", "Google Drive", "Nextcloud", "Mobile Documents"}) {
    CAPTURE(folder);
    const auto inside = computer.root / folder / "a/b";
    const auto found = detect_syncing(fs, inside);
    REQUIRE(found.size() == 1);
    const auto told = diagnose_syncing(found, inside);
    CHECK(told.outcome == Outcome::attention);
    CHECK_FALSE(told.next.empty());
  }
}

TEST_CASE("storage audit: a computer that somebody administers is known by files, each named once") {
  const Computer computer;
  CHECK(detect_device_management(computer.fs, computer.root.path()).empty());
  CHECK(diagnose_device_management({}).outcome == Outcome::ok);
  for (const char* path :
       {"etc/puppet/puppet.conf", "etc/puppetlabs/puppet/puppet.conf", "opt/microsoft/mdatp/x", "etc/sssd/sssd.conf"}) {
    computer.put(path, "");
  }
  const auto found = detect_device_management(computer.fs, computer.root.path());
  CHECK(found == std::vector<std::string>{"a domain login (sssd)", "Puppet", "Microsoft Defender for Endpoint"});
  const auto told = diagnose_device_management(found);
  CHECK(told.outcome == Outcome::attention);
  CHECK(told.next == Step::import_recording);
}

TEST_CASE("storage audit: recordings that exist only once are told") {
  CHECK(diagnose_backups(0, 0).outcome == Outcome::ok);
  CHECK(diagnose_backups(0, 3).outcome == Outcome::ok);
  const auto told = diagnose_backups(2, 3);
  CHECK(told.outcome == Outcome::attention);
  CHECK(told.next == Step::back_up);
}
