"""What a worker sends -> `Seen`. The worker may be anybody's: all that is not as it should be is `Broken`."""

import numpy as np

from ..checks.crash import Crash
from ..checks.seen import Seen
from ..report import Line
from .worker.wire import Broken

TEXT = 500  # characters of any text
MANY = 100  # entries of any list


def seen_from(said):
    """The `Seen` in a worker's answer. Raises Broken."""
    try:
        return Seen(
            crash=crash(said["crash"]),
            kind=text(said["kind"]),
            dtype=text(said["dtype"]),
            shape=tuple(map(whole, few(said["shape"], list))),
            text=text(said["text"]),
            entries=whole(said["entries"]),
            values={text(name): number(value) for name, value in few(said["values"], dict).items()},
            gradients={text(name): gradients(value) for name, value in few(said["gradients"], dict).items()},
            changed=[text(name) for name in few(said["changed"], list)],
            traces=whole(said["traces"]),
            printed=text(said["printed"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(type(error).__name__) from None


def crash(said):
    if said is None:
        return None
    line = said["line"]
    at = None if line is None else Line(whole(line["number"]), text(line["text"]))
    return Crash(text(said["type"]), text(said["message"]), at)


def text(value):
    """A text, shortened; without the control characters that a terminal or XML would stumble over."""
    if not isinstance(value, str):
        raise TypeError
    return "".join(c for c in value[:TEXT] if c.isprintable() or c in "\n\t")


def whole(value):
    if type(value) is not int:
        raise TypeError
    return value


def few(value, kind):
    if type(value) is not kind or len(value) > MANY:
        raise TypeError
    return value


def number(value):
    """A plain array of numbers, as float64."""
    if type(value) is not np.ndarray or value.dtype.kind not in "fiub":
        raise TypeError
    return value.astype(np.float64)


def gradients(value):
    return [None if one is None else number(one) for one in few(value, list)]
