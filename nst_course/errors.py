"""Mistakes that a person can put right: one sentence each, without a traceback."""


class NstError(Exception):
    """One sentence that names the thing, says what was wrong and what to do.

    The command line prints it and exits with code 2; in a notebook it is an ordinary exception.
    """


def nearest(name, choices):
    """`did you mean 'block4_conv2'?` for a misspelt name, else the list of choices; text for an `NstError`."""
    import difflib

    close = difflib.get_close_matches(str(name), choices, n=1, cutoff=0.5)
    return f"did you mean '{close[0]}'?" if close else f"choose one of {', '.join(choices)}."


def check_choice(value, what, choices):
    """`value`; raises NstError with the nearest choice when it is not one of them."""
    if value not in choices:
        raise NstError(f"There is no {what} '{value}': {nearest(value, choices)}")
    return value
