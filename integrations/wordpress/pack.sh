#!/bin/sh
# Makes the plugin's zip, with the widget in it: pack.sh FILE. Needs esbuild and Python.
set -eu
[ $# -eq 1 ] || { echo "Usage: integrations/wordpress/pack.sh FILE" >&2; exit 2; }
zip=$(realpath -m "$1")
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r mta-chat "$folder"
sh ../../widget/build.sh "$folder/mta-chat"
rm -r "$folder/mta-chat/embedded"
rm -f "$zip"
cd "$folder"
python3 - "$zip" <<'END'
import pathlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(pathlib.Path("mta-chat").iterdir()):
        entry = zipfile.ZipInfo(str(path), (1980, 1, 1, 0, 0, 0))
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        archive.writestr(entry, path.read_bytes())
END
