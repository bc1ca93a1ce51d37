# SPDX-License-Identifier: MIT
"""A disk that hangs: a file system of the kernel's (FUSE) whose program takes what it is asked and never answers, as a
network's does whose server is gone. Needs root and /dev/fuse; its folder must be in a mount namespace of the test's own
or be unmounted by `close()`, which lets go of everybody that waits."""

import ctypes
import errno
import os
import struct
import threading
import unittest

LOOKUP, FORGET, GETATTR, SETATTR, MKDIR, UNLINK, RMDIR, RENAME, OPEN, READ, WRITE, STATFS, RELEASE, FSYNC = (
    1, 2, 3, 4, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20)
FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, FSYNCDIR, ACCESS, CREATE, INTERRUPT, BATCH_FORGET, RENAME2 = (
    25, 26, 27, 28, 29, 30, 34, 35, 36, 42, 45)
HEADER = struct.Struct("<IIQQIIII")  # fuse_in_header
REPLY = struct.Struct("<IiQ")
MS_NOSUID, MS_NODEV, MNT_DETACH = 2, 4, 2
LIBC = ctypes.CDLL(None, use_errno=True)


class HangingDisk:
    """`answers_first`: it lets itself be looked at, as a disk that was well until now; then it only listens."""

    def __init__(self, path, answers_first=False):
        self.path, self.answers_first = path, answers_first
        self.asked = []
        os.makedirs(path, exist_ok=True)
        try:
            self._device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise unittest.SkipTest(f"NOT TESTED: no /dev/fuse here ({error})") from error
        options = f"fd={self._device},rootmode=40000,user_id=0,group_id=0,allow_other"
        if LIBC.mount(b"hangs", path.encode(), b"fuse", MS_NOSUID | MS_NODEV, options.encode()) != 0:
            error = os.strerror(ctypes.get_errno())
            os.close(self._device)
            raise unittest.SkipTest(f"NOT TESTED: no FUSE can be mounted here ({error})")
        self._number = self._find_number()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _find_number(self):
        """The kernel's number of this mount, without asking the disk itself."""
        with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
            (device,) = (line.split()[2] for line in mounts if line.split()[4] == os.path.realpath(os.path.dirname(
                self.path)) + "/" + os.path.basename(self.path))
        return device.split(":")[1]

    def _listen(self):
        try:
            while True:
                request = os.read(self._device, 1 << 20)
                _, what, unique, node, *_ = HEADER.unpack_from(request)
                self.asked.append(what)
                if what == INIT:
                    self._answer(unique, struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 0, 12, 9, 65536, 1, 16, 0, 0))
                elif what == GETATTR and self.answers_first and node == 1:
                    self._answer(unique, struct.pack("<QII", 0, 0, 0) + struct.pack(
                        "<QQQQQQIIIIIIIIII", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40700, 2, 0, 0, 0, 4096, 0))
        except OSError:  # it was unmounted
            pass

    def _answer(self, unique, body):
        os.write(self._device, REPLY.pack(REPLY.size + len(body), 0, unique) + body)

    def close(self):
        """Whoever waits gets an error: the kernel is told that nobody will answer any more."""
        control = "/sys/fs/fuse/connections"
        if not os.path.isdir(f"{control}/{self._number}"):
            LIBC.mount(b"fusectl", control.encode(), b"fusectl", 0, None)
        with open(f"{control}/{self._number}/abort", "w", encoding="utf-8") as abort:
            abort.write("1")
        LIBC.umount2(self.path.encode(), MNT_DETACH)
        self._thread.join(timeout=30)
        os.close(self._device)


class PassingDisk(HangingDisk):
    """A disk that works, as a network's does whose server is there: its files are those of `behind`. From `hang()` on it
    answers nobody, and from `go_on()` on everybody, those that waited first. Who must not wait for it are the test's own
    threads: they look at `behind`."""

    def __init__(self, path, behind):
        self._behind, self._hangs_at = behind, None
        self._paths, self._nodes, self._next_node = {1: ""}, {"": 1}, 2
        self._open, self._next_open = {}, 1
        self._goes_on = threading.Event()
        self._goes_on.set()
        super().__init__(path)

    def hang(self):
        self._goes_on.clear()

    def hang_at(self, name):
        """As soon as a file of that name is made there."""
        self._hangs_at = name

    def go_on(self):
        self._goes_on.set()

    @property
    def is_hanging(self):
        return not self._goes_on.is_set()

    def close(self):
        self.go_on()
        super().close()

    def _listen(self):
        try:
            while True:
                request = os.read(self._device, 1 << 20)
                length, what, unique, node, *_ = HEADER.unpack_from(request)
                self.asked.append(what)
                if what == CREATE and self._name(request, HEADER.size + 16) == self._hangs_at:
                    self._hangs_at = None
                    self.hang()
                self._goes_on.wait()
                if what in (FORGET, INTERRUPT, BATCH_FORGET):
                    continue
                try:
                    self._answer(unique, self._do(what, node, request[HEADER.size:length]))
                except OSError as error:
                    if error.errno == errno.ENODEV:
                        raise
                    self._refuse(unique, error.errno)
        except OSError:  # it was unmounted
            pass

    def _refuse(self, unique, error):
        try:
            os.write(self._device, REPLY.pack(REPLY.size, -error, unique))
        except FileNotFoundError:  # who asked has gone
            pass

    def _answer(self, unique, body):
        try:
            super()._answer(unique, body)
        except FileNotFoundError:
            pass

    def _real(self, node, name=""):
        return os.path.join(self._behind, self._paths[node], name) if name else os.path.join(
            self._behind, self._paths[node])

    @staticmethod
    def _name(body, at=0):
        return body[at:body.index(b"\0", at)].decode()

    def _attributes(self, info):
        seconds = [int(value) for value in (info.st_atime, info.st_mtime, info.st_ctime)]
        parts = [value % 10**9 for value in (info.st_atime_ns, info.st_mtime_ns, info.st_ctime_ns)]
        return struct.pack("<QQQQQQIIIIIIIIII", info.st_ino, info.st_size, info.st_blocks, *seconds, *parts,
                           info.st_mode, info.st_nlink, info.st_uid, info.st_gid, 0, 4096, 0)

    def _entry(self, parent, name):
        path = os.path.join(self._paths[parent], name)
        info = os.lstat(os.path.join(self._behind, path))
        if path not in self._nodes:
            self._nodes[path] = self._next_node
            self._paths[self._next_node] = path
            self._next_node += 1
        return struct.pack("<QQQQII", self._nodes[path], 0, 0, 0, 0, 0) + self._attributes(info)

    def _moved(self, before, after):
        """All nodes at or below a path have another one."""
        self._nodes.pop(after, None)
        for path in [path for path in self._nodes if path == before or path.startswith(before + "/")]:
            node = self._nodes.pop(path)
            self._nodes[after + path[len(before):]] = node
            self._paths[node] = after + path[len(before):]

    def _opened(self, descriptor):
        self._open[self._next_open] = descriptor
        self._next_open += 1
        return struct.pack("<QII", self._next_open - 1, 0, 0)

    def _do(self, what, node, body):
        if what == INIT:
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 0, 12, 9, 65536, 1, 16, 0, 0)
        if what == LOOKUP:
            return self._entry(node, self._name(body))
        if what == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self._attributes(os.lstat(self._real(node)))
        if what == SETATTR:
            return self._set_attributes(node, body)
        if what == MKDIR:
            name = self._name(body, 8)
            os.mkdir(self._real(node, name), struct.unpack_from("<I", body)[0] & 0o7777)
            return self._entry(node, name)
        if what in (UNLINK, RMDIR):
            name = self._name(body)
            (os.unlink if what == UNLINK else os.rmdir)(self._real(node, name))
            self._nodes.pop(os.path.join(self._paths[node], name), None)
            return b""
        if what in (RENAME, RENAME2):
            into, at = struct.unpack_from("<Q", body)[0], 16 if what == RENAME2 else 8
            if what == RENAME2 and struct.unpack_from("<I", body, 8)[0]:
                raise OSError(errno.EINVAL, "")
            old = self._name(body, at)
            new = self._name(body, at + len(old.encode()) + 1)
            os.rename(self._real(node, old), self._real(into, new))
            self._moved(os.path.join(self._paths[node], old), os.path.join(self._paths[into], new))
            return b""
        if what == CREATE:
            flags, mode = struct.unpack_from("<II", body)
            name = self._name(body, 16)
            made = os.open(self._real(node, name), flags & ~os.O_APPEND | os.O_CREAT, mode & 0o7777)
            return self._entry(node, name) + self._opened(made)
        if what == OPEN:
            return self._opened(os.open(self._real(node), struct.unpack_from("<I", body)[0] & ~os.O_APPEND))
        if what == OPENDIR:
            return self._opened(os.open(self._real(node), os.O_RDONLY | os.O_DIRECTORY))
        if what in (READ, READDIR):
            handle, offset, size = struct.unpack_from("<QQI", body)
            return os.pread(self._open[handle], size, offset) if what == READ else self._list(handle, offset, size)
        if what == WRITE:
            handle, offset, size = struct.unpack_from("<QQI", body)
            return struct.pack("<II", os.pwrite(self._open[handle], body[40:40 + size], offset), 0)
        if what in (RELEASE, RELEASEDIR):
            os.close(self._open.pop(struct.unpack_from("<Q", body)[0]))
            return b""
        if what in (FSYNC, FSYNCDIR):
            os.fsync(self._open[struct.unpack_from("<Q", body)[0]])
            return b""
        if what in (FLUSH, ACCESS):
            return b""
        if what == STATFS:
            disk = os.statvfs(self._behind)
            return struct.pack("<QQQQQIIII24x", disk.f_blocks, disk.f_bfree, disk.f_bavail, disk.f_files, disk.f_ffree,
                               disk.f_bsize, disk.f_namemax, disk.f_frsize, 0)
        raise OSError(errno.ENOSYS, "")

    def _set_attributes(self, node, body):
        which, _, _, size = struct.unpack_from("<IIQQ", body)
        path = self._real(node)
        if which & 1:
            os.chmod(path, struct.unpack_from("<I", body, 68)[0] & 0o7777)
        if which & 8:
            os.truncate(path, size)
        return struct.pack("<QII", 0, 0, 0) + self._attributes(os.lstat(path))

    def _list(self, handle, offset, size):
        found = b""
        for at, name in enumerate([".", "..", *sorted(os.listdir(self._open[handle]))]):
            entry = struct.pack("<QQII", at + 1, at + 1, len(name.encode()), 0) + name.encode()
            entry += bytes(-len(entry) % 8)
            if at >= offset and len(found) + len(entry) <= size:
                found += entry
            elif at >= offset:
                break
        return found
