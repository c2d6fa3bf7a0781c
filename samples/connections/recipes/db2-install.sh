#!/bin/sh
# Installs the database server.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing the database server"
echo "db_port=50000" >> "$WEFT_OUTPUTS"
