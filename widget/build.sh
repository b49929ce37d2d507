#!/bin/sh
# Bundles the widget: FOLDER gets widget.js (the launcher) and widget-panel-HASH.js (what it loads when it is opened),
# which any web server can serve; and in embedded/ what the binary is built with. Needs esbuild (Debian's package).
set -eu
[ $# -eq 1 ] || { echo "Usage: widget/build.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
bundle() { esbuild --bundle --minify --target=es2022 --charset=utf8 --legal-comments=none --log-level=warning "$@"; }

rm -f "$folder"/widget*.js
bundle --format=esm src/panel.js >"$folder/panel.tmp"
hash=$(sha256sum "$folder/panel.tmp" | cut -c 1-12)
panel=widget-panel-$hash.js
mv "$folder/panel.tmp" "$folder/$panel"
bundle --format=iife --define:PANEL_FILE="\"$panel\"" src/launcher.js >"$folder/widget.js"

mkdir -p "$folder/embedded/main"
cp "$folder/$panel" "$folder/embedded/panel.js"
gzip -9nc "$folder/$panel" >"$folder/embedded/panel.js.gz"
cp "$folder/widget.js" "$folder/embedded/launcher.js"
# Named after all of them: neither CMake nor ccache sees what #embed takes in.
cat >"$folder/embedded/main/widget_names.h" <<END
#pragma once
#include <string_view>
namespace mta {
inline constexpr std::string_view widget_panel_file = "$panel";
inline constexpr std::string_view widget_launcher_digest = "$(sha256sum "$folder/widget.js" | cut -c 1-12)";
}  // namespace mta
END
