#!/bin/bash
# What is installed, as two packages for Debian: all of it is in one of them, a VM gets the agent and
# nothing else, and both programs run from where they are unpacked.
set -u
build=$1
command -v dpkg-shlibdeps >/dev/null || { echo "SKIPPED: no dpkg-shlibdeps (package dpkg-dev)"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
fail() { echo "FAILED: $*"; failed=1; }
files() { (cd "$1" && find . ! -type d | sort); }

cpack -G DEB -D CPACK_DEBIAN_COMPRESSION_TYPE=zstd --config "$build/CPackConfig.cmake" -B "$folder" >log 2>&1 || { cat log; exit 1; }
for package in weft weft-agent; do
    dpkg-deb -x ${package}_*.deb $package && dpkg-deb -e ${package}_*.deb $package.control || exit 1
done
DESTDIR=$folder/all cmake --install "$build" >/dev/null || exit 1

diff <(files all) <({ files weft; files weft-agent; } | sort) || fail "not every file is in one package"
files weft-agent | sed -E 's,.*/(usr|local)/(bin|lib|libexec|share)/,\2/,' >found
diff - found <<'END' || fail "what a VM gets"
bin/weft-agent
lib/systemd/system/weft-agent.service
libexec/weft/hooks/ansible
libexec/weft/hooks/puppet
libexec/weft/hooks/wait
share/bash-completion/completions/weft-agent
share/fish/vendor_completions.d/weft-agent.fish
share/man/man7/weft-protocol.7
share/man/man8/weft-agent.8
END
grep -q '^Depends:.*libzookeeper-st2' weft-agent.control/control || fail "the agent's libraries"
grep -E 'ncurses|gvc|cgraph' weft-agent.control/control && fail "the agent needs neither screen nor pictures"
grep -q '^Recommends: python3' weft-agent.control/control || fail "its hooks are scripts"
grep -q '^Depends:.*weft-agent (= ' weft.control/control || fail "a rehearsal needs the agent"
[ "$(sort -u */control | grep -c '^Description: [a-z]')" = 2 ] || fail "each says in a line what it is for"
for script in weft-agent.control/{postinst,prerm}; do
    [ -x $script ] && sh -n $script || fail "$script"
done

weft=$(find "$PWD/weft" -name weft -path '*/bin/*') agent=$(find "$PWD/weft-agent" -name weft-agent -path '*/bin/*')
service=$(find weft-agent -name weft-agent.service)
grep -qF "ExecStart=${agent#"$PWD/weft-agent"} " "$service" || fail "the unit starts another agent"
"$agent" --version | grep -q '^weft-agent ' || fail "the agent does not run"
"$weft" check -q "$(dirname "$weft")/../share/weft/samples/connections/connections.yaml" || fail "weft does not run"
"$weft" graph --text --theme dark "$(dirname "$weft")/../share/weft/samples/cycle/cycle.yaml" >/dev/null ||
    fail "its themes are not found"

# Elsewhere than it was configured for: all of it goes there, and the hooks are found there.
DESTDIR=$folder/moved cmake --install "$build" --prefix "/else where" >/dev/null || fail "it cannot be put elsewhere"
diff <(files all | sed -E 's,.*/(bin|lib|libexec|share)/,\1/,' | sort) \
    <(files "moved/else where" | sed -E 's,.*/(bin|lib|libexec|share)/,\1/,' | sort) || fail "some of it goes where it was to be"
printf '%s\n' 'heat_template_version: 2018-08-31' 'resources: {vm: {type: OS::Nova::Server, properties: {flavor: f}}}' \
    'components: {c: {server: vm, group: nobody, config: {}}}' >model.yaml
"moved/else where/bin/weft" run --no-sandbox model.yaml 2>&1 | grep -qF "$folder/moved/else where/libexec/weft/hooks" ||
    fail "its hooks are not looked for where they are"
exit $failed
