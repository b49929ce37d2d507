"""The package for Graviton, as `./dev lambda --arch arm64` has built it on this machine or another: started
under qemu-user, where it has to answer like any other. It is built too slowly for every day, so that a
checkout without it skips this (`./dev test arm64` builds it)."""

import pathlib
import shutil
import subprocess
import zipfile

import pytest
from lambda_function import ROOT, asking
from model_behaviours import TEXT
from questions import new_question

ZIP = ROOT / "build/lambda/bootstrap-arm64.zip"
SYSROOT = ROOT / "build/sysroot-arm64"
QEMU = shutil.which("qemu-aarch64")

pytestmark = [
    pytest.mark.skipif(not QEMU, reason="SKIPPED: qemu-user is not here"),
    pytest.mark.skipif(not (ZIP.exists() and SYSROOT.exists()),
                       reason="SKIPPED: there is no package for arm64 (./dev test arm64 builds it)"),
]


@pytest.fixture
def package(tmp_path):
    with zipfile.ZipFile(ZIP) as archive:
        archive.extractall(tmp_path / "package")
    bootstrap = tmp_path / "package/bootstrap"
    bootstrap.chmod(0o755)
    return bootstrap


def test_it_starts_and_answers(start_function, fake, package):
    """glibc is Debian's; Amazon Linux's is older, which build_lambda.sh looks at."""
    function = start_function(command=(QEMU, "-L", str(SYSROOT), str(package)), **asking(fake),
                              MTA_CHAT_KNOWLEDGE_DIRECTORY=str(package.parent / "knowledge"))
    assert "6600 USD" in function.chat("How much is the 7D HIFU machine?").json["response"]
    assert function.chat(new_question()).json["response"] == TEXT, "the model's"


def test_lambdas_other_processor_cannot_start_it(package):
    machine = pathlib.Path(package).read_bytes()[18:20]
    assert machine == b"\xb7\x00"
    assert subprocess.run(["sh", ROOT / "scripts/check_package.sh", "--arch", "arm64", ZIP]).returncode == 0
    assert subprocess.run(["sh", ROOT / "scripts/check_package.sh", "--arch", "x86_64", ZIP],
                          stderr=subprocess.DEVNULL).returncode == 1
