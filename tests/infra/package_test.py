"""`terraform apply` builds the package itself, whenever what goes into it has changed and at no other time."""

import base64
import hashlib
import os
import re
import shutil

import pytest
from workspace import READY_PACKAGE, need_stand_ins, one, resources

OPTIONS = ['-var=alarm_emails=["operator@example.com"]']
BUILD = """#!/bin/sh
# Stands in for the compiler: the package is a copy of the sources.
set -eu
cd "$(dirname "$0")/.."
case $2 in x86_64) zip=build/lambda/bootstrap.zip ;; arm64) zip=build/lambda/bootstrap-arm64.zip ;; esac
mkdir -p build/lambda
cat src/main/lambda.cpp knowledge/products.csv >"$zip"
echo built >>builds
"""


@pytest.fixture
def quick(clone):
    """A clone that builds in no time."""
    need_stand_ins()
    clone.write("scripts/build_lambda.sh", BUILD)
    return clone


def source_hash(clone):
    return clone.plan("dev")["planned_values"]["outputs"]["lambda_source_hash"]["value"]


def sha256(file):
    return base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()


def builds(clone):
    file = clone.path / "builds"
    return file.read_text().count("built") if file.exists() else 0


def test_a_fresh_clone_plans_without_any_package(workspace, plan):
    assert not (workspace.path / "build").exists()
    assert plan["planned_values"]["outputs"]["lambda_source_hash"]["value"]
    function = one(resources(plan), "aws_lambda_function")
    assert "source_code_hash" not in function  # known once it is built


@pytest.mark.parametrize(
    "file",
    [
        "src/main/lambda.cpp",
        "src/catalogue/lexicon.txt",
        "src/http/page/index.html",
        "knowledge/products.csv",
        "knowledge/answers.csv",
        "knowledge/needs.csv",
        "knowledge/persona.md",
        "CMakeLists.txt",
        "CMakePresets.json",
        "cmake/options.cmake",
        "scripts/build_lambda.sh",
        "scripts/cross_sysroot.sh",
        "scripts/pack.py",
    ],
)
def test_a_changed_line_changes_the_planned_hash(clone, plans, file):
    clone.append(file, "\n")
    assert source_hash(clone) != plans["dev"]["planned_values"]["outputs"]["lambda_source_hash"]["value"]


@pytest.mark.parametrize("file", ["src/main/new.cpp", "knowledge/offers.csv"])
def test_a_new_file_changes_the_planned_hash(clone, plans, file):
    clone.write(file, "new\n")
    assert source_hash(clone) != plans["dev"]["planned_values"]["outputs"]["lambda_source_hash"]["value"]


def test_documents_tests_and_time_stamps_change_nothing(clone, plans):
    clone.append("README.md", "\nA line.\n")
    clone.append("docs/models.md", "\nA line.\n")
    clone.append("modules/lambda_chat/README.md", "\nA line.\n")
    clone.append("scripts/diag.sh", "\n")
    clone.write("tests/unit/new_test.cpp", "// a test\n")
    clone.write("knowledge/.products.csv.swp", "an editor's")
    for file in ("src/main/lambda.cpp", "knowledge/products.csv", "CMakeLists.txt"):
        os.utime(clone.path / file, (0, 0))
    assert source_hash(clone) == plans["dev"]["planned_values"]["outputs"]["lambda_source_hash"]["value"]


def test_apply_builds_once_and_a_second_one_changes_nothing(quick):
    quick.apply("dev", *OPTIONS)
    assert builds(quick) == 1
    function = one(quick.resources("dev"), "aws_lambda_function")
    assert function["source_code_hash"] == sha256(quick.path / "build/lambda/bootstrap.zip")
    assert quick.changes("dev", *OPTIONS) == {}
    quick.append("README.md", "\nA line.\n")
    os.utime(quick.path / "src/main/lambda.cpp", (0, 0))
    assert quick.changes("dev", *OPTIONS) == {}
    quick.apply("dev", *OPTIONS)
    assert builds(quick) == 1


def test_another_machine_without_the_package_plans_no_change(quick):
    quick.apply("dev", *OPTIONS)
    shutil.rmtree(quick.path / "build")
    assert quick.changes("dev", *OPTIONS) == {}
    assert quick.changes("dev", *OPTIONS, "-var=lambda_memory_size=1024").keys() == {
        "module.lambda_chat.aws_lambda_function.chat"
    }


def test_a_package_built_by_hand_is_not_deployed_by_accident(quick):
    quick.apply("dev", *OPTIONS)
    quick.write("build/lambda/bootstrap.zip", "an experiment")
    assert quick.changes("dev", *OPTIONS) == {}


def test_changed_sources_are_built_and_deployed_and_nothing_else_changes(quick):
    quick.apply("dev", *OPTIONS)
    quick.append("knowledge/products.csv", "\n")
    assert quick.changes("dev", *OPTIONS) == {
        "module.lambda_chat.terraform_data.package[0]": ["delete", "create"],
        "module.lambda_chat.terraform_data.package_hash[0]": ["delete", "create"],
        "module.lambda_chat.aws_lambda_function.chat": ["update"],
    }
    quick.apply("dev", *OPTIONS)
    assert builds(quick) == 2
    function = one(quick.resources("dev"), "aws_lambda_function")
    assert function["source_code_hash"] == sha256(quick.path / "build/lambda/bootstrap.zip")
    assert quick.changes("dev", *OPTIONS) == {}


def test_other_versions_of_a_library_are_built_and_deployed(quick):
    quick.apply("dev", *OPTIONS)
    lock = quick.path / "cmake/toolchain.lock"
    (version,) = re.findall(r"^libssl-dev (.*)$", lock.read_text(), re.M)
    lock.write_text(lock.read_text().replace(version, f"{version}.1"))
    assert quick.changes("dev", *OPTIONS).keys() == {
        "module.lambda_chat.terraform_data.package[0]",
        "module.lambda_chat.terraform_data.package_hash[0]",
        "module.lambda_chat.aws_lambda_function.chat",
    }
    quick.apply("dev", *OPTIONS)
    assert builds(quick) == 2


def test_arm64_has_a_package_of_its_own(quick):
    quick.apply("dev", *OPTIONS, "-var=lambda_architecture=arm64")
    function = one(quick.resources("dev"), "aws_lambda_function")
    assert function["architectures"] == ["arm64"]
    assert function["source_code_hash"] == sha256(quick.path / "build/lambda/bootstrap-arm64.zip")


def test_a_ready_package_is_taken_as_it_is(clone):
    need_stand_ins()
    package = clone.write("ready.zip", READY_PACKAGE)
    clone.apply("dev", *OPTIONS, "-var=lambda_package=../../ready.zip")
    made = clone.resources("dev")
    assert one(made, "aws_lambda_function")["source_code_hash"] == sha256(package)
    assert not [resource for resource in made if resource["name"] in ("package", "package_hash")]
    assert clone.changes("dev", *OPTIONS, "-var=lambda_package=../../ready.zip") == {}


@pytest.mark.parametrize(
    ("package", "sentence"),
    [
        (READY_PACKAGE, "is for x86_64, not for arm64: Lambda could not start it"),
        (b"no zip", "holds no bootstrap"),
    ],
    ids=["another processor", "no zip"],
)
def test_a_ready_package_that_could_not_start_is_refused_before_anything_is_made(clone, package, sentence):
    need_stand_ins()
    clone.write("ready.zip", package)
    done = clone.apply(
        "dev", *OPTIONS, "-var=lambda_package=../../ready.zip", "-var=lambda_architecture=arm64", check=False
    )
    assert done.returncode != 0
    assert sentence in " ".join((done.stdout + done.stderr).split())
    assert not [resource for resource in clone.resources("dev") if resource["type"].startswith("aws_")]


def tools_without_a_compiler(folder):
    folder.mkdir()
    for tool in ("sh", "dirname", "uname", "cat", "terraform"):
        (folder / tool).symlink_to(shutil.which(tool))
    return str(folder)


def test_a_missing_tool_chain_is_said_before_anything_is_made(clone, tmp_path):
    need_stand_ins()
    done = clone.apply(
        "dev", *OPTIONS, check=False, env={"PATH": tools_without_a_compiler(tmp_path / "tools")}
    )
    assert done.returncode != 0
    assert "build_lambda: these tools are missing: clang++-19" in done.stdout + done.stderr
    assert not [resource for resource in clone.resources("dev") if resource["type"].startswith("aws_")]


def test_a_failed_build_leaves_what_is_deployed(quick):
    quick.apply("dev", *OPTIONS)
    before = one(quick.resources("dev"), "aws_lambda_function")
    quick.write("scripts/build_lambda.sh", "#!/bin/sh\necho 'no luck' >&2\nexit 1\n")
    assert "no luck" in (done := quick.apply("dev", *OPTIONS, check=False)).stdout + done.stderr
    assert one(quick.resources("dev"), "aws_lambda_function") == before
    quick.write("scripts/build_lambda.sh", BUILD)
    quick.apply("dev", *OPTIONS)
    assert builds(quick) == 2
    assert quick.changes("dev", *OPTIONS) == {}


def test_destroy_needs_neither_tool_chain_nor_package(quick, tmp_path):
    quick.apply("dev", *OPTIONS)
    shutil.rmtree(quick.path / "build")
    quick.append("src/main/lambda.cpp", "\n")
    quick.terraform(
        "dev",
        "destroy",
        "-input=false",
        "-auto-approve",
        env={"PATH": tools_without_a_compiler(tmp_path / "tools")},
    )
    assert quick.resources("dev") == []
    assert builds(quick) == 1
