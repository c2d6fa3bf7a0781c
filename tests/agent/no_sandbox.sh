#!/bin/sh
# no_sandbox.sh WEFT MODELS: weft run where no sandbox can be made, or a hook is missing, says what to do, before it
# starts anything.
set -u
weft=$1 model=$2/probe.yaml
work=$(mktemp -d /tmp/weft-no-sandbox-XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME="$work" XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
mkdir "$work/none" "$work/failing"
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' >"$work/failing/bwrap"
chmod +x "$work/failing/bwrap"

# says PATH WORDS: it fails, and the one line that it prints has the words.
says() {
    PATH="$1" "$weft" run "$model" -q -P host_file=/h -P key_file=/k -P folder="$work" >"$work/out" 2>&1
    status=$?
    [ "$status" = 1 ] && [ "$(wc -l <"$work/out")" = 1 ] && grep -q -- "$2" "$work/out" &&
        grep -q -- "--no-sandbox" "$work/out" && [ ! -e "$work/state" ] && return
    echo "exit status $status:"
    cat "$work/out"
    exit 1
}
says "$work/none" "apt install bubblewrap"
says "$work/failing:$PATH" "No permissions to create new namespace.*allow user namespaces"

cat >"$work/hook.yaml" <<'END'
heat_template_version: 2018-08-31
resources:
  s: {type: OS::Nova::Server, properties: {image: i, flavor: f}}
  c: {type: OS::Heat::SoftwareConfig, properties: {group: nosuch, config: x}}
  d: {type: OS::Heat::SoftwareDeployment, properties: {config: {get_resource: c}, server: {get_resource: s}}}
END
HEAT_CONFIG_HOOKS="$work/none" "$weft" run --no-sandbox -q "$work/hook.yaml" >"$work/out" 2>&1
[ $? = 1 ] && grep -q "no hook runs group 'nosuch' of 'd': looked in $work/none, /usr" "$work/out" &&
    [ ! -e "$work/state" ] || { echo "a hook that is missing:"; cat "$work/out"; exit 1; }
echo "ok"
