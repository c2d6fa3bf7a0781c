#!/bin/bash
# Drives the run screen in tmux: a rehearsal with a failure, what it blocks, the retry that mends
# it, leaving in the middle of another, and a replay of its journal.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
"$weft" doctor 2>/dev/null | grep -q '✓ zookeeper' || { echo "SKIPPED: no ZooKeeper"; exit 77; }
export XDG_DATA_HOME=$folder/data
model=$samples/connections/connections.yaml

# A dialog hears nothing for a moment: presses the key until it is gone.
answer() {
  local i
  for i in $(seq 100); do
    screen | grep -qF 'y acts' || return 0
    keys "$1"
    read -r -t 0.1 <> <(:) || true
  done
}

# The dialog's numbers become others.
goes_on() {
  local i first
  first=$(screen | grep -o 'over: [0-9]* of')
  for i in $(seq 3000); do
    screen | grep -o 'over: [0-9]* of' | grep -qvF "$first" && return 0
    read -r -t 0.05 <> <(:) || true
  done
  echo "FAILED: the dialog still says '$first'"
  failed=1
}

argument="rehearse --screen graph --speed 4 --fail tdi.populate --journal $folder/journal $model"
start
await '✗F 1/2'
# What matters is on top, whatever the graph has selected by itself.
keys 7; await 'failed  1'
await 'of 17 done'
await 'over: 12 of 17 done, 1 failed, 4 blocked by that'
await 'exit status 1 (as rehearsed)'
await 'behind tdi.populate, which failed'
# The failure, its details, and why the last one is blocked.
keys : 'goto tdi.populate' Enter; keys 7; await 'tdi.populate on VM tdi'
keys : 'goto ihs.start' Enter; await '⊘B start'; await 'blocked by tdi.populate'
keys : 'goto tdi.populate' Enter; keys 7; await 'blocked by this'
# What happened is told to those who looked elsewhere, too.
keys 8; await "stack 'rehearsal': tdi.populate on tdi failed"
keys 7
# Mended: what was blocked goes on by itself.
keys : 'arm' Enter; await 'armed'
keys '!' r; await 'y acts'; answer y
await 'all done'
keys t; await '▸ tdi'
keys Q; await 'code 0'
await '17 of 17 done'
sane

# Leaving in the middle asks, tells how far it is now, ends everything, and says how far it came.
argument="rehearse --speed 0.5 $model"
start
await 'running  '
keys Q; await 'It is not over'; answer Escape
keys Q; await 'It is not over: '; goes_on; answer Escape
# Twice C-c is enough.
keys C-c; await 'It is not over'; answer C-c
await 'code 1'
await 'of 17 done'
sane

# What was written while it went can be looked at again, without the model.
argument="watch --replay $folder/journal"
start
await 'replay'
keys '}'; await 'all done'
keys '{'; await '0 of 17 done'
keys ']'; await 'change 1 of'
await 'p play'; keys p; await '▶'; await 'p hold'
keys Q; await 'code 0'
sane
[ $failed = 0 ] && echo "the run screen works in a terminal"
exit $failed
