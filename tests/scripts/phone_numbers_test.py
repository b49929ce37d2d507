"""Telephone numbers as leads/phone_number reads them, beside PyPI's phonenumbers."""

import pathlib
import random
import subprocess
import sys

import phonenumbers

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from phone_rules import COUNTRIES, KINDS, PhoneMetadata  # noqa: E402

PROGRAM = ROOT / "build/release/mta-phone-numbers"
COUNT = 10_000
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def national_number(country, chance):
    """Near one that exists, with most digits drawn anew; or any digits."""
    metadata = PhoneMetadata.metadata_for_region(country)
    kinds = [kind for kind in (getattr(metadata, name) for name in KINDS) if kind and kind.example_number]
    example = chance.choice(kinds).example_number
    kept = chance.choice([0, 1, 2, 3, 4, len(example)])
    digits = example[:kept] + "".join(str(chance.randrange(10)) for _ in example[kept:])
    return digits if chance.random() < 0.95 else digits + str(chance.randrange(10))


def spaced(digits, chance):
    separator = chance.choice(["", " ", "-", ".", " - ", "\u00a0", "\u202f", "/", "‑"])
    text = ""
    for digit in digits:
        text += (separator if text and chance.random() < 0.4 else "") + digit
    return text


def written(country, chance):
    """How somebody may write a number, and what the package is asked in its place."""
    national = national_number(country, chance)
    code = str(phonenumbers.country_code_for_region(country))
    trunk = PhoneMetadata.metadata_for_region(country).national_prefix or ""
    how = chance.randrange(6)
    if how == 0:
        text, plain, named = "+" + spaced(code + national, chance), f"+{code}{national}", ""
    elif how == 1:
        text, plain, named = "00" + spaced(code + national, chance), f"+{code}{national}", ""
    elif how == 2:
        text, plain, named = f"+{code} ({trunk}){spaced(national, chance)}", f"+{code}{trunk}{national}", ""
    elif how == 3:
        text, plain, named = spaced(national, chance), national, country
    elif how == 4:
        text, plain, named = spaced(trunk + national, chance), trunk + national, country
    else:
        text, plain, named = f"\u200e{code} {spaced(national, chance)}\u200e", code + national, country
    return named, text.translate(chance.choice([{}, {}, ARABIC, PERSIAN])), plain


def by_package(named, plain):
    """E.164; None where no such number exists."""
    try:
        number = phonenumbers.parse(plain, named or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read(lines):
    result = subprocess.run([PROGRAM], input="".join(f"{named}\t{text}\n" for named, text in lines),
                            capture_output=True, text=True, check=True, timeout=60)
    return result.stdout.split("\n")[:-1]


def test_numbers_are_read_as_the_package_reads_them():
    chance = random.Random(17)
    asked = [written(COUNTRIES[i % len(COUNTRIES)], chance) for i in range(COUNT)]
    found = read([(named, text) for named, text, _ in asked])
    assert len(found) == COUNT
    valid, other = 0, []
    for (named, text, plain), ours in zip(asked, found):
        theirs = by_package(named, plain)
        valid += theirs is not None
        if (ours if ours.startswith("+") else None) != theirs:
            other.append((named, plain, ours, theirs))
    print(f"{COUNT - len(other)} of {COUNT} agree; {valid} of them exist")
    assert valid > COUNT // 4
    # A national number that begins with its own calling code, or with 00, can be read in two ways.
    assert len(other) <= COUNT // 500, other[:20]


def test_the_table_is_what_the_script_makes_of_the_pinned_package():
    subprocess.run([sys.executable, ROOT / "scripts/phone_rules.py", "--check"], check=True)
    pin = next(line for line in (ROOT / "tests/requirements.txt").read_text().splitlines() if line.startswith("phonenumbers=="))
    assert pin == f"phonenumbers=={phonenumbers.__version__}"
