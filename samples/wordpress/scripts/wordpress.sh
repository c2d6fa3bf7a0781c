#!/bin/sh
# Installs WordPress %release% and points it at its database.
set -eu
echo "WordPress %release% uses $db_user@$db_host/$db_name"
[ -n "$db_password" ]
printf 'http://%s/' "$(hostname)" > "$heat_outputs_path.site"
