"""What the chat costs the page that it stands on, beside Flowise's embed and deep-chat: `./dev bench widget`.
Results in bench/results/widget.json."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/widget")]

import npm_packages  # noqa: E402
import run as widget  # noqa: E402

npm_packages.install(ROOT / "build/puppeteer", widget.PACKAGES)
npm_packages.install(ROOT / "build/widget_peers", {"flowise-embed": "3.1.6", "deep-chat": "2.4.2"})
result = subprocess.run(["node", "bench/widget_bench.mjs"], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
(ROOT / "bench/results/widget.json").write_text(result.stdout)
print(result.stdout)
