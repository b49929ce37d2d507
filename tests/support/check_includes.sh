#!/bin/sh
# Who may include whom (ARCHITECTURE.md). Prints every #include that breaks the rule; exit 1 if any.
set -eu
cd "$(dirname "$0")/../.."

allowed() {  # FOLDER
  case $1 in
    core) echo core ;;
    http | net | observe | config | catalogue) echo "$1 core" ;;
    tables) echo "tables core catalogue" ;;
    models) echo "models core" ;;
    chat) echo "chat core catalogue" ;;
    providers) echo "providers core net" ;;
    storage) echo "storage core net" ;;
    protocols) echo "protocols core http" ;;
    server) echo "server core http" ;;
    lambda) echo "lambda core http net" ;;
    main) echo "main config core http protocols catalogue chat models providers storage net server lambda observe" ;;
    *) echo "$1" ;;
  esac
}

status=0
for folder in src/*/ src/*/*/; do
  name=${folder#src/}
  name=${name%%/*}
  pattern=$(allowed "$name" | tr ' ' '|')
  if grep -nH '^#include "' "$folder"*.h "$folder"*.cpp 2>/dev/null |
    grep -vE "#include \"($pattern)/"; then
    echo "^ $name may include only: $(allowed "$name")" >&2
    status=1
  fi
done
# A provider's JSON is its wire's; the policy above the wires decides without it.
if grep -nE '^#include ("providers/[a-z_]+/|<boost/json)' src/providers/*.h src/providers/*.cpp; then
  echo "^ the model client knows no wire and no JSON" >&2
  status=1
fi
exit $status
