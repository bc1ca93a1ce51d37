// SPDX-License-Identifier: MIT
//
// Below a folder that is confined no link is followed, whatever is done with the path and whichever component is one;
// above it links are the user's own. Held twice: as the kernel does it, and as it is done where it can't.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>

#include "os/file_facts.hpp"
#include "os/file_system.hpp"
#include "os/lock.hpp"
#include "os/place.hpp"
#include "os/streams.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::TemporaryFolder;

namespace {

/// A confined folder that was handed over, and what is not its business.
struct Scene {
  TemporaryFolder folder;
  os::Path handed = folder / "handed";
  os::Path outside = folder / "outside";

  Scene() {
    auto& fs = os::posix_file_system();
    os::make_folders(fs, handed / "real" / "deep");
    os::make_folders(fs, outside / "deep");
    os::write_new(fs, outside / "file", "outside");
    os::write_new(fs, outside / "deep" / "file", "outside");
    os::write_new(fs, handed / "real" / "file", "inside");
    std::filesystem::create_directory_symlink(outside, handed / "link");
    std::filesystem::create_directory_symlink("../outside", handed / "relative");
    std::filesystem::create_directory_symlink("../../../outside", handed / "real" / "deep" / "link");
    std::filesystem::create_directory_symlink("real", handed / "to-real");
  }
  void require_outside_untouched() const {
    auto& fs = os::posix_file_system();
    REQUIRE(fs.list(outside).size() == 2);
    REQUIRE(os::read_all(fs, outside / "file", 100) == "outside");
    REQUIRE(fs.list(outside / "deep").size() == 1);
    struct stat info {};
    REQUIRE(::stat((outside / "file").c_str(), &info) == 0);
    REQUIRE((info.st_mode & 07777U) == 0600);
  }
};

/// With the kernel's way, and with the other one.
class EitherWay {
 public:
  EitherWay() { os::pretend_no_openat2(is_walking_); }
  ~EitherWay() { os::pretend_no_openat2(false); }
  EitherWay(const EitherWay&) = delete;
  EitherWay& operator=(const EitherWay&) = delete;

 private:
  bool is_walking_ = GENERATE(false, true);
};

int code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const FileError& error) {
    CHECK_FALSE(std::string_view(error.what()).empty());
    return error.code();
  }
  return 0;
}

int make_socket(const os::Path& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.string().size() < sizeof address.sun_path);
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return fd;
}

}  // namespace

TEST_CASE("confined: no operation goes through a link, whichever component it is") {
  const EitherWay either;
  const Scene scene;
  const auto fs = os::confined_file_system(scene.handed);
  for (const char* name : {"link", "relative", "real/deep/link", "to-real", "to-real/deep/link"}) {
    CAPTURE(name);
    const auto link = scene.handed / name;
    CHECK(code_of([&] { (void)fs->open(link / "file"); }) == ELOOP);
    CHECK(code_of([&] { (void)fs->open(link / "deep" / "file"); }) == ELOOP);
    CHECK(code_of([&] { (void)fs->open_to_append(link / "file"); }) == ELOOP);
    CHECK(code_of([&] { (void)fs->create(link / "new"); }) == ELOOP);
    CHECK(code_of([&] { fs->make_folder(link / "new"); }) == ELOOP);
    CHECK(code_of([&] { fs->remove_file(link / "file"); }) == ELOOP);
    CHECK(code_of([&] { fs->remove_folder(link / "deep"); }) == ELOOP);
    CHECK(code_of([&] { fs->remove_tree(link / "deep"); }) == ELOOP);
    CHECK(code_of([&] { fs->remove_tree(link); }) != 0);
    CHECK(code_of([&] { fs->make_read_only(link / "file"); }) == ELOOP);
    CHECK(code_of([&] { fs->sync_folder(link / "deep"); }) == ELOOP);
    CHECK(code_of([&] { (void)fs->list(link); }) != 0);
    CHECK(code_of([&] { (void)fs->list(link / "deep"); }) == ELOOP);
    CHECK(code_of([&] { fs->rename(link / "file", scene.handed / "taken"); }) == ELOOP);
    CHECK(code_of([&] { fs->rename(scene.handed / "real" / "file", link / "put"); }) == ELOOP);
    CHECK(code_of([&] { (void)fs->free_bytes(link); }) != 0);
    // Nothing is behind it, as nothing is behind a file; the link itself is told.
    CHECK_FALSE(fs->status(link / "file"));
  }
  CHECK(fs->status(scene.handed / "link")->kind == os::EntryKind::link);
  CHECK(os::read_all(*fs, scene.handed / "real" / "file", 100) == "inside");
  scene.require_outside_untouched();
}

TEST_CASE("confined: the folder itself may lie behind links, and be spelled in any way") {
  const EitherWay either;
  const Scene scene;
  std::filesystem::create_directory_symlink(scene.handed, scene.folder / "mine");
  for (const auto& root : {scene.folder / "mine", scene.folder / "mine/", scene.folder / "." / "mine",
                           scene.folder / "outside" / ".." / "mine"}) {
    CAPTURE(root);
    const auto fs = os::confined_file_system(root);
    CHECK(fs->list(root).size() == 4);
    CHECK(os::read_all(*fs, root / "real" / "file", 100) == "inside");
    CHECK(os::read_all(*fs, root.string() + "//real/./file", 100) == "inside");
    CHECK(code_of([&] { (void)fs->open(root / "link" / "file"); }) == ELOOP);
    fs->sync_folder(root);
  }
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(scene.folder.path());
  const auto fs = os::confined_file_system("mine");
  CHECK(code_of([&] { (void)fs->open(scene.folder / "mine" / "link" / "file"); }) == ELOOP);
  CHECK(code_of([&] { (void)fs->open("mine/link/file"); }) == ELOOP);
  CHECK(code_of([&] { (void)fs->open("./mine//link/file"); }) == ELOOP);
  std::filesystem::current_path(here);
}

TEST_CASE("confined: a name that only begins alike is another folder") {
  const Scene scene;
  std::filesystem::create_directory_symlink(scene.outside, scene.folder / "handed-more");
  const auto fs = os::confined_file_system(scene.handed);
  CHECK(os::read_all(*fs, scene.folder / "handed-more" / "file", 100) == "outside");
}

TEST_CASE("confined: of two folders the outer one counts, whichever was named first") {
  const EitherWay either;
  const Scene scene;
  os::Confines confines;
  confines.add(scene.handed / "link");
  confines.add(scene.handed);
  const auto place = os::Place::find(scene.handed / "link" / "file", &confines);
  CHECK_FALSE(place);
  CHECK(errno == ELOOP);
}

TEST_CASE("confined: for the whole process, its locks and logs as well") {
  const Scene scene;
  os::confine(scene.handed);
  CHECK(code_of([&] { (void)os::posix_file_system().open(scene.handed / "link" / "file"); }) == ELOOP);
  CHECK(code_of([&] { (void)os::Lock::acquire(scene.handed / "link" / "lock"); }) == ELOOP);
  REQUIRE(::mkfifo((scene.handed / "fifo").c_str(), 0600) == 0);
  std::filesystem::create_hard_link(scene.outside / "file", scene.handed / "log");
  const auto code = test::in_child([&] {  // as it changes where this process' own messages go
    for (const os::Path log : {"link/log", "fifo", "log"}) {
      if (code_of([&] { os::redirect_messages(scene.handed / log); }) == 0) return 1;
    }
    return 0;
  });
  CHECK(code == 0);
  CHECK_FALSE(os::last_changed(scene.handed / "link" / "file"));
  CHECK(os::last_changed(scene.handed / "real" / "file"));
  scene.require_outside_untouched();
}

TEST_CASE("files: what is no file is refused at once, and stays as it is") {
  const TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const int socket = make_socket(folder / "socket");
  fs.make_folder(folder / "folder");
  os::write_new(fs, folder / "file", "kept");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  std::vector<os::Path> strange = {folder / "fifo", folder / "socket", folder / "folder", folder / "link"};
  if (::geteuid() == 0 && ::mknod((folder / "device").c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0) {
    strange.push_back(folder / "device");  // zeros without an end
  }
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& path : strange) {
    CAPTURE(path);
    const auto kind = fs.status(path)->kind;
    CHECK_THROWS_AS(fs.open(path), FileError);
    CHECK_THROWS_AS(fs.open_to_append(path), FileError);
    CHECK_THROWS_AS(fs.make_read_only(path), FileError);
    CHECK_THROWS_AS(os::read_all(fs, path, 10), FileError);
    CHECK_THROWS_AS(os::replace(fs, path, "x"), FileError);
    CHECK_THROWS_AS(os::Lock::acquire(path), FileError);
    CHECK_THROWS_AS(os::Lock::holder(path), FileError);
    if (path != folder / "folder") CHECK_THROWS_AS(fs.remove_tree(path), FileError);
    REQUIRE(fs.status(path));
    CHECK(fs.status(path)->kind == kind);
    // Nor is it taken for what a crash left.
    std::filesystem::rename(path, folder / "target.new");
    CHECK_THROWS_AS(os::replace(fs, folder / "target", "x"), FileError);
    CHECK(fs.status(folder / "target.new")->kind == kind);
    std::filesystem::rename(folder / "target.new", path);
  }
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
  CHECK(os::read_all(fs, folder / "file", 100) == "kept");
  ::close(socket);
}

TEST_CASE("files: what has another name is read, and never written to in its place") {
  const TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  os::write_new(fs, folder / "somewhere", "theirs");
  std::filesystem::create_hard_link(folder / "somewhere", folder / "file");
  CHECK(fs.status(folder / "file")->shared);
  CHECK(os::read_all(fs, folder / "file", 100) == "theirs");
  CHECK_THROWS_AS(fs.open_to_append(folder / "file"), FileError);
  CHECK_THROWS_AS(os::Lock::acquire(folder / "file"), FileError);
  os::replace(fs, folder / "file", "ours");  // a new file gets the name
  CHECK(os::read_all(fs, folder / "somewhere", 100) == "theirs");
  CHECK_FALSE(fs.status(folder / "file")->shared);
}

TEST_CASE("files: a tree is removed however deep it is, and nothing that is mounted or linked in it") {
  const EitherWay either;
  const TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  fs.make_folder(folder / "outside");
  os::write_new(fs, folder / "outside" / "kept", "x");
  fs.make_folder(folder / "tree");
  constexpr int levels = 300;  // more than descriptors are held for
  auto deep = folder / "tree";
  for (int i = 0; i < levels; ++i) {
    deep /= "d";
    fs.make_folder(deep);
    os::write_new(fs, deep / "file", "x");
    std::filesystem::create_directory_symlink(folder / "outside", deep / "link");
  }
  REQUIRE(::mkfifo((deep / "fifo").c_str(), 0600) == 0);
  os::remove_tree(fs, folder / "tree");
  CHECK_FALSE(fs.status(folder / "tree"));
  CHECK(fs.list(folder / "outside").size() == 1);
}
