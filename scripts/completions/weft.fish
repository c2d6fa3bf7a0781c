# fish completion for weft: commands and options come from the program's own help.
function __weft_commands
    weft --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  *\(.*\)/\1\t\2/p'
end
function __weft_options
    set -l words (commandline -opc)
    weft $words[2] --help 2>/dev/null | string match -r -- '^  (?:-[a-zA-Z0-9], )?--[a-z][a-z-]*' |
        string match -r -- '--[a-z][a-z-]*' | sort -u
end
function __weft_stacks
    set -l data $HOME/.local/share
    set -q XDG_DATA_HOME; and set data $XDG_DATA_HOME
    for key in $data/weft/*.key
        basename $key .key
    end
end
# What the stack that was named has: failed components, outputs.
function __weft_failed
    timeout 1 weft status --json (commandline -opc)[3] 2>/dev/null |
        sed -n '/"component": /h; /"state": "failed"/{g;s/^.*"component": "\([A-Za-z0-9_.-]*\)",$/\1/p}'
end
function __weft_outputs
    timeout 1 weft outputs (commandline -opc)[3] 2>/dev/null | sed -n 's/^\([A-Za-z0-9_.-]*\): .*/\1/p'
end
function __weft_nodes
    for word in (commandline -opc)[3..-1]
        test -f $word; or continue
        weft graph --json --quiet $word 2>/dev/null | sed -n $argv[1]
        return
    end
end
function __weft_components
    __weft_nodes 's/^{"name":"\([^"\\]*\)","kind":"component".*/\1/p'
end
function __weft_vms
    __weft_nodes 's/^{"name":"[^"]*","kind":"component","vm":"\([^"\\]*\)".*/\1/p' | sort -u
end
function __weft_agents
    __weft_nodes 's/^{"name":"\([^"\\]*\)","kind":"component","vm":"\([^"\\]*\)".*/\2@\1/p'
end
complete -c weft -n 'test (count (commandline -opc)) -eq 1' -a '(__weft_commands)'
complete -c weft -n 'string match -q -- "-*" (commandline -ct)' -a '(__weft_options)'
complete -c weft -f -n '__fish_seen_subcommand_from zk' -a 'start stop status'
complete -c weft -l color -xa 'auto always never'
complete -c weft -l theme -a 'auto default dark light high-contrast colour-blind tritanopia mono'
complete -c weft -l screen -xa 'graph tree findings plan template znodes run datacenter messages'
complete -c weft -n '__fish_seen_subcommand_from check' -l format -xa 'text json sarif'
complete -c weft -n '__fish_seen_subcommand_from plan' -l format -xa 'text json md'
complete -c weft -n '__fish_seen_subcommand_from graph' -l level -xa 'component vm role'
complete -c weft -n '__fish_seen_subcommand_from graph' -l zoom -xa 'tiles roles vms compact boxes outline'
complete -c weft -n '__fish_seen_subcommand_from strip' -l bootstrap -xa 'package image url='
complete -c weft -n '__fish_seen_subcommand_from check' -l explain -xa '(__weft_components)'
complete -c weft -n '__fish_seen_subcommand_from graph' -l focus -xa '(__weft_components)'
complete -c weft -n '__fish_seen_subcommand_from rehearse' -l fail -xa '(__weft_components)'
complete -c weft -n '__fish_seen_subcommand_from rehearse' -l slow -xa '(__weft_components)'
complete -c weft -n '__fish_seen_subcommand_from rehearse' -l kill-agent -xa '(__weft_agents)'
complete -c weft -n '__fish_seen_subcommand_from strip' -l agent -xa '(__weft_vms)'
complete -c weft -l stack -xa '(__weft_stacks)'
complete -c weft -f -n 'test (count (commandline -opc)) -eq 2; and contains (commandline -opc)[2] status watch outputs retry cancel teardown' -a '(__weft_stacks)'
complete -c weft -f -n 'test (count (commandline -opc)) -eq 2; and contains (commandline -opc)[2] help' -a '(__weft_commands)'
complete -c weft -f -n 'test (count (commandline -opc)) -ge 3; and contains (commandline -opc)[2] retry' -a '(__weft_failed)'
complete -c weft -f -n 'test (count (commandline -opc)) -eq 3; and contains (commandline -opc)[2] outputs' -a '(__weft_outputs)'
