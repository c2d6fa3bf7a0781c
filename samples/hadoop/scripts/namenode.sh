#!/bin/sh
# Formats and starts the NameNode.
set -eu
echo "url=hdfs://master:9000" >> "$WEFT_OUTPUTS"
