#!/bin/sh
# Who may include whom (ARCHITECTURE.md). Prints every #include that breaks the rule; exit 1 if any.
set -eu
cd "$(dirname "$0")/../.."

allowed() {  # FOLDER
  case $1 in
    base) echo base ;;
    net | observe | config | catalogue) echo "$1 base" ;;
    tables) echo "tables base catalogue" ;;
    leads) echo "leads base catalogue" ;;
    chat) echo "chat base catalogue leads" ;;
    delivery) echo "delivery base leads net" ;;
    providers) echo "providers base chat net" ;;
    storage) echo "storage base chat leads net" ;;
    http) echo "http base chat leads" ;;
    protocols) echo "protocols base chat leads http" ;;
    eval) echo "eval base catalogue chat" ;;
    server) echo "server base http" ;;
    lambda) echo "lambda base delivery http leads net" ;;
    main) echo "main config base http protocols catalogue chat leads delivery providers storage net server lambda observe eval" ;;
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
# The catalogue is text in, text out, on any machine: no I/O, no Asio, no OpenSSL.
if grep -nE '^#include (<(boost|openssl|fstream|filesystem|iostream|thread|[a-z]+/)|"base/)' \
  src/catalogue/*.h src/catalogue/*.cpp src/catalogue/*/*.h src/catalogue/*/*.cpp |
  grep -vE '"base/(ascii|csv|csv_table|encoding|text)\.h"'; then
  echo "^ the catalogue does no I/O; of base it may include only what mta_text has (CMakeLists.txt)" >&2
  status=1
fi
# A provider's JSON is its wire's; the policy above the wires decides without it.
if grep -nE '^#include ("providers/[a-z_]+/|<boost/json)' src/providers/*.h src/providers/*.cpp; then
  echo "^ the model client knows no wire and no JSON" >&2
  status=1
fi
exit $status
