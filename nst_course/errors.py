"""Mistakes that a person can put right: one sentence each, without a traceback."""

import difflib
from itertools import takewhile


class NstError(Exception):
    """One sentence that names the thing, says what was wrong and what to do.

    The command line prints it and exits with code 2; in a notebook it is an ordinary exception.
    """


def nearest(name, choices):
    """`did you mean 'block4_conv2'?` for a misspelt name, else the list of choices; text for an `NstError`."""
    name = str(name)
    close = difflib.get_close_matches(name, choices, n=5, cutoff=0.5)
    if not close:
        return f"choose one of {', '.join(choices)}."
    # Of equally close names the one that begins alike: block1_conv3 is nearer to block1_conv2 than to block5_conv3.
    best = max(close, key=lambda choice: (likeness(name, choice), beginning(name, choice)))
    return f"did you mean '{best}'?"


def likeness(a, b):
    """Share of the letters that two words have in common, in order, 0 to 1."""
    return difflib.SequenceMatcher(None, b, a).ratio()


def beginning(a, b):
    """Number of letters in which two words begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def check_choice(value, what, choices):
    """`value`; raises NstError with the nearest choice when it is not one of them."""
    if value not in choices:
        raise NstError(f"There is no {what} '{value}': {nearest(value, choices)}")
    return value
