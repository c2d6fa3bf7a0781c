#!/bin/sh
# Opens the gateway to users.
set -eu
echo "open"
