"""One submission's process: loads a function, runs it on the cases that come, and sends back what was seen."""

import linecache
import sys
from dataclasses import asdict

import tensorflow as tf

from nst_course.checks.code import accepts_arguments, names_around, plain_function
from nst_course.checks.observation import error_message
from nst_course.checks.observe import observe

from . import remote
from .called import answer
from .wire import Closed


def serve(channel):
    """Answers the judge until it hangs up."""
    remote.CHANNEL = channel
    state = {}
    while True:
        try:
            asked = channel.receive()
        except Closed:
            return
        for reply in DO[asked["do"]](state, **{name: value for name, value in asked.items() if name != "do"}):
            channel.send(reply)


def load(state, name, pieces, allowed):
    """Makes the function from its pieces; says what stands around it, or why it cannot be made."""
    remote.ALLOWED = set(allowed)
    space = state["space"] = {"__name__": "__main__"}
    for number, piece in enumerate(pieces):
        filename = f"<{name}, {number}>"
        linecache.cache[filename] = (len(piece), None, piece.splitlines(keepends=True), filename)
        try:
            exec(compile(piece, filename, "exec"), space)
        except BaseException as error:  # whatever it is, it is the student's
            yield {"failed": number, "says": f"{type(error).__name__}: {error_message(error)}"[:300]}
            return
    function = state["function"] = space.get(name)
    inner = plain_function(function)
    reads, lost = names_around(inner) if inner else ((), {})
    kind = "class" if isinstance(function, type) else "function" if callable(function) else type(function).__name__
    piece = int(inner.__code__.co_filename.rpartition(", ")[2][:-1]) if inner and home(inner) else -1
    yield {"kind": kind, "reads": list(reads), "lost": lost, "piece": piece}


def home(function):
    """Whether the function stands in one of the pieces."""
    return function.__code__.co_filename.startswith("<") and function.__code__.co_filename in linecache.cache


def run(state, protocol, cases, graph):
    """What is seen on each case: `watched`, `inputs` and `lenient` are all that it needs."""
    for case in cases:
        case = Given(**case)
        if not graph and accepts_arguments(state["function"], case.inputs) is False:
            yield None
            return
        seen = observe(state["function"], protocol, case, graph)
        yield asdict(seen) | {"shape": list(seen.shape)}
        if seen.is_fatal:
            return


def call(state, name, arguments, named, tensors, upstream):
    """A call of one of the functions loaded, for a process that must not have it."""
    yield answer(state["space"][name], arguments, named, tensors, upstream)


class Given:
    """The part of a case that a function is run on."""

    def __init__(self, inputs, watched, lenient):
        self.inputs, self.watched, self.lenient = inputs, watched, lenient


DO = {"load": load, "run": run, "call": call}


def prepare():
    """Imports what the first run would import, before the process is copied; TensorFlow must not compute yet."""
    import keras.optimizers

    sys.setrecursionlimit(1000)
    return tf, keras.optimizers
