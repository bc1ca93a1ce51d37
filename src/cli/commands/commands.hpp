// SPDX-License-Identifier: MIT
//
// One function a command: it declares the command with its options, and what it does once it was typed. The file
// NAME.cpp beside this one holds the rest. What several commands take is declared once, by the functions at the end.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "context/context.hpp"
#include "grammar/grammar.hpp"
#include "settings/config.hpp"
#include "terminal/exit_code.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::cli {

// What nearly every command says.
using context::Context;
using grammar::Command;
using grammar::Option;
using settings::Config;
using terminal::document_of;
using terminal::ExitCode;
using terminal::print_json;
using terminal::print_line;
using terminal::say;

/// The program with all its commands, in the language that is set. The context outlives it.
[[nodiscard]] std::unique_ptr<Command> make_grammar(Context& context);

void add_start(Command& program, Context& context);
void add_stop(Command& program, Context& context);
void add_mark(Command& program, Context& context);
void add_pause(Command& program, Context& context);
void add_resume(Command& program, Context& context);
void add_extend(Command& program, Context& context);
void add_status(Command& program, Context& context);
void add_setup(Command& program, Context& context);
void add_settings(Command& program, Context& context);
void add_list(Command& program, Context& context);
void add_rename(Command& program, Context& context);
void add_note(Command& program, Context& context);
void add_open(Command& program, Context& context);
void add_verify(Command& program, Context& context);
void add_recover(Command& program, Context& context);
void add_timestamp(Command& program, Context& context);
void add_excerpt(Command& program, Context& context);
void add_import(Command& program, Context& context);
void add_backup(Command& program, Context& context);
void add_transcript(Command& program, Context& context);
void add_play(Command& program, Context& context);
void add_export(Command& program, Context& context);
void add_report(Command& program, Context& context);
void add_devices(Command& program, Context& context);
void add_doctor(Command& program, Context& context);
void add_demo(Command& program, Context& context);
void add_completion(Command& program, Context& context);
void add_keys(Command& program, Context& context);
void add_delete(Command& program, Context& context);
void add_undelete(Command& program, Context& context);
/// More commands of `keys`.
void add_keys_trust(Command& keys, Context& context);

/// `--json`.
void add_json(Command& command, bool& json);
/// The recording that a command is about, wherever it lies.
void add_recording(Command& command, std::string& word);
/// The same, where only one of the archive will do.
void add_own_recording(Command& command, std::string& word);
/// Any number of them.
void add_recordings(Command& command, std::vector<std::string>& words);
/// `--device`.
Option& add_device(Command& command, std::string& device);
/// `--passphrase-file`.
void add_passphrase_file(Command& command, std::string& file);
/// `--tsa-root`.
void add_tsa_roots(Command& command, std::vector<std::string>& files);
/// `--crl`.
void add_crls(Command& command, std::vector<std::string>& files);

/// Words that a person typed without quotes, as one text: `start Review with my boss`.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

/// Whether it ends with a number that has no unit: `90` may be meant as minutes, and the end of `1h30` as well.
[[nodiscard]] bool lacks_unit(std::string_view length);
/// A length of time as it is typed where minutes are meant: `45` are minutes; `45m`, `1h30m` are what they say. From
/// `least` to `most`, else Error(usage) that names `word`.
[[nodiscard]] std::chrono::seconds parse_minutes(const std::string& word, std::string_view text,
                                                 std::chrono::seconds least, std::chrono::seconds most);

/// One side of a call, as it is typed: `near` or `far`; both where there is no text. Throws Error(usage).
[[nodiscard]] Track parse_track(std::string_view text);

/// Runs `run(options)` after all words were read; it returns an ExitCode.
template <typename Options, typename Run>
void on_typed(Command& command, std::shared_ptr<Options> options, Run run) {
  command.on_typed([options, run] { return run(*options); });
}

}  // namespace earwitness::cli
