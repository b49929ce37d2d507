#!/bin/sh
# Bundles the widget: FOLDER gets widget.js (the launcher), widget-panel-HASH.js (what it loads when it is opened)
# and names.txt. Needs esbuild (Debian's package).
set -eu
cd "$(dirname "$0")"
[ $# -eq 1 ] || { echo "Usage: widget/build.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
bundle() { esbuild --bundle --minify --target=es2022 --charset=utf8 --legal-comments=none --log-level=warning "$@"; }

rm -f "$1"/widget*.js
bundle --format=esm src/panel.js >"$1/panel.tmp"
hash=$(sha256sum "$1/panel.tmp" | cut -c 1-12)
panel=widget-panel-$hash.js
mv "$1/panel.tmp" "$1/$panel"
bundle --format=iife --define:PANEL_FILE="\"$panel\"" src/launcher.js >"$1/widget.js"
