#!/bin/sh
# Starts a NodeManager.
set -eu
echo "joining $resourcemanager"
