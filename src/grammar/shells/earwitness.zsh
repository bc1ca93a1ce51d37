#compdef earwitness
# SPDX-License-Identifier: MIT
# zsh completion for earwitness. The program itself is asked what may come next; nothing that it answers, and nothing
# that was typed, is evaluated.

_earwitness() {
  local program=${${(Q)words[1]}/#\~\//$HOME/} kind line
  local -a answer found described
  answer=("${(@f)$(command -- $program __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  kind=$answer[1]
  for line in "${(@)answer[2,-1]}"; do
    found+=("${line%%$'\t'*}")
    described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  case $kind in
    words) (($#found)) && _describe -V earwitness described ;;
    recordings)
      # Also a name of which the word is a part, so zsh is not asked whether it fits; it quotes the names.
      if (($#found)); then compadd -U -V recordings -a found; else _directories; fi
      ;;
    folders) compset -P '--*=' ; _directories ;;
    files) compset -P '--*=' ; _files ;;
  esac
}

if [[ $funcstack[1] == _earwitness ]]; then
  _earwitness "$@" # loaded from $fpath, at the first Tab
else
  compdef _earwitness earwitness
fi
