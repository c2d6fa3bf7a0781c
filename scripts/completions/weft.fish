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
