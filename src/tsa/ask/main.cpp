// SPDX-License-Identifier: MIT
//
// earwitness-ask: reads a question from the file that is its stdin, asks the server that it names, and writes what came
// of it to its stdout (tsa/http_protocol.hpp). Started by earwitness; there is nothing in it for a person to type.
#include <exception>

#include "os/environment.hpp"
#include "os/process.hpp"
#include "os/sandbox.hpp"
#include "tsa/ask/answer.hpp"

namespace {

using namespace earwitness;

constexpr os::Fd question_stream{0};
constexpr os::Fd answer_stream{1};
constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;

int run() {
  const auto size = os::file_size(question_stream);
  if (!size || *size > tsa::max_question_bytes) return usage;
  std::vector<std::byte> bytes(static_cast<std::size_t>(*size));
  if (os::read_at(question_stream, 0, bytes) != bytes.size()) return usage;
  const auto question = tsa::read_question(bytes);
  if (!question || !tsa::is_web_address(question->url)) return usage;
  for (const auto& [name, value] : question->environment) os::set_environment(name.c_str(), value);
  return os::write_pipe(answer_stream, tsa::encode(tsa::answer(*question))) ? done : failed;
}

}  // namespace

int main() {
  int code = failed;
  try {
    code = run();
  } catch (const std::exception&) {
  }
  os::exit_immediately(code);  // nothing is left to tidy: the process was for one question
}
