#!/bin/sh
# Installs what is missing on Debian and its kin; elsewhere prints the command that would.
# usage: deps.sh (build|test|lint). Where all is there already it asks nothing of network or root.
set -eu
debian_build="gcc make pkg-config libncurses-dev libsqlite3-dev libcurl4-openssl-dev libiniparser-dev \
libgumbo-dev libunistring-dev libfribidi-dev libjansson-dev libuchardet-dev libzstd-dev libstemmer-dev zlib1g-dev ncurses-bin \
libthai0 libhyphen0 hyphen-en-us"
debian_test="libcmocka-dev libvterm-dev libexpat1-dev python3-minimal unicode-data"
debian_lint="clang libclang-rt-14-dev clang-format git"

case ${1:-build} in
build) want=$debian_build ;;
test) want="$debian_build $debian_test" ;;
lint) want="$debian_build $debian_test $debian_lint" ;;
*) echo "usage: deps.sh (build|test|lint)" >&2; exit 2 ;;
esac

if command -v dpkg-query >/dev/null 2>&1; then
    missing=
    for p in $want; do
        case $(dpkg-query -W -f '${Status}' "$p" 2>/dev/null) in
        *"ok installed") ;;
        *) case $p in # another package, or a hand-made one, may serve as well
           gcc | make | git | clang) command -v "$p" >/dev/null 2>&1 || missing="$missing $p" ;;
           pkg-config) command -v pkg-config >/dev/null 2>&1 || missing="$missing $p" ;;
           python3-minimal) command -v python3 >/dev/null 2>&1 || missing="$missing $p" ;;
           *) missing="$missing $p" ;;
           esac ;;
        esac
    done
    [ -n "$missing" ] || exit 0
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            echo "As root: apt-get update && apt-get install --no-install-recommends$missing" >&2
            exit 1
        }
        as_root=sudo
    fi
    echo "Installing:$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    exit 0
fi

# Not Debian: say what to type, unless everything is found.
if pkg-config --exists ncursesw sqlite3 libcurl gumbo fribidi jansson uchardet libzstd 2>/dev/null &&
    { [ "${1:-build}" = build ] || pkg-config --exists cmocka vterm expat 2>/dev/null; }; then
    exit 0
fi
if command -v dnf >/dev/null 2>&1; then
    echo "sudo dnf install gcc make pkgconf-pkg-config ncurses-devel sqlite-devel libcurl-devel iniparser-devel gumbo-parser-devel libunistring-devel fribidi-devel jansson-devel uchardet-devel libzstd-devel libstemmer-devel libthai hyphen hyphen-en libcmocka-devel libvterm-devel expat-devel zlib-devel clang clang-tools-extra"
elif command -v pacman >/dev/null 2>&1; then
    echo "sudo pacman -S --needed gcc make pkgconf ncurses sqlite curl iniparser gumbo-parser libunistring fribidi jansson uchardet zstd snowball libthai hyphen hyphen-en cmocka libvterm expat zlib clang"
elif command -v apk >/dev/null 2>&1; then
    echo "sudo apk add gcc make musl-dev pkgconf ncurses-dev sqlite-dev curl-dev iniparser-dev gumbo-parser-dev libunistring-dev fribidi-dev jansson-dev uchardet-dev zstd-dev snowball-dev cmocka-dev libvterm-dev expat-dev zlib-dev clang clang-extra-tools"
elif command -v brew >/dev/null 2>&1; then
    echo "brew install pkg-config ncurses sqlite curl iniparser gumbo-parser libunistring fribidi jansson uchardet zstd snowball cmocka libvterm expat clang-format"
else
    echo "Needed: ncursesw sqlite3 libcurl iniparser gumbo libunistring fribidi jansson uchardet zstd libstemmer; for the tests cmocka libvterm expat zlib" >&2
fi
echo "Run the command above, then make again." >&2
exit 1
