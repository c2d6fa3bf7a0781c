#!/bin/sh
# installed.sh AGENT UNIT: what a VM has to have for the agent, and whether systemd takes its unit.
set -u
agent=$1 unit=$2
needs=$(objdump -p "$agent" | sed -n 's/^ *NEEDED *//p') || exit 1
echo "$needs"
if echo "$needs" | grep -E 'curses|tinfo|gvc|cgraph|yaml|cdt'; then
    echo "a VM has no use for these" >&2
    exit 1
fi
command -v systemd-analyze >/dev/null || {
    echo "SKIP: systemd-analyze is missing: the unit was not checked" >&2
    exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# Where it will be installed there is nothing yet; the rest is as it is.
sed "s#^ExecStart=[^ ]*#ExecStart=$agent#" "$unit" >"$work/weft-agent.service"
systemd-analyze verify --man=no "$work/weft-agent.service" 2>"$work/said"
status=$?
grep -F weft-agent "$work/said" >&2 && status=1
exit $status
