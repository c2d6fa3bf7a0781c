# fish completion for weft: commands and options come from the program's own help.
function __weft_commands
    weft --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  *\(.*\)/\1\t\2/p'
end
function __weft_options
    set -l words (commandline -opc)
    weft $words[2] --help 2>/dev/null | string match -ra -- '--[a-z][a-z-]*' | sort -u
end
complete -c weft -n 'test (count (commandline -opc)) -eq 1' -a '(__weft_commands)'
complete -c weft -n 'string match -q -- "-*" (commandline -ct)' -a '(__weft_options)'
complete -c weft -n '__fish_seen_subcommand_from zk' -a 'start stop status'
complete -c weft -l color -xa 'auto always never'
complete -c weft -l theme -a 'auto default dark light high-contrast colour-blind tritanopia mono'
complete -c weft -l screen -xa 'graph tree findings plan template znodes run datacenter messages'
complete -c weft -n '__fish_seen_subcommand_from check' -l format -xa 'text json sarif'
complete -c weft -n '__fish_seen_subcommand_from plan' -l format -xa 'text json md'
complete -c weft -n '__fish_seen_subcommand_from graph' -l level -xa 'component vm role'
complete -c weft -n '__fish_seen_subcommand_from graph' -l zoom -xa 'tiles roles vms compact boxes outline'
complete -c weft -n '__fish_seen_subcommand_from strip' -l bootstrap -xa 'package image url='
