#!/bin/sh
# Installs the database server (a stand-in: it only says so).
set -eu
echo "installing the database server"
[ -n "$root_password" ]
