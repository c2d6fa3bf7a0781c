#!/bin/sh
# Writes the clients' configuration.
set -eu
echo "$namenode $resourcemanager"
