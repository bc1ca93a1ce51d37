// SPDX-License-Identifier: MIT
#include "cli/manual_words.hpp"

#include <array>

#include "base/translate.hpp"

namespace earwitness::cli {

namespace {

constexpr std::array codes{
    ManualEntry{"0", N_("Done; for `verify`: unchanged.")},
    ManualEntry{"1", N_("`verify`: altered, damaged or missing content, and so `excerpt` and `export` of it; after "
                        "`start` and `stop`: what was sealed did not pass its check.")},
    ManualEntry{"2", N_("Usage: a word, an option, or settings that make no sense.")},
    ManualEntry{"3", N_("`verify`: not sealed, or something that was required could not be confirmed.")},
    ManualEntry{"4", N_("No such recording, not a recording, a format version that this build does not know; nothing "
                        "to stop.")},
    ManualEntry{"5", N_("The surroundings: no microphone, a full disk, no permission, another recording that runs, not "
                        "started by a person, a signing key that can't be used.")},
    ManualEntry{"70", N_("A bug.")},
    ManualEntry{"130",
                N_("`start`: a third Ctrl-C before the seal was done; `recover` makes a sealed recording of what "
                   "is on the disk.")}};

constexpr std::array variables{
    ManualEntry{"EARWITNESS_ARCHIVE", N_("Folder of all recordings, where `--archive` does not name one.")},
    ManualEntry{"XDG_CONFIG_HOME", N_("The settings lie in it (~/.config).")},
    ManualEntry{"XDG_DATA_HOME", N_("The signing key lies in it (~/.local/share).")},
    ManualEntry{"XDG_RUNTIME_DIR", N_("The socket by which a running recording is stopped lies in it.")},
    ManualEntry{"LC_ALL, LC_MESSAGES, LANG, LANGUAGE",
                N_("The language of messages, where neither `--lang` nor the settings name one.")},
    ManualEntry{"VISUAL, EDITOR", N_("The editor that `transcript` opens.")},
    ManualEntry{"NO_COLOR", N_("No colours, whatever its value.")},
    ManualEntry{"SSH_CONNECTION", N_("A `start` is refused: nobody is in the room.")}};

constexpr std::array files{
    ManualEntry{"~/earwitness/", N_("The recordings, each in a folder of its own, and the archive's ledger.")},
    ManualEntry{"~/.config/earwitness/config.toml", N_("The settings, which `setup` writes.")},
    ManualEntry{"~/.config/earwitness/known-keys", N_("Keys of others, which `keys trust` made known.")},
    ManualEntry{"~/.local/share/earwitness/keys/signing-key.pem",
                N_("The key that signs recordings. Keep a copy elsewhere, made by `keys backup`.")}};

}  // namespace

std::span<const ManualEntry> exit_codes() noexcept { return codes; }
std::span<const ManualEntry> environment_variables() noexcept { return variables; }
std::span<const ManualEntry> files_of_the_user() noexcept { return files; }

}  // namespace earwitness::cli
