#!/bin/bash
# A watched stack in tmux, against a real server: the model shown is the one the stack has accepted,
# also when an update makes it another one.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
export XDG_DATA_HOME=$folder/data
cd "$folder" || exit 1
hosts=$("$weft" zk start -q) || { echo "SKIPPED: no ZooKeeper server can be started here"; exit 77; }
trap '"$weft" zk stop -q; t kill-server 2>/dev/null; rm -rf "$folder"' EXIT
prepare() { "$weft" prepare "$samples/connections/$1.yaml" --stack conn --zk "$hosts" --yes -q >/dev/null 2>&1; }

fail() { echo "FAILED: $*"; failed=1; }
"$weft" status conn --zk "$hosts" 2>&1 | grep -q "misspelt, or was it prepared elsewhere" || fail "a stack without a key"
prepare connections || exit 1
# A value that is not there yet is no value.
said=$("$weft" outputs conn url --zk "$hosts" 2>why) && fail "an output that waits has status 0"
[ -z "$said" ] && grep -q "'url' has no value to print: waits for " why || fail "an output that waits: $said, $(cat why)"
"$weft" outputs conn --zk "$hosts" | grep -q '^url: (waits for ' || fail "all outputs"
# Whoever waits for servers that are away is told so.
"$weft" status conn --zk 127.0.0.1:1 2>slow &
status=$!
for i in $(seq 3000); do
  grep -q '^no connection to ZooKeeper yet: .*; trying on$' slow && break
  read -r -t 0.05 <> <(:) || true
done
kill $status
grep -q 'trying on' slow || fail "nothing is said of servers that are away: $(cat slow)"
# On lines, too, it is said whose agents never came.
"$weft" watch conn --console --zk "$hosts" </dev/null >/dev/null 2>missing &
watch=$!
for i in $(seq 3000); do
  grep -q 'never seen.*components are left to them$' missing && break
  read -r -t 0.05 <> <(:) || true
done
kill $watch
grep -q 'no agent: .*; 17 components are left to them' missing || fail "who is missed: $(cat missing)"
# What was done is said, and what would be.
"$weft" teardown conn --zk "$hosts" </dev/null 2>&1 | grep -q "nothing was done: this runs every DELETE, .* of stack 'conn'; say --yes" || fail "teardown"
"$weft" cancel conn --zk "$hosts" | grep -q "^stack 'conn' starts nothing more" || fail "cancel"
"$weft" cancel conn --resume --json --zk "$hosts" | tr -d ' \n' | grep -qx '{"weft":1,"stack":"conn","phase":"go"}' || fail "cancel --json"
# What decided how long it took is told to the end, also of what was too short to be seen running.
cat >one.yaml <<'END'
heat_template_version: 2018-08-31
resources: {a: {type: OS::Nova::Server, properties: {image: i, flavor: f}}}
components:
  first: {server: a, config: "true", outputs: [v]}
  last: {server: a, config: "true", inputs: {v: {get_attr: [first, v]}}}
END
"$weft" prepare one.yaml --stack one --zk "$hosts" --yes -q >/dev/null 2>&1 || exit 1
"$weft" strip one.yaml --stack one --zk "$hosts" --agent a -o a.json || exit 1
"$weft" watch one --until-over --zk "$hosts" </dev/null >over 2>begun &
watch=$!
for i in $(seq 3000); do
  grep -q '^0 of 2 done' begun && break
  read -r -t 0.05 <> <(:) || true
done
"$(dirname "$weft")/weft-agent" -c a.json --journal "$folder/journal" --simulate --simulate-ms 20 --once -q || fail "the agent"
wait $watch || fail "watch --until-over"
[ "$(grep -c '^  .* \(first\|last\) (a)' over)" = 2 ] || fail "what decided: $(cat over)"
# And the timeline of what is over is that of its outcomes.
argument="watch one --zk $hosts"
start
await '2 of 2 done'
keys t; await '▸ a     ▓'
keys Q; await 'code 0'
argument="watch conn --zk $hosts"
start
await 'gen 1 go'
keys : 'goto node.ready' Enter; await '│ node.ready'
prepare connections-v2 || exit 1
await 'gen 2 go'
await 'read the accepted model again'
keys : 'goto cache.install' Enter; await '│ cache.install'
keys Q; await 'code 0'
sane
exit $failed
