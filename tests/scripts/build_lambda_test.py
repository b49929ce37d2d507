"""scripts/build_lambda.sh and check_package.sh on machines with either processor, with a stand-in for cmake
whose bootstrap is a small program of this machine that says to be for the processor that a test chooses."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT

MACHINES = {"x86_64": b"\x3e\x00", "arm64": b"\xb7\x00", "riscv64": b"\xf3\x00"}
PRESETS = [  # processor of the machine, of the function, preset, folder of the packages to link with
    ("x86_64", "x86_64", "release", None),
    ("x86_64", "arm64", "arm64", "arm64"),
    ("arm64", "arm64", "release", None),
    ("arm64", "x86_64", "x86_64", "x86_64"),
    ("aarch64", "arm64", "release", None),
    ("riscv64", "x86_64", "x86_64", "x86_64"),
]
COMMANDS = {
    "cmake": """if [ "$1" = --build ]; then mkdir -p "build/$3"; [ ! -f built ] || cp built "build/$3/bootstrap"; fi""",
    "clang++-19": "", "ld.lld-19": "", "ninja": "",
    "dpkg-query": 'shift 2; for package; do grep "^$package " cmake/toolchain.lock | sed "s/$/$(cat newer 2>/dev/null)/"; done',
    "uname": "cat uname 2>/dev/null || echo x86_64",
}


def program(machine):
    """The head says another processor; the rest is as it was, and readelf reads it all the same."""
    data = bytearray(open(shutil.which("true"), "rb").read())
    data[18:20] = MACHINES[machine]
    return bytes(data)


class Checkout:
    def __init__(self, folder):
        self.folder = folder
        for part in ("cmake", "knowledge", "scripts"):
            shutil.copytree(ROOT / part, folder / part)
        commands = folder / "commands"
        commands.mkdir()
        for name, text in COMMANDS.items():
            self._stand_in(commands / name, name, text)
        self._stand_in(folder / "scripts/cross_sysroot.sh", "cross_sysroot", "")
        self._path = f"{commands}:{os.environ['PATH']}"

    def _stand_in(self, path, name, text):
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.folder}/calls"\n{text}\n')
        path.chmod(0o755)

    def builds(self, data):
        (self.folder / "built").write_bytes(data)

    def run(self, *arguments, script="build_lambda.sh", **environment):
        (self.folder / "calls").write_text("")
        return subprocess.run(["sh", f"scripts/{script}", *arguments], cwd=self.folder, capture_output=True, text=True,
                              env=os.environ | {"PATH": self._path} | environment, timeout=60)

    def calls(self):
        """All but the questions which machine this is."""
        return re.sub("^(uname|dpkg-query) .*\n", "", (self.folder / "calls").read_text(), flags=re.M)

    def zips(self):
        return sorted(path.name for path in self.folder.glob("build/lambda/*.zip"))


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.mark.parametrize("host,arch,preset,sysroot", PRESETS)
def test_either_machine_builds_for_either_processor(checkout, host, arch, preset, sysroot):
    checkout.builds(program(arch))
    done = checkout.run("--host", host, "--arch", arch)
    assert done.returncode == 0, done.stderr
    assert f"cmake --preset {preset}\n" in checkout.calls()
    assert re.findall(r"cross_sysroot (\w+)", checkout.calls()) == ([sysroot] if sysroot else [])
    assert checkout.zips() == ["bootstrap.zip" if arch == "x86_64" else "bootstrap-arm64.zip"]


def test_the_machine_is_the_one_that_uname_tells(checkout):
    (checkout.folder / "uname").write_text("aarch64\n")
    checkout.builds(program("x86_64"))
    assert checkout.run().returncode == 0
    assert "cmake --preset x86_64\n" in checkout.calls()


@pytest.mark.parametrize("host,arch,built", [("arm64", "x86_64", "arm64"), ("x86_64", "arm64", "x86_64"),
                                             ("x86_64", "x86_64", "riscv64")])
def test_a_program_for_another_processor_is_not_packed(checkout, host, arch, built):
    checkout.builds(program(built))
    done = checkout.run("--host", host, "--arch", arch)
    assert done.returncode == 1
    said = "another processor" if built == "riscv64" else built
    assert re.search(rf"bootstrap is for {said}, not for {arch}: Lambda could not start it", done.stderr)
    assert checkout.zips() == []


def test_a_build_that_leaves_no_program_fails(checkout):
    done = checkout.run()
    assert done.returncode == 1
    assert "readelf cannot read build/release/bootstrap" in done.stderr
    assert checkout.zips() == []


@pytest.mark.parametrize("arch", ["x86_64", "arm64"])
@pytest.mark.parametrize("old,new,sentence", [(b"GLIBC_2.34", b"GLIBC_2.39", "needs a newer glibc than 2.34: GLIBC_2.39"),
                                              (b"libc.so.6", b"libz.so.6", "does not have: libz.so.6")])
def test_what_amazon_linux_lacks_is_refused_for_either_processor(checkout, arch, old, new, sentence):
    assert old in program(arch), "this machine's `true` has another glibc than Debian 12's"
    checkout.builds(program(arch).replace(old, new))
    done = checkout.run("--host", "x86_64", "--arch", arch)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert checkout.zips() == []


def test_a_package_of_another_job_is_taken_as_it_is(checkout):
    checkout.builds(program("x86_64"))
    checksum = re.search("sha256 ([0-9a-f]{64})", checkout.run().stdout)[1]
    done = checkout.run(MTA_CHAT_PACKAGE_SHA256=checksum)
    assert (done.returncode, checkout.calls()) == (0, ""), done.stderr
    for value, sentence in ((checksum[::-1], "is not the package with the checksum"), ("0", "is not the package")):
        done = checkout.run(MTA_CHAT_PACKAGE_SHA256=value)
        assert done.returncode == 1
        assert sentence in done.stderr
    assert checkout.run("--arch", "arm64", MTA_CHAT_PACKAGE_SHA256=checksum).returncode == 1
    assert checkout.calls() == "", "nothing is built in its place"


def test_other_versions_than_the_locks_are_warned_of(checkout):
    checkout.builds(program("x86_64"))
    assert "warning" not in checkout.run().stderr
    (checkout.folder / "newer").write_text(".1")
    done = checkout.run()
    assert done.returncode == 0
    assert "warning: this machine makes another package than cmake/toolchain.lock says" in done.stderr
    assert re.search(r"libssl-dev is (\S+)\.1 here, \1 in cmake/toolchain.lock", done.stderr)


def pack(path, name, data):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, data)
    return str(path)


def tools(folder, *names):
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(sys.executable if name == "python3" else shutil.which(name))
    return str(folder)


@pytest.mark.parametrize("looks_with", ["unzip", "python3"])
def test_a_ready_package_is_checked_with_what_is_there(checkout, tmp_path, looks_with):
    if looks_with == "unzip" and not shutil.which("unzip"):
        pytest.skip("SKIPPED: unzip is not here")
    path = tools(tmp_path / "few", "sh", "od", "tr", "cat", looks_with)
    zips = {machine: pack(tmp_path / f"{machine}.zip", "bootstrap", program(machine)) for machine in MACHINES}
    for machine in ("x86_64", "arm64"):
        for arch in ("x86_64", "arm64"):
            done = checkout.run("--arch", arch, zips[machine], script="check_package.sh", PATH=path)
            assert done.returncode == (0 if machine == arch else 1), done.stderr
            assert (f"is for {machine}, not for {arch}" in done.stderr) == (machine != arch)
    for package, sentence in ((zips["riscv64"], "is for another processor, not for x86_64"),
                              (pack(tmp_path / "script.zip", "bootstrap", "#!/bin/sh\n"), "is no Linux program"),
                              (pack(tmp_path / "nested.zip", "folder/bootstrap", program("x86_64")), "holds no bootstrap"),
                              (str(tmp_path / "none.zip"), "there is no")):
        done = checkout.run("--arch", "x86_64", package, script="check_package.sh", PATH=path)
        assert done.returncode == 1
        assert sentence in done.stderr


def test_what_nothing_can_look_into_is_not_taken(checkout, tmp_path):
    path = tools(tmp_path / "few", "sh", "od", "tr", "cat")
    package = pack(tmp_path / "package.zip", "bootstrap", program("x86_64"))
    done = checkout.run("--arch", "x86_64", package, script="check_package.sh", PATH=path)
    assert done.returncode == 1
    assert "unzip or python3 is needed" in done.stderr


@pytest.mark.parametrize("arguments", [("--arch",), ("--host",), ("--arch", "riscv64"), ("x86_64",)])
def test_wrong_usage(checkout, arguments):
    done = checkout.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: scripts/build_lambda.sh")


def test_the_documented_container_is_for_the_functions_processor():
    lines = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("docker run")]
    assert len(lines) == 1
    assert "--platform linux/amd64" in lines[0] and lines[0].endswith("./dev lambda")
    assert re.search(r" debian:12@sha256:[0-9a-f]{64} ", lines[0])
