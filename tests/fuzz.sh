#!/bin/sh
# Builds every fuzz entry with clang's libFuzzer, ASan and UBSan, and runs each for so many seconds.
# usage: fuzz.sh SECONDS src/ROOM/thing_fuzz.c...
# Seeds: tests/data/ROOM, and the development corpora beside the project where they are.
set -u
seconds=$1
shift
[ $# -gt 0 ] || { echo "fuzz: no entries"; exit 1; }
flags="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
make -s -j"$(nproc 2>/dev/null || echo 2)" BUILD=build/fuzz CC=clang CFLAGS="$flags" build/fuzz/libcourant.a || exit 1
libs="$(pkg-config --libs ncursesw sqlite3 libcurl gumbo fribidi jansson uchardet libzstd) -liniparser -lunistring -lz -lm -pthread"
failed=0
for f in "$@"; do
    name=$(basename "$f" .c)
    room=$(basename "$(dirname "$f")")
    program=build/fuzz/$name
    found=build/fuzz/found-$name
    mkdir -p "$found" "build/fuzz/seeds-$name"
    # shellcheck disable=SC2086
    clang -std=c17 -Iinclude -Isrc/$room -D_GNU_SOURCE $flags -fsanitize=fuzzer "$f" build/fuzz/libcourant.a -o "$program" $libs || { failed=1; continue; }
    seeds="build/fuzz/seeds-$name"
    [ -d "tests/data/$room" ] && find "tests/data/$room" -type f -size -200k -exec cp -n {} "$seeds" \;
    case $room in
    page | html)
        [ -d tests/data/page ] && find tests/data/page -name '*.html' -exec cp -n {} "$seeds" \;
        # scripts and styles say nothing here, and a seed of some kilobytes is tried many times as often
        for page in ../shared/corpus/pages/*/source.html.gz; do
            [ -f "$page" ] && gzip -dc "$page" |
                sed -e 's/<script[^>]*>[^<]*<\/script>//g' -e '/<script/,/<\/script>/d' -e '/<style/,/<\/style>/d' |
                head -c 12288 >"$seeds/$(basename "$(dirname "$page")")"
        done
        ;;
    feed)
        [ -d ../shared/corpus/feeds ] &&
            find ../shared/corpus/feeds -type f \( -name '*.xml' -o -name '*.json' \) -size -50k -exec cp -n {} "$seeds" \;
        ;;
    esac
    case $name in
    date_fuzz) # one date a file
        rm -f "$seeds"/*.xml "$seeds"/*.json "$seeds"/*.opml
        split -l 1 tests/data/feed/dates.txt "$seeds/date-"
        ;;
    charset_fuzz) # the first byte tells the kind, and whether HTTP named a charset
        for feed in tests/data/feed/*.xml ../shared/corpus/feeds/encoding*/*.xml ../shared/corpus/feeds/illformed/chardet/*.xml; do
            [ -f "$feed" ] && { printf '\003'; cat "$feed"; } >"$seeds/$(basename "$feed")"
        done
        ;;
    esac
    # a page is parsed three times over, and most of that time goes into memory that is filled and given back
    case $name in page_fuzz) most=16384 ;; *) most=65536 ;; esac
    echo "fuzz: $name for $seconds s"
    if ! ASAN_OPTIONS="${ASAN_OPTIONS:-quarantine_size_mb=8:malloc_context_size=8}" "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len="$most" -print_final_stats=1 \
        -artifact_prefix="$found/" "$seeds" >"build/fuzz/$name.log" 2>&1; then
        echo "fuzz: $name FOUND something: build/fuzz/$name.log, $found"
        failed=1
    else
        grep -E 'stat::number_of_executed_units|Done' "build/fuzz/$name.log" | tail -n 2
    fi
done
exit "$failed"
