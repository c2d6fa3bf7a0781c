#!/bin/sh
# sandbox.sh WEFT MODELS: what weft run keeps recipes from.
set -u
weft=$1 models=$2 model=$2/probe.yaml
skip() { echo "SKIP: $1" >&2; exit 77; }
command -v java >/dev/null && [ -f /usr/share/java/zookeeper.jar ] || skip "needs java and the zookeeper package"
command -v bwrap >/dev/null || skip "needs package bubblewrap"
bwrap --ro-bind / / --unshare-pid true 2>/dev/null || skip "this machine forbids user namespaces"

work=$(mktemp -d /var/tmp/weft-sandbox-XXXXXX) || exit 1
host=$(mktemp /tmp/weft-host-XXXXXX) || exit 1
trap 'rm -rf "$work" "$host" /tmp/weft-probe' EXIT
export HOME="$work/home" XDG_DATA_HOME="$work/data" XDG_STATE_HOME="$work/state"
mkdir -p "$HOME" "$XDG_DATA_HOME/weft" "$work/run"
echo secret >"$XDG_DATA_HOME/weft/other.key"

run() {
    "$weft" run "$model" -q -P "host_file=$host" -P "key_file=$XDG_DATA_HOME/weft/other.key" \
        -P "folder=$work/run" --folder "$work/run" "$@"
}
run --no-sandbox >"$work/out" 2>&1 && { echo "the probe finds nothing outside"; exit 1; }
grep -q "sees keys of stacks" "$work/out" || { cat "$work/out"; exit 1; }
rm -rf "$work/run" /weft-probe "$HOME/weft-probe" /tmp/weft-probe
mkdir "$work/run"
run || exit 1
(cd "$work" && run --folder relative) || exit 1
# What somebody left in the folder in place of the log is not followed.
echo mine >"$work/elsewhere"
mkdir "$work/linked"
ln -s "$work/elsewhere" "$work/linked/agents.log"
run --folder "$work/linked" || exit 1
[ "$(cat "$work/elsewhere")" = mine ] || { echo "the agents' log followed a link"; exit 1; }
"$weft" run "$models/tools.yaml" >"$work/out" || { echo "what comes with the agent is not found"; exit 1; }
tail -n 2 "$work/out" | tr '\n' ' ' | grep -qx 'outputs:   answer: 42 ' || { echo "no outputs at the end"; exit 1; }
if command -v puppet >/dev/null; then # whose own folders cannot be written to there
    "$weft" run "$models/puppet.yaml" >"$work/out" || { cat "$work/out"; exit 1; }
    tail -n 1 "$work/out" | grep -qx '  greeting: me' || { echo "no output of puppet"; exit 1; }
fi
[ ! -e /tmp/weft-probe ] || { echo "it wrote to /tmp of the machine"; exit 1; }
