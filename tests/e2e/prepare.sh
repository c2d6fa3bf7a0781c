#!/bin/bash
# weft prepare asks in a terminal: what was shown is what is written, and nobody else comes between.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
export XDG_DATA_HOME=$folder/data
cd "$folder" || exit 1
hosts=$("$weft" zk start -q) || { echo "SKIPPED: no ZooKeeper server can be started here"; exit 77; }
trap '"$weft" zk stop -q; t kill-server 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "FAILED: $*"; failed=1; }
prepare="prepare $samples/connections/connections.yaml --stack conn --zk $hosts"

argument=$prepare
start
await "Write this to stack 'conn'? [y/N]"
keys C-c
await 'interrupted; nothing is written'
await 'code 130'
start
await "[y/N]"
# While it asks it holds the stack; another one waits, and goes on when the question is answered.
"$weft" $prepare --yes >other 2>&1 &
other=$!
for i in $(seq 3000); do
  grep -q 'another planner (process .*) holds the lock' other && break
  read -r -t 0.05 <> <(:) || true
done
grep -q 'another planner' other || fail "the other planner did not wait: $(cat other)"
grep -q 'generation' other && fail "the other planner came between"
keys n Enter
await 'code 1'
wait $other || fail "the other planner: $(cat other)"
grep -q "stack 'conn' is at generation 1" other || fail "the other planner: $(cat other)"
argument="prepare $samples/connections/connections-v2.yaml --stack conn --zk $hosts"
start
await "[y/N]"
keys y Enter
await "is at generation 2"
await 'code 0'
exit $failed
