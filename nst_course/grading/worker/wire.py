"""Values over a socket, between judge and worker: JSON and the bytes of arrays, within limits, and never pickle.

A frame is two lengths, a JSON text, and the numbers of its arrays one after the other. Whoever reads trusts nothing.
"""

import json
import struct
import time

import numpy as np

LENGTHS = struct.Struct(">II")
LIMIT = 8 << 20  # bytes of a frame; the largest that is needed, a case with its activations, has 200 kB
TEXT = 1 << 20  # bytes of JSON that a judge reads; the longest line of a student's is quoted in less
DEPTH = 20  # of lists in lists; the deepest that is needed, arguments of a call, has 7
KINDS = {*("float32", "float64", "float16", "bfloat16", "int32", "int64", "int8", "uint8", "bool")}


class Broken(Exception):
    """What came over the wire is no frame, or too long a one."""


class Closed(Exception):
    """Nobody holds the other end any more."""


class Late(Exception):
    """Nothing came in time."""


class Channel:
    """Sends and receives values: numbers, texts, None, lists, tuples, dicts with texts as keys, and arrays."""

    def __init__(self, socket, longest=LIMIT):
        self.socket, self.longest = socket, longest

    def send(self, value, until=None):
        """Raises Closed when nobody is there, Late when nobody takes it until then."""
        frame = pack(value)
        self.wait(until)
        try:
            self.socket.sendall(frame)
        except TimeoutError:
            raise Late from None
        except OSError:
            raise Closed from None

    def receive(self, until=None):
        """The next value; waits until `time.monotonic()` is `until`. Raises Broken, Closed or Late."""
        head, body = LENGTHS.unpack(self.take(LENGTHS.size, until))
        if head > self.longest or head + body > LIMIT:
            raise Broken(f"a frame of {head + body} bytes")
        return unpack(self.take(head, until), self.take(body, until))

    def take(self, count, until):
        """That many bytes."""
        data = bytearray()
        while len(data) < count:
            self.wait(until)
            try:
                part = self.socket.recv(min(count - len(data), 1 << 16))
            except TimeoutError:
                raise Late from None
            except OSError:
                raise Closed from None
            if not part:
                raise Closed
            data += part
        return bytes(data)

    def wait(self, until):
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            raise Late
        self.socket.settimeout(left)

    def close(self):
        self.socket.close()


def pack(value):
    """A value as a frame. Raises Broken when it is too long."""
    arrays = []
    head = json.dumps(plain(value, arrays)).encode()
    body = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
    if len(head) + len(body) > LIMIT:
        raise Broken(f"a frame of {len(head) + len(body)} bytes")
    return LENGTHS.pack(len(head), len(body)) + head + body


def plain(value, arrays):
    """The value as JSON has it; arrays are put into the list, and their place stands for them."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = np.asarray(value)
        arrays.append(value)
        return {"array": [value.dtype.name, *value.shape]}
    if isinstance(value, tuple):
        return {"tuple": [plain(v, arrays) for v in value]}
    if isinstance(value, list):
        return [plain(v, arrays) for v in value]
    if isinstance(value, dict):
        return {"dict": [[str(key), plain(v, arrays)] for key, v in value.items()]}
    return value


def unpack(head, body):
    """The value of a frame. Raises Broken for everything that `pack` would not have made."""
    try:
        value, rest = whole(json.loads(head), memoryview(body))
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, MemoryError) as error:
        raise Broken(type(error).__name__) from None
    if rest:
        raise Broken("bytes left over")
    return value


def whole(value, body, depth=0):
    """(the value that the JSON stands for, the bytes that are left)."""
    if depth > DEPTH:
        raise ValueError
    if isinstance(value, list):
        parts = []
        for part in value:
            part, body = whole(part, body, depth + 1)
            parts.append(part)
        return parts, body
    if not isinstance(value, dict):
        return value, body
    ((what, inner),) = value.items()
    if what == "array":
        return array(inner, body)
    inner, body = whole(inner, body, depth + 1)
    return {"tuple": tuple, "dict": named}[what](inner), body


def named(pairs):
    """The dict. Numbers as keys could be chosen to collide: its making would take hours."""
    if not all(type(key) is str for key, _ in pairs):
        raise TypeError
    return dict(pairs)


def array(description, body):
    """(the array, the bytes that are left)."""
    name, *shape = description
    if name not in KINDS or len(shape) > 8 or not all(type(n) is int and 0 <= n <= LIMIT for n in shape):
        raise ValueError
    kind = dtype(name)
    count = kind.itemsize
    for n in shape:
        count *= n
    if count > len(body):
        raise ValueError
    return np.frombuffer(body[:count], kind).reshape(shape).copy(), body[count:]


def dtype(name):
    if name != "bfloat16":
        return np.dtype(name)
    import ml_dtypes

    return np.dtype(ml_dtypes.bfloat16)
