#!/bin/sh
# Installs the applications into the cell.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing against $db_host ($db_address), $profiles profiles are there"
echo "version=6.5" >> "$WEFT_OUTPUTS"
