#!/bin/sh
# Installs the web server and PHP.
set -eu
echo "installing the web server"
