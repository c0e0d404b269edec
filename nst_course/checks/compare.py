"""Observed and expected results -> the first step of the check that fails.

A step looks at one run: (observed, expected, case) -> `Finding`, or None if it passes. It has to pass for every case.
Nothing here runs a student's code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..exercises.exercise import Case, CheckStep
from .observation import Observation
from .report import Problem

# Results may differ by rounding: a matrix product in TF32 is off by 1e-3, a squared cost by a few times that.
TOLERANCE = 5e-3
LENIENT_TOLERANCE = 5e-2  # bfloat16 keeps 8 bits
NUMBER = "number"
KINDS = {"Variable": "tensor", "float": NUMBER, "int": NUMBER, "NumPy number": NUMBER}


@dataclass(frozen=True)
class Finding:
    """What is wrong with one run; `name` is the argument or value concerned."""

    problem: Problem
    name: str = ""


@dataclass(frozen=True)
class Failure:
    """The step that fails, the index of the first case on which it fails, and what is wrong there."""

    step: CheckStep
    case: int
    finding: Finding


Check = Callable[[Observation, Observation, Case], "Finding | None"]

ERRORS = {
    "KeyboardInterrupt": Problem.STOPPED,
    "RecursionError": Problem.ENDLESS_RECURSION,
    "SystemExit": Problem.EXIT,
}


def runs(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The function raises no error."""
    if observed.crash and not case.lenient:
        return Finding(ERRORS.get(observed.crash.type, Problem.ERROR))
    return None


def returns_tensor(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The function returns a tensor; for Python numbers, a number is fine too."""
    if plain_kind(observed) in ("tensor", plain_kind(expected)) or case.lenient:
        return None
    return Finding(Problem.WRONG_KIND)


def has_dtype(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The result has the dtype of the inputs."""
    if case.lenient or expected.kind != "tensor" or observed.dtype == expected.dtype:
        return None
    return Finding(Problem.WRONG_DTYPE)


def has_shape(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The result has the expected shape."""
    return None if observed.shape == expected.shape or case.lenient else Finding(Problem.WRONG_SHAPE)


def has_values(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """All values match the reference, up to rounding."""
    wrong = [name for name, value in expected.values.items() if not close(observed.values.get(name), value, case)]
    if not wrong or (case.lenient and not observed.values):
        return None
    result = observed.values.get(wrong[0])
    if wrong[0] == "result" and result is not None and not np.isfinite(result).all():
        return Finding(Problem.NOT_FINITE)
    return Finding(Problem.WRONG_VALUES, "" if wrong[0] == "result" else wrong[0])


def has_gradients(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The gradient with respect to each watched argument matches the reference."""
    if case.lenient:
        return None
    for name, gradients in expected.gradients.items():
        for got, wanted in zip(observed.gradients.get(name, [None] * len(gradients)), gradients, strict=True):
            if wanted is None:
                if got is not None and np.any(got):
                    return Finding(Problem.EXTRA_GRADIENT, name)
            elif got is None:
                if np.any(wanted):  # else a weight of 0: a correct function may leave that layer out
                    return Finding(Problem.NO_GRADIENT, name)
            elif not close(got, wanted, case):
                return Finding(Problem.WRONG_GRADIENT, name)
    return None


def leaves_arguments_unchanged(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The arguments are unchanged."""
    return Finding(Problem.CHANGED_ARGUMENT, observed.changed[0]) if observed.changed else None


def works_in_graph(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """The function also runs inside `tf.function`, with the same values."""
    return runs(observed, expected, case) or has_values(observed, expected, case)


def is_traced_once(observed: Observation, expected: Observation, case: Case) -> Finding | None:
    """A single trace serves two calls."""
    return Finding(Problem.TRACED_AGAIN) if observed.traces > 1 else None


EAGER_CHECKS: dict[CheckStep, Check] = {
    CheckStep.RUNS: runs,
    CheckStep.RETURNS_TENSOR: returns_tensor,
    CheckStep.DTYPE: has_dtype,
    CheckStep.SHAPE: has_shape,
    CheckStep.VALUES: has_values,
    CheckStep.GRADIENT: has_gradients,
    CheckStep.ARGUMENTS_UNCHANGED: leaves_arguments_unchanged,
}
GRAPH_CHECKS: dict[CheckStep, Check] = {
    CheckStep.INSIDE_GRAPH: works_in_graph,
    CheckStep.TRACED_ONCE: is_traced_once,
}


def first_failure(
    checks: Mapping[CheckStep, Check],
    observed: Sequence[Observation],
    expected: Sequence[Observation],
    cases: Sequence[Case],
) -> Failure | None:
    """The first step that fails for any case; None if all pass."""
    for step, check in checks.items():
        for number, run in enumerate(zip(observed, expected, cases, strict=True)):
            finding = check(*run)
            if finding:
                return Failure(step, number, finding)
    return None


def plain_kind(observation: Observation) -> str:
    """The kind returned; all Python numbers count as one kind, and a variable as a tensor."""
    return KINDS.get(observation.kind, observation.kind)


def close(
    got: NDArray[np.float64] | None, wanted: NDArray[np.float64] | None, case: Case | None = None, floor: float = 1e-6
) -> bool:
    """Whether two arrays agree up to rounding, relative to the largest expected number, or to `floor`."""
    if got is None or wanted is None or got.shape != wanted.shape:
        return got is wanted
    if not np.isfinite(got).all():
        return np.array_equal(got, wanted, equal_nan=True)
    tolerance = LENIENT_TOLERANCE if case is not None and case.lenient else TOLERANCE
    scale = np.abs(wanted).max(initial=0.0)
    return bool(np.abs(got - wanted).max(initial=0.0) <= tolerance * scale + floor)


def same_run(a: Observation, b: Observation, step: CheckStep) -> bool:
    """Whether two runs on one case look the same to this step; all errors count as equal."""
    if a.crash or b.crash:
        return bool(a.crash and b.crash)
    same = [
        result_type(a) == result_type(b)
        and a.values.keys() == b.values.keys()
        and all(close(a.values[name], b.values[name], floor=1e-9) for name in a.values),
        same_gradients(a, b),
        a.changed == b.changed,
    ]
    return all(same[: max(1, step.number - CheckStep.VALUES.number + 1)])


def result_type(observation: Observation) -> tuple[str, str, tuple[int, ...]]:
    """Kind, dtype and shape of a result; a Python number has no dtype."""
    kind = plain_kind(observation)
    return kind, observation.dtype if kind != NUMBER else "", observation.shape


def same_gradients(a: Observation, b: Observation) -> bool:
    """Whether two runs have the same gradients."""
    return a.gradients.keys() == b.gradients.keys() and all(
        (x is None) == (y is None) and (x is None or close(x, y, floor=1e-9))
        for name in a.gradients
        for x, y in zip(a.gradients[name], b.gradients[name], strict=True)
    )


def result_ratios(runs: Sequence[tuple[Observation, Observation]]) -> list[float | None] | None:
    """The factor between the results of each pair of runs, None for a pair where both are 0.

    None instead of a list if some pair's results are not multiples of each other.
    """
    ratios: list[float | None] = []
    for a, b in runs:
        mine, other = a.values.get("result"), b.values.get("result")
        if mine is None or other is None or mine.shape != other.shape or not np.isfinite(mine).all():
            return None
        if np.abs(other).max(initial=0.0) > 1e-6:
            ratio = float((mine * other).sum() / (other * other).sum())
            if ratio == 0 or not close(mine, ratio * other, floor=0):
                return None
            ratios.append(ratio)
        elif close(mine, other):
            ratios.append(None)
        else:
            return None
    return ratios
