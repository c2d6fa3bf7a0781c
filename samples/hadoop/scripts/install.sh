#!/bin/sh
# Installs one of the distributions.
set -eu
echo "installing $what"
