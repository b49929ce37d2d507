"""./dev and the libraries that are linked statically, with stand-ins for apt, dpkg and cmake."""

import os
import re
import shutil
import subprocess
import time

import pytest
from conftest import ROOT

COMMANDS = {
    "apt-get": """case "$*" in
  update*) [ ! -f offline ] ;;
  -s*) [ ! -f newer ] || echo "Inst $(cat newer) [1] (2 Debian:12 [amd64])" ;;
  install*) if [ -f newer ]; then mv newer upgraded; fi ;;
esac""",
    "dpkg-query": """case "$*" in
  *db:Status-Status*) for package; do :; done; grep -qx "$package" missing 2>/dev/null || echo installed ;;
  --show*) shift 2; for package; do echo "$package $(cat upgraded 2>/dev/null || echo old)"; done ;;
  *) echo "libssl-dev $(cat upgraded 2>/dev/null || echo old)" ;;
esac""",
    "cmake": """if [ "$2" = release ]; then mkdir -p build/release; touch build/release/build.ninja; fi""",
    "python3": """mkdir -p "$3/bin"
for tool in pip python; do printf '#!/bin/sh\\n' >"$3/bin/$tool"; chmod +x "$3/bin/$tool"; done""",
    "id": "cat user 2>/dev/null || echo 0",
    "sudo": '[ "$1" != -n ] || exit 1; "$@"',
}


class Checkout:
    def __init__(self, folder):
        self.folder = folder
        shutil.copy(ROOT / "dev", folder / "dev")
        for part in ("cmake", "scripts"):
            shutil.copytree(ROOT / part, folder / part)
        commands = folder / "commands"
        commands.mkdir()
        for name, text in COMMANDS.items():
            (commands / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{folder}/calls"\n{text}\n')
            (commands / name).chmod(0o755)
        self._path = f"{commands}:{os.environ['PATH']}"

    def use_only(self, folder):
        """The stand-ins and these tools, and nothing else of this machine."""
        self._path = f"{self.folder / 'commands'}:{folder}"

    def write(self, name, text=""):
        (self.folder / name).write_text(text)

    def build(self, *command):
        """What was called, and what was said."""
        self.write("calls")
        result = subprocess.run(["./dev", *(command or ["build"])], cwd=self.folder, env=os.environ | {"PATH": self._path},
                                capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stderr
        return (self.folder / "calls").read_text().splitlines(), result.stderr

    def a_day_later(self):
        yesterday = time.time() - 25 * 3600
        os.utime(self.folder / "build/libraries-checked", (yesterday, yesterday))


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def starting(calls, words):
    return [call for call in calls if call.startswith(words)]


def installed_by(calls):
    return {word for call in starting(calls, "apt-get install") for word in call.split()}


@pytest.mark.parametrize("part", ["infra", "scripts"])
def test_shellcheck_is_installed_for_the_parts_that_use_it(checkout, tmp_path, part):
    """On a Debian that nobody prepared these parts would leave it out."""
    for file, text in (("requirements.txt", ""), ("infra/run.sh", "echo '1 passed, 0 failed'\n")):
        (tmp_path / "tests/infra").mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / file).write_text(text)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "cat", "cmp", "cp", "dirname", "env", "find", "grep", "awk", "sed", "mkdir", "rm", "touch", "tail",
                 "chmod", "mv", "basename", "npm", "java", "mvn"):
        (tools / tool).symlink_to(shutil.which(tool) or "/bin/true")
    checkout.use_only(tools)
    assert "shellcheck" not in installed_by(checkout.build("test", part)[0])
    checkout.write("missing", "shellcheck\n")
    assert "shellcheck" in installed_by(checkout.build("test", part)[0])


IMPORTED_AS = {"axe-core-python": "axe_core_python", "PyYAML": "yaml"}


def test_what_is_pinned_is_what_the_tests_ask_for():
    """A pin of what only a dependency asks for may name a version that Debian's Python cannot have."""
    source = "\n".join(path.read_text() for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py"))
    lines = [line for line in (ROOT / "tests/requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w-]+==[\w.]+", line) for line in lines)
    for line in lines:
        name = line.partition("==")[0]
        assert re.search(rf"^\s*(import|from) {IMPORTED_AS.get(name, name)}\b", source, re.M), name
    assert re.fullmatch(r"checkov==[\d.]+\n", (ROOT / "tests/infra/requirements.txt").read_text())


def test_newer_libraries_are_installed_and_everything_is_built_anew(checkout):
    checkout.build()
    checkout.write("newer", "libssl-dev")
    checkout.a_day_later()
    calls, said = checkout.build()
    [install] = starting(calls, "apt-get install")
    assert "--only-upgrade" in install and " libssl-dev " in install and " libsqlite3-dev " in install
    assert "upgrading libssl-dev" in said
    assert "cmake --build --preset release --target clean" in calls
    calls, _ = checkout.build()
    assert not starting(calls, "cmake --build --preset release --target clean"), "once"


def test_a_second_run_on_the_same_day_does_not_ask_apt(checkout):
    calls, _ = checkout.build()
    assert starting(calls, "apt-get update")
    checkout.write("newer", "libssl-dev")
    calls, _ = checkout.build()
    assert starting(calls, "apt-get") == []
    assert starting(calls, "cmake --build")


def test_libraries_that_somebody_else_has_upgraded_are_noticed(checkout):
    checkout.build()
    checkout.write("upgraded", "new")
    calls, said = checkout.build()
    assert "cmake --build --preset release --target clean" in calls
    assert "the libraries have changed" in said


def test_without_a_network_it_builds_all_the_same(checkout):
    checkout.write("offline")
    calls, said = checkout.build()
    assert "the package lists are as they were" in said
    assert "cmake --build --preset release" in calls


def test_nobody_is_asked_for_a_password_where_nothing_is_newer(checkout):
    checkout.write("user", "1000")
    calls, _ = checkout.build()
    assert [call.split()[1] for call in starting(calls, "sudo")] == ["-n"]
    checkout.write("newer", "libssl-dev")
    checkout.a_day_later()
    calls, _ = checkout.build()
    assert len(starting(calls, "sudo env DEBIAN_FRONTEND=noninteractive apt-get install")) == 1


def test_the_locks_versions_are_those_after_debians_updates(checkout):
    checkout.build()
    checkout.write("newer", "1:19.1.8")
    calls, _ = checkout.build("toolchain")
    [install] = starting(calls, "apt-get install")
    assert {"clang-19", "lld-19", "libssl-dev", "libc6-dev"} <= set(install.split()), "though apt was asked today"
    lines = (checkout.folder / "cmake/toolchain.lock").read_text().splitlines()
    assert "clang-19 1:19.1.8" in lines and "libssl-dev 1:19.1.8" in lines
