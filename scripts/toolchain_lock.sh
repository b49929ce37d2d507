#!/bin/sh
# cmake/toolchain.lock: the versions of the compiler and of every library that ends up inside the
# binary. It is part of what Terraform hashes: with other versions the function is built and deployed
# again, though no source has changed.
set -eu
cd "$(dirname "$0")/.."

usage() {
  cat <<'HELP'
Usage: scripts/toolchain_lock.sh --write
       scripts/toolchain_lock.sh --compare [build/sysroot-ARCH]

  --write     writes cmake/toolchain.lock from what is installed
  --compare   prints what is installed (a cross build: what is unpacked there) in another version
              than the lock says; the exit code is 1 where anything is
HELP
}

lock=cmake/toolchain.lock
compiler="clang-19 lld-19"
libraries="libboost-container1.81-dev libboost-json1.81-dev libboost1.81-dev libc6-dev
  libclang-rt-19-dev libcli11-dev libgcc-12-dev libsqlite3-dev libssl-dev libstdc++-12-dev
  libtomlplusplus-dev libunwind-19-dev"

installed() {  # PACKAGE...
  # shellcheck disable=SC2016  # dpkg's own placeholders
  dpkg-query --show --showformat='${Package} ${Version}\n' "$@" 2>/dev/null || :
}

# "PACKAGE VERSION", sorted.
versions() {  # [SYSROOT]
  # shellcheck disable=SC2086  # lists of words
  if [ -z "$1" ]; then installed $compiler $libraries
  else
    installed $compiler
    for package in $libraries; do grep "^$package " "$1/versions" || :; done
  fi | LC_ALL=C sort -u
}

case ${1-} in
  --write) [ $# = 1 ] || { usage >&2; exit 2; } ;;
  --compare) [ $# -le 2 ] || { usage >&2; exit 2; } ;;
  --help | -h) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac
command -v dpkg-query >/dev/null || {
  echo "toolchain_lock: dpkg-query is missing: only a Debian can tell its versions" >&2
  exit 1
}

here=$(versions "${2-}")
if [ "$1" = --write ]; then
  for package in $compiler $libraries; do
    printf '%s\n' "$here" | grep -q "^$package " || { echo "toolchain_lock: $package is not installed" >&2; exit 1; }
  done
  {
    echo "# What the shipped binary is made with. './dev toolchain' writes it; a change is deployed."
    printf '%s\n' "$here"
  } >"$lock.new"
  mv "$lock.new" "$lock"
  exit 0
fi

different=$(printf '%s\n' "$here" | awk -v lock="$lock" '
  FILENAME == lock { if ($1 !~ /^#/) locked[$1] = $2; next }
  { here[$1] = $2 }
  END {
    for (package in locked) {
      version = package in here ? here[package] : "not installed"
      if (version != locked[package]) print package " is " version " here, " locked[package] " in " lock
    }
  }' "$lock" - | LC_ALL=C sort)
[ -z "$different" ] || { printf '%s\n' "$different"; exit 1; }
