#!/bin/bash
# tunnel.sh WEFT AGENT MANUAL MODEL: through TLS, with the very configuration that weft-protocol(7)
# shows: prepare, a VM's run by its agent.json, outputs. The second server is away, the first one's
# certificate is what counts, and the port outside understands nobody who speaks in clear.
set -u
weft=$1 agent=$2 manual=$3 model=$4
for needed in stunnel openssl; do
    command -v $needed >/dev/null || { echo "SKIP: $needed is missing"; exit 77; }
done
folder=$(mktemp -d) || exit 1
export XDG_DATA_HOME=$folder/data XDG_STATE_HOME=$folder/state
cd "$folder" || exit 1
hosts=$("$weft" zk start -q) || { echo "SKIP: no ZooKeeper server can be started here"; exit 77; }
stop() { kill $(jobs -p) 2>/dev/null; wait; "$weft" zk stop -q; rm -rf "$folder"; }
trap stop EXIT
failed=0
fail() { echo "FAILED: $*"; failed=1; }

# A loopback address that no other test has, so that the ports may be the manual's.
here=127.$((RANDOM % 200 + 20)).$((RANDOM % 250)).1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key \
    -out zookeeper-ca.pem 2>/dev/null || exit 1
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=zk1 -keyout zk1.key -out zk1.csr 2>/dev/null
openssl x509 -req -in zk1.csr -CA zookeeper-ca.pem -CAkey ca.key -CAcreateserial -days 2 -out zk1.crt \
    -extfile <(echo subjectAltName=DNS:zk1) 2>/dev/null
cat zk1.key zk1.crt >zookeeper.pem
chmod 600 zookeeper.pem

# The N-th literal block of the manual's THE WIRE, with this machine's ports and files.
shown() {
    sed -n '/^\.Sh THE WIRE/,/^\.Sh SEE/p' "$manual" |
        awk -v n="$1" '/^\.Ed/ { on = 0 } on { print } /^\.Bd -literal/ { on = ++seen == n }' |
        sed "s,/etc/stunnel,$PWD,; s,^connect = 127.0.0.1:2181,connect = $hosts,
             s,^accept = 2281,accept = $here:2281,; s,^accept = 127.0.0.1:,accept = $here:,
             s,^connect = zk1:,connect = $here:,; s,^connect = zk2:.*,connect = $here:2299,"
}
tunnel() { # NAME: runs it, and waits until it listens
    printf 'foreground = yes\npid =\nsyslog = no\noutput = %s\n' "$PWD/$1.log" | cat - "$1.body" >"$1.conf"
    stunnel "$PWD/$1.conf" 2>"$1.err" &
    for _ in $(seq 600); do
        grep -q 'Configuration successful' "$1.log" 2>/dev/null && return
        read -r -t 0.1 <> <(:)
    done
    cat "$1.log" "$1.err"
    exit 1
}
shown 1 >server.body
shown 2 >client.body
[ "$(grep -c '^accept' server.body client.body | paste -sd' ')" = 'server.body:1 client.body:2' ] || fail "the manual shows it"
sed "s/checkHost = zk1/checkHost = zk9/; s/:2181/:2183/; /zk2/,\$d" client.body >other.body
tunnel server
tunnel client

zk=$here:2182,$here:2181
"$weft" prepare "$model" --stack t --zk "$zk" --yes -q || fail "prepare"
"$weft" strip "$model" --stack t --zk "$zk" --agent one >agent.json 2>/dev/null || fail "the VM's credential"
grep -qF "$zk" agent.json || fail "the agent is told the tunnel's addresses"
chmod 600 agent.json
timeout 120 "$agent" --config agent.json --journal journal --once -q || fail "the agent: $?"
"$weft" outputs t --zk "$zk" | tee found | grep -q 'through the tunnel' || fail "$(cat found)"

# Nobody else is taken for the server, and nobody gets in without TLS.
kill %2
wait %2
tunnel other 2>/dev/null
for port in 2183 2281; do
    "$weft" status t --zk $here:$port >$port.out 2>&1 &
    asked+=($!)
done
wait "${asked[0]}" && fail "a certificate of another name was taken"
wait "${asked[1]}" && fail "the port outside speaks in clear"
exit $failed
