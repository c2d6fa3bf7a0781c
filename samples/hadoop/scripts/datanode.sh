#!/bin/sh
# Starts a DataNode; the output goes the way Heat scripts write them.
set -eu
echo "joining $namenode"
printf 100G > "$heat_outputs_path.storage"
