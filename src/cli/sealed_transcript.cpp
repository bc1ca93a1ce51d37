// SPDX-License-Identifier: MIT
#include "cli/sealed_transcript.hpp"

#include <optional>

#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "base/translate.hpp"
#include "cli/transcript_shown.hpp"
#include "context/stamp_plan.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "results/sealed.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

/// Nothing where no ledger is to have it: somebody else's recording, or an archive without one.
std::optional<bool> enter_in_ledger(const context::Context& context, const archive::Signer* signer,
                                    const derive::Transcript& made) {
  const auto archive = made.bag.parent_path().parent_path();
  if (signer == nullptr || made.recording.empty() || !archive::is_inside(archive, context::own_archive(context)) ||
      !context.fs.status(archive::ledger_path(archive))) {
    return std::nullopt;
  }
  try {
    (void)archive::LedgerEntries(context.fs, context.clock, archive, *signer)
        .transcript(made.recording, made.bag.filename().string(), made.seal);
    return true;
  } catch (const Error& error) {
    log::warning(tr("it is sealed, but is not in the ledger: {}", error.what()), "earwitness verify --all");
    return false;
  }
}

}  // namespace

terminal::ExitCode finish_transcript(const context::Context& context, const settings::Config& config,
                                     const archive::Signer* signer, const derive::Transcript& made, bool json) {
  const auto in_ledger = enter_in_ledger(context, signer, made);
  const auto stamped = session::Stamping(context::stamp_plan(context, config, made.bag.parent_path().parent_path()))
                           .stamp_seal(context.fs, made.bag);
  if (json) {
    auto document = to_json(made);
    document["in_ledger"] = json::or_null(in_ledger);
    document.update(control::to_json(stamped));
    terminal::print_json(document);
  } else {
    print_made(made);
    results::print_date(stamped, made.bag.parent_path().filename().string());
  }
  return in_ledger.value_or(true) ? terminal::ExitCode::done : terminal::ExitCode::surroundings;
}

}  // namespace earwitness::cli
