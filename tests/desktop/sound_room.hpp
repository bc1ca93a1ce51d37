// SPDX-License-Identifier: MIT
//
// A PulseAudio of a test's own, with two null sinks whose monitors are the microphones `room.monitor` and
// `other.monitor`, and a stream of this process that listens to one. PULSE_SERVER leads there while a SoundRoom lives.
#pragma once

#include <pulse/pulseaudio.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "os/environment.hpp"
#include "tests/os/child.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::test {

class SoundRoom {
 public:
  SoundRoom() {
    os::set_environment("PULSE_SERVER", "unix:" + (folder_ / "pulse" / "native").string());
    start();
  }
  ~SoundRoom() { kill_server(); }

  void start() {
    const auto at = folder_.path().string();
    const auto command = "exec env -u PULSE_SERVER HOME=" + at + " XDG_RUNTIME_DIR=" + at +
                         " pulseaudio -n --daemonize=no --exit-idle-time=-1 --disallow-exit --use-pid-file=no"
                         " -L module-native-protocol-unix -L 'module-null-sink sink_name=room norewinds=1'"
                         " -L 'module-null-sink sink_name=other norewinds=1' >" +
                         at + "/log 2>&1";
    server_ = start_child([&] {
      ::alarm(300);  // not left behind by a test that crashed
      return ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    });
    if (!wait_for([] { return std::system("pactl info >/dev/null 2>&1") == 0; })) {
      throw std::runtime_error("no sound server came up: see " + at + "/log");
    }
  }
  /// As a crash does.
  void kill_server() {
    if (server_ <= 0) return;
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }
  /// Tells the server something, by pactl. False if it refuses.
  static bool control(const std::string& words) { return std::system(("pactl " + words + " >/dev/null").c_str()) == 0; }

 private:
  TemporaryFolder folder_;
  pid_t server_ = 0;
};

/// A stream of this process that records from `source` and drops what it hears.
class OwnStream {
 public:
  explicit OwnStream(const char* source) : loop_(pa_threaded_mainloop_new(), &pa_threaded_mainloop_free) {
    pa_threaded_mainloop_start(loop_.get());
    const Locked locked(loop_.get());
    context_ = pa_context_new(pa_threaded_mainloop_get_api(loop_.get()), "test");
    pa_context_connect(context_, nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr);
    wait([&] { return pa_context_get_state(context_) == PA_CONTEXT_READY; });
    const pa_sample_spec format{PA_SAMPLE_S16LE, 48000, 1};
    stream_ = pa_stream_new(context_, "test", &format, nullptr);
    pa_stream_connect_record(stream_, source, nullptr, PA_STREAM_NOFLAGS);
    wait([&] { return pa_stream_get_state(stream_) == PA_STREAM_READY; });
    index_ = pa_stream_get_index(stream_);
  }
  ~OwnStream() {
    {
      const Locked locked(loop_.get());
      pa_stream_disconnect(stream_);
      pa_stream_unref(stream_);
      pa_context_disconnect(context_);
      pa_context_unref(context_);
    }
    pa_threaded_mainloop_stop(loop_.get());
  }
  OwnStream(const OwnStream&) = delete;
  OwnStream& operator=(const OwnStream&) = delete;

  bool move_to(const std::string& source) const {
    return SoundRoom::control("move-source-output " + std::to_string(index_) + " " + source);
  }

 private:
  struct Locked {
    explicit Locked(pa_threaded_mainloop* l) : loop(l) { pa_threaded_mainloop_lock(loop); }
    ~Locked() { pa_threaded_mainloop_unlock(loop); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;
    pa_threaded_mainloop* loop;
  };

  template <typename Condition>
  void wait(Condition condition) {
    const bool held = wait_for([&] {
      if (condition()) return true;
      pa_threaded_mainloop_unlock(loop_.get());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      pa_threaded_mainloop_lock(loop_.get());
      return false;
    });
    if (!held) throw std::runtime_error("the sound server takes no stream");
  }

  std::unique_ptr<pa_threaded_mainloop, void (*)(pa_threaded_mainloop*)> loop_;
  pa_context* context_ = nullptr;
  pa_stream* stream_ = nullptr;
  std::uint32_t index_ = 0;
};

}  // namespace earwitness::test
