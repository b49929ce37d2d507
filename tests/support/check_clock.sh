#!/bin/sh
# Time comes in through Clock, so that a test can move it: only Clock's implementation (base/system)
# and main/ read the real one. Prints every line that does so elsewhere; exit 1 if any.
set -eu
cd "$(dirname "$0")/../.."

if grep -rnE '::now\(|\b(gettimeofday|clock_gettime|timespec_get)\(|\btime\((nullptr|NULL|0)\)' src \
  --include='*.h' --include='*.cpp' | grep -vE '^src/(base/system\.(h|cpp)|main/[^:]*):'; then
  echo "^ take the time from a Clock" >&2
  exit 1
fi
