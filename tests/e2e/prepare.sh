#!/bin/bash
# weft prepare asks in a terminal: what was shown is what is written, nobody waits for an answer, and
# nobody is overridden who came meanwhile.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
export XDG_DATA_HOME=$folder/data
cd "$folder" || exit 1
hosts=$("$weft" zk start -q) || { echo "SKIPPED: no ZooKeeper server can be started here"; exit 77; }
trap '"$weft" zk stop -q; t kill-server 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "FAILED: $*"; failed=1; }
model=$samples/connections/connections
to="--stack conn --zk $hosts"

argument="prepare $model.yaml $to"
start
await "Write this to stack 'conn'? [y/N]"
keys C-c
await 'interrupted; nothing is written'
await 'code 130'
start
await "[y/N]"
# While it asks another one writes; then the answer is to what was shown, and it is shown and asked anew.
"$weft" prepare $model-v2.yaml $to --yes >other 2>&1 || fail "the other planner: $(cat other)"
grep -q "stack 'conn' is at generation 1" other || fail "the other planner: $(cat other)"
grep -q 'lock' other && fail "the other planner had to wait: $(cat other)"
keys y Enter
await "Write this instead to stack 'conn'? [y/N]" # the reason is above what is shown
"$weft" prepare $model-v2.yaml $to --dry-run | grep -q ': 0 writes' || fail "the other one was overridden"
keys n Enter
await 'code 1'
"$weft" prepare $model-v2.yaml $to --dry-run | grep -q ': 0 writes' || fail "the other one was overridden"
# The second answer counts, to what was shown last.
start
await "[y/N]"
"$weft" prepare $model.yaml $to --yes -P public_name=other.example >other 2>&1 || fail "the other planner: $(cat other)"
keys y Enter
await "Write this instead to stack 'conn'? [y/N]"
keys y Enter
await "is at generation 3"
await 'code 0'
# While one writes the others wait as ever: the lock is taken with the answer.
argument="prepare $model-v2.yaml $to"
start
await "[y/N]"
keys y Enter
await "is at generation 4"
await 'code 0'
exit $failed
