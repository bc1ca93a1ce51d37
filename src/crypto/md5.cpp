// SPDX-License-Identifier: MIT
#include "crypto/md5.hpp"

#include <openssl/md5.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "base/zeros.hpp"

namespace earwitness::crypto {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;
constexpr std::uint64_t long_run_bytes = std::uint64_t{1} << 20;  // from here on it is remembered
constexpr std::size_t max_remembered = 1024;

std::atomic<std::uint64_t> all_zeros_hashed{0};

// An EVP context does not show its state, so the functions below it are called, which OpenSSL 3 calls deprecated.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void begin(MD5_CTX& context) { MD5_Init(&context); }
void add(MD5_CTX& context, std::span<const std::byte> bytes) { MD5_Update(&context, bytes.data(), bytes.size()); }
void end(MD5_CTX& context, std::span<std::byte, 16> into) {
  MD5_Final(reinterpret_cast<unsigned char*>(into.data()), &context);
}
#pragma GCC diagnostic pop

/// All that what comes next depends on: the words of the state, the length, and the bytes of a block that is not full.
using Key = std::tuple<std::array<MD5_LONG, 6>, std::vector<unsigned char>, std::uint64_t>;

Key key_of(const MD5_CTX& context, std::uint64_t zeros) {
  const auto* rest = reinterpret_cast<const unsigned char*>(context.data);
  return {{context.A, context.B, context.C, context.D, context.Nl, context.Nh},
          std::vector<unsigned char>(rest, rest + context.num),
          zeros};
}

/// What runs of zeros have made of which states.
class Runs {
 public:
  [[nodiscard]] bool follow(MD5_CTX& context, const Key& key) const {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end()) context = known->second;
    return known != known_.end();
  }
  void add(const Key& key, const MD5_CTX& after) {
    const std::lock_guard lock(mutex_);
    if (known_.size() < max_remembered) known_.emplace(key, after);
  }

 private:
  mutable std::mutex mutex_;
  std::map<Key, MD5_CTX> known_;
};

Runs& runs() {
  static Runs known;
  return known;
}

void add_zeros(MD5_CTX& context, std::uint64_t count) {
  static constexpr std::array<std::byte, chunk_bytes> zeros{};
  all_zeros_hashed += count;
  for (std::uint64_t left = count; left > 0;) {
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(left, zeros.size()));
    add(context, std::span(zeros).first(now));
    left -= now;
  }
}

}  // namespace

struct Md5::State {
  State() { begin(context); }

  void flush() {
    if (zeros == 0) return;
    if (zeros < long_run_bytes) {
      add_zeros(context, zeros);
    } else if (const auto key = key_of(context, zeros); !runs().follow(context, key)) {
      add_zeros(context, zeros);
      runs().add(key, context);
    }
    zeros = 0;
  }

  MD5_CTX context{};
  std::uint64_t zeros = 0;  // that came last, and are not in the context yet
};

Md5::Md5() : state_(std::make_unique<State>()) {}
Md5::~Md5() = default;

void Md5::update(std::span<const std::byte> bytes) {
  if (base::all_zero(bytes)) return update_zeros(bytes.size());
  // A run is as long as it is, in whatever pieces it comes.
  const auto is_other = [](std::byte b) { return b != std::byte{0}; };
  const auto begin = std::find_if(bytes.begin(), bytes.end(), is_other) - bytes.begin();
  const auto after = std::find_if(bytes.rbegin(), bytes.rend(), is_other) - bytes.rbegin();
  update_zeros(static_cast<std::uint64_t>(begin));
  state_->flush();
  add(state_->context, bytes.subspan(static_cast<std::size_t>(begin),
                                     bytes.size() - static_cast<std::size_t>(begin) - static_cast<std::size_t>(after)));
  update_zeros(static_cast<std::uint64_t>(after));
}

void Md5::update_zeros(std::uint64_t count) { state_->zeros += count; }

std::array<std::byte, 16> Md5::finish() {
  std::array<std::byte, 16> digest{};
  state_->flush();
  end(state_->context, digest);
  begin(state_->context);
  return digest;
}

std::uint64_t zeros_hashed() noexcept { return all_zeros_hashed; }

}  // namespace earwitness::crypto
