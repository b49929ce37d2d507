"""Packs files into a zip whose bytes depend on nothing but names and contents.

Usage: pack.py ZIP SOURCE=NAME...   (a folder is packed with everything in it)
"""

import os
import pathlib
import sys
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)


def files(source, name):
    path = pathlib.Path(source)
    if path.is_file():
        yield path, name
        return
    for found in sorted(path.rglob("*")):
        if found.is_file() and not found.name.startswith("."):
            yield found, f"{name}/{found.relative_to(path).as_posix()}"


def main(target, *pairs):
    with zipfile.ZipFile(target + ".new", "w") as archive:
        for pair in pairs:
            for path, name in files(*pair.split("=", 1)):
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.create_system = 3  # Unix, for the mode
                entry.external_attr = (0o755 if name == "bootstrap" else 0o644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes(), compresslevel=9)
    os.replace(target + ".new", target)


if __name__ == "__main__":
    main(*sys.argv[1:])
