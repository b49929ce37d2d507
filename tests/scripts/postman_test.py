"""postman_collection.json: it is green against the self-hosted server under the limits of dev and prod, and
against a stand-in for API Gateway; both environments and TESTING.md have the same scenarios."""

import concurrent.futures
import contextlib
import itertools
import json
import re
import threading

import newman
import pytest
from conftest import ROOT, WIDE, Server
from fake_gateway import FakeGateway

COLLECTION = json.loads(newman.COLLECTION.read_text())
FOLDERS = {environment["name"]: environment["item"] for environment in COLLECTION["item"]}
NAMES = [(environment, folder["name"]) for environment, folders in FOLDERS.items() for folder in folders]
# Below the throttle: its burst covers the rest of what a folder asks.
DELAY_MS = {"dev": 550, "prod": 100}
THROTTLE = {"dev": {"burst": 5, "rate": 1}, "prod": {"burst": 10, "rate": 2}}
ORIGINS = {"dev": ["*"], "prod": ["https://medical-tech-aesthetic.com"]}

needs_newman = pytest.mark.skipif(newman.unavailable() is not None, reason=f"SKIPPED: {newman.unavailable()}")


def title(item):
    """Without the remark in parentheses."""
    return re.sub(r" \(on AWS: .*\)$", "", item["name"])


def wide_throttle():
    return WIDE[:4]


class Runs:
    """Every folder, each on a server of its own, some at a time."""

    def __init__(self, folder):
        self._folder = folder
        self._installed = threading.Lock()
        self._pool = concurrent.futures.ThreadPoolExecutor(4)
        self._runs = {(where, *name): self._pool.submit(self._run, where, *name)
                      for where in ("self-hosted", "gateway") for name in NAMES}

    def __getitem__(self, name):
        return self._runs[name].result(timeout=300)

    def end(self):
        self._pool.shutdown(cancel_futures=True)

    def _run(self, where, environment, name):
        folder = self._folder / re.sub(r"\W+", "-", f"{where}-{name}")
        folder.mkdir()
        with self._installed:
            newman.npm_packages.install(newman.FOLDER, newman.PACKAGES)
        with self._endpoint(folder, where, environment) as url:
            return newman.run(folder / "report.json", name, {f"{environment}_api_endpoint": url},
                              DELAY_MS[environment])

    @contextlib.contextmanager
    def _endpoint(self, folder, where, environment):
        own_throttle = [] if where == "self-hosted" else wide_throttle()
        server = Server(folder, "--config", str(ROOT / f"config/{environment}.toml"), *own_throttle)
        try:
            if where == "self-hosted":
                yield f"http://127.0.0.1:{server.port}/chat"
            else:
                with FakeGateway(server, environment, ORIGINS[environment], **THROTTLE[environment]) as gateway:
                    yield gateway.url
        finally:
            server.stop()


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    started = Runs(tmp_path_factory.mktemp("newman"))
    yield started
    started.end()


@needs_newman
@pytest.mark.parametrize("environment,folder", NAMES, ids=[name for _, name in NAMES])
@pytest.mark.parametrize("where", ["self-hosted", "gateway"])
def test_the_collection_is_green(runs, where, environment, folder):
    report = runs[where, environment, folder]
    assert newman.failures(report) == []
    # What a script sends is listed too, under the name of its request.
    asserted = [name for name, _ in itertools.groupby(
        execution["item"]["name"] for execution in report["executions"] if execution.get("assertions"))]
    [items] = [entry["item"] for entry in FOLDERS[environment] if entry["name"] == folder]
    assert asserted == [item["name"] for item in items]


@needs_newman
def test_the_collection_is_red_where_the_model_fails(tmp_path):
    """The assertions can fail."""
    server = Server(tmp_path, "--config", str(ROOT / "config/dev.toml"), "--model-url", "http://127.0.0.1:9/v1")
    try:
        report = newman.run(tmp_path / "report.json", "dev: CORS",
                            {"dev_api_endpoint": f"http://127.0.0.1:{server.port}/chat"}, 1)
    finally:
        server.stop()
    [failure] = newman.failures(report)
    assert "the model failed and the catalogue answered" in failure


def test_its_form():
    assert COLLECTION["info"]["schema"] == "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    assert list(FOLDERS) == ["dev", "prod"]
    assert {variable["key"] for variable in COLLECTION["variable"]} == {"dev_api_endpoint", "prod_api_endpoint"}
    for environment, folders in FOLDERS.items():
        assert folders[-1]["name"] == f"{environment}: limits", "it leaves the visitor refused"
        for item in (item for folder in folders for item in folder["item"]):
            scripts = {event["listen"]: "\n".join(event["script"]["exec"]) for event in item["event"]}
            assert "pm.test(" in scripts["test"], item["name"]
            other = {"dev": "prod", "prod": "dev"}[environment]
            assert f"{other}_" not in json.dumps(item), f"{item['name']} asks the other environment"


def test_where_api_gateway_differs_the_name_says_so():
    for folder in FOLDERS["dev"] + FOLDERS["prod"]:
        for item in folder["item"]:
            if re.match("404|405|413", item["name"]) or "apigw-requestid" in json.dumps(item["event"]):
                assert re.search(r" \(on AWS: .*\)$", item["name"]), item["name"]


def test_dev_and_prod_have_the_same_scenarios():
    def titles(environment):
        return {folder["name"].partition(": ")[2]: [title(item) for item in folder["item"]]
                for folder in FOLDERS[environment]}
    dev, prod = titles("dev"), titles("prod")
    # In dev every page may use the chat.
    assert [name for name in prod["CORS"] if name not in dev["CORS"]] == [
        "A preflight from a page that may not", "403 A question from a page that may not"]
    prod["CORS"] = prod["CORS"][:2]
    assert dev == prod


def test_every_scenario_of_the_document_is_here_and_the_other_way():
    document = (ROOT / "TESTING.md").read_text()
    sections = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", document, re.M))
    for folder in FOLDERS["prod"]:
        name = folder["name"].partition(": ")[2]
        headings = re.findall(r"^### (.+)$", sections[name[0].upper() + name[1:]], re.M)
        assert headings == [title(item) for item in folder["item"]]
