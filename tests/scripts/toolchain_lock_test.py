"""cmake/toolchain.lock and scripts/toolchain_lock.sh, with a stand-in for dpkg-query that knows the versions
of a file."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import ROOT

LOCK = "cmake/toolchain.lock"
DPKG_QUERY = """#!/bin/sh
shift 2
for package; do grep "^$package " installed; done
"""


def locked():
    lines = (ROOT / LOCK).read_text().splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


def words_of(file, variable):
    return set(re.search(rf'^{variable}="([^"]+)"', (ROOT / file).read_text(), re.M)[1].split())


class Machine:
    def __init__(self, folder):
        self.folder = folder
        for part in ("cmake", "scripts"):
            shutil.copytree(ROOT / part, folder / part)
        self.versions = locked()
        commands = folder / "commands"
        commands.mkdir()
        (commands / "dpkg-query").write_text(DPKG_QUERY)
        (commands / "dpkg-query").chmod(0o755)
        self._path = f"{commands}:{os.environ['PATH']}"

    def run(self, *arguments):
        self.list("installed", self.versions)
        return subprocess.run(["sh", "scripts/toolchain_lock.sh", *arguments], cwd=self.folder, capture_output=True,
                              text=True, env=os.environ | {"PATH": self._path}, timeout=30)

    def list(self, file, versions):
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{package} {version}\n" for package, version in versions.items()))

    def lock(self):
        return (self.folder / LOCK).read_text()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_it_names_compiler_and_libraries_and_dev_upgrades_the_same():
    of_script = words_of("scripts/toolchain_lock.sh", "compiler") | words_of("scripts/toolchain_lock.sh", "libraries")
    assert set(locked()) == of_script == words_of("dev", "linked_packages")
    assert {"clang-19", "lld-19", "libssl-dev", "libsqlite3-dev", "libboost1.81-dev", "libstdc++-12-dev"} <= set(locked())
    assert all(re.fullmatch(r"[0-9][\w.+~:-]*", version) for version in locked().values())


def test_a_cross_build_links_with_all_of_the_libraries():
    assert words_of("scripts/toolchain_lock.sh", "libraries") <= words_of("scripts/cross_sysroot.sh", "packages")


def test_the_same_versions_are_nothing_to_tell(machine):
    assert (machine.run("--compare").returncode, machine.run("--compare").stdout) == (0, "")


def test_another_version_and_a_missing_package_are_told(machine):
    before = machine.versions["libssl-dev"]
    machine.versions["libssl-dev"] = "3.0.99-1"
    del machine.versions["lld-19"]
    done = machine.run("--compare")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"libssl-dev is 3.0.99-1 here, {before} in {LOCK}",
        f"lld-19 is not installed here, {locked()['lld-19']} in {LOCK}",
    ]


def test_a_cross_build_is_compared_with_what_is_unpacked_for_it(machine):
    machine.list("build/sysroot-arm64/versions", machine.versions)
    machine.versions = {name: f"{version}.1" for name, version in machine.versions.items()}
    told = machine.run("--compare", "build/sysroot-arm64").stdout
    assert [line.split(" ")[0] for line in told.splitlines()] == ["clang-19", "lld-19"], "the machine's own"


def test_writing_and_comparing_agree(machine):
    machine.versions["libssl-dev"] = "3.0.99-1"
    assert machine.run("--write").returncode == 0
    assert "libssl-dev 3.0.99-1\n" in machine.lock()
    assert machine.run("--compare").returncode == 0
    first = machine.lock()
    assert machine.run("--write").returncode == 0
    assert machine.lock() == first


def test_a_lock_is_never_written_without_a_package(machine):
    before = machine.lock()
    del machine.versions["clang-19"]
    done = machine.run("--write")
    assert done.returncode == 1
    assert "clang-19 is not installed" in done.stderr
    assert machine.lock() == before


@pytest.mark.parametrize("arguments", [(), ("--check",), ("--write", "x"), ("--compare", "a", "b")])
def test_wrong_usage(machine, arguments):
    done = machine.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: scripts/toolchain_lock.sh")
