#!/bin/sh
# Makes the widget's files for a web server of one's own: FOLDER gets widget.js, the same under a name with its
# hash, what it loads when it is opened (widget-panel.js: for pages that were open before an update), and manifest.json with their Subresource Integrity values. Hashed files
# of before stay: pages that are open still ask for them. Needs esbuild and openssl.
set -eu
[ $# -eq 1 ] || { echo "Usage: widget/dist.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh build.sh "$work"

launcher=widget-$(sha256sum "$work/widget.js" | cut -c 1-12).js
panel=$(cd "$work" && echo widget-panel-*.js)
cp "$work/$panel" "$folder/$panel"
cp "$work/$panel" "$folder/widget-panel.js"
cp "$work/widget.js" "$folder/$launcher"
cp "$work/widget.js" "$folder/widget.js"  # last: what it names is there

entry() {  # FILE
  printf '    "%s": {"integrity": "sha384-%s", "bytes": %s}' \
    "$1" "$(openssl dgst -sha384 -binary "$folder/$1" | openssl base64 -A)" "$(wc -c <"$folder/$1" | tr -d ' ')"
}
{
  printf '{\n  "script": "%s",\n  "files": {\n' "$launcher"
  entry widget.js; printf ',\n'
  entry "$launcher"; printf ',\n'
  entry widget-panel.js; printf ',\n'
  entry "$panel"; printf '\n  }\n}\n'
} >"$folder/manifest.json"
