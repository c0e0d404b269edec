"""A function and a case -> what was seen when it ran: plain data, without knowledge of what would be right."""

import contextlib
import io
import warnings

import numpy as np
import tensorflow as tf

from .arguments import arguments, changed, snapshot
from .crash import Crash, message, own_line
from .seen import Seen
from .tracing import Traced

PRINTED = 400  # characters kept of what a function prints


def observe(function, protocol, case, graph=False):
    """Runs the function on the case, as it is or inside a `tf.function`. Never raises, whatever the function does.

    What it prints is kept, what it warns of is dropped; only `tf.print`, which writes past Python, is not caught.
    """
    run = {("cost", False): run_cost, ("cost", True): trace_cost, ("step", False): run_step, ("step", True): trace_step}
    seen, output = Seen(), Output()
    given = arguments(protocol, case)
    before = {name: snapshot(value) for name, value in given.items()}
    try:
        with contextlib.redirect_stdout(output), quiet():
            run[protocol, graph](function, given, case, seen)
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: a check always ends with a report
        seen.crash = Crash(type(error).__name__, message(error), own_line(error, function))
    try:
        seen.changed = changed(before, given)
    except Exception as error:  # what stands in an argument now can be anything
        seen.crash = seen.crash or Crash(type(error).__name__, message(error), None)
    seen.printed = output.getvalue()
    return seen


@contextlib.contextmanager
def quiet():
    """No warnings of Python, NumPy or TensorFlow: our own cases cause some, such as a new trace for each shape."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def run_cost(function, given, case, seen):
    watched = {name: flat(given[name]) for name in case.watched}
    with tf.GradientTape() as tape:
        tape.watch(watched)
        result = function(*given.values())
    describe(result, seen)
    if is_tensor(result) and result.dtype.is_floating:
        seen.gradients = {name: [array(g) for g in found] for name, found in tape.gradient(result, watched).items()}


def trace_cost(function, given, case, seen):
    """Twice in a graph, the second time with other values: one trace must serve both."""
    traced = Traced(function, given.values())
    for scale in (2.0, 1.0):
        result = traced.run(*(scaled(value, scale) for value in given.values()))
    describe(result, seen)
    seen.traces = traced.traces()


def run_step(function, given, case, seen):
    """Two steps: the cost that each returns, the picture after each, and whether the optimizer took them."""
    for number in ("first", "second"):
        describe(function(*given.values()), seen, f"J of the {number} step")
        seen.values[f"picture after the {number} step"] = array(given["generated_image"])
    seen.values["number of steps that the optimizer took"] = np.array(float(given["optimizer"].iterations))


def trace_step(function, given, case, seen):
    traced = Traced(function, given.values())
    run_step(traced.run, given, case, seen)
    seen.traces = traced.traces()


def describe(result, seen, name="result"):
    """Notes what was returned; numbers as float64 arrays."""
    seen.kind, seen.text = kind(result), brief(result)
    seen.entries = len(result) if isinstance(result, (tuple, list, dict)) else 0
    if is_tensor(result) or isinstance(result, (np.ndarray, np.generic, float, int)):
        numbers = array(result) if is_tensor(result) else np.asarray(result)
        seen.dtype = result.dtype.name if is_tensor(result) else numbers.dtype.name
        seen.shape = numbers.shape
        if numbers.dtype.kind in "fiub":
            seen.values[name] = numbers.astype(np.float64)


def kind(value):
    """tensor, ndarray, float, None, … in one word."""
    if is_tensor(value):
        return "tensor"
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    names = ((np.ndarray, "NumPy array"), (np.generic, "NumPy number"), (float, "float"), (int, "int"))
    return next((name for type_, name in names if isinstance(value, type_)), type(value).__name__)


def is_tensor(value):
    return isinstance(value, (tf.Tensor, tf.Variable))


def array(value):
    """A tensor as a float64 array; None stays None."""
    if value is None:
        return None
    value = tf.convert_to_tensor(value)
    return np.asarray((tf.cast(value, tf.float64) if value.dtype.is_floating else value).numpy())


def brief(value):
    """A value in one short line."""
    if (
        isinstance(value, (tf.Tensor, np.generic))
        and value.shape == ()
        and value.dtype.name.startswith(("float", "bfl"))
    ):
        return f"{float(value):.6g}"
    text = " ".join(repr(value.numpy() if isinstance(value, tf.Tensor) and hasattr(value, "numpy") else value).split())
    return text if len(text) <= 80 else text[:77] + "…"


def flat(value):
    return list(value) if isinstance(value, list) else [value]


def scaled(value, by):
    """The floating-point tensors of an argument times a number."""
    if isinstance(value, list) and value and isinstance(value[0], tf.Tensor):
        return [v * tf.cast(by, v.dtype) for v in value]
    return value * tf.cast(by, value.dtype) if isinstance(value, tf.Tensor) else value


class Output(io.StringIO):
    """What a function prints, the beginning of it."""

    def write(self, text):
        room = PRINTED - self.tell()
        if room > 0:
            super().write(text[:room] + ("…" if len(text) > room else ""))
        return len(text)
