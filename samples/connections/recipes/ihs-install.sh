#!/bin/sh
# Installs the HTTP server.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing the HTTP server"
