#!/bin/sh
# Sends the applications to the nodes.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "synchronising version $version to: $nodes"
