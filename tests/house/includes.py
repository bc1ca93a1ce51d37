# SPDX-License-Identifier: MIT
"""What a file uses of the standard library, fmt and POSIX, it or a header of this project that it includes has asked for.

The builds read the common headers first (CMakeLists.txt, ew_common_headers), so a compiler would not miss an include of
those. What a standard header brings along counts, as it does for a compiler: which ones that are is asked of the compiler.
"""

import concurrent.futures
import functools
import os
import re
import shlex
import subprocess

# The names of namespace std that the program uses, by the headers that the standard gives them; a name of several stands
# in each.
STANDARD = {
    "algorithm": "adjacent_find all_of any_of binary_search clamp copy copy_if copy_n count count_if equal fill fill_n find "
                 "find_end find_if find_if_not for_each generate is_sorted lexicographical_compare lower_bound max max_element "
                 "min min_element minmax minmax_element mismatch move_backward none_of nth_element partial_sort "
                 "partition_point ranges remove remove_if replace replace_if reverse rotate search sort stable_partition "
                 "stable_sort transform unique unique_copy upper_bound set_difference set_intersection includes",
    "array": "array to_array",
    "atomic": "atomic atomic_flag atomic_thread_fence atomic_signal_fence memory_order memory_order_acq_rel memory_order_acquire "
              "memory_order_relaxed memory_order_release memory_order_seq_cst",
    "bit": "bit_cast bit_ceil bit_floor bit_width countl_zero countr_zero endian has_single_bit popcount rotl rotr",
    "cctype": "isalnum isalpha isdigit isspace isxdigit isprint tolower toupper",
    "cerrno": "",
    "charconv": "from_chars to_chars from_chars_result to_chars_result chars_format",
    "chrono": "chrono chrono_literals",
    "clocale": "setlocale",
    "cmath": "abs ceil cos exp fabs floor fmod isfinite isinf isnan llround log log10 log2 lrint lround pow round sin sqrt trunc",
    "compare": "strong_ordering weak_ordering partial_ordering",
    "concepts": "integral floating_point same_as convertible_to invocable unsigned_integral signed_integral",
    "condition_variable": "condition_variable condition_variable_any cv_status",
    "csignal": "sig_atomic_t",
    "cstddef": "byte max_align_t nullptr_t ptrdiff_t size_t to_integer",
    "cstdint": "int16_t int32_t int64_t int8_t uint16_t uint32_t uint64_t uint8_t uintptr_t intptr_t",
    "cstdio": "FILE fclose fflush fopen fprintf fputc fputs fread fwrite perror printf putchar puts remove rename snprintf sscanf "
              "size_t",
    "cstdlib": "abort abs atexit exit free getenv malloc quick_exit size_t strtod strtol strtoll strtoul strtoull",
    "cstring": "memchr memcmp memcpy memmove memset size_t strchr strcmp strerror strlen strncmp strrchr strstr",
    "ctime": "size_t time_t tm",
    "deque": "deque erase erase_if",
    "exception": "current_exception exception exception_ptr make_exception_ptr rethrow_exception set_terminate terminate "
                 "uncaught_exceptions",
    "filesystem": "filesystem",
    "fstream": "fstream ifstream ofstream",
    "functional": "boyer_moore_horspool_searcher bind_front equal_to function greater hash invoke less plus ref cref",
    "future": "async future future_status launch packaged_task promise",
    "initializer_list": "initializer_list",
    "iomanip": "put_time setfill setw",
    "ios": "streamsize ios ios_base hex dec",
    "iostream": "cerr cin cout",
    "istream": "istream",
    "iterator": "advance back_inserter begin data distance empty end inserter iterator_traits make_move_iterator next prev rbegin "
                "rend size ssize istreambuf_iterator reverse_iterator",
    "limits": "numeric_limits",
    "list": "list",
    "locale": "locale numpunct",
    "map": "map multimap erase_if",
    "memory": "addressof destroy_at enable_shared_from_this make_shared make_unique shared_ptr static_pointer_cast unique_ptr "
              "weak_ptr dynamic_pointer_cast",
    "mutex": "adopt_lock call_once lock_guard mutex once_flag recursive_mutex scoped_lock unique_lock defer_lock try_to_lock",
    "new": "bad_alloc nothrow align_val_t hardware_destructive_interference_size launder",
    "numbers": "numbers",
    "numeric": "accumulate gcd iota lcm midpoint partial_sum reduce",
    "optional": "in_place make_optional nullopt nullopt_t optional",
    "ostream": "endl flush ostream",
    "queue": "priority_queue queue",
    "random": "mt19937 mt19937_64 random_device uniform_int_distribution uniform_real_distribution normal_distribution",
    "ratio": "micro milli nano ratio",
    "set": "erase_if multiset set",
    "shared_mutex": "shared_lock shared_mutex",
    "span": "as_bytes as_writable_bytes dynamic_extent span",
    "sstream": "istringstream ostringstream stringstream",
    "stdexcept": "domain_error invalid_argument length_error logic_error out_of_range runtime_error",
    "stop_token": "stop_source stop_token",
    "string": "char_traits erase erase_if getline stod stoi stol stoll stoul stoull string string_literals to_string u16string "
              "u32string u8string wstring",
    "string_view": "string_view string_view_literals u16string_view u32string_view u8string_view wstring_view",
    "system_error": "errc error_category error_code generic_category make_error_code system_category system_error",
    "thread": "jthread this_thread thread",
    "tuple": "apply forward_as_tuple get make_tuple tie tuple tuple_size ignore",
    "type_traits": "conditional_t decay_t enable_if_t false_type integral_constant invoke_result_t is_arithmetic_v is_base_of_v "
                   "is_const_v is_convertible_v is_enum_v is_floating_point_v is_integral_v is_invocable_v is_pointer_v is_same_v "
                   "is_signed_v is_trivially_copyable_v is_unsigned_v make_signed_t make_unsigned_t remove_cvref_t "
                   "remove_reference_t true_type type_identity_t underlying_type_t void_t is_nothrow_move_constructible_v "
                   "is_trivially_destructible_v is_constant_evaluated",
    "typeinfo": "type_info",
    "unordered_map": "erase_if unordered_map unordered_multimap",
    "unordered_set": "erase_if unordered_set",
    "utility": "as_const cmp_less declval exchange forward get in_place index_sequence integer_sequence make_index_sequence "
               "make_pair move pair piecewise_construct swap unreachable to_underlying",
    "valarray": "valarray",
    "variant": "get get_if holds_alternative monostate variant variant_alternative_t variant_size_v visit",
    "vector": "erase erase_if vector",
}
# Names that a container's header gives as well.
ALSO = {
    "begin": "array deque map set span string string_view unordered_map vector",
    "copy": "algorithm", "end": "array deque map set span string string_view unordered_map vector",
    "data": "array span string string_view vector", "empty": "array map set span string string_view vector",
    "get": "array", "size": "array map set span string string_view vector", "ssize": "array span string string_view vector",
    "next": "array map set span string string_view vector", "prev": "array map set span string string_view vector",
    "exception": "new stdexcept system_error", "ostream": "iosfwd iostream sstream fstream",
    "istream": "iosfwd iostream sstream fstream", "streamsize": "istream ostream iostream sstream fstream string",
    "max": "", "move": "algorithm", "size_t": "cstddef", "in_place": "any variant",
}
# Functions that are called as ::name(, by the headers that POSIX or Linux gives them.
POSIX = {
    "cstdlib stdlib.h": "realpath mkdtemp mkstemp mkostemp setenv unsetenv posix_openpt grantpt unlockpt ptsname",
    "cstdio stdio.h": "fdopen fileno popen pclose rename renameat getline",
    "ctime time.h": "clock_gettime clock_nanosleep gmtime_r localtime_r mktime nanosleep strftime strptime timegm timer_create "
                    "tzset",
    "dirent.h": "closedir dirfd fdopendir opendir readdir rewinddir",
    "fcntl.h": "creat fallocate fcntl open openat posix_fadvise posix_fallocate splice",
    "clocale locale.h": "duplocale freelocale newlocale setlocale uselocale",
    "poll.h": "poll ppoll",
    "pthread.h": "pthread_create pthread_join pthread_kill pthread_self pthread_setname_np pthread_setschedparam",
    "pwd.h": "getpwnam getpwuid getpwuid_r",
    "sched.h": "sched_getscheduler sched_setscheduler sched_yield",
    "csignal signal.h": "kill pthread_sigmask raise sigaction sigaddset sigemptyset sigfillset signal sigprocmask sigtimedwait",
    "spawn.h": "posix_spawn posix_spawnattr_destroy posix_spawnattr_init posix_spawnattr_setflags posix_spawnattr_setpgroup "
               "posix_spawnattr_setsigdefault posix_spawnattr_setsigmask posix_spawn_file_actions_addclose "
               "posix_spawn_file_actions_adddup2 posix_spawn_file_actions_addopen posix_spawn_file_actions_destroy "
               "posix_spawn_file_actions_init posix_spawnp",
    "cstring string.h": "strcoll strerror_r strsignal",
    "malloc.h": "mallinfo2",
    "sys/eventfd.h": "eventfd",
    "sys/file.h": "flock",
    "sys/inotify.h": "inotify_add_watch inotify_init1",
    "sys/ioctl.h": "ioctl",
    "sys/mman.h": "madvise memfd_create mlock mlockall mmap mprotect msync munlock munmap shm_open",
    "sys/prctl.h": "prctl",
    "sys/random.h": "getrandom getentropy",
    "sys/resource.h": "getpriority getrlimit getrusage prlimit setpriority setrlimit",
    "sys/signalfd.h": "signalfd",
    "sys/socket.h": "accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmsg send sendmsg "
                    "setsockopt shutdown socket socketpair",
    "sys/stat.h": "chmod fchmod fchmodat fstat fstatat lstat mkdir mkdirat mkfifo stat umask utimensat futimens",
    "sys/statfs.h sys/vfs.h": "fstatfs statfs",
    "sys/statvfs.h": "fstatvfs statvfs",
    "sys/sysinfo.h": "sysinfo",
    "sys/timerfd.h": "timerfd_create timerfd_settime",
    "sys/utsname.h": "uname",
    "sys/wait.h": "wait waitid waitpid",
    "sys/xattr.h": "fgetxattr getxattr setxattr",
    "termios.h": "cfmakeraw tcdrain tcflush tcgetattr tcsetattr",
    "unistd.h": "_exit access chdir close close_range copy_file_range dup dup2 dup3 execv execve execvp faccessat fchown fdatasync "
                "fork fsync ftruncate getcwd geteuid getgid getegid gethostname getpgid getpgrp getpid getppid getsid getuid isatty "
                "link linkat lseek pause pipe pipe2 pread pwrite read readlink readlinkat rmdir setpgid setsid sleep symlink "
                "symlinkat sync syncfs syscall sysconf tcgetpgrp tcsetpgrp truncate ttyname ttyname_r unlink unlinkat usleep write",
    "cwchar wchar.h": "mbrtowc wcrtomb wcswidth wcwidth",
}
FMT = {"fmt/format.h", "fmt/core.h", "fmt/chrono.h", "fmt/ranges.h", "fmt/printf.h", "fmt/args.h", "fmt/ostream.h"}


def by_name(table, also=()):
    names = {}
    for headers, words in table.items():
        for word in words.split():
            names.setdefault(word, set()).update(headers.split())
    for word in also:
        names.setdefault(word, set()).update(also[word].split())
    return names


STANDARD_NAMES = by_name(STANDARD, ALSO)
POSIX_NAMES = by_name(POSIX)
USES = (("std::", re.compile(r"\bstd::([A-Za-z_0-9]+)"), STANDARD_NAMES),
        ("::", re.compile(r"(?<![A-Za-z0-9_>:])::([a-z_0-9]+)\("), POSIX_NAMES))
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# Comments, strings and characters, none of which uses anything.
SAID = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)


def without_words(text):
    return SAID.sub(" ", text)


@functools.lru_cache(maxsize=None)
def brought_along(header):
    """The headers, by the names that one includes them by, that a header which is not of this project includes."""
    command = [*shlex.split(os.environ.get("CXX", "c++")), "-std=c++20", "-x", "c++", "-M", "-"]
    done = subprocess.run(command, input=f"#include <{header}>\n", capture_output=True, text=True)
    found = {header}
    if done.returncode == 0:
        for path in done.stdout.replace("\\\n", " ").split():
            found.add(re.sub(r"^.*/include/(?:c\+\+/[0-9.]+/|[a-z0-9_]+-linux-gnu[a-z0-9]*/)*", "", path))
    return frozenset(found)


class Tree:
    def __init__(self, root):
        self.root = root
        self.texts = {}
        for top in ("src", "include"):
            for folder, _folders, files in os.walk(os.path.join(root, top)):
                for name in files:
                    if name.endswith((".cpp", ".hpp")):
                        path = os.path.join(folder, name)
                        with open(path, encoding="utf-8") as file:
                            self.texts[os.path.relpath(path, root)] = file.read()

    def own(self, name, path):
        """The file of this project that PATH includes by that name; None if it is none."""
        for folder in ("src", "include", os.path.dirname(path)):
            candidate = os.path.normpath(os.path.join(folder, name))
            if candidate in self.texts:
                return candidate
        return None

    def asked_for(self, path, seen=None):
        """The foreign headers that a file includes, itself or by way of this project's headers."""
        seen = set() if seen is None else seen
        found = set()
        if path in seen:
            return found
        seen.add(path)
        for _kind, name in INCLUDE.findall(self.texts[path]):
            own = self.own(name, path)
            if own:
                found |= self.asked_for(own, seen)
            else:
                found.add(name)
        return found

    def problems(self):
        asked = {path: self.asked_for(path) for path in sorted(self.texts)}
        with concurrent.futures.ThreadPoolExecutor() as pool:  # the compiler, several at a time
            list(pool.map(brought_along, sorted(set().union(*asked.values()))))
        found = []
        for path in asked:
            there = set().union(*(brought_along(header) for header in asked[path]))
            text = without_words(self.texts[path])
            for prefix, pattern, whose in USES:
                for name in sorted(set(pattern.findall(text))):
                    headers = whose.get(name)
                    if headers is None:
                        found.append(f"{path}: {prefix}{name}: tests/house/includes.py does not know whose it is")
                    elif not headers & there:
                        found.append(f"{path}: {prefix}{name} wants <{'> or <'.join(sorted(headers))}>")
            if re.search(r"\bfmt::", text) and not FMT & there:
                found.append(f"{path}: fmt:: wants <fmt/format.h>")
            if re.search(r"\berrno\b", text) and not {"cerrno", "errno.h"} & there:
                found.append(f"{path}: errno wants <cerrno>")
        return found
