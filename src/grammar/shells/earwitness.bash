# SPDX-License-Identifier: MIT
# bash completion for earwitness. The program itself is asked what may come next; nothing that it answers, and nothing
# that was typed, is evaluated.

# The word without its quotes, in REPLY, and the quote that is still open, in open.
_earwitness_plain() {
    local word=$1 letter
    REPLY='' open=''
    while [[ -n $word ]]; do
        letter=${word:0:1} word=${word:1}
        if [[ $letter == \\ && $open != \' ]]; then
            REPLY+=${word:0:1} word=${word:1}
        elif [[ -z $open && $letter == [\"\'] ]]; then
            open=$letter
        elif [[ -n $open && $letter == "$open" ]]; then
            open=
        else
            REPLY+=$letter
        fi
    done
}

# The word as it is typed behind that quote, in REPLY. What readline itself would quote leaves `$` and `)` as they are.
_earwitness_quoted() {
    local word=$1 letter
    REPLY=
    case $open in
        \")
            while [[ -n $word ]]; do
                letter=${word:0:1} word=${word:1}
                [[ $letter == [\"\$\`\\] ]] && REPLY+=\\
                REPLY+=$letter
            done
            ;;
        \') REPLY=${word//\'/\'\\\'\'} ;;
        *) printf -v REPLY %q "$word" ;;
    esac
}

_earwitness() {
    local IFS=$' \t\n' REPLY open i glued=1 part cut line kind='' words=()
    COMPREPLY=()
    # bash takes `--lang=nl` for three words, of which it replaces the last one.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        _earwitness_plain "${COMP_WORDS[i]}"
        part=$REPLY
        if [[ $COMP_WORDBREAKS == *[=:]* && $part == [=:]* && ${#words[@]} -gt 0 ]]; then
            words[-1]+=$part glued=0 part=
        elif ((glued == 0)); then
            words[-1]+=$part glued=1
        else
            words+=("$part")
        fi
    done
    ((${#words[@]} > 0)) || return 0
    cut=$((${#words[-1]} - ${#part}))
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            line=${line%%$'\t'*}
            _earwitness_quoted "${line:cut}"
            COMPREPLY+=("$REPLY")
        fi
    done < <(command -- "${1/#\~\//$HOME/}" __complete "${words[@]}" 2>/dev/null)
    case $kind in
        recordings) ((${#COMPREPLY[@]} > 0)) || compopt -o filenames -o dirnames ;;
        folders) compopt -o filenames -o dirnames ;;
        files) compopt -o default ;;
    esac
}

complete -F _earwitness earwitness
