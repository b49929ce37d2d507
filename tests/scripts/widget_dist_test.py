"""./dev dist: the widget's files for another web server."""

import base64
import hashlib
import json
import re
import subprocess

from conftest import ROOT


def make(folder):
    done = subprocess.run([ROOT / "dev", "dist", folder], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads((folder / "manifest.json").read_text())


def digest(file):
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def test_has_the_scripts_and_a_manifest_with_their_integrity_values(tmp_path):
    manifest = make(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(manifest["files"]) | {"manifest.json"}
    for name, entry in manifest["files"].items():
        assert entry == {"integrity": digest(tmp_path / name), "bytes": (tmp_path / name).stat().st_size}
    launcher = (tmp_path / "widget.js").read_bytes()
    assert manifest["script"] == f"widget-{hashlib.sha256(launcher).hexdigest()[:12]}.js"
    assert (tmp_path / manifest["script"]).read_bytes() == launcher
    [panel] = set(manifest["files"]) - {"widget.js", "widget-panel.js", manifest["script"]}
    assert (tmp_path / "widget-panel.js").read_bytes() == (tmp_path / panel).read_bytes()
    assert panel in launcher.decode(), "the launcher names what it loads"
    assert re.fullmatch(r"widget-panel-[0-9a-f]{12}\.js", panel)


def test_what_open_pages_still_ask_for_stays(tmp_path):
    (tmp_path / "widget-panel-0123456789ab.js").write_text("// of before")
    (tmp_path / "widget.js").write_text("// of before")
    manifest = make(tmp_path)
    assert (tmp_path / "widget-panel-0123456789ab.js").read_text() == "// of before"
    assert "widget-panel-0123456789ab.js" not in manifest["files"]
    assert digest(tmp_path / "widget.js") == manifest["files"]["widget.js"]["integrity"]
