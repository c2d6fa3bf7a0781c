#!/bin/bash
# tutorial.sh WEFT MANUAL: weft-tutorial(7) typed as it stands, but for the cloud: every command does
# what the text around it says.
set -u
weft=$1 manual=$2
"$weft" doctor 2>/dev/null | grep -q '✓ zookeeper' || { echo "SKIPPED: no ZooKeeper"; exit 77; }
folder=$(mktemp -d) || exit 1
export PATH=${weft%/*}:$PATH XDG_DATA_HOME=$folder/data XDG_STATE_HOME=$folder/state
cd "$folder" || exit 1
stop() { kill $(jobs -p) 2>/dev/null; wait; weft zk stop -q 2>/dev/null; cd /; rm -rf "$folder"; }
trap stop EXIT
failed=0
fail() { echo "FAILED: $*"; failed=1; }
openstack() { case $*: in *"-t shop-heat.yaml"*) grep -q weft-agent shop-heat.yaml ;; esac; }

awk '/^\.Ed/ { on = 0 } on { print } /^\.Bd -literal/ { on = 1 }' "$manual" >shop.yaml
sed -n 's/^\.Dl //p' "$manual" | sed 's/\\(dq/"/g; s/\\&//g' >commands
[ "$(wc -l <commands)" -gt 20 ] || fail "the manual shows commands"
n=0
while IFS= read -r line; do
    echo "\$ $line"
    eval "$line" >$((++n)).out 2>&1 </dev/null || fail "$line: $(cat $n.out)"
    cat $n.out
done <commands >said
cat said

# What the text promises of them, in its order.
said() { # PATTERN: stands behind what was looked for before
    tail -n "+$at" said | grep -nm 1 -e "$1" >found || { fail "not said: $1"; return; }
    at=$((at + $(cut -d : -f 1 found)))
}
at=1
said "only software uses parameter 'db_password'"
said '\[database\]'
said '2 of 2 done'
said 'database .*failed'
said "^weft: made the stack's master key '$folder/data/weft/shop.key'"
said 'generation 1'
said '^url: http://shop.example/?port=5432$'
said 'config changed (1 line)'
said '^url: http://shop.example/?port=5433$'
said '^    | no route to the database$'
said '^site .*failed: exit status 1'
said '^    | no route to the database$'
said "stack 'shop' is gone"
grep -r secret db web 2>/dev/null | grep -v '"secret"' && fail "the password stands in a journal"
exit $failed
