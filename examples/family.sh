#!/bin/sh
# Has a child, a grandchild in a session of its own, and one that forked twice so that nobody is its parent any more.
# A supervisor that kills only the process it started leaves all three behind.
sleep 86400 &
echo "child $!"
setsid sleep 86401 &
echo "child in a session of its own $!"
(sleep 86402 & echo "orphan $!")
echo "parent $$"
wait
