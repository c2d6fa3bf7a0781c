#!/bin/bash
# Drives tui_probe in tmux: the frame of the TUI in a real terminal.
set -u
probe=$1
export EDITOR=true
. "$(dirname "$0")/tmux.sh"

# A new dialog hears nothing for a moment, so its answer may have to be given more than once.
press_until() {
  local i
  for i in $(seq 100); do
    screen | grep -qF -- "$2" && return
    keys "$1"
    read -r -t 0.1 <> <(:) || true
  done
  await "$2"
}

start
await 'component-20'
await 'probe'
keys G; await 'component-99999'
keys gg; await 'component-0'
raw '\033[<65;5;5M'; await 'component-23'
keys : 'theme da' Tab; await ':theme dark'
keys Enter; await 'theme Dark'
keys : ; await ':'; raw '\033[200~copy pasted\nwords\033[201~'; await ':copy pasted words'
keys Enter; await "copied the words to the terminal's clipboard (12 bytes)"
keys : Up; await ':copy pasted words'
keys Up; await ':theme dark'
keys Escape
t resize-window -t main -x 30 -y 8; await 'component-3'
t resize-window -t main -x 8 -y 2; await 'compon'
t resize-window -t main -x 100 -y 40; await 'component-36'

# A y typed together with the keys that open the dialog must not confirm it.
keys '!' l; await 'not armed'
keys : 'arm 100' Enter; await 'ARMED 01:'
keys '!' l y; await '[ Cancel ]'
press_until Enter 'it was left'
keys '!' l; await '[ Cancel ]'
press_until y 'it was done'

keys '!'; await 'Keys: !'; await 'do it live' # the popup, after a while
keys Escape; await '? help' # Esc and ? at once would be Alt-?
keys '?'; await 'Help'; keys 'redraw'; await 'draw the screen anew'; keys Enter; await 'component-1'
keys : 'edit /tmp/x' Enter; await 'edited'
keys C-c; await 'C-c again quits'
keys C-c; await 'code 0'
sane
grep -q 'theme dark' "$folder/state/weft/commands.history" || { echo "FAILED: history"; failed=1; }

start
await 'component-1'
t resize-window -t main -x 100 -y 60; await 'component-56'
keys : crash Enter; await 'died of'
await 'last commands:'
await 'crash'
sane

printf 'j j\n:save-screen %s/saved\n:quit\n' "$folder" > "$folder/script"
argument=$folder/script
start
await 'code 0'
grep -q 'component-2' "$folder/saved" || { echo "FAILED: script in a terminal"; failed=1; }
grep -q '^\*\*\*\*' "$folder/saved.roles" || { echo "FAILED: roles of a script in a terminal"; failed=1; }
argument=

# Without sanitizers what libraries write to standard error becomes messages.
if ! grep -qa __asan_init "$probe"; then
  start
  await 'component-1'
  keys : 'stray words' Enter
  press_until m 'last: stray words'
  keys Q; await 'code 0'
fi

[ $failed = 0 ] && echo "all passed"
exit $failed
