#!/bin/sh
# Installs Java.
set -eu
echo "installing Java"
