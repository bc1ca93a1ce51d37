// SPDX-License-Identifier: MIT
//
// The real-time callback never allocates, never locks, and never waits: while it runs here, malloc, free and the lock
// functions are trapped. The sanitizers replace those functions themselves, so there the trap is left out and the
// callback's behaviour alone is checked.
#include "capture/callback.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EARWITNESS_NO_TRAP
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define EARWITNESS_NO_TRAP
#endif
#endif

namespace {

thread_local bool trap_is_set = false;
thread_local int trapped = 0;

}  // namespace

#ifndef EARWITNESS_NO_TRAP
namespace {

void note_call() {
  if (trap_is_set) ++trapped;
}

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size);
void __libc_free(void* memory);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  note_call();
  return __libc_malloc(size);
}
void free(void* memory) {
  note_call();
  __libc_free(memory);
}
void* calloc(std::size_t count, std::size_t size) {
  note_call();
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  note_call();
  return __libc_realloc(memory, size);
}
int pthread_mutex_lock(pthread_mutex_t* mutex) {
  note_call();
  using Function = int (*)(pthread_mutex_t*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  return real(mutex);
}
int pthread_cond_signal(pthread_cond_t* condition) {
  note_call();
  using Function = int (*)(pthread_cond_t*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_cond_signal"));
  return real(condition);
}
int pthread_cond_broadcast(pthread_cond_t* condition) {
  note_call();
  using Function = int (*)(pthread_cond_t*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_cond_broadcast"));
  return real(condition);
}
}

TEST_CASE("callback: the trap itself catches an allocation and a lock") {
  trapped = 0;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  trap_is_set = true;
  void* volatile memory = std::malloc(10);
  std::free(memory);
  pthread_mutex_lock(&mutex);
  trap_is_set = false;
  pthread_mutex_unlock(&mutex);
  CHECK(trapped == 3);
}
#endif

TEST_CASE("callback: no allocation and no lock, with room and without, with samples and without") {
  ring::AudioRing ring({48000, 2, 24}, 4800);
  capture::CallbackState state(ring);
  const std::vector<std::byte> input(480 * 6);
  trapped = 0;
  trap_is_set = true;
  int all = 0;
  for (int i = 0; i < 100; ++i) {
    all |= capture::microphone_callback(input.data(), nullptr, 480, nullptr, i % 7 == 0 ? paInputOverflow : 0, &state);
    all |= capture::microphone_callback(nullptr, nullptr, 480, nullptr, 0, &state);
  }
  trap_is_set = false;
  CHECK(all == paContinue);
  CHECK(trapped == 0);
  ring::AudioRing::Consumer out(ring);
  REQUIRE(out.block() != nullptr);
  CHECK(out.block()->frames == 480);
  CHECK(out.block()->boot_ns > 0);
  CHECK(out.block()->device_overflow);
}

TEST_CASE("callback: after the end it leaves the ring alone") {
  ring::AudioRing ring({48000, 1, 16}, 4800);
  capture::CallbackState state(ring);
  state.ended.store(true);
  const std::vector<std::byte> input(960);
  CHECK(capture::microphone_callback(input.data(), nullptr, 480, nullptr, 0, &state) == paAbort);
  ring::AudioRing::Consumer out(ring);
  CHECK(out.block() == nullptr);
}

TEST_CASE(
    "callback: of several channels it keeps the one that is wished for, as the wish changes, and waits for nothing") {
  ring::AudioRing ring(AudioFormat{48000, 1, 16}, 4800);
  capture::CallbackState state(ring);
  std::atomic<std::uint16_t> channel{2};
  state.device_channels = 3;
  state.sample_bytes = 2;
  state.channel = &channel;
  const std::vector<std::int16_t> input{10, 20, 30, 11, 21, 31};
  ring::AudioRing::Consumer out(ring);
  const auto next = [&] {
    trapped = 0;
    trap_is_set = true;
    (void)capture::microphone_callback(input.data(), nullptr, 2, nullptr, 0, &state);
    trap_is_set = false;
    CHECK(trapped == 0);
    const auto parts = out.samples(*out.block());
    std::vector<std::int16_t> got(2);
    std::memcpy(got.data(), parts.first.data(), parts.first.size());
    out.release(*out.block());
    return got;
  };
  CHECK(next() == std::vector<std::int16_t>{30, 31});
  channel = 0;
  CHECK(next() == std::vector<std::int16_t>{10, 11});
  channel = 7;  // never beyond the frame
  CHECK(next() == std::vector<std::int16_t>{10, 11});
}
