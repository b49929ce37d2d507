#!/bin/sh
# Unpacks the arm64 packages that the cross build links with into build/sysroot-arm64. Needs no
# root and changes nothing else on the machine.
set -eu
cd "$(dirname "$0")/.."
sysroot=$PWD/build/sysroot-arm64
packages="libc6 libc6-dev linux-libc-dev libstdc++-12-dev libgcc-12-dev libgcc-s1 libboost1.81-dev
  libboost-json1.81-dev libboost-container1.81-dev libssl-dev libsqlite3-dev libunwind-19-dev
  libclang-rt-19-dev libtomlplusplus-dev libcli11-dev"

if [ -f "$sysroot/complete" ]; then exit 0; fi
command -v apt-get >/dev/null || { echo "arm64_sysroot: this needs Debian's apt-get" >&2; exit 1; }
rm -rf "$sysroot"
mkdir -p "$sysroot/apt/lists/partial" "$sysroot/apt/cache/archives/partial"
cd "$sysroot/apt"
# An apt of its own that believes to be on arm64.
cat >apt.conf <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Dir::State "$sysroot/apt";
Dir::State::status "/dev/null";
Dir::Cache "$sysroot/apt/cache";
END
export APT_CONFIG="$sysroot/apt/apt.conf"
apt-get update -q >&2
# shellcheck disable=SC2086  # a list of words
apt-get download -q $packages >&2
for package in *.deb; do dpkg-deb -x "$package" "$sysroot"; done
cd "$sysroot"
rm -rf apt
[ -e lib ] || ln -s usr/lib lib
mkdir clang
ln -s "$(clang++-19 -print-resource-dir)/include" clang/include
ln -s ../usr/lib/llvm-19/lib/clang/19/lib clang/lib
touch complete
