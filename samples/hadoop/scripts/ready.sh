#!/bin/sh
# Counts the workers that have joined.
set -eu
echo "workers: $workers"
echo "capacity=$workers" >> "$WEFT_OUTPUTS"
