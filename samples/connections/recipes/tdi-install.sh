#!/bin/sh
# Installs the directory integrator.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing the directory integrator"
