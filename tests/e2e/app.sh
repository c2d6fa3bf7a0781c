#!/bin/bash
# Drives weft itself in tmux: opening, keys, resizing, editing, reloading, colours, the end.
set -u
weft=$1 samples=$2
probe=$weft
. "$(dirname "$0")/tmux.sh"
export XDG_DATA_HOME=$folder/data
cp -R "$samples/." "$folder/samples"
cd "$folder" || exit 1
model=samples/connections/connections.yaml

argument=$model
start
await 'on VM ldap'
await 'ldap.install  on ldap'
keys j; await 'ldap.load  on ldap'
keys /; await '/'; keys 'install'; await '5 of 17 components'; keys Enter; await '/install: 5'
keys '\'; await 'no filter'
keys /; await '/'; keys 'start'; keys Enter; await '.start  on ' # no match was in view
keys '\'; await 'no filter'
keys : 'goto conn.sy' Tab; await 'conn.sync'; keys Enter; await 'conn.sync  on dmgr'
printf ':goto ldap.load\n' >played
keys : 'source played' Enter; await 'ldap.load  on ldap'
keys : 'goto conn.sync' Enter; await 'conn.sync  on dmgr'
keys f; await 'type the letters'; keys Escape
t resize-window -t main -x 50 -y 12; await '9  graph'
t resize-window -t main -x 30 -y 8; await 'components'
t resize-window -t main -x 8 -y 2
t resize-window -t main -x 120 -y 40; await 'recipe at CREATE'
keys 2; await '2 components'
keys 4; await 'wave 7'
keys 5; await 'unchanged lines'
keys 1; await 'conn.sync  on dmgr'
keys : 'export svg picture.svg' Enter; await 'wrote picture.svg' # by a child that has no terminal
raw '\033[<0;70;4M\033[<0;70;4m' # a press beside the picture changes nothing
keys C-z; await 'Stopped'; keys 'fg' Enter; await 'conn.sync  on dmgr'

# A change of the file is read by itself, the place stays; a broken one keeps the picture.
sed -i 's/^  conn.sync:/  conn.extra: {server: dmgr, config: "#!\/bin\/sh"}\n  conn.sync:/' $model
await 'read samples/connections/connections.yaml again'
await '18 components'
await 'conn.sync  on dmgr'
cp $model good.yaml
echo 'x: [' >> $model
await 'last good one'
await '18 components'
cp good.yaml $model
await 'read samples/connections/connections.yaml again'

# The editor gets the line; what it leaves is read.
cat > editor <<'EOF'
#!/bin/sh
echo "$@" > edited
sed -i '/conn.extra/d' "$2"
EOF
chmod +x editor
keys Q; await 'Stopped' # the shell's own screen again
sane
mv editor vi
start EDITOR="$folder/vi"
await 'on VM ldap'
keys : 'goto ldap.load' Enter; await 'ldap.load  on ldap'
keys e; await '17 components'
grep -q '^+[0-9]* samples/connections/connections.yaml$' edited || { echo "FAILED: editor's arguments"; failed=1; }
keys Q; await 'code 0'
sane

# C-c in it ends it alone, however quickly it ends.
printf '#!/bin/sh\necho editing; exec cat\n' >vi
start EDITOR="$folder/vi"
for i in 1 2 3; do
  await ' on VM '
  keys e; await 'editing'; keys C-c; await ' on VM '
  keys j
done
keys Q; await 'code 0'
sane

# A part of a model is a file for the editor, whatever its name is.
printf 'heat_template_version: 2018-08-31\nresources: {nest: {type: +n.yaml}}\n' >root.yaml
cat >+n.yaml <<'EOF'
heat_template_version: 2018-08-31
resources: {s: {type: OS::Nova::Server}}
components:
  one: {server: s, config: "#!/bin/sh"}
  two: {server: s, config: "#!/bin/sh"}
EOF
printf '#!/bin/sh\necho "$@" > edited\nsed -i /two:/d "$2"\n' >vi
argument=root.yaml
start EDITOR="$folder/vi"
await '2 components'
keys : 'goto nest.one' Enter; await 'nest.one  on nest.s'
keys e; await '1 component'
grep -q '^+[0-9]* \./+n.yaml$' edited || { echo "FAILED: editor's arguments: $(cat edited)"; failed=1; }
keys Q; await 'code 0'
sane
argument=$model

# Without colour: attributes and no colours; without a terminal: the overview; two models: the plan.
start NO_COLOR=1
await 'on VM ldap'
t capture-pane -e -p -t main | grep -q $'\033\[[0-9;]*3[0-7]m' && { echo "FAILED: colour in spite of NO_COLOR"; failed=1; }
keys Q; await 'code 0'
start LC_ALL=C
await 'on VM ldap'
screen | LC_ALL=C grep -q '[^ -~]' && { echo "FAILED: more than ASCII in LC_ALL=C"; failed=1; }
keys Q; await 'code 0'
argument="$model samples/connections/connections-v2.yaml"
start
await 'deleted, replaced'
await 'show ihs in the graph'
keys C-c; await 'C-c again quits'; keys C-c; await 'code 0'
sane
argument=$model
start TERM=dumb
await "'weft check' and 'weft graph' print more"
await 'code 0'
argument="$model | head -1"
start
await '6 VMs, 17 components'
await 'code 0'
argument="nosuch.yaml"
start
await 'code 2'

# The size of a model never keeps a key waiting: a picture that is being laid out can be left.
python3 - <<'EOF' 2>/dev/null || { [ $failed = 0 ] && echo "all passed (without the large model)"; exit $failed; }
with open('large.yaml', 'w') as f:
    f.write('heat_template_version: 2018-08-31\nresources:\n')
    for v in range(1000):
        f.write(f'  vm{v}: {{type: OS::Nova::Server}}\n')
    f.write('components:\n')
    for c in range(10000):
        reads = f', depends_on: [c{c * 7 // 8}]' if c else ''
        f.write(f'  c{c}: {{server: vm{c % 1000}, config: "#!/bin/sh"{reads}}}\n')
EOF
# What is being opened goes on, whatever is wished for the model there is.
printf '%s\n' ":open large.yaml" R ':wait' 2 ':save-screen opened' >opening
"$weft" "$model" --script opening --size 120x40 >/dev/null
grep -q '10000 components' opened || { echo "FAILED: large.yaml was not opened"; failed=1; }
argument=large.yaml
start
await '1000 VMs, 10000 components'
await 'tiles' # its VMs are all alike
keys Enter; keys +; keys -; keys -; keys +
keys : 'goto c9999' Enter
await 'c9999  on vm999'
# Read again in the background: the place stays, and a second wish is the one that counts.
echo '  c10000: {server: vm7, config: "#!/bin/sh"}' >>large.yaml
keys R R
await '9991 components inside'; await 'c9999  on vm999'
keys : 'open no-such.yaml' Enter; await "cannot read 'no-such.yaml'"
keys C-l; await '9991 components inside'
keys 2; await 'on VM vm999'
# Comparing with the zNodes takes its time, too: keys are heard meanwhile, and Esc stops it.
keys 6; await 'comparing'; keys Escape; await 'comparing was stopped'
keys r; await 'comparing'; keys j; keys j; await 'expected'
keys Q; await 'code 0'
sane

# What is saved is there the next time: settings and filters; the command line wins.
export XDG_CONFIG_HOME=$folder/config
argument=$model
start
await '1graph'
keys : 'set theme=mono' Enter
keys : 'set minimap=off' Enter
keys : 'filter install' Enter; await '/install: 5'
keys : 'save-filter inst' Enter; await '@inst is install'
keys o; await 'keep all this'; keys save Enter; await 'settings are kept'
keys Q; await 'code 0'
grep -qx 'minimap=off' config/weft/settings && grep -qx 'theme=mono' config/weft/settings &&
    grep -qx 'inst install' config/weft/filters || { echo "FAILED: nothing is kept"; failed=1; }
echo 'minimap=maybe' >>config/weft/settings
start
await 'settings:9: minimap is off or on'
keys o; await 'theme     mono'; await 'minimap   off'; keys C-c
keys /; keys '@in' Tab; await '/@inst'; keys Enter; await '/@inst: 5'
keys Q; await 'code 0'
argument="--theme auto $model"
COLORFGBG='0;15' start
await '1graph'
keys o; await 'theme     auto'; keys C-c
raw '\033]11;rgb:0000/0000/0000\007'
keys Q; await 'code 0'
sane
unset XDG_CONFIG_HOME

[ $failed = 0 ] && echo "all passed"
exit $failed
