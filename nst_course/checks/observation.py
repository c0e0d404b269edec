"""What was observed when a function ran on a case: plain data that can be sent between processes.

Nothing here needs TensorFlow: a grader reads observations without it.
"""

from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .report import Line

LONGEST_MESSAGE = 300  # characters kept of an error message
# Errors after which no further case runs: the student stopped it, or it would take just as long again.
FATAL_ERRORS = ("KeyboardInterrupt", "RecursionError", "MemoryError")
OPTIMIZER_STEPS = "number of optimizer steps"  # the name of one of the values of a Protocol.STEP function


@dataclass
class Crash:
    """An exception raised by the function: its type, its message, and the deepest of the student's own lines."""

    type: str
    message: str
    line: Line | None = None


@dataclass
class Observation:
    """One run of a function on one case.

    `kind`, `dtype`, `shape`, `text` and `entries` (of a tuple, list or dict) describe the result. `values` are the
    numbers found, as float64, by name: "result", or for a step the costs, the pictures and the optimizer's step count.
    `gradients` are those with respect to each watched argument, `changed` the names of modified arguments, and `traces`
    is how often TensorFlow traced the function for two calls.
    """

    crash: Crash | None = None
    kind: str = ""
    dtype: str = ""
    shape: tuple[int, ...] = ()
    text: str = ""
    entries: int = 0
    values: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    gradients: dict[str, list[NDArray[np.float64] | None]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    traces: int = 0
    printed: str = ""

    @property
    def is_fatal(self) -> bool:
        """Whether no further case should be run."""
        return self.crash is not None and self.crash.type in FATAL_ERRORS


def crash_of(error: BaseException, function: Callable[..., Any]) -> Crash:
    """An exception from a student's function as a `Crash`."""
    return Crash(type(error).__name__, error_message(error), own_line(error, function))


def error_message(error: BaseException) -> str:
    """The first informative line of an exception's message; inside a `tf.function` it comes after the code."""
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\]|\s+name: ?\w*$|tensorflow\.python\.[\w.]*\.(?=\w)", "", text_of(error))
    inner = re.search(r"in user code:.*\n\s+\w*(?:Error|Exception): (.*)", text, re.DOTALL)
    lines = [line.strip() for line in (inner[1] if inner else text).splitlines()]
    text = next((line for line in lines if line and "Traceback" not in line), "")
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 3] + "…"


def text_of(error: BaseException) -> str:
    """`str(error)`; "" if a student's own exception class fails even at that."""
    try:
        return str(error)
    except Exception:
        return ""


def own_line(error: BaseException, function: Callable[..., Any]) -> Line | None:
    """The deepest line of the traceback in the function's own file, or in a notebook cell."""
    code = getattr(getattr(function, "python_function", function), "__code__", None)
    home = code.co_filename if code else None
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    # Inside a tf.function, the student's lines appear only in the message.
    frames += [(file, int(line)) for file, line in re.findall(r'File "(.+?)", line (\d+)', text_of(error))]
    for filename, number in reversed(frames):
        if number is not None and (filename == home or "ipykernel_" in filename):
            text = linecache.getline(filename, number).strip()
            return Line(number, text) if text else None
    return None
