"""Questions that reach the model: they ask more than a price, which the catalogue answers by itself."""

import itertools

QUESTION = "How much is the 7D HIFU machine, and can you ship it to Jordan by May?"

LETTERS = "wxzjk"  # of which no word makes anybody think of a device
LENGTH = 8

numbers = itertools.count()


def new_question():
    """One that nobody has asked before, or the answer would come from the cache; all are of one length."""
    return f"{QUESTION} Yours, {name(next(numbers))}"


def name(number):
    """No letter stands beside itself: how long one is drawn makes no other word."""
    letters = ""
    for _ in range(LENGTH):
        others = LETTERS.replace(letters[-1:], "") if letters else LETTERS
        number, digit = divmod(number, len(others))
        letters += others[digit]
    return letters.capitalize()
