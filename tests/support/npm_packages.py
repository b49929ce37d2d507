"""npm packages that tests use, installed once into a folder of build/."""

import fcntl
import json
import shutil
import subprocess


def node_is_new_enough():
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    return int(version.lstrip("v").split(".")[0]) >= 18


def install(folder, packages):
    """Does nothing where exactly these packages are there already."""
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ./dev test runs several parts at once
        install_alone(folder, packages)


def install_alone(folder, packages):
    wanted = json.dumps({"private": True, "dependencies": packages})
    manifest = folder / "package.json"
    if manifest.exists() and manifest.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    manifest.write_text(wanted)
    try:
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder,
                       check=True, timeout=300)
    except BaseException:
        manifest.unlink()  # the next run tries again
        raise
