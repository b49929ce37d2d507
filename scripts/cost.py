#!/usr/bin/env python3
"""What a month on AWS costs: quantities a chat, times list prices. docs/cost.md explains the figures.

    scripts/cost.py
    scripts/cost.py --requests-per-day 5000 --answer-tokens 400 --seconds 3
    scripts/cost.py --canary-minutes 5
"""

import argparse
import math
import dataclasses
import math

DAYS = 30


@dataclasses.dataclass(frozen=True)
class Mix:
    """What the model is asked, a chat on average."""
    calls: float
    tokens_sent: float


# Two lines of `mta-chat cost --requests-per-day 1000`; tests/scripts/cost_test.py holds these to them.
EVERY_MESSAGE = Mix(calls=1, tokens_sent=1045)
WITHOUT_NEEDLESS_CALLS = Mix(calls=0.456, tokens_sent=517)  # direct answers and the cache

# Measured: tests/scripts/cost_test.py measures them again.
CATALOGUE_ANSWER_TOKENS = 49  # mean of the catalogue's answers to 492 questions
ACCESS_LOG_BYTES = 672     # the function's line for every chat
METRICS_LOG_BYTES = 493    # its other line, where the model was asked
# Not measured: no model could be asked where this was written, nor an account be used.
ANSWER_TOKENS = 250        # answer and reasoning together; `mta-chat cost` assumes as many
MOST_ANSWER_TOKENS = 1024  # model.max_completion_tokens
SECONDS = 2.0              # one call of the model
MOST_SECONDS = 26.0        # the deadline less 4 s
OWN_SECONDS = 0.05         # the rest of an invocation, nearly all of it waiting for DynamoDB
PLATFORM_LOG_BYTES = 700   # Lambda's START, END and REPORT, the gateway's access line

# From the code: what one chat of the page does at most (docs/performance.md), in units of 1 KB and 4 KB.
COUNT, TURN, INDEX = 1, 2, 1
CLAIM, KEPT_ANSWER = 1, 2  # of its Idempotency-Key
LEDGER = 0.2               # an instance leases and gives back with two writes each: assumed to serve 20 chats
WRITE_UNITS = COUNT + TURN + INDEX + CLAIM + KEPT_ANSWER + LEDGER
READ_UNITS = 3             # the count before, the turns before, whether they were erased meanwhile
# Without the canary's. An alarm is paid for by the metrics that it looks at.
METRICS, ALARM_METRICS, DASHBOARDS = 15, 16, 1
LEAD_METRICS, LEAD_ALARMS = 5, 4  # only where leads are on
MEMORY_GB = 1.0            # prod; dev has half

# The canary: measured by the same test, but for its answer, which is assumed to be like any other.
CANARY_TOKENS_SENT = 1012  # counted, not estimated
CANARY_LOG_BYTES = 405     # its two lines
CANARY_MEMORY_GB = 0.125

USD_A_TOKEN_SENT, USD_A_TOKEN_RECEIVED = 0.15e-6, 0.60e-6
CAPS = (5, 60)             # prod's max_usd_per_day and max_usd_per_month


def whole(text):
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is less than 0")
    return number


def amount(text):
    number = float(text)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no amount of 0 or more")
    return number


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests-per-day", type=whole, default=1000)
    parser.add_argument("--answer-tokens", type=whole, default=ANSWER_TOKENS)
    parser.add_argument("--seconds", type=amount, default=SECONDS, help="of one call of the model")
    parser.add_argument("--canary-minutes", type=whole, default=0, help="add the canary; 0: there is none")
    parser.add_argument("--max-usd-per-day", type=amount, default=CAPS[0], help="the model's cap; 0: none")
    parser.add_argument("--max-usd-per-month", type=amount, default=CAPS[1], help="the same for a month")
    return parser.parse_args()


def within_caps(mix, chats, answer_tokens, caps):
    """What is asked until a cap is used up; from then on the catalogue answers."""
    usd = chats * (mix.tokens_sent * USD_A_TOKEN_SENT + mix.calls * answer_tokens * USD_A_TOKEN_RECEIVED)
    a_day, a_month = (cap or math.inf for cap in caps)
    cap = min(DAYS * a_day, a_month)
    share = 1 if usd <= cap else cap / usd
    return Mix(mix.calls * share, mix.tokens_sent * share)


def lines(chats, answer_tokens, seconds, mix=WITHOUT_NEEDLESS_CALLS, caps=CAPS):
    """(what, a chat, a month, unit, price of one unit in USD, units a month that are always free)"""
    million, gigabyte = 1e-6, 1e-9
    mix = within_caps(mix, chats, answer_tokens, caps)
    received = mix.calls * answer_tokens
    time = OWN_SECONDS + mix.calls * seconds
    log_bytes = ACCESS_LOG_BYTES + mix.calls * METRICS_LOG_BYTES + PLATFORM_LOG_BYTES
    return [
        ("Bedrock, tokens sent", f"{mix.tokens_sent:.0f}", chats * mix.tokens_sent * million, "million",
         USD_A_TOKEN_SENT / million, 0),
        ("Bedrock, tokens received", f"{received:.0f}", chats * received * million, "million",
         USD_A_TOKEN_RECEIVED / million, 0),
        ("Lambda, requests", "1", chats * million, "million", 0.20, 1),
        ("Lambda, time", f"{time:.2f} s, {MEMORY_GB:g} GB", chats * time * MEMORY_GB, "GB-s", 0.0000166667, 400_000),
        ("API Gateway, requests", "1", chats * million, "million", 1.00, 0),
        ("DynamoDB, write units", f"{WRITE_UNITS}", chats * WRITE_UNITS * million, "million", 0.625, 0),
        ("DynamoDB, read units", f"{READ_UNITS}", chats * READ_UNITS * million, "million", 0.125, 0),
        ("CloudWatch, logs", f"{log_bytes:.0f} bytes", chats * log_bytes * gigabyte, "GB", 0.50, 5),
        ("CloudWatch, metrics", "", METRICS, "each", 0.30, 10),
        ("CloudWatch, alarms", "", ALARM_METRICS, "each", 0.10, 10),
        ("CloudWatch, dashboard", "", DASHBOARDS, "each", 3.00, 3),
    ]


def canary_lines(minutes, answer_tokens, seconds):
    """The same for the canary alone, a check in place of a chat; EventBridge's schedules cost nothing. It waits
    for the chat's function as long as that waits for the model, and is paid for both. No idempotency key."""
    million, gigabyte = 1e-6, 1e-9
    checks = DAYS * 24 * 60 / minutes
    time = seconds + OWN_SECONDS
    writes = COUNT + TURN + INDEX + LEDGER
    log_bytes = ACCESS_LOG_BYTES + METRICS_LOG_BYTES + CANARY_LOG_BYTES + 2 * PLATFORM_LOG_BYTES
    return [
        ("Bedrock, tokens sent", f"{CANARY_TOKENS_SENT}", checks * CANARY_TOKENS_SENT * million, "million",
         USD_A_TOKEN_SENT / million, 0),
        ("Bedrock, tokens received", f"{answer_tokens}", checks * answer_tokens * million, "million",
         USD_A_TOKEN_RECEIVED / million, 0),
        ("Lambda, requests", "2", 2 * checks * million, "million", 0.20, 1),
        ("Lambda, time", f"{time:.2f} s, both", checks * time * (MEMORY_GB + CANARY_MEMORY_GB), "GB-s", 0.0000166667,
         400_000),
        ("API Gateway, requests", "1", checks * million, "million", 1.00, 0),
        ("DynamoDB, write units", f"{writes}", checks * writes * million, "million", 0.625, 0),
        ("DynamoDB, read units", f"{READ_UNITS}", checks * READ_UNITS * million, "million", 0.125, 0),
        ("CloudWatch, logs", f"{log_bytes} bytes", checks * log_bytes * gigabyte, "GB", 0.50, 5),
        ("CloudWatch, metrics", "", 1, "each", 0.30, 10),
        ("CloudWatch, alarms", "", 1, "each", 0.10, 10),
    ]


def totals(rows):
    """With nothing free, and less what is."""
    return (sum(quantity * price for _, _, quantity, _, price, _ in rows),
            sum(max(0, quantity - free) * price for _, _, quantity, _, price, free in rows))


def print_table(rows, of_one):
    print(f"{'':26}{of_one:>13}{'a month':>12}  {'unit':9}{'USD a unit':>13}{'USD':>8}")
    for what, a_chat, quantity, unit, price, _ in rows:
        amount = f"{quantity:.0f}" if unit in ("GB-s", "each") else f"{quantity:.3f}"
        cost = f"{price:.10f}".rstrip("0") if unit == "GB-s" else f"{price:.3f}"
        print(f"{what:26}{a_chat:>13}{amount:>12}  {unit:9}{cost:>13}{quantity * price:>8.2f}")


def main():
    options = arguments()
    chats = options.requests_per_day * DAYS
    caps = (options.max_usd_per_day, options.max_usd_per_month)
    rows = lines(chats, options.answer_tokens, options.seconds, caps=caps)
    calls = chats * within_caps(WITHOUT_NEEDLESS_CALLS, chats, options.answer_tokens, caps).calls
    print(f"{options.requests_per_day} requests a day, {chats} a month, {calls:.0f} of them calls of the model\n")
    print_table(rows, "a chat")
    total, less_free = totals(rows)
    print(f"{'together':73}{total:>8.2f}")
    print(f"{'less what AWS always gives free':73}{less_free:>8.2f}\n")
    for what, tokens, seconds, mix in (
            ("answers as short as the catalogue's", CATALOGUE_ANSWER_TOKENS, options.seconds, WITHOUT_NEEDLESS_CALLS),
            ("every answer as long as allowed", MOST_ANSWER_TOKENS, options.seconds, WITHOUT_NEEDLESS_CALLS),
            ("and as slow as allowed", MOST_ANSWER_TOKENS, MOST_SECONDS, WITHOUT_NEEDLESS_CALLS),
            ("and every message a call", MOST_ANSWER_TOKENS, MOST_SECONDS, EVERY_MESSAGE)):
        total, _ = totals(lines(chats, tokens, seconds, mix, caps))
        print(f"{what + f' ({tokens} tokens, {seconds:g} s)':73}{total:>8.2f}")
    if options.canary_minutes:
        rows = canary_lines(options.canary_minutes, options.answer_tokens, options.seconds)
        print(f"\nBeside it the canary, a check every {options.canary_minutes} minutes\n")
        print_table(rows, "a check")
        print(f"{'together':73}{totals(rows)[0]:>8.2f}")


if __name__ == "__main__":
    main()
