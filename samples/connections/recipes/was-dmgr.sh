#!/bin/sh
# Creates the deployment manager's profile.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "creating the deployment manager"
echo "soap_host=dmgr.internal" >> "$WEFT_OUTPUTS"
echo "soap_port=8879" >> "$WEFT_OUTPUTS"
echo "cell=connCell" >> "$WEFT_OUTPUTS"
