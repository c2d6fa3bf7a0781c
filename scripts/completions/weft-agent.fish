# fish completion for weft-agent: options come from the program's own help.
function __weft_agent_options
    weft-agent --help 2>/dev/null | string match -r -- '^  (?:-[a-zA-Z0-9], )?--[a-z][a-z-]*' |
        string match -r -- '--[a-z][a-z-]*' | sort -u
end
complete -c weft-agent -f -n 'test (count (commandline -opc)) -eq 1' -a 'get set'
complete -c weft-agent -n 'string match -q -- "-*" (commandline -ct)' -a '(__weft_agent_options)'
complete -c weft-agent -s c -l config -rF
complete -c weft-agent -l journal -rF
complete -c weft-agent -l hooks -rF
