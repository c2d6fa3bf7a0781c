#!/bin/sh
# no_sandbox.sh WEFT MODELS: weft run where no sandbox can be made says what to do, before it starts anything.
set -u
weft=$1 model=$2/probe.yaml
work=$(mktemp -d /tmp/weft-no-sandbox-XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME="$work" XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
mkdir "$work/none" "$work/failing"
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' >"$work/failing/bwrap"
chmod +x "$work/failing/bwrap"

# says PATH WORDS: it fails, and the one line that it prints has the words.
says() {
    PATH="$1" "$weft" run "$model" -q -P host_file=/h -P key_file=/k -P folder="$work" >"$work/out" 2>&1
    status=$?
    [ "$status" = 1 ] && [ "$(wc -l <"$work/out")" = 1 ] && grep -q -- "$2" "$work/out" &&
        grep -q -- "--no-sandbox" "$work/out" && [ ! -e "$work/state" ] && return
    echo "exit status $status:"
    cat "$work/out"
    exit 1
}
says "$work/none" "apt install bubblewrap"
says "$work/failing:$PATH" "No permissions to create new namespace.*allow user namespaces"
echo "ok"
