"""What a report shows of a run: what it was tried with, what came out, what should have."""

import numpy as np

from .ladder import close

ROWS = 5  # of a table in a report


def described(inputs):
    """'a_S of shape (1, 4, 5, 3), …': arguments in a few words."""
    return ", ".join(f"{name} {words(value)}" for name, value in inputs.items() if name not in ("kernels", "optimizer"))


def words(value):
    if isinstance(value, np.ndarray):
        return f"of shape {value.shape}" if value.shape else f"= {value:.4g}"
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return "of shapes " + " ".join(str(a.shape).replace(" ", "") for a in value)
    return f"= {value}"


def said(seen):
    """What a run returned: kind, shape and value."""
    if seen.kind == "tensor":
        value = f", value {seen.text}" if not seen.shape else ""
        return f"a tensor of shape {seen.shape}, {seen.dtype}{value}"
    return seen.text


def worst(got, expected):
    """Of a result with many numbers the one that is furthest off."""
    mine, right = got.values.get("result"), expected.values.get("result")
    if mine is None or right is None:
        return {}
    place = np.unravel_index(np.nanargmax(np.abs(mine - right)) if np.isfinite(mine).any() else 0, right.shape)
    entry = f"entry {tuple(int(i) for i in place)}"
    return {"returned": f"{mine[place]:.5g} in {entry}", "expected": f"{right[place]:.5g} there"}


def numbers(seen, wanted, cases):
    """The results that are one number: expected, yours and their ratio. The wrong ones first, and no more than ROWS."""
    rows = [row for run in zip(seen, wanted, cases, strict=True) for row in rows_of(*run)]
    rows.sort(key=lambda row: row[-1] == "✓")  # stable: the order of the cases stays
    if not rows:
        return ()
    left = len(rows) - ROWS
    more = ((f"and {left} more, {sum(row[-1] == '✓' for row in rows[ROWS:])} of them right", "", "", ""),)
    return (("case", "expected", "yours", "yours / expected"), *rows[:ROWS], *(more if left > 0 else ()))


def rows_of(got, expected, case):
    if got.crash or case.lenient:
        return
    for name, right in expected.values.items():
        mine = got.values.get(name)
        if mine is not None and mine.shape == right.shape == ():
            label = case.name if name == "result" else f"{case.name}: {name}"
            yield label, number(right), number(mine), ratio(mine, right, case)


def number(value):
    """Five digits; what is 0 but for rounding is 0."""
    return f"{0 if abs(value) < 1e-9 else value:.5g}"


def ratio(mine, right, case):
    if close(mine, right, case):
        return "✓"
    return f"{mine / right:.4g}" if abs(right) > 1e-9 and np.isfinite(mine) else "–"
