#!/bin/sh
# A line of 100 MB without an end, then one that is short.
bytes=${1:-100000000}
head -c "$bytes" /dev/zero | tr '\0' x
echo
echo "written $bytes bytes"
exec sleep 86400
