#!/usr/bin/env python3
"""Writes src/leads/phone_rules.cpp: how telephone numbers of the Arab League, Turkey and Europe are made.

    scripts/phone_rules.py [--check]

Needs PyPI's `phonenumbers` in the version of tests/requirements.txt, whose patterns it turns into one
automaton over digits a calling code. Those that end alike share their states, so that the table stays
small and says just what the patterns say. --check writes nothing and fails where the file is another."""

import argparse
import collections
import pathlib
import re._parser as patterns
import sys

import phonenumbers
from phonenumbers import PhoneMetadata

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/leads/phone_rules.cpp"
ARAB_LEAGUE = "DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE".split()
EUROPE = ("AD AL AM AT AX AZ BA BE BG BY CH CY CZ DE DK EE EH ES FI FO FR GB GE GG GI GR HR HU IE IM IS IT JE LI LT "
          "LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK").split()
COUNTRIES = sorted([*ARAB_LEAGUE, "TR", *EUROPE, "KZ"])  # Kazakhstan shares the code of Russia
KINDS = ("fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail").split()
# What the package strips before a national number, where that is more than the national prefix, and no
# carrier's code.
TRUNKS = {"BY": ["80", "8", "0"], "LT": ["8", "0"]}


class Automaton:
    """Of one regular expression or several, over digits; not deterministic."""

    def __init__(self):
        self.silent = collections.defaultdict(set)  # transitions that take no digit
        self.by_digit = collections.defaultdict(lambda: collections.defaultdict(set))
        self.count = 0

    def new_state(self):
        self.count += 1
        return self.count - 1

    def add(self, tree, state):
        """Adds a parsed expression behind a state; returns where it ends."""
        for operator, argument in tree:
            state = getattr(self, "add_" + str(operator).lower())(argument, state)
        return state

    def add_digits(self, digits, state):
        end = self.new_state()
        for digit in digits:
            self.by_digit[state][digit].add(end)
        return end

    def add_literal(self, character, state):
        return self.add_digits([int(chr(character))], state)

    def add_in(self, items, state):
        digits = set()
        for kind, argument in items:
            if str(kind) == "CATEGORY":
                digits |= set(range(10))
            elif str(kind) == "RANGE":
                digits |= {int(chr(one)) for one in range(argument[0], argument[1] + 1)}
            else:
                digits.add(int(chr(argument)))
        return self.add_digits(digits, state)

    def add_max_repeat(self, argument, state):
        least, most, tree = argument
        for _ in range(least):
            state = self.add(tree, state)
        end = self.new_state()
        self.silent[state].add(end)
        for _ in range(least, most):
            state = self.add(tree, state)
            self.silent[state].add(end)
        return end

    def add_branch(self, argument, state):
        end = self.new_state()
        for tree in argument[1]:
            begin = self.new_state()
            self.silent[state].add(begin)
            self.silent[self.add(tree, begin)].add(end)
        return end

    def add_subpattern(self, argument, state):
        return self.add(argument[3], state)

    def reached(self, states):
        todo, found = list(states), set(states)
        while todo:
            new = self.silent[todo.pop()] - found
            found |= new
            todo += new
        return frozenset(found)


class Table:
    """Deterministic states without loops, equal ones once."""

    def __init__(self):
        self.rows = {}  # (is an end, next state by digit) -> position

    def add(self, expressions):
        automaton = Automaton()
        start = automaton.new_state()
        ends = {automaton.add(patterns.parse(one), start) for one in expressions}
        known = {}

        def position(states):
            if states not in known:
                following = []
                for digit in range(10):
                    next_states = automaton.reached({to for one in states for to in automaton.by_digit[one][digit]})
                    following.append(position(next_states) if next_states else 0)
                row = (bool(states & ends), tuple(following))
                known[states] = self.rows.setdefault(row, len(self.rows) + 1)  # 0: no number
            return known[states]

        return position(automaton.reached({start}))


def expressions_of(country):
    metadata = PhoneMetadata.metadata_for_region(country)
    kinds = [getattr(metadata, kind) for kind in KINDS]
    return [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]


def trunks_of(country):
    prefix = PhoneMetadata.metadata_for_region(country).national_prefix
    return TRUNKS.get(country, [prefix] if prefix else [])


def table_text():
    table = Table()
    by_code = collections.defaultdict(list)
    for country in COUNTRIES:
        by_code[PhoneMetadata.metadata_for_region(country).country_code].append(country)
    starts = {code: table.add([one for country in countries for one in expressions_of(country)])
              for code, countries in sorted(by_code.items())}
    codes = ",\n".join(f'    {{"{code}", {start}}}' for code, start in starts.items())
    countries = ",\n".join(
        f'    {{"{country}", "{PhoneMetadata.metadata_for_region(country).country_code}", "{" ".join(trunks_of(country))}"}}'
        for country in COUNTRIES)
    rows = ",\n".join(f"    {{{'true' if end else 'false'}, {{{', '.join(map(str, following))}}}}}"
                      for end, following in [(False, (0,) * 10), *table.rows])
    return f"""// Made by scripts/phone_rules.py of PyPI's phonenumbers {phonenumbers.__version__}; not to be changed by hand.
// clang-format off
#include "leads/phone_rules.h"

#include <array>

namespace mta::leads {{
namespace {{

constexpr auto codes = std::to_array<CallingCode>({{
{codes}}});

constexpr auto countries = std::to_array<PhoneCountry>({{
{countries}}});

constexpr auto states = std::to_array<PhoneState>({{
{rows}}});

}}  // namespace

std::span<const CallingCode> calling_codes() {{ return codes; }}
std::span<const PhoneCountry> phone_countries() {{ return countries; }}
std::span<const PhoneState> phone_states() {{ return states; }}

}}  // namespace mta::leads
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    text = table_text()
    if not parser.parse_args().check:
        TABLE.write_text(text)
    elif TABLE.read_text() != text:
        sys.exit(f"{TABLE.relative_to(ROOT)} is not what phonenumbers {phonenumbers.__version__} says")


if __name__ == "__main__":
    main()
