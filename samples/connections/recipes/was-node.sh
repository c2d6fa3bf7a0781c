#!/bin/sh
# Installs the application server of a node.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing the application server"
