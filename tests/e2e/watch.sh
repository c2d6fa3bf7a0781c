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

prepare connections || exit 1
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
