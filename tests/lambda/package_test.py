"""scripts/build_lambda.sh, as the deployment runs it."""

import hashlib
import os
import re
import subprocess
import zipfile

from lambda_function import ROOT

SCRIPT = ROOT / "scripts/build_lambda.sh"
ZIP = ROOT / "build/lambda/bootstrap.zip"


def build(*arguments):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=600)


def test_the_same_source_makes_the_same_bytes():
    assert build().returncode == 0
    first = hashlib.sha256(ZIP.read_bytes()).hexdigest()
    ZIP.unlink()
    result = build()
    assert result.returncode == 0
    assert hashlib.sha256(ZIP.read_bytes()).hexdigest() == first
    assert first in result.stdout


def test_it_holds_the_program_and_the_knowledge():
    assert build().returncode == 0
    with zipfile.ZipFile(ZIP) as archive:
        names = archive.namelist()
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}
    assert names == ["bootstrap", "knowledge/answers.csv", "knowledge/consent.md", "knowledge/contact.md", "knowledge/needs.csv", "knowledge/persona.md", "knowledge/products.csv"]
    assert modes["bootstrap"] == "0o755"
    assert ZIP.stat().st_size <= 13 * 512 * 1024


def test_it_asks_for_nothing_that_amazon_linux_2023_does_not_have(tmp_path):
    assert build().returncode == 0
    with zipfile.ZipFile(ZIP) as archive:
        program = archive.extract("bootstrap", tmp_path)
    dump = subprocess.run(["readelf", "-W", "--file-header", "--dynamic", "--version-info", program],
                          capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": os.environ["PATH"]}).stdout
    assert re.search(r"Machine: +Advanced Micro Devices X86-64", dump)
    versions = {tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_([0-9.]+)", dump)}
    assert (2, 2, 5) <= max(versions) <= (2, 34)
    needed = set(re.findall(r"\(NEEDED\).*\[(\S+)\]", dump))
    assert "libc.so.6" in needed and needed <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}


def test_wrong_usage_is_said():
    result = build("--arch", "mips")
    assert (result.returncode, result.stdout) == (2, "")
    assert "Usage:" in result.stderr
