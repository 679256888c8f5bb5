#!/bin/sh
# Puts both shims where the jar, the tests of other modules and the distribution take them from:
#   compile.sh SOURCES OUT      SOURCES has c/ and sh/; OUT gets daruma-shim (if there is a C compiler) and daruma-shim.sh
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
    rm -f "$out/daruma-shim"
    exit 0
fi
if [ -x "$out/daruma-shim" ] && [ -z "$(find "$sources/c" "$0" -newer "$out/daruma-shim")" ]; then exit 0; fi

flags="-std=gnu11 -D_GNU_SOURCE -O2 -s -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-pie -no-pie"
# shellcheck disable=SC2086 # the flags are meant to be split
if "$compiler" $flags -static -nostdlib -o "$out/.daruma-shim" "$sources/c/daruma-shim.c" >&2 \
    && "$out/.daruma-shim" --capabilities >/dev/null; then
    mv "$out/.daruma-shim" "$out/daruma-shim"
    echo "daruma-shim: built with $compiler"
else
    echo "daruma-shim: $compiler cannot compile the shim, see above" >&2
    exit 1
fi
