#!/bin/bash
# A name server that keeps silent: a script's :wait ends with what is known, long before it gives up.
set -u
weft=$1 samples=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CONFIG_HOME=$folder XDG_STATE_HOME=$folder XDG_DATA_HOME=$folder
alone() {
  bwrap --bind / / --dev /dev --proc /proc --ro-bind "$folder/resolv.conf" /etc/resolv.conf \
    --unshare-net --unshare-user --uid 0 --cap-add ALL "$@"
}
echo 'nameserver 127.0.0.53' >"$folder/resolv.conf"
alone python3 -c '' 2>/dev/null || { echo "SKIPPED: no bubblewrap, user namespaces or python3"; exit 77; }
printf ':wait\n:save-screen %s/screen\n' "$folder" >"$folder/script"
cat >"$folder/silent.py" <<'PY'
import socket, subprocess, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.53", 53))
sys.exit(subprocess.run(sys.argv[1:]).returncode)
PY
ASAN_OPTIONS=detect_leaks=0 alone python3 "$folder/silent.py" "$weft" "$samples/wordpress/wordpress.yaml" \
  --size 100x24 --script "$folder/script" --zk zookeeper.example.org || exit 1
grep -q 'no answer yet where the servers are' "$folder/screen" || { tail -1 "$folder/screen"; exit 1; }
