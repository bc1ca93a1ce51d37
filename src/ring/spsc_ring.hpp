// SPDX-License-Identifier: MIT
//
// Moves items from exactly one thread to exactly one other, without waiting, locking or allocating.
//
// Indices are 64 bit and only grow: full and empty need no extra slot and there is no wrap to reason about. Each side
// keeps its own index on a cache line of its own together with its last sight of the other's, so that the other's line
// is touched only when it looks full or empty. The memory orders are the whole protocol: one's own index relaxed, the
// other side's acquire, and a publish is a release, which makes what was written before it visible. x86 hides a
// mistake here; ThreadSanitizer does not.
//
// Ownership: the ring outlives both handles. One Producer and one Consumer may exist, each used by one thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace earwitness::ring {

inline constexpr std::size_t cache_line = 64;

/// Room or data in the ring: it may wrap around the end, hence two spans; `second` is empty where it does not.
template <typename T>
struct TwoSpans {
  std::span<T> first;
  std::span<T> second;
  [[nodiscard]] std::size_t size() const noexcept { return first.size() + second.size(); }
};

template <typename T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  /// Room for `items`, at least one. Every page is touched here, so that the real-time side never meets a page fault.
  explicit SpscRing(std::size_t items)
      : capacity_(std::max<std::size_t>(items, 1)), items_(std::make_unique<T[]>(capacity_)) {}
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// The memory itself, for locking it into RAM.
  [[nodiscard]] std::span<T> storage() noexcept { return {items_.get(), capacity_}; }

  /// For the producing thread.
  class Producer {
   public:
    explicit Producer(SpscRing& ring) noexcept : ring_(&ring) {}

    /// Room for `count` items, or empty spans if there is not that much.
    [[nodiscard]] TwoSpans<T> prepare(std::size_t count) noexcept {
      auto& own = ring_->producer_;
      const auto write = own.index.load(std::memory_order_relaxed);
      if (ring_->capacity_ - (write - own.seen_other) < count) {
        own.seen_other = ring_->consumer_.index.load(std::memory_order_acquire);
        if (ring_->capacity_ - (write - own.seen_other) < count) return {};
      }
      return ring_->spans(write, count);
    }
    /// Makes the first `count` prepared items visible to the consumer.
    void commit(std::size_t count) noexcept {
      auto& index = ring_->producer_.index;
      index.store(index.load(std::memory_order_relaxed) + count, std::memory_order_release);
    }

   private:
    SpscRing* ring_;
  };

  /// For the consuming thread.
  class Consumer {
   public:
    explicit Consumer(SpscRing& ring) noexcept : ring_(&ring) {}

    /// Up to `at_most` items that are there.
    [[nodiscard]] TwoSpans<T> peek(std::size_t at_most) noexcept {
      return ring_->spans(ring_->consumer_.index.load(std::memory_order_relaxed), std::min(at_most, available()));
    }
    [[nodiscard]] std::size_t available() noexcept {
      auto& own = ring_->consumer_;
      own.seen_other = ring_->producer_.index.load(std::memory_order_acquire);
      return static_cast<std::size_t>(own.seen_other - own.index.load(std::memory_order_relaxed));
    }
    /// Gives the first `count` peeked items back as room.
    void release(std::size_t count) noexcept {
      auto& index = ring_->consumer_.index;
      assert(index.load(std::memory_order_relaxed) + count <= ring_->consumer_.seen_other);
      index.store(index.load(std::memory_order_relaxed) + count, std::memory_order_release);
    }

   private:
    SpscRing* ring_;
  };

 private:
  struct alignas(cache_line) Side {
    std::atomic<std::uint64_t> index{0};
    std::uint64_t seen_other = 0;
  };

  [[nodiscard]] TwoSpans<T> spans(std::uint64_t index, std::size_t count) noexcept {
    const auto begin = static_cast<std::size_t>(index % capacity_);
    const auto first = std::min(count, capacity_ - begin);
    return {{items_.get() + begin, first}, {items_.get(), count - first}};
  }

  std::size_t capacity_;
  std::unique_ptr<T[]> items_;
  Side producer_;
  Side consumer_;
};

}  // namespace earwitness::ring
