"""An exception that left a student's function: what it says, and on which of the student's own lines."""

import linecache
import re
import traceback
from dataclasses import dataclass

from ..report import Line


@dataclass
class Crash:
    """An exception that left the function: its type, its message, the deepest of the student's own lines."""

    type: str
    message: str
    line: Line | None = None


def message(error):
    """The first line of an exception's message that says something; inside a `tf.function` it stands after the code."""
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\]|\s+name: ?\w*$|tensorflow\.python\.[\w.]*\.(?=\w)", "", words(error))
    inner = re.search(r"in user code:.*\n\s+\w*(?:Error|Exception): (.*)", text, re.DOTALL)
    lines = [line.strip() for line in (inner[1] if inner else text).splitlines()]
    text = next((line for line in lines if line and "Traceback" not in line), "")
    return text if len(text) <= 300 else text[:297] + "…"


def words(error):
    """What an exception says; one of a student's own may fail to say it."""
    try:
        return str(error)
    except Exception:
        return ""


def own_line(error, function):
    """The deepest line of the traceback that stands in the function's own file, or in a notebook's cell."""
    code = getattr(getattr(function, "python_function", function), "__code__", None)
    home = code.co_filename if code else None
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    # Inside a tf.function the student's lines are in the message only.
    frames += [(file, int(line)) for file, line in re.findall(r'File "(.+?)", line (\d+)', words(error))]
    for filename, number in reversed(frames):
        if filename == home or "ipykernel_" in filename:
            text = linecache.getline(filename, number).strip()
            return Line(number, text) if text else None
    return None
