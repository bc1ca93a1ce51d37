# SPDX-License-Identifier: MIT
# fish completion for earwitness. The program itself is asked what may come next; nothing that it answers, and nothing
# that was typed, is evaluated.

function __earwitness_complete
    set -l words (commandline -opc)
    set -l now (commandline -ct)
    # A quote that is still open can't be taken away by rule.
    set -l plain (string unescape -- $now; or string trim --left --chars '"\'' -- $now)
    set now $plain
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    set -l answer (command $program __complete $words "$now" 2>/dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    set -l option (string match -r -- '^--[^=]*=' "$now")
    set -l path (string replace -r -- '^--[^=]*=' '' "$now")
    switch "$kind"
        case words
            printf '%s\n' $answer
        case recordings
            if set -q answer[1]
                printf '%s\n' $answer
            else
                __fish_complete_directories "$path"
            end
        case folders
            printf '%s\n' "$option"(__fish_complete_directories "$path")
        case files
            printf '%s\n' "$option"(__fish_complete_path "$path")
    end
end

complete -c earwitness -f -k -a '(__earwitness_complete)'
