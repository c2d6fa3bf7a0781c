#!/bin/sh
# Checks protocol.pml with spin: check.sh MODEL FAULTS...   (ctest: proof.protocol)
# For every FAULTS: all properties, and no cycles. Then every mutant, in which an error must be found.
# 77: spin or a compiler is missing.
set -u

model=$(realpath "$1")
shift
for program in spin "${CC:=gcc}"; do
    if ! command -v "$program" >/dev/null; then
        echo "SKIPPED: '$program' is not installed; the protocol is not checked" >&2
        exit 77
    fi
done
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
cp "$model" protocol.pml
bad=0

# search NAME "SPIN FLAGS" "COMPILER FLAGS" "SEARCH FLAGS": output in $dir/out
search() {
    rm -f pan* ./*.trail
    # shellcheck disable=SC2086
    spin -a $2 protocol.pml >out 2>&1 &&
        "$CC" -O1 -w -DCOLLAPSE -DVECTORSZ=1024 -DMEMLIM=1900 $3 -o pan pan.c >>out 2>&1 &&
        ./pan -m100000 -w22 $4 >out 2>&1 && grep -q "errors:" out && ! grep -q "too small\|out of memory" out && return
    echo "FAILED: $1 did not run to its end" >&2
    cat out >&2
    bad=1
    return 1
}

figures() {
    awk '/errors:/ { depth = $6 } /states, stored/ && !n { n = $1 } /elapsed time/ { t = $4 }
         END { print n, "states, depth", depth + 0 ", " t " s" }' out
}

holds() {
    search "$@" || return
    if grep -q "errors: 0" out; then
        echo "holds: $1: $(figures)"
    else
        echo "FAILED: $1" >&2
        # shellcheck disable=SC2086
        { grep "^pan:1" out; spin -t $2 protocol.pml; } >&2
        bad=1
    fi
}

breaks() {
    search "$@" || return
    if grep -q "errors: 0" out; then
        echo "FAILED: no error was found in $1, so the search is worth nothing" >&2
        bad=1
    else
        echo "found: $1: $(figures)"
    fi
}

for faults; do
    for scenario in 0 1 2 3 4 5; do
        holds "scenario $scenario, faults $faults" "-DSCENARIO=$scenario -DFAULTS=$faults" -DSAFETY ""
    done
done
# One scenario is enough to see whether anything spins, and it takes as long as all of the above.
holds "no cycle in scenario 2" "-DSCENARIO=2 -DFAULTS=1" "-DNP" "-l"
for mutant in "JOURNAL 0" "EPOCH 0" "GATE 1" "FENCE 0" "LOOK 0" "UNRUN 0" "BEGUN 0" "FAILED 2" "MARK 3" "UNDONE 3" "DELIVERED 4"; do
    breaks "mutant ${mutant% *}" "-DMUTANT_${mutant% *} -DSCENARIO=${mutant#* } -DFAULTS=1" -DSAFETY ""
done
breaks "mutant PUSH" "-DMUTANT_PUSH -DSCENARIO=5 -DFAULTS=2 -DONLY_PLANNERS" -DSAFETY "" # is killed twice
exit $bad
