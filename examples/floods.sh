#!/bin/sh
# A million numbered lines of 100 bytes as fast as they can be written, then silence.
lines=${1:-1000000}
awk -v n="$lines" 'BEGIN { pad = sprintf("%88s", ""); gsub(/ /, "x", pad); for (i = 1; i <= n; i++) printf "%010d %s\n", i, pad }'
echo "written $lines lines"
exec sleep 86400
