# What the tests in a terminal emulator share: source it. Needs $probe.
command -v tmux >/dev/null || { echo "SKIPPED: tmux is not installed"; exit 77; }
folder=$(mktemp -d)
socket=$folder/tmux0
starts=0
failed=0
export LC_ALL=C.UTF-8
export XDG_CONFIG_HOME=$folder/config XDG_STATE_HOME=$folder/state
unset TMUX NO_COLOR COLORTERM FORCE_COLOR CLICOLOR_FORCE WEFT_THEME WEFT_SCRIPT

t() { tmux -S "$socket" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$folder"' EXIT
screen() { t capture-pane -p -t main; }

# Waits until the screen holds the text; a deadline only, no fixed sleep decides a result.
await() {
  local i
  for i in $(seq 3000); do
    screen | grep -qF -- "$1" && return 0
    read -r -t 0.05 <> <(:) || true
  done
  echo "FAILED: waited in vain for: $1"
  screen | head -20
  exit 1
}

# start [ENV... [ARG]]: a shell in an 80x24 window, the probe in it
start() {
  t kill-server 2>/dev/null
  socket=$folder/tmux$((++starts)) # a server on its way out must not be met
  t new-session -d -s main -x 80 -y 24 "env PS1='prompt> ' ENV= bash --norc --noprofile -i"
  await 'prompt>'
  t send-keys -t main "env $* $probe $argument; echo code \$?" Enter
}
argument=

# The modes of the line are a shell's again, which they are not while a program has the screen.
sane() { keys "stty -a | grep ' icanon' | grep -q ' echo ' && echo sane-\$((1 + 1))" Enter; await 'sane-2'; }
keys() { t send-keys -t main "$@"; }
raw() { t send-keys -t main -H $(printf "$1" | od -An -tx1); }
