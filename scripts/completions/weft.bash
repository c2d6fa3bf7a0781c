# bash completion for weft: commands and options come from the program's own help.
# What may follow a word: one of these, where it is not a file or a name.
_weft_values() {
    case $1:$2 in
    *:--color) echo auto always never ;;
    *:--theme) echo auto default dark light high-contrast colour-blind tritanopia mono ;;
    *:--screen) echo graph tree findings plan template znodes run datacenter messages ;;
    check:--format) echo text json sarif ;;
    plan:--format) echo text json md ;;
    graph:--level) echo component vm role ;;
    graph:--zoom) echo tiles roles vms compact boxes outline ;;
    strip:--bootstrap) echo package image url= ;;
    zk:zk) echo start stop status ;;
    esac
}
_weft() {
    local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
    if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
        local commands
        commands=$(weft --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current"; compgen -f -- "$current")
    elif [[ $current == -* ]]; then
        local options
        options=$(weft "$command" --help 2>/dev/null | grep -oE -- '(^|[ ,])--?[a-zA-Z][a-zA-Z-]*' | tr -d ' ,' | sort -u)
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif [[ -n $(_weft_values "$command" "${COMP_WORDS[COMP_CWORD - 1]}") ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_weft_values "$command" "${COMP_WORDS[COMP_CWORD - 1]}")" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -F _weft weft
