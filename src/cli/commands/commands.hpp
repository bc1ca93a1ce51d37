// SPDX-License-Identifier: MIT
//
// One function a command: it adds the command with its options to the app, and sets context.command when it was typed.
// The file NAME.cpp beside this one holds the rest.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.hpp"

namespace earwitness::cli {

void add_start(CLI::App& app, Context& context);
void add_stop(CLI::App& app, Context& context);
void add_mark(CLI::App& app, Context& context);
void add_pause(CLI::App& app, Context& context);
void add_resume(CLI::App& app, Context& context);
void add_extend(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_setup(CLI::App& app, Context& context);
void add_list(CLI::App& app, Context& context);
void add_rename(CLI::App& app, Context& context);
void add_note(CLI::App& app, Context& context);
void add_open(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_recover(CLI::App& app, Context& context);
void add_timestamp(CLI::App& app, Context& context);
void add_excerpt(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_transcript(CLI::App& app, Context& context);
void add_play(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_devices(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_keys(CLI::App& app, Context& context);
void add_delete(CLI::App& app, Context& context);
/// More commands of `keys`.
void add_keys_trust(CLI::App& keys, Context& context);

/// A subcommand with --help, the options of every command, and an example as the last lines of its help.
CLI::App* add_command(CLI::App& app, Context& context, const char* name, const char* what, const char* example);

/// Runs `run(options)` after all words were read; it returns an ExitCode. `options` is shared with the CLI's callbacks.
template <typename Options, typename Run>
void on_command(CLI::App* command, Context& context, std::shared_ptr<Options> options, Run run) {
  command->callback([&context, options, run] { context.command = [options, run] { return run(*options); }; });
}

}  // namespace earwitness::cli
