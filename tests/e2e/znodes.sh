#!/bin/bash
# The znodes screen in tmux, against a real server: prepare by the confirm ladder, a value that
# changes while somebody looks, a server that goes and comes back.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
export XDG_DATA_HOME=$folder/data
cp -R "$samples/." "$folder/samples"
cd "$folder" || exit 1
hosts=$("$weft" zk start -q) || { echo "SKIPPED: no ZooKeeper server can be started here"; exit 77; }
trap '"$weft" zk stop -q; t kill-server 2>/dev/null; rm -rf "$folder"' EXIT
# A dialog that has just opened hears nothing for 0.3 s.
hears() { read -r -t 0.5 <> <(:); }
model=samples/wordpress/wordpress.yaml

argument="$model --zk $hosts --stack blog --screen znodes"
start
await 'nothing is prepared yet'
await '15 missing'
keys '!p'; await 'not armed'
keys : 'arm' Enter; await 'ARMED'
keys '!p'; await 'Prepare zNodes'; await "ensemble  $hosts"
hears; keys Enter; await 'nothing was written'
keys '!p'; await 'y acts'
hears; keys y; await 'is at generation 1'; await 'as the model wants it, generation 1'
await '15 same'
[ "$(stat -c %a data/weft/blog.key)" = 600 ] || { echo "FAILED: the key's mode"; failed=1; }

# The selected zNode is followed: another client's write shows by itself.
await '"phase": "go"'
"$weft" cancel blog --zk "$hosts" -q >/dev/null || failed=1
await '"phase": "pause"'
await 'gen 1 pause'
keys 8; await "stack 'blog' is paused"
keys 6; await 'gen 1 pause'

# What the model wants now is another thing, and a file that is touched stops the deed.
sed -i 's/installing the database server/installing it/' samples/wordpress/scripts/*
await 'to become generation 2'
keys '!p'; await 'generation 2'; await 'y acts'
hears; keys Escape; await 'nothing was written'

keys '!p'; await 'y acts'
touch $model
hears; keys y; await 'has changed meanwhile'
keys r; await 'to become generation 2'

# The server goes: what is known stays. It comes back on its port: all is read again.
"$weft" zk stop -q
await 'stale'; await 'what is shown is as it was'
await '/weft/blog'
keys '!p'; await 'not there now'
"$weft" zk start -q --port "${hosts#*:}" >/dev/null || { echo "FAILED: no second start"; failed=1; }
await 'connected again'; await 'to become generation 2'

# Who armed meant one stack: another one has to be armed anew.
keys : "connect $hosts other" Enter; await 'no longer armed'; await 'nothing is prepared yet'
# Those that are there can be chosen from.
keys : 'stacks' Enter; await 'Stacks on these servers'; await 'blog'
keys Enter; await 'to become generation 2'
keys : "connect $hosts other" Enter; await 'nothing is prepared yet'
keys '!p'; await 'not armed'
keys : "connect $hosts blog" Enter; await 'to become generation 2'
keys : 'arm' Enter; await 'ARMED'
keys : 'disconnect' Enter; await 'no longer armed'
keys : "connect $hosts blog" Enter; await 'to become generation 2'
keys '!t'; await 'not armed'
keys : 'arm' Enter; await 'ARMED'

# At last everything goes, for somebody who types the name.
keys '!t'; await 'ends generation 1'; await 'type blog to confirm'
hears; keys 'blo' Enter; await "that is not 'blog'"
keys 'g' Enter; await 'is at generation 2'
keys Q; await 'code 0'
sane

# Who only looks cannot arm.
argument="$model --zk $hosts --stack blog --screen znodes --readonly"
start
await 'READ-ONLY'
keys : 'arm' Enter; await 'read-only: cannot be armed'
keys '!p'; await 'live-prepare:'
# Somebody else takes the stack away.
"$weft" teardown blog --zk "$hosts" --forget --yes -q >/dev/null || failed=1
await "stack 'blog' is gone"; await 'nothing is prepared yet'
keys Q; await 'code 0'

# An update is one of the stack that the old model is.
argument="samples/connections/connections.yaml samples/connections/connections-v2.yaml --zk $hosts"
argument="$argument --screen znodes"
start
await 'nothing is prepared yet'
await '/weft/connections '
keys Q; await 'code 0'

# What a stack has accepted is as it wants it to be, though it is read from the store.
"$weft" prepare samples/connections/connections.yaml --stack connections --zk "$hosts" --yes -q \
  >/dev/null || { echo "FAILED: prepare"; failed=1; }
argument="watch connections --zk $hosts --screen znodes"
start
await 'as the model wants it, generation 1'
await ' same'
keys Q; await 'code 0'

# A private server that is gone is not waited for.
argument="samples/wordpress/wordpress.yaml --screen znodes"
start
await 'not connected'
keys : 'connect private' Enter; await 'private server at 127.0.0.1:'
program=$(pgrep -P "$(t display-message -p -t main '#{pane_pid}')" | head -1)
kill -9 "$(pgrep -P "$program" java)"
await 'the private server has ended'; await 'not connected'
keys Q; await 'code 0'

# Nobody there; and a terminal without colours and lines.
argument="$model --zk 127.0.0.1:1 --screen znodes"
LC_ALL=C start NO_COLOR=1 LC_ALL=C
await 'no answer'
await 'E /weft/wordpress'
keys Q; await 'code 0'

[ $failed = 0 ] && echo "all passed"
exit $failed
