"""Messages between judge and worker over a socket: typed, size-limited, validated on arrival, never pickled.

A frame consists of two lengths, the message in msgpack, and the data of its arrays one after another. In the message,
an array is its dtype and shape. The reader trusts nothing: whatever `encode_frame` would not produce is rejected.
"""

from __future__ import annotations

import math
import struct
import time
from collections.abc import Callable
from socket import socket as Socket
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta

LENGTHS = struct.Struct(">II")
FRAME_LIMIT = 8 << 20  # bytes; the largest frame needed, a case with its activations, has 200 kB
MESSAGE_LIMIT = 1 << 20  # bytes of msgpack the judge reads: many small parts take far more memory than one array
DTYPES = {*("float32", "float64", "float16", "bfloat16", "int32", "int64", "int8", "uint8", "bool")}
MAX_DIMENSIONS = 8

Number = Annotated[int, Meta(gt=-(1 << 31), lt=1 << 31)]
Names = Annotated[list[str], Meta(max_length=100)]
Gradients = Annotated[list[np.ndarray | None], Meta(max_length=100)]


class ProtocolError(Exception):
    """The data received is not a valid message, or too long."""


class Disconnected(Exception):
    """The other end has hung up."""


class DeadlineExceeded(Exception):
    """The deadline passed before the message was through."""


# Arguments of functions: numbers, strings, arrays, and containers of these.


class ArrayValue(msgspec.Struct, frozen=True, tag="array"):
    """An array inside a value."""

    data: np.ndarray


class TensorValue(msgspec.Struct, frozen=True, tag="tensor"):
    """The index of a tensor, which is sent alongside the values."""

    index: Annotated[int, Meta(ge=0, lt=100)]


class ListValue(msgspec.Struct, frozen=True, tag="list"):
    """A list."""

    items: list[Value]


class TupleValue(msgspec.Struct, frozen=True, tag="tuple"):
    """A tuple."""

    items: list[Value]


class DictValue(msgspec.Struct, frozen=True, tag="dict"):
    """A dict with strings as keys."""

    items: dict[str, Value]


Value = bool | int | float | str | ArrayValue | TensorValue | ListValue | TupleValue | DictValue | None


# From the judge to a worker.


class Load(msgspec.Struct, frozen=True, tag=True):
    """Define the function `name` by executing these texts; it may call our functions in `may_call`."""

    name: str
    pieces: list[str]
    may_call: list[str] = []


class CaseInputs(msgspec.Struct, frozen=True):
    """The part of a case that a function runs on, without the expected results."""

    inputs: dict[str, Value]
    watched: list[str]
    lenient: bool


class Run(msgspec.Struct, frozen=True, tag=True):
    """Run the function on each case, inside `tf.function` if `graph`. The answer is an `Observed` for each."""

    protocol: str
    cases: list[CaseInputs]
    graph: bool


# Calls to our functions: worker -> judge -> the worker that runs ours, and back.


class Call(msgspec.Struct, frozen=True, tag=True):
    """Call a function of the course; `upstream` is the gradient with respect to its result."""

    name: str
    arguments: Annotated[list[Value], Meta(max_length=100)]
    named: dict[str, Value]
    tensors: Annotated[list[np.ndarray], Meta(max_length=100)]
    upstream: np.ndarray | None = None


class CallResult(msgspec.Struct, frozen=True, tag=True):
    """What the function returned, an array or a Python number, and gradients with respect to the tensors."""

    array: np.ndarray | None = None
    number: float | None = None
    gradients: Gradients = []


class CallError(msgspec.Struct, frozen=True, tag=True):
    """The exception that the function raised."""

    error: str
    message: str


# From a worker to the judge.


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker is confined and waiting."""


class Loaded(msgspec.Struct, frozen=True, tag=True):
    """The function is defined: its kind, the piece it is in, the notebook variables it reads, and names that the
    notebook has reassigned, with their present types."""

    kind: str
    piece: Number
    reads: Names
    overwritten: dict[str, str]


class LoadFailed(msgspec.Struct, frozen=True, tag=True):
    """Piece number `piece` raised an exception; `withheld` if it asked for one of our functions that it may not use."""

    piece: Number
    error: str
    message: str
    withheld: bool = False


class LineQuote(msgspec.Struct, frozen=True):
    """A line of the student's code."""

    number: Number
    text: str


class CrashReport(msgspec.Struct, frozen=True):
    """An exception that left the function."""

    type: str
    message: str
    line: LineQuote | None = None


class Observed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The observation of the function on a case, with the fields of `checks.observation.Observation`."""

    crash: CrashReport | None
    kind: str
    dtype: str
    shape: Annotated[list[Number], Meta(max_length=100)]
    text: str
    entries: Number
    values: Annotated[dict[str, np.ndarray], Meta(max_length=100)]
    gradients: Annotated[dict[str, Gradients], Meta(max_length=100)]
    changed: Names
    traces: Number
    printed: str
    withheld: bool = False


class DoesNotFit(msgspec.Struct, frozen=True, tag=True):
    """The function cannot be called with the arguments of the case."""


FromJudge = Load | Run | Call | CallResult | CallError
FromWorker = Ready | Loaded | LoadFailed | Observed | DoesNotFit | Call | CallResult | CallError


class Channel:
    """Sends messages, and receives those types that the other side may send."""

    def __init__(self, socket: Socket, incoming: Any, message_limit: int = FRAME_LIMIT) -> None:
        self.socket, self.message_limit = socket, message_limit
        self.body = memoryview(b"")
        self.decoder = msgspec.msgpack.Decoder(incoming, dec_hook=self.take_array)

    def send(self, message: Any, deadline: float | None = None) -> None:
        """Raises Disconnected if the other end has hung up, DeadlineExceeded if it doesn't read before the deadline."""
        frame = encode_frame(message)
        self.limit_waiting(deadline)
        try:
            self.socket.sendall(frame)
        except TimeoutError:
            raise DeadlineExceeded from None
        except OSError:
            raise Disconnected from None

    def receive(self, deadline: float | None = None) -> Any:
        """The next message; waits until `time.monotonic()` is `deadline`.

        Raises ProtocolError, Disconnected or DeadlineExceeded.
        """
        head, body = LENGTHS.unpack(self.receive_bytes(LENGTHS.size, deadline))
        if head > self.message_limit or head + body > FRAME_LIMIT:
            raise ProtocolError(f"a frame of {head + body} bytes")
        return self.decode(self.receive_bytes(head, deadline), self.receive_bytes(body, deadline))

    def decode(self, head: bytes, body: bytes) -> Any:
        """The message in a frame. Raises ProtocolError for anything `encode_frame` would not have produced."""
        self.body = memoryview(body)
        try:
            message = self.decoder.decode(head)
        except (msgspec.DecodeError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise ProtocolError(type(error).__name__) from None
        except (RecursionError, MemoryError) as error:
            raise ProtocolError(type(error).__name__) from None
        if self.body:
            raise ProtocolError("leftover bytes")
        return message

    def take_array(self, kind: type, described: Any) -> np.ndarray:
        """The array described by [dtype, *shape], read from the remaining bytes. Raises ValueError."""
        name, *shape = described
        if name not in DTYPES or len(shape) > MAX_DIMENSIONS:
            raise ValueError("invalid array")
        if not all(type(n) is int and 0 <= n <= FRAME_LIMIT for n in shape):
            raise ValueError("invalid shape")
        dtype = numpy_dtype(name)
        count = dtype.itemsize * math.prod(shape)
        if count > len(self.body):
            raise ValueError("too few bytes")
        array = np.frombuffer(self.body[:count], dtype).reshape(shape).copy()
        self.body = self.body[count:]
        return array

    def receive_bytes(self, count: int, deadline: float | None) -> bytes:
        """Receives exactly `count` bytes."""
        data = bytearray()
        while len(data) < count:
            self.limit_waiting(deadline)
            try:
                part = self.socket.recv(min(count - len(data), 1 << 16))
            except TimeoutError:
                raise DeadlineExceeded from None
            except OSError:
                raise Disconnected from None
            if not part:
                raise Disconnected
            data += part
        return bytes(data)

    def limit_waiting(self, deadline: float | None) -> None:
        """Sets the socket's timeout to the deadline. Raises DeadlineExceeded if it has passed."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise DeadlineExceeded
        self.socket.settimeout(left)

    def close(self) -> None:
        self.socket.close()


def encode_frame(message: Any) -> bytes:
    """A message as a frame. Raises ProtocolError if it is too long."""
    arrays: list[bytes] = []

    def describe(value: Any) -> list[Any]:
        if not isinstance(value, np.ndarray):
            raise TypeError(f"{type(value).__name__} cannot be sent")
        arrays.append(np.ascontiguousarray(value).tobytes())
        return [value.dtype.name, *value.shape]

    head = msgspec.msgpack.encode(message, enc_hook=describe)
    body = b"".join(arrays)
    if len(head) + len(body) > FRAME_LIMIT:
        raise ProtocolError(f"a frame of {len(head) + len(body)} bytes")
    return LENGTHS.pack(len(head), len(body)) + head + body


def numpy_dtype(name: str) -> np.dtype[Any]:
    """The dtype with this name; NumPy itself does not know bfloat16."""
    if name != "bfloat16":
        return np.dtype(name)
    import ml_dtypes

    return np.dtype(ml_dtypes.bfloat16)


def to_value(thing: Any, leaf: Callable[[Any], Value] | None = None) -> Value:
    """A Python value in wire format; `leaf` may convert some objects, such as tensors, in its own way.

    Raises TypeError for anything that cannot be sent.
    """
    if leaf is not None and (made := leaf(thing)) is not None:
        return made
    if isinstance(thing, (np.ndarray, np.generic)):
        return ArrayValue(np.asarray(thing))
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return plain_scalar(thing)
    if isinstance(thing, tuple):
        return TupleValue([to_value(item, leaf) for item in thing])
    if isinstance(thing, list):
        return ListValue([to_value(item, leaf) for item in thing])
    if isinstance(thing, dict):
        return DictValue({str(key): to_value(item, leaf) for key, item in thing.items()})
    raise TypeError(f"{type(thing).__name__} cannot be sent")


def plain_scalar(thing: Any) -> bool | int | float | str | None:
    """A number or string, stripped of whatever a subclass adds."""
    for kind in (bool, int, float, str):
        if isinstance(thing, kind):
            return kind(thing)
    return None


def from_value(value: Value, tensors: Any = ()) -> Any:
    """The Python value, with the tensors filled in. Raises IndexError if there is no such tensor."""
    if isinstance(value, ArrayValue):
        return value.data
    if isinstance(value, TensorValue):
        return tensors[value.index]
    if isinstance(value, ListValue):
        return [from_value(item, tensors) for item in value.items]
    if isinstance(value, TupleValue):
        return tuple(from_value(item, tensors) for item in value.items)
    if isinstance(value, DictValue):
        return {key: from_value(item, tensors) for key, item in value.items.items()}
    return value


def encodable(text: str) -> str:
    """The text with a question mark for each unpaired surrogate, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")
