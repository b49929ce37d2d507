#!/usr/bin/env python3
"""What a month on AWS costs: quantities a chat, times list prices. docs/cost.md explains the figures.

    scripts/cost.py
    scripts/cost.py --requests-per-day 5000 --answer-tokens 400 --seconds 3
"""

import argparse

DAYS = 30

# Measured: tests/scripts/cost_test.py holds these to the shipped prompts and catalogue.
PROMPT_TOKENS = 880        # mean of 492 questions in conversations of three
FRAME_TOKENS = 82          # gpt-oss's own frame around it, mean, from its published format
CATALOGUE_ANSWER_TOKENS = 60  # mean of the catalogue's answers to the same questions
LOG_BYTES = 570 + 353      # the function's two lines
# Not measured: no model could be asked where this was written.
ANSWER_TOKENS = 250        # answer and reasoning together
MOST_ANSWER_TOKENS = 1024  # model.max_completion_tokens
SECONDS = 2.0              # one invocation, nearly all of it waiting for the model
MOST_SECONDS = 26.0        # the deadline less 4 s
PLATFORM_LOG_BYTES = 700   # Lambda's START, END and REPORT, the gateway's access line

# From the code: what one chat does at most (docs/performance.md), in units of 1 KB and 4 KB.
WRITE_UNITS = 3            # the visitor's count 1, the turn 2
READ_UNITS = 2             # the count before, the turns before
METRICS, ALARMS, DASHBOARDS = 10, 9, 1
MEMORY_GB = 1.0            # prod; dev has half


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests-per-day", type=int, default=1000)
    parser.add_argument("--answer-tokens", type=int, default=ANSWER_TOKENS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one invocation")
    return parser.parse_args()


def lines(chats, answer_tokens, seconds):
    """(what, a chat, a month, unit, price of one unit in USD, units a month that are always free)"""
    million, gigabyte = 1e-6, 1e-9
    sent = PROMPT_TOKENS + FRAME_TOKENS
    log_bytes = LOG_BYTES + PLATFORM_LOG_BYTES
    return [
        ("Bedrock, tokens sent", f"{sent}", chats * sent * million, "million", 0.15, 0),
        ("Bedrock, tokens received", f"{answer_tokens}", chats * answer_tokens * million, "million", 0.60, 0),
        ("Lambda, requests", "1", chats * million, "million", 0.20, 1),
        ("Lambda, time", f"{seconds:g} s, {MEMORY_GB:g} GB", chats * seconds * MEMORY_GB, "GB-s", 0.0000166667, 400_000),
        ("API Gateway, requests", "1", chats * million, "million", 1.00, 0),
        ("DynamoDB, write units", f"{WRITE_UNITS}", chats * WRITE_UNITS * million, "million", 0.625, 0),
        ("DynamoDB, read units", f"{READ_UNITS}", chats * READ_UNITS * million, "million", 0.125, 0),
        ("CloudWatch, logs", f"{log_bytes} bytes", chats * log_bytes * gigabyte, "GB", 0.50, 5),
        ("CloudWatch, metrics", "", METRICS, "each", 0.30, 10),
        ("CloudWatch, alarms", "", ALARMS, "each", 0.10, 10),
        ("CloudWatch, dashboard", "", DASHBOARDS, "each", 3.00, 3),
    ]


def totals(rows):
    """With nothing free, and less what is."""
    return (sum(quantity * price for _, _, quantity, _, price, _ in rows),
            sum(max(0, quantity - free) * price for _, _, quantity, _, price, free in rows))


def main():
    options = arguments()
    chats = options.requests_per_day * DAYS
    rows = lines(chats, options.answer_tokens, options.seconds)
    print(f"{options.requests_per_day} requests a day, {chats} a month\n")
    print(f"{'':26}{'a chat':>12}{'a month':>12}  {'unit':9}{'USD a unit':>13}{'USD':>8}")
    for what, a_chat, quantity, unit, price, _ in rows:
        amount = f"{quantity:.0f}" if unit in ("GB-s", "each") else f"{quantity:.3f}"
        cost = f"{price:.10f}".rstrip("0") if unit == "GB-s" else f"{price:.3f}"
        print(f"{what:26}{a_chat:>12}{amount:>12}  {unit:9}{cost:>13}{quantity * price:>8.2f}")
    total, less_free = totals(rows)
    print(f"{'together':72}{total:>8.2f}")
    print(f"{'less what AWS always gives free':72}{less_free:>8.2f}\n")
    for what, tokens, seconds in (("answers as short as the catalogue's", CATALOGUE_ANSWER_TOKENS, options.seconds),
                                  ("every answer as long as allowed", MOST_ANSWER_TOKENS, options.seconds),
                                  ("and as slow as allowed", MOST_ANSWER_TOKENS, MOST_SECONDS)):
        print(f"{what + f' ({tokens} tokens, {seconds:g} s)':72}{totals(lines(chats, tokens, seconds))[0]:>8.2f}")


if __name__ == "__main__":
    main()
