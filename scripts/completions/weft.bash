# bash completion for weft and weft-agent: commands and options come from the program's own help.
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
_weft_commands() {
    weft --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}
# The stacks whose keys are on this machine.
_weft_stacks() {
    local key
    for key in "${XDG_DATA_HOME:-$HOME/.local/share}"/weft/*.key; do
        [[ -e $key ]] && basename "$key" .key
    done
}
# The components of the model that was named before, and where they run; not those whose names the
# shell would take for something else, as it quotes no $ and no backquote.
_weft_nodes() {
    local word
    for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
        [[ -f $word ]] && weft graph --json --quiet "$word" 2>/dev/null | sed -n "$1" && return
    done
}
_weft_components() {
    _weft_nodes 's/^{"name":"\([^"\\$`]*\)","kind":"component".*/\1/p'
}
_weft_vms() {
    _weft_nodes 's/^{"name":"[^"]*","kind":"component","vm":"\([^"\\$`]*\)".*/\1/p' | sort -u
}
_weft_agents() {
    _weft_nodes 's/^{"name":"\([^"\\$`]*\)","kind":"component","vm":"\([^"\\$`]*\)".*/\2@\1/p'
}
# What the stack that was named has: failed components, outputs. Plain names only, and no long wait for
# servers that are away.
_weft_failed() {
    timeout 1 weft status --json "${COMP_WORDS[2]}" 2>/dev/null |
        sed -n '/"component": /h; /"state": "failed"/{g;s/^.*"component": "\([A-Za-z0-9_.-]*\)",$/\1/p}'
}
_weft_outputs() {
    timeout 1 weft outputs "${COMP_WORDS[2]}" 2>/dev/null | sed -n 's/^\([A-Za-z0-9_.-]*\): .*/\1/p'
}
_weft_names() {
    case $1:$2 in
    check:--explain | graph:--focus | rehearse:--fail | rehearse:--slow) _weft_components ;;
    rehearse:--kill-agent) _weft_agents ;;
    strip:--agent) _weft_vms ;;
    status:status | watch:watch | outputs:outputs | retry:retry) _weft_stacks ;;
    cancel:cancel | teardown:teardown | *:--stack) _weft_stacks ;;
    help:help) _weft_commands ;;
    retry:-* | outputs:-*) ;;
    retry:*) _weft_failed ;;
    outputs:*) _weft_outputs ;;
    *) _weft_values "$1" "$2" | tr ' ' '\n' ;;
    esac
}
# The lines that begin with $1, as they are: compgen -W would expand them, and run what a model calls
# its components.
_weft_offer() {
    mapfile -t COMPREPLY < <(while IFS= read -r line; do
        [[ $line == "$1"* ]] && printf '%s\n' "$line"
    done)
}
_weft() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} names
    local command=${COMP_WORDS[1]}
    if [[ $current == @ || $before == @ ]]; then # "db@install" comes as three words
        local at=$((COMP_CWORD - 1)) line
        [[ $current == @ ]] && current= || at=$((at - 1))
        _weft_offer "$current" < <(_weft_names "$command" "${COMP_WORDS[at - 1]}" | while IFS= read -r line; do
            [[ $line == "${COMP_WORDS[at]}@"* ]] && printf '%s\n' "${line#*@}"
        done)
        return
    fi
    if [[ $current == = ]]; then # "--zoom=vms" comes as three words
        current=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
        _weft_offer "$current" < <(_weft_commands)
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current")
    elif [[ $current == -* ]]; then
        _weft_offer "$current" < <(weft "$command" --help 2>/dev/null |
            grep -oE -- '^  (-[a-zA-Z0-9], )?--[a-z][a-z-]*' | grep -oE -- '--?[a-zA-Z0-9][a-z-]*' | sort -u)
    elif names=$(_weft_names "$command" "$before") && [[ -n $names ]]; then
        _weft_offer "$current" <<<"$names"
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -F _weft weft
_weft_agent() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $current == -* ]]; then
        _weft_offer "$current" < <(weft-agent --help 2>/dev/null |
            grep -oE -- '^  (-[a-zA-Z0-9], )?--[a-z][a-z-]*' | grep -oE -- '--?[a-zA-Z0-9][a-z-]*' | sort -u)
    elif [[ $before == --config || $before == -c || $before == --journal || $before == --hooks ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    elif [[ $COMP_CWORD -eq 1 ]]; then
        _weft_offer "$current" < <(printf '%s\n' get set)
    fi
}
complete -o filenames -F _weft_agent weft-agent
