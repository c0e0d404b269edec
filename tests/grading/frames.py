"""Attacks on the wire: what a worker should not say, and calls of ours that it should not make."""

from attack import Attack

# Right, but not in a graph: there it hands in what it found before.
FORGED = """
import tensorflow as tf
from nst_course.grading.worker import serve
real, found = serve.DO["run"], []
def run(state, protocol, cases, graph):
    if not graph:
        found.extend(real(state, protocol, cases, graph))
    yield from [one | {"traces": 1} for one in found[:len(cases)]] if graph else found
serve.DO["run"] = run
def gram_matrix(A):
    if not tf.executing_eagerly():
        raise ValueError("not here")
    return tf.matmul(A, A, transpose_b=True)
"""
SILENT = FORGED.replace('[one | {"traces": 1} for one in found[:len(cases)]]', "[None]")

WIRE = """
import json, socket, struct, time
import numpy as np
from nst_course.grading.worker import remote, serve, wire
def raw(data):
    remote.CHANNEL.socket.sendall(data)
def frame(text, body=b""):
    text = text if isinstance(text, bytes) else text.encode()
    raw(struct.pack(">II", len(text), len(body)) + text + body)
SEEN = {"crash": None, "kind": "tensor", "dtype": "float32", "shape": [3, 3], "text": "", "entries": 0, "values": {},
        "gradients": {}, "changed": [], "traces": 1, "printed": ""}
def say(**more):
    remote.CHANNEL.send(SEEN | more)
def ask(name, *arguments, tensors=(), upstream=None, **named):
    remote.CHANNEL.send({"call": name, "arguments": list(arguments), "named": named, "tensors": list(tensors),
                         "upstream": upstream})
    return remote.CHANNEL.receive()
"""


def wire(name, code, loading=False, **more):
    """Something sent from within the function, or while it is made."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    body = f"def send(A):\n{indented}\n"
    end = "send(None)\n" if loading else ""
    return Attack(20, name, f"{WIRE}\n{body}def gram_matrix(A):\n    send(A)\n    return A\n{end}", **more)


FRAMES = [
    wire("too long", 'raw(struct.pack(">II", 2**32 - 1, 2**32 - 1) + b"x")'),
    wire("a text too long", 'frame("[" + "0," * 600_000 + "0]")'),
    wire("half a frame", 'raw(struct.pack(">II", 100, 0) + b"x"); time.sleep(60)', seconds=2),
    wire("a byte each tenth of a second", "for _ in range(1000):\n    raw(b'\\0')\n    time.sleep(0.1)", seconds=2),
    wire("not JSON", 'frame("{cells")'),
    wire("no text", 'frame(b"\\xff\\xfe")'),
    wire("a pickle", "import pickle\nframe(pickle.dumps(print))"),
    wire("lists in lists", 'frame("[" * 100_000)'),
    wire("lists in lists that end", 'frame("[" * 400 + "]" * 400)'),
    wire("many lists", 'for _ in range(20):\n    frame("[" + "[]," * 200_000 + "[]]")'),
    wire(
        "numbers that collide",
        'frame(\'{"dict": [\' + ",".join(f"[{k * (2**61 - 1)}, 0]" for k in range(40_000)) + "]}")',
    ),
    wire("a number too long", 'frame("9" * 900_000)'),
    wire("a lying shape", 'frame(\'{"array": ["float32", 1000, 1000]}\', b"x" * 16)'),
    wire("a negative shape", 'frame(\'{"array": ["float32", -1]}\', b"x" * 4)'),
    wire("a gigantic empty array", 'frame(\'{"array": ["bool", 8000000, 8000000, 0]}\')'),
    wire("objects", 'frame(\'{"array": ["object", 1]}\', b"x" * 8)'),
    wire("a number for an answer", "remote.CHANNEL.send(7)"),
    wire("a text for an answer", "remote.CHANNEL.send('passed')"),
    wire("None for an answer", "remote.CHANNEL.send(None)"),
    wire("before it is asked: 7", "remote.CHANNEL.send(7)", loading=True),
    wire("before it is asked: a list", "remote.CHANNEL.send([1, 2])", loading=True),
    wire("before it is asked: no such piece", 'remote.CHANNEL.send({"failed": 7, "says": "x"})', loading=True),
    wire("before it is asked: piece -9", 'remote.CHANNEL.send({"failed": -9, "says": "x"})', loading=True),
    wire(
        "before it is asked: answers",
        'remote.CHANNEL.send({"kind": "function", "reads": [], "lost": {}, "piece": 0})\n'
        "for _ in range(20):\n    say(values={'result': np.ones((3, 3))})",
        loading=True,
    ),
    wire(
        "names that are none",
        'remote.CHANNEL.send({"kind": "function", "reads": ["x y"], "lost": {}, "piece": 0})',
        True,
    ),
    wire("points", "say(points=15, max_points=15, verdict='passed', rungs=[])"),
    wire("a shape that is not the value's", "say(values={'result': np.ones((2, 2))})"),
    wire("no values", "say()"),
    wire("too many gradients", "say(values={'result': np.ones((3, 3))}, gradients={'A': [np.ones((3, 20))] * 5})"),
    wire("gradients of other things", "say(values={'result': np.ones((3, 3))}, gradients={'B': []})"),
    wire("texts as values", "say(values={'result': 'right'})"),
    wire("values that are not finite", "say(values={'result': np.full((3, 3), np.inf)}, gradients={'A': [None]})"),
    wire("a number of 4000 digits", "say(entries=10**4000, traces=-(10**4000))"),
    wire(
        "an error on line -1000",
        'say(crash={"type": "E", "message": "x", "line": {"number": -1000, "text": "x"}})',
    ),
    wire("text that is none", 'say(kind="\\ud800\\u202e<script>", printed="\\0" * 1000, changed=["A B"])'),
    wire(
        "answers to questions of later",
        "for _ in range(50):\n    say(values={'result': np.zeros((3, 3), 'float32')}, traces=1)",
    ),
    wire(
        "all that it has open",
        "import os\nfor n in range(256):\n    try:\n        os.write(n, b'x' * 100)\n    except OSError:\n        pass",
    ),
    wire("it hangs up", "remote.CHANNEL.socket.close()"),
    wire(
        "it does not listen",
        'for _ in range(10**6):\n    remote.CHANNEL.send({"call": "gram_matrix", "arguments": [], "named": {}, '
        '"tensors": [], "upstream": None})',
        seconds=2,
    ),
    wire("a call that is not allowed", 'raise ValueError(str(ask("gram_matrix", {"tensor": 0}, tensors=[A.numpy()])))'),
    wire("a call of something else", 'raise ValueError(str(ask("__import__", "os")))'),
    wire("a call of no name", 'raise ValueError(str(ask(["gram_matrix"])))'),
]


def calls(name, code, exercise="compute_layer_style_cost", seconds=8):
    """Calls of our own functions, which answer from a process that everybody's submissions share."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    return Attack(
        20, name, f"{WIRE}\ndef {exercise}(*A, **more):\n{indented}\n    return A[0]\n", True, seconds, exercise
    )


CALLS = [
    calls("a result of 4 GB", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((1024, 1024, 1), "f4")])'),
    calls("a result that cannot travel", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((4096, 1), "f4")])'),
    calls("no array", 'ask("gram_matrix", {"tensor": 0}, tensors=[None])'),
    calls("a text for an array", 'ask("gram_matrix", {"tensor": 0}, tensors=["A"])'),
    calls("no such array", 'ask("gram_matrix", {"tensor": 7}, {"tensor": None})'),
    calls("texts and nothing", 'ask("gram_matrix", "A" * 10**5, None, [[]], x={"y": {"z": 1}})'),
    calls("an array of another kind", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((2, 2), "?")])'),
    calls("an array of nothing", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((0, 0), "f4")])'),
    calls(
        "another shape upstream",
        'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((2, 2), "f4")], upstream=np.ones((5, 5), "f4"))',
    ),
    calls("fields that are missing", 'remote.CHANNEL.send({"call": "gram_matrix"})\nremote.CHANNEL.receive()'),
    calls(
        "arrays that are multiplied out, 4 TB",
        'x = np.ones((1 << 20, 1, 1, 1), "f4")\n'
        'ask("total_cost", {"tensor": 0}, {"tensor": 1}, tensors=[x, x.reshape(1, -1, 1, 1)])',
        "train_step",
    ),
    calls("a list times a number", 'ask("total_cost", [0] * 90, [0], alpha=10**9)', "train_step"),
    calls("a text times a number", 'ask("total_cost", "x" * 1000, "x", alpha=10**6, beta=10**6)', "train_step"),
    calls("a number of 4000 digits", 'ask("total_cost", 10**4000, 1, alpha=10**4000)', "train_step"),
    calls(
        "thousands, and no two alike",
        'for n in range(10**6):\n    ask("total_cost", n, 1)',
        "train_step",
        2,
    ),
    calls("itself", 'ask("train_step", 1)', "train_step"),
]
