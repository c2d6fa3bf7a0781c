#!/bin/sh
# Writes the plug-in configuration for the cell.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "routing to $node_name in $cell"
