#!/usr/bin/env bash
# Installs the peers that Debian and PyPI have: PyPy, LuaJIT, gcc, Node; numba and what the bench
# tool itself needs, into the environment of the given Python. What can't be had is named at the
# end, and the benchmarks leave it out.
#
# Usage: bench/install_peers.sh [PYTHON]     (default: python3 of the current environment)
set -uo pipefail

python=${1:-python3}
missing=()

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if command -v apt-get >/dev/null; then
    as_root apt-get update -qq || true
    # command:package
    for peer in pypy3:pypy3 luajit:luajit gcc:gcc node:nodejs; do
        command -v "${peer%%:*}" >/dev/null \
            || as_root apt-get install -y -qq --no-install-recommends "${peer##*:}" >/dev/null \
            || missing+=("${peer%%:*}")
    done
else
    for command in pypy3 luajit gcc node; do
        command -v "$command" >/dev/null || missing+=("$command")
    done
fi
# The headers, which gcc alone does not bring.
if command -v gcc >/dev/null && ! echo '#include <math.h>' | gcc -fsyntax-only -x c - 2>/dev/null; then
    as_root apt-get install -y -qq --no-install-recommends libc6-dev >/dev/null || missing+=("libc headers")
fi
for package in numba pyperf matplotlib; do
    "$python" -c "import $package" 2>/dev/null \
        || "$python" -m pip install --quiet "$package" || missing+=("$package")
done

if [ "${#missing[@]}" -gt 0 ]; then
    printf 'not installed: %s\n' "${missing[@]}" >&2
    exit 1
fi
echo "All peers are there."
