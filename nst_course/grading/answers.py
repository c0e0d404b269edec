"""What a worker sends -> `Observation`. The worker may be anybody's: all that is not as it should be is `Broken`."""

from dataclasses import dataclass, field

import numpy as np

from ..checks.observation import Crash, Observation
from ..checks.report import Line
from .worker.wire import Broken

TEXT = 500  # characters of any text
WORD = 80  # characters of a name
MANY = 100  # entries of any list
LARGE = 1 << 31  # beyond any number that is counted


@dataclass(frozen=True)
class Loaded:
    """What stands around a function, or number and error of the piece that `failed`."""

    kind: str = ""
    piece: int = -1
    reads: tuple = ()
    lost: dict = field(default_factory=dict)
    failed: int | None = None
    says: str = ""


def loaded_from(said, count):
    """The `Loaded` in a worker's answer on so many pieces. Raises Broken."""
    try:
        if "failed" in a_dict(said):
            failed = whole(said["failed"])
            if not 0 <= failed < count:
                raise ValueError
            return Loaded(failed=failed, says=text(said["says"]))
        lost = {word(name): word(what) for name, what in few(said["lost"], dict).items()}
        return Loaded(text(said["kind"]), whole(said["piece"]), tuple(map(word, few(said["reads"], list))), lost)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(type(error).__name__) from None


def call_from(said):
    """(name, {arguments, named, tensors, upstream}) of a call of a function of ours. Raises Broken."""
    kinds = {"arguments": list, "named": dict, "tensors": list}
    try:
        asked = {name: few(said[name], kind) for name, kind in kinds.items()} | {"upstream": said["upstream"]}
        upstream = [] if asked["upstream"] is None else [asked["upstream"]]
        if not all(type(one) is np.ndarray for one in (*asked["tensors"], *upstream)):
            raise TypeError
        return text(said["call"]), asked
    except (KeyError, TypeError) as error:
        raise Broken(type(error).__name__) from None


def seen_from(said, case):
    """The `Observation` in a worker's answer on a case. Raises Broken."""
    try:
        seen = Observation(
            crash=crash(a_dict(said)["crash"]),
            kind=text(said["kind"]),
            dtype=text(said["dtype"]),
            shape=tuple(map(whole, few(said["shape"], list))),
            text=text(said["text"]),
            entries=whole(said["entries"]),
            values={text(name): number(value) for name, value in few(said["values"], dict).items()},
            gradients={text(name): gradients(value) for name, value in few(said["gradients"], dict).items()},
            changed=[word(name) for name in few(said["changed"], list)],
            traces=whole(said["traces"]),
            printed=text(said["printed"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(type(error).__name__) from None
    if not fits(seen, case):
        raise Broken("the parts of an answer contradict each other")
    return seen


def fits(seen, case):
    """Whether the result has the shape that is told, and there are as many gradients as there were tensors."""
    result = seen.values.get("result")
    tensors = {name: case.inputs[name] for name in case.watched}
    wanted = {name: len(value) if isinstance(value, list) else 1 for name, value in tensors.items()}
    return (result is None or result.shape == seen.shape) and all(
        wanted.get(name) == len(gradients) for name, gradients in seen.gradients.items()
    )


def a_dict(said):
    if type(said) is not dict:
        raise TypeError
    return said


def crash(said):
    if said is None:
        return None
    line = a_dict(said)["line"]
    at = None if line is None else Line(max(1, whole(a_dict(line)["number"])), text(line["text"]))
    return Crash(text(said["type"]), text(said["message"]), at)


def text(value):
    """A text, shortened; without the control characters that a terminal or XML would stumble over."""
    if not isinstance(value, str):
        raise TypeError
    return "".join(c for c in value[:TEXT] if c.isprintable() or c in "\n\t")


def word(value):
    """A name in a program."""
    if not isinstance(value, str) or not value.isidentifier():
        raise TypeError
    return value[:WORD]


def whole(value):
    if type(value) is not int or not -LARGE < value < LARGE:
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
