#!/bin/sh
# Joins the node to the deployment manager's cell.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "joining the cell at $soap_host:$soap_port"
echo "node_name=connNode01" >> "$WEFT_OUTPUTS"
