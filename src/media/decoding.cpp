// SPDX-License-Identifier: MIT
#include "media/decoding.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/translate.hpp"
#include "os/piped_child.hpp"

namespace earwitness::media {

namespace {

using namespace std::chrono_literals;

constexpr const char* decoder_name = "earwitness-decode";
constexpr auto end_timeout = 10s;
/// One that says a little every minute would never be silent: this much longer than its processor's time, and it hung.
constexpr std::uint64_t clock_a_cpu = 4;
constexpr std::size_t read_chunk_bytes = std::size_t{256} << 10;
/// What the decoder exits with where the kernel does not let it confine itself.
constexpr int not_confined_exit = 3;

}  // namespace

const char* to_string(Failure failure) noexcept {
  switch (failure) {
    case Failure::none:
      return "";
    case Failure::not_installed:
      return N_("the decoder is not installed");
    case Failure::not_confined:
      return N_("the decoder could not be confined");
    case Failure::died:
      return N_("the decoder died");
    case Failure::hung:
      return N_("the decoder hung");
    case Failure::broke_protocol:
      return N_("the decoder broke off, or said what makes no sense");
  }
  return "";
}

os::Path find_decoder() { return os::find_own_program(decoder_name); }

struct Decoding::State {
  State(os::File& file, DecodeRequest wanted)
      : request(std::move(wanted)),
        messages(file.size(), request.max_seconds),
        whole_timeout(
            request.whole_timeout.value_or(std::chrono::seconds(clock_a_cpu * max_cpu_seconds(file.size())))) {}

  void start(os::File& file) {
    const auto program = request.program.empty() ? find_decoder() : request.program;
    if (program.empty()) return fail(Failure::not_installed);
    try {
      std::vector<std::string> words{fmt::to_string(request.stream.value_or(0)), fmt::to_string(request.max_seconds)};
      if (const auto& format = request.format) {
        words.insert(words.end(), {fmt::to_string(format->sample_rate), fmt::to_string(format->channels),
                                   fmt::to_string(format->bits)});
      }
      child = std::make_unique<os::PipedChild>(program, words, file);
    } catch (const FileError& error) {
      fail(error.code() == ENOENT ? Failure::not_installed : Failure::died);
    }
  }

  /// The first failure counts: what follows is its consequence.
  void fail(Failure why) {
    if (failure == Failure::none) failure = why;
    child.reset();
    over = true;
  }

  /// The next message; nothing at the end, or where it failed.
  std::optional<Message> next() {
    while (!over) {
      if (auto message = messages.next()) return message;
      if (messages.is_broken()) {
        fail(Failure::broke_protocol);
        break;
      }
      const auto before = std::chrono::steady_clock::now();
      const auto got = child->read(chunk, request.silence_timeout);
      waited += std::chrono::steady_clock::now() - before;  // not what the recorder itself takes for a slow disk
      if (!got || waited > whole_timeout) {
        fail(Failure::hung);
      } else if (*got == 0) {
        end();
      } else {
        messages.add(std::span(chunk).first(*got));
      }
    }
    return std::nullopt;
  }

  void end() {
    const auto ended = child->finish(end_timeout);
    if (ended.why == os::ChildEnd::Why::exited && ended.code == not_confined_exit) return fail(Failure::not_confined);
    if (ended.why == os::ChildEnd::Why::timed_out) return fail(Failure::hung);
    if (ended.why == os::ChildEnd::Why::killed) return fail(Failure::died);
    if (!ended.succeeded() || !messages.is_complete()) return fail(Failure::broke_protocol);
    over = true;
  }

  void take_in(const Hello& hello) { facts.library = hello.library; }
  void take_in(const Stream& stream) { facts.streams.push_back(stream); }
  void take_in(const Claim& claim) { facts.claims.push_back(claim); }
  void take_in(const Problem& problem) { facts.problems.push_back(problem); }
  void take_in(const Progress& progress) const {
    if (request.progress) request.progress(progress.bytes);
  }
  void take_in(const Nothing& nothing) { no_sound = nothing.why; }
  void take_in(const Format& format) {
    if (request.format && format.format != *request.format) return fail(Failure::broke_protocol);
    facts.format = format.format;
    facts.lossless = format.lossless;
    facts.form = format.form;
    has_sound = true;
  }
  void take_in(const Samples& samples) {
    facts.frames += static_cast<Frames>(samples.bytes.size() / facts.format.bytes_per_frame());
  }
  void take_in(const End& end) {
    facts.parts = end.parts;
    facts.more_problems = end.more_problems;
    facts.over_full_scale = end.over_full_scale;
    facts.peak = end.peak;
    facts.too_long = end.too_long;
  }

  DecodeRequest request;
  MessageReader messages;
  std::chrono::milliseconds whole_timeout;
  std::chrono::steady_clock::duration waited{};
  std::unique_ptr<os::PipedChild> child;
  std::vector<std::byte> chunk = std::vector<std::byte>(read_chunk_bytes);
  Facts facts;
  std::optional<NoSound> no_sound;
  bool has_sound = false;
  bool over = false;
  Failure failure = Failure::none;
};

Decoding::Decoding(os::File& file, DecodeRequest request) : state_(std::make_unique<State>(file, std::move(request))) {
  auto& s = *state_;
  s.start(file);
  while (!s.has_sound) {
    const auto message = s.next();
    if (!message) break;
    std::visit([&](const auto& of_its_type) { s.take_in(of_its_type); }, *message);
  }
}

Decoding::~Decoding() = default;

bool Decoding::has_sound() const noexcept { return state_->has_sound; }
std::optional<NoSound> Decoding::no_sound() const noexcept { return state_->no_sound; }
Failure Decoding::failure() const noexcept { return state_->failure; }
const Facts& Decoding::facts() const noexcept { return state_->facts; }

std::span<const std::byte> Decoding::read() {
  while (const auto message = state_->next()) {
    std::visit([&](const auto& of_its_type) { state_->take_in(of_its_type); }, *message);
    if (const auto* samples = std::get_if<Samples>(&*message)) return samples->bytes;
  }
  return {};
}

}  // namespace earwitness::media
