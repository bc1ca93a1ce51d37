// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "bag/layout.hpp"
#include "base/translate.hpp"
#include "capture/input.hpp"
#include "capture/test_signal.hpp"
#include "cli/commands/commands.hpp"
#include "cli/temporary_folder.hpp"
#include "context/recording_session.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::seconds length{5};
constexpr double altered_at_share = 0.6;  // of the file: somewhere in the middle, never in the header

struct DemoOptions {
  bool json = false;
};

/// A copy of the recording, with one bit of its audio flipped.
os::Path altered_copy(os::FileSystem& fs, const os::Path& folder, const os::Path& to) {
  std::filesystem::copy(folder, to, std::filesystem::copy_options::recursive);
  const auto path = to / bag::recording_folder / bag::audio_path(1);
  auto content = os::read_all(fs, path, std::uint64_t{1} << 30U);
  auto& byte = content[static_cast<std::size_t>(static_cast<double>(content.size()) * altered_at_share)];
  byte = static_cast<char>(byte ^ 0x10);
  os::replace(fs, path, content);
  return to;
}

const Finding* altered_second(const Verification& result) {
  for (const auto& finding : result.findings) {
    if (finding.from_seconds) return &finding;
  }
  return nullptr;
}

ExitCode run_demo(Context& context, const DemoOptions& options) {
  const TemporaryFolder archive(context.fs, std::filesystem::temp_directory_path(), "earwitness-demo-");
  context::SessionOptions session;
  session.settings.archive = archive.path();
  session.settings.recording.title = "Demonstration";
  session.settings.recording.max = length;
  session.asks_meanwhile = false;
  session.settings.statement = {"demonstration", std::nullopt};
  session.settings.signer =
      std::make_shared<const archive::Signer>(archive::Signer{crypto::SigningKey::generate(), {}});  // gone with it
  session.settings.on_recording = [](const record::Recording&) {
    log::info(_("recording five seconds of the built-in test signal"));
  };
  const auto end = context::run_session(
      context, {capture::make_input(std::make_unique<capture::TestSignal>(AudioFormat{}))}, std::move(session));
  const os::Path folder = end.sealed.path;

  const auto whole = verify(folder);
  const auto altered = verify(altered_copy(context.fs, folder, archive.path() / "altered-copy"));
  const auto* second = altered_second(altered);
  const bool as_it_should = whole.unchanged && !altered.unchanged && second != nullptr;

  if (options.json) {
    auto document = document_of("demo", {{"seal", whole.seal},
                                         {"kind", whole.kind.text()},
                                         {"seconds", whole.seconds},
                                         {"recording_unchanged", whole.unchanged},
                                         {"altered_copy_unchanged", altered.unchanged},
                                         {"altered_file", second != nullptr ? second->file : ""},
                                         {"altered_second", second != nullptr ? *second->from_seconds : -1}});
    print_json(document);
    return as_it_should ? ExitCode::done : ExitCode::bug;
  }
  print_line(tr("recorded   {:.0f} seconds of the built-in test signal (kind: {})", whole.seconds, whole.kind.text()));
  print_line(tr("sealed     {}", whole.seal));
  print_line(tr("verified   {}", whole.unchanged ? _("unchanged") : _("ALTERED")));
  print_line(_("flipped    one bit of a copy"));
  if (second != nullptr) {
    print_line(tr("verified   ALTERED: {}, second {:.0f} to {:.0f}", second->file, *second->from_seconds,
                  *second->to_seconds));
  } else {
    print_line(tr("verified   {}", altered.unchanged ? _("unchanged") : _("ALTERED, but not at which second")));
  }
  print_line("");
  print_line(_("This was a demonstration; nothing of it is kept. Before you need it, type:  earwitness setup"));
  print_line(_("and when it matters:  earwitness start"));
  return as_it_should ? ExitCode::done : ExitCode::bug;
}

}  // namespace

void add_demo(Command& program, Context& context) {
  auto options = std::make_shared<DemoOptions>();
  auto& demo = program.add_command("demo", _("Show in five seconds what a recording is, without a microphone"),
                                   "earwitness demo");
  add_json(demo, options->json);
  on_typed(demo, options, [&context](const DemoOptions& o) { return run_demo(context, o); });
}

}  // namespace earwitness::cli
