"""The judge's reading of a worker's messages. Workers aren't trusted: impossible messages raise `ProtocolError`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...checks.observation import Crash, Observation
from ...checks.report import Line
from .wire import CaseInputs, CrashReport, Loaded, LoadFailed, Observed, ProtocolError, to_value

MAX_TEXT = 500  # characters of any text
MAX_NAME = 80  # characters of a name in a program
NUMERIC_KINDS = "fiub"  # of a dtype


def case_inputs(case: Any) -> CaseInputs:
    """The part of a case that is sent to a worker."""
    inputs = {name: to_value(value) for name, value in case.inputs.items()}
    return CaseInputs(inputs, list(case.watched), case.lenient)


def checked_load(answer: object, count: int) -> Loaded | LoadFailed:
    """The answer to a request to load `count` pieces, with its texts cleaned. Raises ProtocolError."""
    if isinstance(answer, LoadFailed) and 0 <= answer.piece < count:
        return LoadFailed(answer.piece, cleaned(answer.error), cleaned(answer.message), answer.withheld)
    if isinstance(answer, Loaded):
        overwritten = {identifier(name): identifier(kind) for name, kind in answer.overwritten.items()}
        return Loaded(cleaned(answer.kind), answer.piece, list(map(identifier, answer.reads)), overwritten)
    raise ProtocolError("not an answer to a request to load")


def observation(message: object, case: Any) -> Observation:
    """The observation in a worker's answer on a case. Raises ProtocolError."""
    if not isinstance(message, Observed):
        raise ProtocolError("not an observation")
    seen = Observation(
        crash=crash(message.crash) if message.crash else None,
        kind=cleaned(message.kind),
        dtype=cleaned(message.dtype),
        shape=tuple(message.shape),
        text=cleaned(message.text),
        entries=message.entries,
        values={cleaned(name): numbers(value) for name, value in message.values.items()},
        gradients={
            cleaned(name): [None if g is None else numbers(g) for g in found]
            for name, found in message.gradients.items()
        },
        changed=[identifier(name) for name in message.changed],
        traces=message.traces,
        printed=cleaned(message.printed),
    )
    if not is_consistent(seen, case):
        raise ProtocolError("the parts of an observation contradict each other")
    return seen


def is_consistent(seen: Observation, case: Any) -> bool:
    """Whether the result has the stated shape and there is one gradient per tensor."""
    result = seen.values.get("result")
    tensors = {name: case.inputs[name] for name in case.watched}
    expected = {name: len(value) if isinstance(value, list) else 1 for name, value in tensors.items()}
    return (result is None or result.shape == seen.shape) and all(
        expected.get(name) == len(gradients) for name, gradients in seen.gradients.items()
    )


def crash(report: CrashReport) -> Crash:
    """The exception, with the line in the student's code."""
    line = Line(max(1, report.line.number), cleaned(report.line.text)) if report.line else None
    return Crash(cleaned(report.type), cleaned(report.message), line)


def cleaned(text: str) -> str:
    """The text, shortened and without control characters that terminals or XML can't handle."""
    return "".join(c for c in text[:MAX_TEXT] if c.isprintable() or c in "\n\t")


def identifier(text: str) -> str:
    """A name in a program. Raises ProtocolError."""
    if not text.isidentifier():
        raise ProtocolError("not a name")
    return text[:MAX_NAME]


def numbers(array: NDArray[Any]) -> NDArray[np.float64]:
    """An array of numbers as float64. Raises ProtocolError for any other array."""
    if array.dtype.kind not in NUMERIC_KINDS:
        raise ProtocolError("not numbers")
    return array.astype(np.float64)
