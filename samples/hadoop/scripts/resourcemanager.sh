#!/bin/sh
# Starts the ResourceManager.
set -eu
echo "using $namenode"
echo "url=yarn:8032" >> "$WEFT_OUTPUTS"
