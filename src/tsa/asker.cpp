// SPDX-License-Identifier: MIT
#include "tsa/asker.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/translate.hpp"

namespace earwitness::tsa {

struct Asker::Question {
  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<Attempt> attempt;
  bool ended = false;
};

namespace {

Attempt try_to_ask(const std::vector<Server>& servers, const crypto::Digest& imprint, const AskLimits& limits,
                   const std::atomic<bool>& cancelled) {
  try {
    return request_stamp(servers, imprint, limits, cancelled);
  } catch (const std::exception& error) {
    return {std::nullopt, {error.what()}};
  }
}

}  // namespace

Asker::~Asker() {
  cancel();
  const auto deadline = std::chrono::steady_clock::now() + end_timeout;
  for (const auto& question : left_) {
    std::unique_lock lock(question->mutex);
    question->answered.wait_until(lock, deadline, [&] { return question->ended; });
  }
}

void Asker::start(std::vector<Server> servers, const crypto::Digest& imprint, const AskLimits& limits) {
  cancel();
  auto question = std::make_shared<Question>();
  try {
    std::thread([question, servers = std::move(servers), imprint, limits, language = base::language()] {
      const base::InLanguage askers(language);  // of who waits for the answer
      auto attempt = try_to_ask(servers, imprint, limits, question->cancelled);
      const std::lock_guard lock(question->mutex);
      question->attempt = std::move(attempt);
      question->ended = true;
      question->answered.notify_all();
    }).detach();
  } catch (const std::system_error&) {
    question->attempt = Attempt{std::nullopt, {_("no thread could be started")}};
    question->ended = true;
  }
  question_ = std::move(question);
}

bool Asker::is_busy() const { return question_ != nullptr; }

std::optional<Attempt> Asker::pop_attempt() {
  const auto question = question_;  // outlives the lock on it
  if (!question) return std::nullopt;
  const std::lock_guard lock(question->mutex);
  if (question->attempt) question_.reset();
  return std::exchange(question->attempt, std::nullopt);
}

void Asker::wait_for_attempt(std::chrono::milliseconds timeout) const {
  if (!question_) return;
  std::unique_lock lock(question_->mutex);
  question_->answered.wait_for(lock, timeout, [&] { return question_->attempt.has_value(); });
}

void Asker::cancel() {
  if (!question_) return;
  question_->cancelled = true;
  left_.push_back(std::move(question_));
  question_.reset();
}

}  // namespace earwitness::tsa
