"""the widget in Chromium and in Firefox: conversations in English and Arabic and both, faults, leads, phones, zoom, keyboard, colours, policies"""

import importlib.util
import pathlib

TAKES = "about 6 min"
TOOLS = ["node", "npm", "chromium", "firefox-esr"]
OPTIONS = {}


def run(proof):
    path = pathlib.Path(__file__).parents[1] / "widget/run.py"
    spec = importlib.util.spec_from_file_location("widget_run", path)
    widget = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(widget)
    for browser in widget.BROWSERS:
        passed, failed = widget.run(browser, sorted(widget.HERE.glob("*.test.mjs")))
        proof.check(f"the widget in {browser}", failed == 0, f"{passed} passed, {failed} failed")
        proof.measured(f"{browser}: {passed} passed")
