#!/bin/sh
# Loads the people and the bind user.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "loading 1000 people"
echo "bind_dn=cn=reader,dc=example,dc=com" >> "$WEFT_OUTPUTS"
printf "bind_pw=%s\n" "$bind_password" >> "$WEFT_OUTPUTS"
