"""Attacks on the wire: messages a worker must not send, and calls to our functions it must not make."""

from attack import Attack

# Correct, but not in a graph: there it reports its earlier results.
FORGED = """
import dataclasses
import tensorflow as tf
from nst_course.grading.sandbox import serve
real, found, later = serve.observe, [], []
def observe(function, protocol, case, graph):
    if not graph:
        found.append(real(function, protocol, case, graph))
        return found[-1]
    later.append(found[len(later)])
    return dataclasses.replace(later[-1], traces=1)
serve.observe = observe
def gram_matrix(A):
    if not tf.executing_eagerly():
        raise ValueError("not here")
    return tf.matmul(A, A, transpose_b=True)
"""
# The same, but in a graph it claims that it cannot be called.
SILENT = (
    FORGED
    + """
from nst_course.grading.sandbox import wire
message = serve.as_message
serve.as_message = lambda seen: wire.DoesNotFit() if later else message(seen)
"""
)

WIRE = """
import socket, struct, time
import msgspec
import numpy as np
from nst_course.grading.sandbox import remote_reference, serve, wire
channel = remote_reference.CONNECTION.channel
def raw(data):
    channel.socket.sendall(data)
def frame(head, body=b""):
    raw(struct.pack(">II", len(head), len(body)) + head + body)
def put(value, body=b""):
    frame(msgspec.msgpack.encode(value), body)
OBSERVED = {"type": "Observed", "crash": None, "kind": "tensor", "dtype": "float32", "shape": [3, 3], "text": "",
            "entries": 0, "values": {}, "gradients": {}, "changed": [], "traces": 1, "printed": ""}
LOADED = {"type": "Loaded", "kind": "function", "reads": [], "overwritten": {}, "piece": 0}
def say(**more):
    channel.send(OBSERVED | more)
def tensor(index):
    return {"type": "tensor", "index": index}
def ask(name, *arguments, tensors=(), upstream=None, **named):
    channel.send({"type": "Call", "name": name, "arguments": list(arguments), "named": named,
                  "tensors": list(tensors), "upstream": upstream})
    return channel.receive()
"""


def wire(name, code, loading=False, **more):
    """Sends something from within the function, or while it is being defined."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    body = f"def attack(A):\n{indented}\n"
    end = "attack(None)\n" if loading else ""
    return Attack(20, name, f"{WIRE}\n{body}def gram_matrix(A):\n    attack(A)\n    return A\n{end}", **more)


FRAMES = [
    wire("too long", 'raw(struct.pack(">II", 2**32 - 1, 2**32 - 1) + b"x")'),
    wire("a message too long", 'frame(b"\\xdd" + struct.pack(">I", 1_200_000) + b"\\0" * 1_200_000)'),
    wire("half a frame", 'raw(struct.pack(">II", 100, 0) + b"x"); time.sleep(60)', seconds=2),
    wire("a byte each tenth of a second", "for _ in range(1000):\n    raw(b'\\0')\n    time.sleep(0.1)", seconds=2),
    wire("no msgpack", 'frame(b"\\xc1cells")'),
    wire("no text", 'frame(b"\\xa4\\xff\\xfe\\xff\\xfe")'),
    wire("a pickle", "import pickle\nframe(pickle.dumps(print))"),
    wire("lists in lists", 'frame(b"\\x91" * 100_000)'),
    wire("lists in lists that end", 'frame(b"\\x91" * 400 + b"\\x90")'),
    wire(
        "values in values",
        'head = b"\\x85\\xa4type\\xa4Call\\xa4name\\xabgram_matrix"\n'
        'head += b"\\xa5named\\x80\\xa7tensors\\x90\\xa9arguments\\x91"\n'
        'frame(head + b"\\x82\\xa4type\\xa4list\\xa5items\\x91" * 50_000 + b"\\xc0")',
    ),
    wire("many lists", "for _ in range(20):\n    put([[]] * 200_000)"),
    wire("numbers as names", "put(OBSERVED | {'values': dict.fromkeys(range(40_000), 0)})"),
    wire("a hundred thousand names", "put(OBSERVED | {'values': {str(n): ['float32', 0] for n in range(60_000)}})"),
    wire("a number too long", 'frame(b"\\xdb" + struct.pack(">I", 900_000) + b"9" * 900_000)'),
    wire("a lying shape", "put(OBSERVED | {'values': {'result': ['float32', 1000, 1000]}}, b'x' * 16)"),
    wire("a negative shape", "put(OBSERVED | {'values': {'result': ['float32', -1]}}, b'x' * 4)"),
    wire("a gigantic empty array", "put(OBSERVED | {'values': {'result': ['bool', 8000000, 8000000, 0]}})"),
    wire("objects", "put(OBSERVED | {'values': {'result': ['object', 1]}}, b'x' * 8)"),
    wire("bytes of no array", "put(OBSERVED, b'x' * 8)"),
    wire("a number for an answer", "channel.send(7)"),
    wire("a text for an answer", "channel.send('passed')"),
    wire("None for an answer", "channel.send(None)"),
    wire("a message of no type", "channel.send({'type': 'Passed', 'points': 15})"),
    wire("before it is asked: 7", "channel.send(7)", loading=True),
    wire("before it is asked: a list", "channel.send([1, 2])", loading=True),
    wire(
        "before it is asked: no such piece",
        "channel.send({'type': 'LoadFailed', 'piece': 7, 'error': 'E', 'message': 'x'})",
        loading=True,
    ),
    wire(
        "before it is asked: piece -9",
        "channel.send({'type': 'LoadFailed', 'piece': -9, 'error': 'E', 'message': 'x'})",
        loading=True,
    ),
    wire(
        "before it is asked: answers",
        "channel.send(LOADED)\nfor _ in range(20):\n    say(values={'result': np.ones((3, 3))})",
        loading=True,
    ),
    wire("names that are none", "channel.send(LOADED | {'reads': ['x y']})", True),
    wire("points", "say(points=15, max_points=15, verdict='passed', steps=[])"),
    wire("a shape that is not the value's", "say(values={'result': np.ones((2, 2))})"),
    wire("no values", "say()"),
    wire("too many gradients", "say(values={'result': np.ones((3, 3))}, gradients={'A': [np.ones((3, 20))] * 5})"),
    wire("gradients of other things", "say(values={'result': np.ones((3, 3))}, gradients={'B': []})"),
    wire("texts as values", "say(values={'result': 'right'})"),
    wire("values that are not finite", "say(values={'result': np.full((3, 3), np.inf)}, gradients={'A': [None]})"),
    wire("numbers of 64 bits", "say(entries=2**64 - 1, traces=-(2**63))"),
    wire(
        "an error on line -1000",
        'say(crash={"type": "E", "message": "x", "line": {"number": -1000, "text": "x"}})',
    ),
    wire("text that is none", 'say(kind="\\u202e<script>", printed="\\0" * 1000, changed=["A B"])'),
    wire(
        "half a character",
        'frame(msgspec.msgpack.encode(OBSERVED | {"text": "1234"}).replace(b"1234", b"\\xed\\xa0\\x801"))',
    ),
    wire(
        "answers to questions of later",
        "for _ in range(50):\n    say(values={'result': np.zeros((3, 3), 'float32')}, traces=1)",
    ),
    wire(
        "all that it has open",
        "import os\nfor n in range(256):\n    try:\n        os.write(n, b'x' * 100)\n    except OSError:\n        pass",
    ),
    wire("it hangs up", "channel.socket.close()"),
    wire(
        "it does not listen",
        "call = {'type': 'Call', 'name': 'gram_matrix', 'arguments': [], 'named': {}, 'tensors': []}\n"
        "for _ in range(10**6):\n    channel.send(call)",
        seconds=2,
    ),
    wire("a call that is not allowed", 'raise ValueError(str(ask("gram_matrix", tensor(0), tensors=[A.numpy()])))'),
    wire("a call of something else", 'raise ValueError(str(ask("__import__", "os")))'),
    wire("a call of no name", 'raise ValueError(str(ask(["gram_matrix"])))'),
]


def calls(name, code, exercise="compute_layer_style_cost", seconds=8):
    """Calls to our own functions, which run in a process shared by all submissions."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    return Attack(
        20, name, f"{WIRE}\ndef {exercise}(*A, **more):\n{indented}\n    return A[0]\n", True, seconds, exercise
    )


CALLS = [
    calls("a result of 4 GB", 'ask("gram_matrix", tensor(0), tensors=[np.ones((1024, 1024, 1), "f4")])'),
    calls("a result that cannot travel", 'ask("gram_matrix", tensor(0), tensors=[np.ones((4096, 1), "f4")])'),
    calls("no array", 'ask("gram_matrix", tensor(0), tensors=[None])'),
    calls("a text for an array", 'ask("gram_matrix", tensor(0), tensors=["A"])'),
    calls("no such array", 'ask("gram_matrix", tensor(7), tensor(None))'),
    calls("texts and nothing", 'ask("gram_matrix", "A" * 10**5, None, [[]], x={"y": {"z": 1}})'),
    calls("an array of another kind", 'ask("gram_matrix", tensor(0), tensors=[np.ones((2, 2), "?")])'),
    calls("an array of nothing", 'ask("gram_matrix", tensor(0), tensors=[np.ones((0, 0), "f4")])'),
    calls(
        "another shape upstream",
        'ask("gram_matrix", tensor(0), tensors=[np.ones((2, 2), "f4")], upstream=np.ones((5, 5), "f4"))',
    ),
    calls("fields that are missing", 'channel.send({"type": "Call", "name": "gram_matrix"})\nchannel.receive()'),
    calls(
        "arrays that are multiplied out, 4 TB",
        'x = np.ones((1 << 20, 1, 1, 1), "f4")\n'
        'ask("total_cost", tensor(0), tensor(1), tensors=[x, x.reshape(1, -1, 1, 1)])',
        "train_step",
    ),
    calls("a list times a number", 'ask("total_cost", [0] * 90, [0], alpha=10**9)', "train_step"),
    calls("a text times a number", 'ask("total_cost", "x" * 1000, "x", alpha=10**6, beta=10**6)', "train_step"),
    calls("numbers of 64 bits", 'ask("total_cost", 2**64 - 1, 1, alpha=2**63)', "train_step"),
    calls("lists of each kind", 'ask("total_cost", {"type": "list", "items": [0] * 90}, 1, alpha=10**9)', "train_step"),
    calls(
        "thousands, and no two alike",
        'for n in range(10**6):\n    ask("total_cost", n, 1)',
        "train_step",
        2,
    ),
    calls("itself", 'ask("train_step", 1)', "train_step"),
]
