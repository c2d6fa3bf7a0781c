#!/bin/sh
# Creates the databases of the applications.
# A stand-in: it says what it would do and writes its outputs.
set -eu
for db in HOMEPAGE PROFILES BLOGS FILES WIKIS SURVEYS; do
    echo "creating database $db on port $db_port"
done
echo "db_host=db.internal" >> "$WEFT_OUTPUTS"
printf "db_pw=%s\n" "$password" >> "$WEFT_OUTPUTS"
