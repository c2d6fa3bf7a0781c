#!/bin/sh
# Runs a small job.
set -eu
echo "report=hdfs $hdfs, yarn $yarn" >> "$WEFT_OUTPUTS"
