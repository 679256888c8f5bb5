#!/bin/sh
# Works without a port: takes a job each second, and says so.
echo "working as $$"
job=0
while :; do
    job=$((job + 1))
    echo "job $job done"
    sleep 1
done
