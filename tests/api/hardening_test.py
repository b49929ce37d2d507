"""What the shipped programs are built with, by the traces it leaves in them; where it leaves none, by the
compiler's command lines."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest
from conftest import BINARY

FOLDER = pathlib.Path(BINARY).parent
COMMANDS = FOLDER / "compile_commands.json"

pytestmark = [
    pytest.mark.skipif(not shutil.which("objdump"), reason="SKIPPED: no objdump here (Debian: binutils)"),
    pytest.mark.skipif(COMMANDS.exists() and "-fsanitize=" in COMMANDS.read_text(),
                       reason="SKIPPED: a build with sanitizers is not shipped"),
]
programs = pytest.mark.parametrize("program", ["mta-chat", "bootstrap"])


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def is_x86(program):
    return "X86-64" in output("readelf", "-h", program)


def functions(program):
    """Where each begins."""
    frames = output("readelf", "--debug-dump=frames", program)
    return {int(address, 16) for address in re.findall(r" FDE .*pc=([0-9a-f]+)\.\.", frames)}


@programs
def test_functions_that_can_be_jumped_to_are_marked(program):
    path = FOLDER / program
    if not is_x86(path):
        pytest.skip("SKIPPED: not x86-64")
    code = output("objdump", "-d", "--no-show-raw-insn", path)
    marked = {int(address, 16) for address in re.findall(r"^ *([0-9a-f]+):\s+endbr64", code, re.M)}
    beginnings = functions(path)
    # Without the option 7 % are, those of Debian's archives.
    assert len(beginnings & marked) > 0.2 * len(beginnings)


@programs
def test_a_large_frame_touches_each_of_its_pages(program):
    path = FOLDER / program
    if not is_x86(path):
        pytest.skip("SKIPPED: not x86-64")
    code = output("objdump", "-d", "--no-show-raw-insn", path)
    assert re.search(r"sub +\$0x1000,%rsp\n.*movq +\$0x0,\(%rsp\)", code)


@programs
def test_it_is_placed_at_random_and_its_tables_are_read_only(program):
    path = FOLDER / program
    assert re.search(r"Type:\s+DYN", output("readelf", "-h", path))
    headers = output("readelf", "-lWd", path)
    assert "GNU_RELRO" in headers and "BIND_NOW" in headers
    assert re.search(r"GNU_STACK .* RW ", headers), "the stack holds no code"


@programs
def test_calls_of_libc_and_return_addresses_are_checked(program):
    symbols = output("readelf", "-W", "--dyn-syms", FOLDER / program)
    assert "__stack_chk_fail" in symbols
    assert "__memcpy_chk" in symbols


@pytest.mark.parametrize("flag", ["-ftrivial-auto-var-init=zero", "-fstack-clash-protection",
                                  "-fstack-protector-strong", "-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"])
def test_every_file_is_compiled_with(flag):
    if not COMMANDS.exists():
        pytest.skip("SKIPPED: the binary was built elsewhere")
    entries = json.loads(COMMANDS.read_text())
    assert len(entries) > 50
    without = [entry["file"] for entry in entries if f" {flag} " not in entry["command"]]
    assert without == []


def test_branches_are_protected_on_either_processor():
    if not COMMANDS.exists():
        pytest.skip("SKIPPED: the binary was built elsewhere")
    flag = "-fcf-protection=full" if is_x86(BINARY) else "-mbranch-protection=standard"
    assert all(f" {flag} " in entry["command"] for entry in json.loads(COMMANDS.read_text()))
