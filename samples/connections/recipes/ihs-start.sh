#!/bin/sh
# Starts the HTTP server once the applications are there.
# A stand-in: it says what it would do and writes its outputs.
set -eu
[ "$app" = true ]
echo "starting as $name"
echo "public_url=https://$name/" >> "$WEFT_OUTPUTS"
