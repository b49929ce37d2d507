#!/bin/sh
# Unpacks the packages that a cross build links with into build/sysroot-ARCH. Needs no root and
# changes nothing else on the machine. Once a day it looks for newer ones; what was built with
# others is built anew. build/sysroot-ARCH/versions says which they are.
set -eu
cd "$(dirname "$0")/.."
fail() { printf 'cross_sysroot: %s\n' "$*" >&2; exit 1; }

case ${1-} in
  x86_64) debian=amd64 ;;
  arm64) debian=arm64 ;;
  *) echo "Usage: scripts/cross_sysroot.sh x86_64|arm64" >&2; exit 2 ;;
esac
sysroot=$PWD/build/sysroot-$1
build=$PWD/build/$1
packages="libc6 libc6-dev linux-libc-dev libstdc++-12-dev libgcc-12-dev libgcc-s1 libboost1.81-dev
  libboost-json1.81-dev libboost-container1.81-dev libssl-dev libsqlite3-dev libunwind-19-dev
  libclang-rt-19-dev libtomlplusplus-dev libcli11-dev"

if [ -n "$(find "$sysroot/complete" -mtime -1 2>/dev/null)" ]; then exit 0; fi
command -v apt-get >/dev/null || fail "this needs Debian's apt-get"
# An apt of its own that believes to be on the other processor.
apt=$PWD/build/apt-$1
rm -rf "$apt"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
trap 'rm -rf "$apt"' EXIT
cat >"$apt/apt.conf" <<CONF
APT::Architecture "$debian";
APT::Architectures { "$debian"; };
APT::Sandbox::User "root";
Dir::State "$apt";
Dir::State::status "/dev/null";
Dir::Cache "$apt/cache";
CONF
export APT_CONFIG="$apt/apt.conf"
apt-get update -q >&2 || :
# shellcheck disable=SC2086  # a list of words
if ! wanted=$(apt-get download -q --print-uris $packages); then
  [ ! -f "$sysroot/complete" ] || { echo "cross_sysroot: no newer packages could be looked for" >&2; exit 0; }
  exit 1
fi
if [ -f "$sysroot/complete" ] && [ "$wanted" = "$(cat "$sysroot/complete")" ]; then
  touch "$sysroot/complete"
  exit 0
fi
rm -rf "$sysroot" "$build"
mkdir -p "$sysroot"
cd "$apt"
# shellcheck disable=SC2086
apt-get download -q $packages >&2
for package in *.deb; do
  dpkg-deb -x "$package" "$sysroot"
  # shellcheck disable=SC2016  # dpkg's own placeholders
  dpkg-deb --show --showformat='${Package} ${Version}\n' "$package" >>"$sysroot/versions"
done
cd "$sysroot"
[ -e lib ] || ln -s usr/lib lib
mkdir clang
ln -s "$(clang++-19 -print-resource-dir)/include" clang/include
ln -s ../usr/lib/llvm-19/lib/clang/19/lib clang/lib
printf '%s\n' "$wanted" >complete
