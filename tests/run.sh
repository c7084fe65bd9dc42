#!/bin/sh
# Runs test programs two at a time, each with a deadline, and ends with one line of counts.
# usage: run.sh BUILD TEST...   (TEST_TIMEOUT_S: seconds a program may take, 120 unless told)
set -u
build=$1
shift
out=$build/test-output
rm -rf "$out"
mkdir -p "$out"
build=$(cd "$build" && pwd)
export COURANT="$build/courant" XDG_STATE_HOME="$build/test-output/state" TZ=UTC LC_ALL=C.UTF-8
export COURANT_TEST_LIMIT="${TEST_TIMEOUT_S:-120}"
one='
name=$(echo "$1" | tr / _)
timeout -k 5 "$COURANT_TEST_LIMIT" "$1" >"$2/$name.log" 2>&1
status=$?
echo "$status" >"$2/$name.status"
[ "$status" = 0 ] || { echo "FAILED ($status): $1"; tail -n 60 "$2/$name.log"; }
'
printf '%s\n' "$@" | xargs -P 2 -I{} sh -c "$one" one {} "$out"
passed=$(cat "$out"/*.log | grep -ac '^\[       OK \]')
failed=$(cat "$out"/*.log | grep -ac '^\[  FAILED  \] [a-zA-Z_]*$')
skipped=$(cat "$out"/*.log | grep -ac '^\[  SKIPPED \] [a-zA-Z_]*$')
broken=$(grep -Lx 0 "$out"/*.status | wc -l)
[ "$skipped" = 0 ] || cat "$out"/*.log | grep -a '^skipped: ' | sort -u
# A program that died says nothing of its tests: it counts as one that failed.
[ "$broken" -gt 0 ] && [ "$failed" -lt "$broken" ] && failed=$broken
echo "tests: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
