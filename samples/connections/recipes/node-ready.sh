#!/bin/sh
# Says that the node may be used.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "node $node_name is in step"
echo "nodes_ready=$node_name" >> "$WEFT_OUTPUTS"
