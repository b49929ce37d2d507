"""The operators' documents: commands are run as written against real servers and their output compared;
those that need an AWS account are held against what AWS, Terraform and the scripts know."""

import dataclasses
import pathlib
import re
import shlex
import shutil
import subprocess

import botocore.session
import npm_packages
import pytest
from botocore import xform_name
from conftest import BINARY, ROOT, Server, clean_environment
from limits_test import wait_for_room_in_the_bucket

RUN = ["TESTING.md", "QUICKSTART.md", "SUMMARY.md", "docs/cost.md", "docs/alarms.md", "docs/eval.md", "modules/lambda_chat/ARCHITECTURE.md",
       "modules/lambda_chat/REFACTORING.md"]
# What is too slow for every day: builds, and a run of eight minutes. Run by hand before a release.
BY_HAND = [r"\./dev (build|test|lambda)\b", r"--delay-request 8000$"]
NEEDS_ACCOUNT = "needs an AWS account"
# Below the throttle of dev, whose burst covers the rest.
PAUSE_SECONDS = 0.45


@dataclasses.dataclass
class Block:
    document: str
    section: str
    line: int
    text: str
    needs_account: bool
    expected: str | None = None

    @property
    def serves(self):
        return re.match(r"(\./dev run|build/release/mta-chat serve)\b[^\n]*$", self.text)

    @property
    def by_hand(self):
        return any(re.search(pattern, self.text, re.M) for pattern in BY_HAND)

    def __str__(self):
        return f"{self.document}:{self.line}"


def blocks_of(document):
    """The sh blocks, each with the output that follows it."""
    found, section, headings, paragraph, fence, body = [], "", {}, "", None, []
    last_was_command = False
    for number, line in enumerate((ROOT / document).read_text().splitlines(), 1):
        if fence is not None:
            if line != "```":
                body.append(line)
                continue
            text = "\n".join(body)
            if fence == "sh":
                marked = NEEDS_ACCOUNT in paragraph or any(NEEDS_ACCOUNT in text for text in headings.values())
                found.append(Block(document, section, number - len(body), text, marked))
            elif last_was_command:
                found[-1].expected = text
            last_was_command = fence == "sh"
            fence = None
        elif line.startswith("```"):
            fence, body = line[3:], []
        elif heading := re.match(r"(#+) (.*)", line):
            level = len(heading[1])
            headings = {depth: text for depth, text in headings.items() if depth < level} | {level: heading[2]}
            section = heading[2] if level <= 2 else section
            paragraph = ""
        elif line:
            paragraph, last_was_command = line, False
    return found


BLOCKS = [block for document in RUN for block in blocks_of(document)]
SECTIONS = list(dict.fromkeys((block.document, block.section) for block in BLOCKS
                              if not (block.needs_account or block.by_hand or block.serves)))


class Servers:
    """Those that a document starts, on other ports; `here` puts these, and the binary that is tested, into
    its commands."""

    def __init__(self, folder, blocks):
        self._ports, self.started = {}, []
        for number, block in enumerate(block for block in blocks if block.serves):
            place = folder / str(number)
            place.mkdir()
            words = shlex.split(block.text)
            arguments = words[2:] if words[0] != "./dev" else ["--config", "config/local.toml"]
            documented = {"listen": "127.0.0.1:8080", "admin": "127.0.0.1:9464"}
            kept = []
            while arguments:
                word = arguments.pop(0)
                if word == "--listen":
                    documented["listen"] = arguments.pop(0)
                elif word == "--set" and arguments[0].startswith("server.admin_listen="):
                    documented["admin"] = arguments.pop(0).partition("=")[2]
                else:
                    kept.append(str(ROOT / word) if word.startswith("config/") else word)
            server = Server(place, *kept)
            self.started.append(server)
            self._ports |= {documented["listen"]: server.port, documented["admin"]: server.admin_port}

    def here(self, text):
        for address, port in self._ports.items():
            text = text.replace(address, f"127.0.0.1:{port}")
        return text.replace("build/release/mta-chat ", f"{BINARY} ")

    def stop(self):
        for server in self.started:
            server.stop()


def run(blocks, servers, folder):
    """All blocks in one shell, as a reader would; (exit code, output) of each."""
    script = []
    for number, block in enumerate(blocks):
        script += [f"{{\n{servers.here(block.text)}\n}} >{folder}/out-{number} 2>{folder}/err-{number} </dev/null",
                   f"echo $? >{folder}/code-{number}", f"sleep {PAUSE_SECONDS}"]
    (folder / "script").write_text("\n".join(script) + "\n")
    subprocess.run(["bash", str(folder / "script")], cwd=ROOT, env=clean_environment(), timeout=300)
    return [((folder / f"code-{number}").read_text().strip(), (folder / f"out-{number}").read_text(),
             (folder / f"err-{number}").read_text()) for number in range(len(blocks))]


def pattern_of(expected):
    """`…` in a line is any text, a line of `…` any lines."""
    lines = [r"(?:.*\n)*" if line == "…" else r"[^\n]+?".join(map(re.escape, line.split("…"))) + r"\n"
             for line in expected.rstrip("\n").split("\n")]
    return "".join(lines)


@pytest.mark.parametrize("document,section", SECTIONS, ids=[f"{document}: {section}" for document, section in SECTIONS])
def test_the_commands_print_what_the_document_says(document, section, tmp_path):
    of_document = [block for block in BLOCKS if block.document == document and not block.needs_account]
    blocks = [block for block in of_document if block.section in ("Start", section)
              and not (block.serves or block.by_hand)]
    if any("npm " in block.text for block in blocks) and not npm_packages.node_is_new_enough():
        pytest.skip("SKIPPED: Node 18 or newer and npm are not here")
    servers = Servers(tmp_path, of_document)
    try:
        wait_for_room_in_the_bucket(needed=15 if section == "Limits" else 5)
        results = run(blocks, servers, tmp_path)
    finally:
        servers.stop()
    for block, (code, output, errors) in zip(blocks, results):
        assert code == "0", f"{block}: {errors or output}"
        if block.expected is not None:
            expected = servers.here(block.expected)
            assert re.fullmatch(pattern_of(expected), output.rstrip("\n") + "\n"), \
                f"{block}: expected\n{expected}\nbut it printed\n{output}"


def test_a_wrong_expectation_is_noticed():
    assert re.fullmatch(pattern_of("a …\n…\nlast"), "a b\nc\nd\nlast\n")
    assert not re.fullmatch(pattern_of("a …"), "b c\n")
    assert not re.fullmatch(pattern_of("200\n429"), "200\n200\n")


def test_the_documents_have_the_blocks_that_are_looked_for():
    testing = [block for block in BLOCKS if block.document == "TESTING.md"]
    assert len([block for block in testing if block.expected]) > 30
    assert len([block for block in testing if block.serves]) == 4
    assert any(block.needs_account for block in testing)


# --- what needs an account

COMMANDS = [(block, command) for block in BLOCKS for command in
            re.sub(r"\\\n\s*", " ", block.text).replace("../../", "").split("\n")]
# Commands of the AWS CLI that are no API operation.
CLI_ONLY = {("configure", None), ("configure", "sso"), ("sso", "login"), ("logs", "tail")}
GLOBAL_OPTIONS = {"region", "output", "query", "profile", "no-cli-pager", "cli-binary-format"}


def aws_calls():
    for block, command in COMMANDS:
        for call in re.findall(r"(?:^|\$\(|\| |&& )aws ([^)|]*)", command):
            yield pytest.param(call, id=f"{block} {call[:50]}")


@pytest.mark.parametrize("call", aws_calls())
def test_aws_has_the_call(call):
    words = shlex.split(call.split(" #")[0])
    service, operation = words[0], words[1] if len(words) > 1 and not words[1].startswith("-") else None
    if (service, operation) in CLI_ONLY:
        return
    model = botocore.session.get_session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    assert operation in names
    shape = model.operation_model(names[operation]).input_shape
    parameters = {xform_name(name, "-") for name in (shape.members if shape else {})}
    given = {word[2:] for word in words if word.startswith("--")} - GLOBAL_OPTIONS
    assert given <= parameters
    required = {xform_name(name, "-") for name in (shape.required_members if shape else [])}
    assert required <= given | {"body"}


def test_terraform_commands_name_what_is_there():
    seen = 0
    for block, command in COMMANDS:
        for call in re.findall(r"\bterraform (?:-chdir=(?:envs/\w+|\$\w+) )?([a-z-]+)", command):
            seen += 1
            assert call in {"init", "plan", "apply", "destroy", "output", "version", "fmt", "validate", "test", "state"}, block
        for name in re.findall(r"-var '?([a-z_0-9]+)=|TF_VAR_([a-z_0-9]+)=", command):
            name = name[0] or name[1]
            for environment in ("dev", "prod"):
                declared = (ROOT / f"envs/{environment}/variables.tf").read_text()
                assert f'variable "{name}"' in declared, f"{block}: {name}"
        for name in re.findall(r"output -raw (\w+)", command):
            assert f'output "{name}"' in (ROOT / "envs/dev/outputs.tf").read_text(), f"{block}: {name}"
    assert seen > 3


def test_scripts_are_called_as_they_want_to_be():
    seen = 0
    for block, command in COMMANDS:
        for script, arguments in re.findall(r"(scripts/\w+\.(?:sh|py))((?: [^\s#|)\"']+)*)", command):
            seen += 1
            assert (ROOT / script).exists(), f"{block}: {script}"
            if script == "scripts/diag.sh":
                words = arguments.split()
                assert words[0] in {"logs", "url", "test", "warmup", "limit", "health"}, block
                assert words[1:] in ([], ["dev"], ["prod"]) or words[1] == "--url", block
    assert seen > 5


def test_the_readme_promises_no_more_than_holds():
    first = (ROOT / "README.md").read_text().partition("\n\n")[2].partition("\n\n")[0]
    assert "cannot be abused" not in first
    for what in ("limit for each visitor", "caps on what the model costs", "throttle for all together", "holds where"):
        assert what in first


@pytest.mark.parametrize("document", RUN)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path = (ROOT / document).parent / target.partition("#")[0]
            assert path.exists(), target


@pytest.mark.parametrize("document", RUN)
def test_files_that_are_named_exist(document):
    for name in re.findall(r"`((?:src|scripts|tests|docs|config|modules|envs|bench|knowledge)/[\w./-]+)`",
                           (ROOT / document).read_text()):
        assert (ROOT / name).exists() or (ROOT / name).with_suffix(".cpp").exists(), name


def test_the_alarms_are_the_ones_that_are_made():
    made = set(re.findall(r'^    "([a-z0-9-]+)" = {', (ROOT / "modules/observability/alarms.tf").read_text(), re.M))
    table = (ROOT / "SUMMARY.md").read_text().partition("| alarm |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", "".join(
        line.split("|")[1] for line in table.splitlines()[2:]))) == made | {"daily-spend"}


def test_the_figures_are_those_of_the_performance_page():
    figures = (ROOT / "modules/lambda_chat/REFACTORING.md").read_text().partition("## Figures")[2].partition("\n## ")[0]
    measured = (ROOT / "docs/performance.md").read_text()
    found = re.findall(r"\d[\d.,]* (?:ms|MB|MiB|KB)", figures)
    assert len(found) > 4
    assert [figure for figure in found if figure not in measured] == []


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="SKIPPED: shellcheck is not here")
def test_the_commands_are_good_shell(tmp_path):
    for block in BLOCKS:
        path = pathlib.Path(tmp_path / f"{block.line}.sh")
        path.write_text("#!/bin/sh\n" + block.text + "\n")
        # Words in a document need no quotes around $API, and a variable may be set in another block.
        subprocess.run(["shellcheck", "-S", "warning", "-e", "SC2086,SC2034,SC2154,SC1091,SC2164,SC2103", str(path)], check=True)
