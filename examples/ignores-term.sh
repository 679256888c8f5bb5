#!/bin/sh
# Will not go when asked politely.
trap 'echo "SIGTERM ignored"' TERM INT HUP
echo "ready $$"
while :; do sleep 1; done
