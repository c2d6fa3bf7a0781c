#!/bin/sh
# Installs the directory server.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "installing the directory server"
echo "ldap_host=ldap.internal" >> "$WEFT_OUTPUTS"
echo "ldap_port=389" >> "$WEFT_OUTPUTS"
