#!/bin/sh
# Starts the applications.
# A stand-in: it says what it would do and writes its outputs.
set -eu
echo "starting Activities, Blogs, Files, Profiles, Wikis"
echo "app_ready=true" >> "$WEFT_OUTPUTS"
