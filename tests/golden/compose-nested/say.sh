#!/bin/sh
printf "%s" "$text" > "$heat_outputs_path.echo"
