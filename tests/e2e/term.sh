#!/bin/bash
# Drives term_probe in tmux: keys, mouse, paste, resize, stop and continue, another program, crash,
# signals, terminals that are unknown or cannot do it.
set -u
probe=$1
. "$(dirname "$0")/tmux.sh"

start
await 'probe 80x24 depth 256 utf8'
await 'wide 漢字 |'; await 'café'
keys a; await 'key a'
keys é; await 'key é'
keys C-d; await 'key C-d'
keys Up; await 'key Up'
keys F5; await 'key F5'
keys M-x; await 'key M-x'
keys Escape; await 'key Esc'
keys BTab; await 'key S-Tab'
keys C-Right; await 'key C-Right'
keys C-c; await 'key C-c'
keys Enter; await 'key Enter'
raw '\033[<0;11;6M'; await 'mouse press 1 at 10,5'
raw '\033[<0;11;6m'; await 'mouse release 1 at 10,5'
raw '\033[<0;21;6M\033[<0;21;6m\033[<0;21;6M\033[<0;21;6m'; await 'mouse double 1 at 20,5'
raw '\033[<0;3;3M\033[<32;9;4M'; await 'mouse drag 1 at 8,3'
raw '\033[<0;9;4m\033[<64;5;5M'; await 'mouse wheel-up 0 at 4,4'
raw '\033[<65;5;5M'; await 'mouse wheel-down 0 at 4,4'
raw '\033]11;rgb:ffff/ffff/dddd\033\\'; await 'background light'
raw '\033]11;rgb:1c/1c/1c\007'; await 'background dark'
raw '\033]11;rgb:zz/1c\007'; keys o; await 'key o'
raw '\033[200~two words q\033[201~'; await 'paste two words q'
t resize-window -t main -x 100 -y 30; await 'probe 100x30'; await 'resize 100x30'
t resize-window -t main -x 20 -y 5; await 'probe 20x5'
t resize-window -t main -x 80 -y 24; await 'probe 80x24'
[ "$(t display-message -p -t main '#{pane_title}')" = "probe title" ] || { echo "FAILED: title"; failed=1; }

keys z; await 'Stopped'
keys 'fg' Enter; await 'resumed'; await 'key z'
keys e; await 'in the editor'
keys Enter; await 'program ended 768'
pid=$(pgrep -f "^$probe" -n)
kill -TSTP "$pid"; await 'Stopped'
keys 'fg' Enter; await 'resumed'
kill -STOP "$pid"; await 'Stopped'
keys 'fg' Enter; await 'probe 80x24'; keys b; await 'key b'
keys q; await 'ended after'
sane
screen | grep -q 'probe 80x24' && { echo "FAILED: the screen before is not back"; failed=1; }

start
await 'probe 80x24'
pid=$(pgrep -f "^$probe" -n)
kill -TERM "$pid"; await 'code 55'

start
await 'probe 80x24'
keys a; await 'key a'
keys '!'; await 'died of SIGSEGV'
await 'last commands: a !'
await 'backtrace:'
await 'code 139'
sane
[ "$(t display-message -p -t main '#{mouse_any_flag}#{alternate_on}#{cursor_flag}')" = 001 ] ||
  { echo "FAILED: modes after a crash"; failed=1; }

start TERM=no-such-terminal
await 'probe 80x24'
await "no description of terminal 'no-such-terminal' here; using xterm-256color"
keys q; await 'code 0'

start TERM=dumb
await "a terminal of type 'dumb' cannot move its cursor"
await 'code 2'
for term in vt100 xterm linux screen-256color; do
  start TERM=$term
  await 'probe 80x24'
  case $term in vt100 | linux) await ' ascii' ;; esac
  keys Up; await 'key Up'
  keys q; await 'code 0'
done
start LC_ALL=C
await 'depth 256 ascii'
await 'wide \u{6F22}'
keys q; await 'code 0'
start NO_COLOR=1
await 'depth mono'
keys q; await 'code 0'
start </dev/null
await 'probe 80x24'
keys q; await 'code 0'

[ $failed = 0 ] && echo "all passed"
exit $failed
