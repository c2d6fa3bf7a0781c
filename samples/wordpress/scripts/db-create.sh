#!/bin/sh
# Creates WordPress' database and account; writes the account's name as Heat scripts do.
set -eu
echo "creating database $name ($charset)"
[ -n "$password" ]
printf 'wp_%s' "$name" > "$heat_outputs_path.user"
