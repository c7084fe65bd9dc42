#!/bin/sh
# Prints a C file that holds the files named, for embed_get.
set -eu
export LC_ALL=C
echo '/* made by embed.sh: do not edit */'
echo '#include <courant/base.h>'
i=0
for f in "$@"; do
    printf 'static const unsigned char file_%d[] = {\n' "$i"
    od -An -v -tx1 "$f" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0};'
    i=$((i + 1))
done
echo 'const struct embed embed_files[] = {'
i=0
for f in "$@"; do
    printf '    { "%s", { (const char *)file_%d, sizeof(file_%d) - 1 } },\n' "${f##*/}" "$i" "$i"
    i=$((i + 1))
done
echo '    { NULL, { NULL, 0 } },'
echo '};'
