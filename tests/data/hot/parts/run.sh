#!/bin/sh
echo "$all" >"$heat_outputs_path.out"
