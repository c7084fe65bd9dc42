#!/bin/sh
# The rules of the house that a machine can check, then both compilers' warnings, then the formatting.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0
complain() {
    echo "lint: $*"
    failed=1
}

# Floors: a room includes only rooms below it.
floor_of() {
    case $1 in
    base) echo 0 ;; text) echo 1 ;; html | net | config) echo 2 ;; feed | page | doc) echo 3 ;;
    store) echo 4 ;; related) echo 5 ;; refresh | sync) echo 6 ;; ui) echo 7 ;; cli) echo 8 ;;
    *) echo 99 ;;
    esac
}
for f in src/*/*.[ch]; do
    case $f in *_test.c | *_fuzz.c) continue ;; esac
    room=${f#src/}
    room=${room%%/*}
    mine=$(floor_of "$room")
    for other in $(sed -n 's/^#include <courant\/\([a-z]*\)[a-z_]*\.h>.*/\1/p' "$f"); do
        [ "$other" = "$room" ] && continue
        [ "$(floor_of "$other")" -lt "$mine" ] || complain "$f: includes <courant/$other.h>, which is not on a floor below $room"
    done
done
grep -n '#include "\.\./' src/*/*.[ch] && complain "a room's private header is its own"

# The file's own header first.
for f in src/*/*.c; do
    case $f in *_test.c | *_fuzz.c) continue ;; esac
    own=${f%.c}.h
    [ -f "$own" ] || continue
    first=$(sed -n 's/^#include //p' "$f" | head -n 1)
    [ "$first" = "\"${own##*/}\"" ] || complain "$f: its first include is $first, not its own header"
done

# What may occur in one place only.
only() { # pattern, message, allowed files as a grep -E
    grep -nE "$1" src/*/*.[ch] include/courant/*.h | grep -vE "_test\.c:|_fuzz\.c:" | grep -vE "^($3):" | grep -vE ':[0-9]+: *(/?\*|//)' &&
        complain "$2"
}
only '(^|[^._a-z])(malloc|calloc|realloc|free|strdup) *\(' 'malloc and free occur only in base/' 'src/base/arena\.c'
only '\b(system|popen|execl|execlp|execvp|execve|execv|posix_spawnp?) *\(' 'programs are run in one audited place' 'src/base/run\.c'
only 'include <(curses|ncurses|term|panel)' 'curses is included in ui/term.c and ui/draw.c only' 'src/ui/term\.c|src/ui/draw\.c'
only '"(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|ALTER|DROP|BEGIN|COMMIT) ' 'SQL is in src/store/sql.def' 'src/store/sql\.def'
only '\b(strcpy|strcat|sprintf|gets|strtok|alloca) *\(' 'functions without bounds' 'none'
only '\bvolatile\b' 'no flags shared on the side' 'none'
grep -nE '\braw_[a-z]' src/ui/*.[ch] 2>/dev/null && complain 'raw text in ui/'
grep -nE '(/home/|/work/|/root/)' -r src include tests docs themes Makefile README.md .ci 2>/dev/null | grep -v 'tests/lint.sh' && complain "a machine's own path"

# Both compilers, warnings as errors.
for cc in gcc clang; do
    command -v "$cc" >/dev/null 2>&1 || { complain "$cc is not installed"; continue; }
    log=build/lint-$cc.log
    mkdir -p build
    if ! make -j"$(nproc 2>/dev/null || echo 2)" BUILD=build/lint-$cc CC=$cc CFLAGS='-O1 -Werror' lint-objects >"$log" 2>&1; then
        grep -E 'error|warning' "$log" | head -n 40
        complain "$cc: see $log"
    fi
done

# Formatting.
if command -v clang-format >/dev/null 2>&1; then
    git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror 2>&1 | grep -E 'error' | sed 's/: error.*/: not as clang-format has it (make fmt)/' | sort -u | head -n 20 >build/lint-format
    [ -s build/lint-format ] && cat build/lint-format && complain "formatting"
else
    complain "clang-format is not installed"
fi
[ "$failed" = 0 ] && echo "lint: clean"
exit "$failed"
