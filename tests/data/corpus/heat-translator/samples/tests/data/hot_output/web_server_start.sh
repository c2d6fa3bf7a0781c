#!/bin/sh
# Stand-in for a script that was not published with the template.
echo web_server_start
