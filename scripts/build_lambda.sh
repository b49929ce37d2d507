#!/bin/sh
# Makes the Lambda's package: the same source gives the same bytes.
set -eu
cd "$(dirname "$0")/.."

usage() {
  cat <<'END'
Usage: scripts/build_lambda.sh [--arch x86_64|arm64]

Builds the bootstrap for Amazon Linux 2023 and packs it with knowledge/ into
build/lambda/bootstrap.zip (arm64: build/lambda/bootstrap-arm64.zip).
END
}

fail() { printf 'build_lambda: %s\n' "$*" >&2; exit 1; }

arch=x86_64
while [ $# -gt 0 ]; do
  case $1 in
    --arch) [ $# -ge 2 ] || { usage >&2; exit 2; }; arch=$2; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
case $arch in
  x86_64) preset=release; zip=build/lambda/bootstrap.zip ;;
  arm64) preset=arm64; zip=build/lambda/bootstrap-arm64.zip ;;
  *) usage >&2; exit 2 ;;
esac

missing=
for tool in clang++-19 ld.lld-19 cmake ninja objdump python3; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
[ -z "$missing" ] || fail "these tools are missing:$missing. On Debian 12 './dev lambda' installs them."

[ "$arch" = x86_64 ] || sh scripts/arm64_sysroot.sh
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
cmake --build --preset "$preset" --target bootstrap >&2

binary=build/$preset/bootstrap
mkdir -p build/lambda
# Amazon Linux 2023 has glibc 2.34.
too_new=$(objdump -T "$binary" | grep -oE 'GLIBC_[0-9.]+' | sort -u |
  awk -F '[_.]' '$2 > 2 || $3 > 34 { print }')
[ -z "$too_new" ] || fail "$binary needs a newer glibc than 2.34: $too_new"
others=$(objdump -p "$binary" | awk '$1 == "NEEDED" { print $2 }' |
  grep -vE '^(libc|libm|ld-linux-[a-z0-9-]+)\.so' || true)
[ -z "$others" ] || fail "$binary needs libraries that Lambda does not have: $others"

python3 scripts/pack.py "$zip" "$binary=bootstrap" knowledge=knowledge
most=$((4 * 1024 * 1024))
size=$(wc -c <"$zip")
[ "$size" -le "$most" ] || fail "$zip has $size bytes; it may have $most"
printf '%s: %s bytes, sha256 %s\n' "$zip" "$size" "$(sha256sum "$zip" | cut -d ' ' -f 1)"
