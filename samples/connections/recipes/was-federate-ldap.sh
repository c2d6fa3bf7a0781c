#!/bin/sh
# Joins the directory to the cell's federated realm.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "federating $ldap_url as $bind_dn"
