"""A failing function -> its diagnosis: the named mistake it makes, or one factor that explains every case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ..exercises.exercise import Case, Exercise, FoundBy, Mistake
from .code import Code
from .compare import TOLERANCE, Failure, result_ratios, same_run
from .observation import OPTIMIZER_STEPS, Observation

if TYPE_CHECKING:
    from .trial import Trial

POWERS = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # exponents of a size, or of the 2 beside sizes
NEAR = 2e-3  # tolerance for a ratio, for float32 and different summation orders


def diagnose(
    trial: Trial, failure: Failure, code: Code, observed: Sequence[Observation], graph: bool
) -> Mistake | None:
    """The named mistake that the student's function in a `Trial` makes, if any.

    `observed` are its runs so far. Results identify a mistake only if the function was called
    directly: in a graph no mistake gives others.
    """
    text = "\n".join((code.stripped, *evidence_lines(failure, code, observed)))
    possible = [mistake for mistake in trial.exercise.mistakes if failure.step in mistake.steps]
    for found_by in FoundBy:
        for mistake in possible:
            has_sign = mistake.found_by is found_by and re.search(mistake.sign, text, re.MULTILINE) is not None
            if found_by in (FoundBy.CODE, FoundBy.SIGN):
                found = has_sign
            else:
                sources = [mistake.source(trial.exercise.name)] if has_sign else []
                sources += mistake.also if found_by is FoundBy.RESULTS else ()
                found = not graph and any(same_results(trial, mistake, s, failure, observed) for s in sources)
            if found:
                return mistake
    return None


def evidence_lines(failure: Failure, code: Code, observed: Sequence[Observation]) -> Iterator[str]:
    """Observations, one per line, that are appended to the code for the signs of mistakes (regular expressions).

    `reads: NAME` (a variable of the notebook), `changes: ARGUMENT`, `failed: STEP`, `returned: KIND of ENTRIES`,
    `whole numbers only`, `no optimizer step`, `error: TYPE: MESSAGE`, `error line: CODE`.
    """
    run = observed[failure.case]
    yield from (f"reads: {name}" for name in code.reads)
    yield from (f"changes: {name}" for name in run.changed)
    yield f"failed: {failure.step}"
    if run.kind:
        yield f"returned: {run.kind}" + (f" of {run.entries}" if run.kind in ("tuple", "list", "dict") else "")
    costs = [v for other in observed for name, v in other.values.items() if name.startswith(("result", "J"))]
    if costs and all(np.array_equal(values, np.round(values), equal_nan=True) for values in costs):
        yield "whole numbers only"
    if run.values.get(OPTIMIZER_STEPS) == 0:
        yield "no optimizer step"
    if run.crash:
        yield f"error: {run.crash.type}: {run.crash.message}"
        if run.crash.line:
            yield f"error line: {run.crash.line.text}"


def same_results(
    trial: Trial, mistake: Mistake, source: str, failure: Failure, observed: Sequence[Observation]
) -> bool:
    """Whether the mistake gives the same results; starts with the failed case, where most mistakes differ."""
    cases = trial.cases()
    if len(observed) < len(cases):
        return False
    order = sorted((i for i, case in enumerate(cases) if not case.lenient), key=lambda i: i != failure.case)
    runs = ((observed[i], trial.observe_mistake(source, i)) for i in order)
    if mistake.found_by is FoundBy.RATIO:
        ratios = [ratio for ratio in result_ratios(list(runs)) or () if ratio is not None]
        return len(ratios) > 1 and max(ratios) - min(ratios) <= TOLERANCE * max(map(abs, ratios))
    telling = bool(mistake.sign) and source not in mistake.also  # if everything crashes, only the sign can tell
    for mine, theirs in runs:
        if not same_run(mine, theirs, failure.step):
            return False
        telling = telling or not mine.crash
    return telling


# If no named mistake fits: a factor.


def scale_factor(
    exercise: Exercise, observed: Sequence[Observation], expected: Sequence[Observation], cases: Sequence[Case]
) -> str:
    """The single factor by which every result is off, such as '4', 'n_C²' or '2 / n_C'; "" if there is none."""
    runs = [run for run in zip(observed, expected, cases, strict=False) if not run[2].lenient]
    ratios = result_ratios([(got, right) for got, right, _ in runs]) or []
    found = [
        (ratio, exercise.layer_sizes(case.inputs))
        for ratio, (_, _, case) in zip(ratios, runs, strict=False)
        if ratio is not None
    ]
    if len(found) < 2 or all(abs(ratio - 1) <= NEAR for ratio, _ in found):
        return ""
    return simplest_factor(found)


def simplest_factor(found: Sequence[tuple[float, dict[str, int]]]) -> str:
    """The simplest product of powers of the sizes that equals the ratio in every case; "" if there is none."""
    values = np.array([ratio for ratio, _ in found])
    if np.ptp(values) <= NEAR * abs(values[0]):
        return number_text(float(values[0]))
    names = list(found[0][1])
    if not names or values.min() <= 0:
        return ""
    powers = np.array(sorted(product(POWERS, repeat=len(names)), key=lambda tried: sum(map(abs, tried))))
    sizes = np.array([[sizes[name] for name in names] for _, sizes in found], float)
    rest = np.log2(values) - powers @ np.log2(sizes).T  # (all combinations of powers, cases)
    twos = np.round(rest[:, :1])  # the power of 2 beside the sizes
    fits = (np.abs(rest - twos).max(axis=1) <= NEAR) & (np.abs(twos[:, 0]) <= max(POWERS))
    best = np.argmax(fits)
    if not fits[best]:
        return ""
    return fraction_text(Fraction(2) ** int(twos[best, 0]), dict(zip(names, powers[best].tolist(), strict=True)))


def number_text(value: float) -> str:
    """A ratio as a small fraction if it is one, else its first digits."""
    fraction = Fraction(value).limit_denominator(64)
    near = fraction and abs(float(fraction) / value - 1) <= NEAR / 4
    return (str(fraction) if near else f"{value:.4g}").replace("-", "−")


def fraction_text(number: Fraction, powers: dict[str, int]) -> str:
    """A number and powers of sizes as one fraction."""
    above = [str(number.numerator)] * (number.numerator > 1)
    below = [str(number.denominator)] * (number.denominator > 1)
    for name, power in powers.items():
        term = name + {2: "²", 3: "³", 4: "⁴"}.get(abs(power), "")
        if power:
            (above if power > 0 else below).append(term)
    bottom = "·".join(below)
    return ("·".join(above) or "1") + (f" / {bottom if len(below) == 1 else f'({bottom})'}" if below else "")
