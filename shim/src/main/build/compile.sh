#!/bin/sh
# Puts the shims and the holder where the jar, the tests of other modules and the distribution take them from:
#   compile.sh SOURCES OUT      SOURCES has c/ and sh/; OUT gets daruma-shim.sh, and daruma-shim and daruma-holder if
#                               there is a C compiler
# Compiles only what has changed.
set -eu
sources=$1 out=$2
mkdir -p "$out"

cmp -s "$sources/sh/daruma-shim.sh" "$out/daruma-shim.sh" || {
    cp "$sources/sh/daruma-shim.sh" "$out/daruma-shim.sh"
    chmod 755 "$out/daruma-shim.sh"
}

case $(uname -sm | tr ' ' -) in
    Linux-x86_64 | Linux-aarch64) ;;
    *)
        echo "daruma-shim: the C shim knows Linux on x86-64 and arm64 only: going on with the sh shim alone" >&2
        exit 0
        ;;
esac
compiler=
for candidate in ${CC:-} cc gcc clang; do
    if command -v "$candidate" >/dev/null 2>&1; then compiler=$candidate && break; fi
done
if [ -z "$compiler" ]; then
    echo "daruma-shim: no C compiler (cc, gcc or clang) found: going on with the sh shim alone, which starts programs" >&2
    echo "daruma-shim: more slowly and knows less about their end. Install one (for example gcc) and build again." >&2
    rm -f "$out/daruma-shim" "$out/daruma-holder"
    exit 0
fi

flags="-std=gnu11 -D_GNU_SOURCE -O2 -s -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-pie -no-pie"
for program in daruma-shim daruma-holder; do
    if [ -x "$out/$program" ] && [ -z "$(find "$sources/c" "$0" -newer "$out/$program")" ]; then continue; fi
    # shellcheck disable=SC2086 # the flags are meant to be split
    if "$compiler" $flags -static -nostdlib -o "$out/.$program" "$sources/c/$program.c" >&2 \
        && "$out/.$program" --capabilities >/dev/null; then
        mv "$out/.$program" "$out/$program"
        echo "$program: built with $compiler"
    else
        echo "$program: $compiler cannot compile it, see above" >&2
        exit 1
    fi
done
