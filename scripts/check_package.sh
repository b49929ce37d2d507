#!/bin/sh
# Whether Lambda could start what a package holds: AWS takes any zip, and the first request fails.
set -eu

usage() {
  cat <<'HELP'
Usage: scripts/check_package.sh --arch x86_64|arm64 ZIP

Says nothing where ZIP holds a bootstrap for that processor, and what is wrong where it does not.
HELP
}

fail() { printf 'check_package: %s\n' "$*" >&2; exit 1; }

[ "${1-}" != --help ] || { usage; exit 0; }
if [ $# != 3 ] || [ "$1" != --arch ]; then usage >&2; exit 2; fi
arch=$2 zip=$3
case $arch in x86_64 | arm64) ;; *) usage >&2; exit 2 ;; esac
[ -f "$zip" ] || fail "there is no $zip"

if command -v unzip >/dev/null; then
  bootstrap() { unzip -p "$zip" bootstrap 2>/dev/null; }
elif command -v python3 >/dev/null; then
  read_member='import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("bootstrap"))'
  bootstrap() { python3 -c "$read_member" "$zip" 2>/dev/null; }
else fail "unzip or python3 is needed to look into $zip"
fi

# ELF's identification, and e_machine.
bytes=$(bootstrap | od -An -tx1 -N20 | tr -d ' \n')
case $bytes in
  7f454c460201????????????????????????3e00) machine=x86_64 ;;
  7f454c460201????????????????????????b700) machine=arm64 ;;
  7f454c46*) machine="another processor" ;;
  '') fail "$zip holds no bootstrap" ;;
  *) fail "the bootstrap in $zip is no Linux program" ;;
esac
[ "$machine" = "$arch" ] || fail "the bootstrap in $zip is for $machine, not for $arch: Lambda could not start it"
