#!/bin/sh
# Makes the Lambda's package: the same source gives the same bytes.
set -eu
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
Usage: scripts/build_lambda.sh [--arch x86_64|arm64] [--host x86_64|arm64]

Builds the bootstrap for Amazon Linux 2023 and packs it with knowledge/ into
build/lambda/bootstrap.zip (arm64: build/lambda/bootstrap-arm64.zip).

  --arch   the processor of the function (x86_64)
  --host   the processor of this machine, where it is not the one that uname tells

With MTA_CHAT_PACKAGE_SHA256 in the environment nothing is built: the package that is there is
taken where it has that checksum.
HELP
}

fail() { printf 'build_lambda: %s\n' "$*" >&2; exit 1; }
warn() { printf 'build_lambda: warning: %s\n' "$@" >&2; }

arch=x86_64 host=$(uname -m)
while [ $# -gt 0 ]; do
  case $1 in
    --arch | --host)
      [ $# -ge 2 ] || { usage >&2; exit 2; }
      case $1 in --arch) arch=$2 ;; --host) host=$2 ;; esac
      shift 2
      ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
case $arch in
  x86_64) zip=build/lambda/bootstrap.zip ;;
  arm64) zip=build/lambda/bootstrap-arm64.zip ;;
  *) usage >&2; exit 2 ;;
esac
[ "$host" != aarch64 ] || host=arm64

checksum() { sha256sum "$zip" | cut -d ' ' -f 1; }

# What CI has built in a job that may not reach AWS.
if [ -n "${MTA_CHAT_PACKAGE_SHA256-}" ]; then
  [ -f "$zip" ] || fail "there is no $zip, though MTA_CHAT_PACKAGE_SHA256 says that it was built already"
  [ "$(checksum)" = "$MTA_CHAT_PACKAGE_SHA256" ] || fail "$zip is not the package with the checksum $MTA_CHAT_PACKAGE_SHA256"
  sh scripts/check_package.sh --arch "$arch" "$zip"
  printf '%s: as it was built before\n' "$zip"
  exit 0
fi

missing=
for tool in clang++-19 ld.lld-19 cmake ninja readelf python3; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
[ -z "$missing" ] || fail "these tools are missing:$missing. On Debian 12 './dev lambda' installs them;" \
  "without one, build in a container (README.md, On AWS Lambda)."

# On the function's own processor the build is a plain one.
if [ "$host" = "$arch" ]; then preset=release sysroot=''
else
  preset=$arch sysroot=build/sysroot-$arch
  sh scripts/cross_sysroot.sh "$arch"
fi
different=$(sh scripts/toolchain_lock.sh --compare ${sysroot:+"$sysroot"} 2>&1) ||
  warn "this machine makes another package than cmake/toolchain.lock says:" "$different" \
    "'./dev toolchain' updates the machine and the file; Terraform deploys what was built when the file changes."
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
cmake --build --preset "$preset" --target bootstrap >&2

binary=build/$preset/bootstrap
mkdir -p build/lambda
# Not objdump: Debian's reads programs for the machine's own processor alone.
read_elf() { LC_ALL=C readelf -W "$@" "$binary" || fail "readelf cannot read $binary"; }
header=$(read_elf --file-header)
versions=$(read_elf --version-info)
dynamic=$(read_elf --dynamic)

case $header in
  *'Machine:'*'X86-64'*) machine=x86_64 ;;
  *'Machine:'*AArch64*) machine=arm64 ;;
  *) machine="another processor" ;;
esac
[ "$machine" = "$arch" ] || fail "$binary is for $machine, not for $arch: Lambda could not start it." \
  "If build/$preset comes from another machine, delete it; '--host' says what this one is."
# Amazon Linux 2023 has glibc 2.34.
too_new=$(printf '%s\n' "$versions" | grep -oE 'GLIBC_[0-9.]+' | sort -u |
  awk -F '[_.]' '$2 > 2 || $3 > 34 { print }')
[ -z "$too_new" ] || fail "$binary needs a newer glibc than 2.34:" "$too_new"
others=$(printf '%s\n' "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p' |
  grep -vE '^(libc|libm|ld-linux-[a-z0-9-]+)\.so' || true)
[ -z "$others" ] || fail "$binary needs libraries that Lambda does not have:" "$others"

python3 scripts/pack.py "$zip" "$binary=bootstrap" knowledge=knowledge
most=$((13 * 512 * 1024))
size=$(wc -c <"$zip")
[ "$size" -le "$most" ] || fail "$zip has $size bytes; it may have $most"
sh scripts/check_package.sh --arch "$arch" "$zip"
printf '%s: %s bytes, sha256 %s\n' "$zip" "$size" "$(checksum)"
