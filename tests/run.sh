#!/bin/sh
# Runs test programs, two at a time, each with a deadline. What a program that fails said is printed whole;
# at the end stand the slowest programs, each test that failed, and one line of counts.
# usage: run.sh BUILD TEST...   (TEST_TIMEOUT_S: seconds a program may take, 200 unless told; TEST_JOBS: at a time)
set -u
build=$1
shift
out=$build/test-output
rm -rf "$out"
mkdir -p "$out"
build=$(cd "$build" && pwd)
export COURANT="$build/courant" XDG_STATE_HOME="$build/test-output/state" TZ=UTC LC_ALL=C.UTF-8
export COURANT_TEST_LIMIT="${TEST_TIMEOUT_S:-200}"
one='
name=$(echo "$1" | tr / _)
began=$(date +%s)
timeout -k 5 "$COURANT_TEST_LIMIT" "$1" >"$2/$name.log" 2>&1 </dev/null
status=$?
echo "$status" >"$2/$name.status"
echo "$(($(date +%s) - began)) $1" >"$2/$name.time"
[ "$status" = 0 ] && exit
{ echo "FAILED ($status): $1"; cat "$2/$name.log"; } >"$2/$name.failed"
cat "$2/$name.failed" # in one piece: two may fail at once
'
printf '%s\n' "$@" | xargs -P "${TEST_JOBS:-2}" -I{} sh -c "$one" one {} "$out"

# cmocka names a test that failed twice: where it fails, and in the list at its end.
for program in "$@"; do
    log=$out/$(echo "$program" | tr / _)
    status=$(cat "$log.status" 2>/dev/null || echo "not run")
    [ "$status" = 0 ] && continue
    names=$(sed -nE 's/^\[  (FAILED  |ERROR   )\] ([A-Za-z0-9_]+)$/\2/p' "$log.log" 2>/dev/null | sort -u)
    # One that died or was ended names none: the test that it was in is the last that began.
    [ -n "$names" ] ||
        names="$(sed -n 's/^\[ RUN      \] //p' "$log.log" 2>/dev/null | tail -n 1) (ended with $status; 124 is: after $COURANT_TEST_LIMIT s)"
    echo "$names" | sed "s|^|failed: $program: |"
done >"$out/failed"
count() { # tests of that mark; those that were skipped stand twice, too
    awk -v mark="^.  *$1  *. [A-Za-z0-9_]+\$" '$0 ~ mark && !seen[FILENAME $0]++ { n++ } END { print n + 0 }' "$out"/*.log
}
passed=$(count OK)
skipped=$(count SKIPPED)
failed=$(awk 'END { print NR }' "$out/failed")
[ "$#" -le 10 ] || {
    echo "the slowest, in seconds:"
    cat "$out"/*.time | sort -rn | head -n 10 | sed 's/^/  /'
}
cat "$out"/*.log | grep -a '^skipped: ' | sort -u
cat "$out/failed"
echo "tests: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
