// SPDX-License-Identifier: MIT
#include "cli/sealed_transcript.hpp"

#include <optional>

#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "base/translate.hpp"
#include "cli/output.hpp"
#include "cli/sealed.hpp"
#include "cli/stamp_plan.hpp"
#include "cli/transcript_shown.hpp"
#include "json/value.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

/// Nothing where no ledger is to have it: somebody else's recording, or an archive without one.
std::optional<bool> enter_in_ledger(const Context& context, const archive::Signer* signer,
                                    const derive::Transcript& made) {
  const auto archive = made.bag.parent_path().parent_path();
  if (signer == nullptr || made.recording.empty() || !archive::is_inside(archive, own_archive(context)) ||
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

ExitCode finish_transcript(const Context& context, const Config& config, const archive::Signer* signer,
                           const derive::Transcript& made, bool json) {
  const auto in_ledger = enter_in_ledger(context, signer, made);
  const auto stamped = session::Stamping(stamp_plan(context, config, made.bag.parent_path().parent_path()))
                           .stamp_seal(context.fs, made.bag);
  if (json) {
    auto document = to_json(made);
    document["in_ledger"] = json::or_null(in_ledger);
    document.update(control::to_json(stamped));
    print_json(document);
  } else {
    print_made(made);
    print_date(stamped, made.bag.parent_path().filename().string());
  }
  return in_ledger.value_or(true) ? ExitCode::done : ExitCode::surroundings;
}

}  // namespace earwitness::cli
