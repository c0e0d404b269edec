"""The process that imports TensorFlow once and forks a worker for each submission.

A fork takes milliseconds, an import seconds. Run as `python -m …fork_server CONTROL MODE`: `MODE` is "sandbox" or
"process", `CONTROL` the file descriptor of a socket for messages of five bytes, a letter and a number:

  R 1 or 0   ready, with or without separate namespaces for the workers
  S number   start a worker with the socket that comes along and this many MB   Answer: P, its number
  K number   end that process and all it started                                Answer: D, 1 if it used too much memory
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from . import confine
from .wire import Channel, FromJudge, Ready

CONTROL_MESSAGE = struct.Struct(">cI")
WATCH_SECONDS = 0.1  # between two checks of the memory
MAX_PROCESSES = 50  # processes a submission may have at once
BASE_MEMORY = 600 << 20  # bytes: the most that TensorFlow itself writes in a worker
WARM_UP_SECONDS = 30  # a trial of the warm-up may take
# Fields of /proc/PID/status: memory not backed by a file (private, shared, swapped), and page tables.
HELD_MEMORY = ("RssAnon", "RssShmem", "VmSwap", "VmPTE")
KILL_ROUNDS = 200  # rounds of looking for processes started while others were being ended

Serve = Callable[[Channel], None]


def main() -> None:
    """Forks on request until the judge hangs up."""
    control = socket.socket(fileno=int(sys.argv[1]))
    from . import serve

    serve.import_everything()
    warm = survives_fork()
    if warm:
        warm_up()
    gc.collect()
    gc.freeze()  # so that the workers share existing objects
    confine.hide_process()
    confine.adopt_orphans()
    sandboxed = sys.argv[2] == "sandbox"
    control.sendall(CONTROL_MESSAGE.pack(b"R", int(sandboxed and can_make_namespaces())))

    def serve_worker(channel: Channel) -> None:
        if warm:
            reset_tensorflow_context()
        serve.serve(channel)

    ForkServerProcess(control, serve_worker, sandboxed).run()


class ForkServerProcess:
    """Starts, watches and ends the workers."""

    def __init__(self, control: socket.socket, serve: Serve, sandboxed: bool) -> None:
        self.control, self.serve, self.sandboxed = control, serve, sandboxed
        self.workers: dict[int, int] = {}  # {process: bytes it may use}
        self.too_large: set[int] = set()

    def run(self) -> None:
        """Answers control messages and watches the workers in between."""
        while True:
            ready, _, _ = select.select([self.control], [], [], WATCH_SECONDS if self.workers else None)
            if not ready:
                self.watch()
                continue
            data, handles = receive_control(self.control)
            if not data:
                for process in list(self.workers):
                    self.end_worker(process)
                return
            letter, number = CONTROL_MESSAGE.unpack(data)
            if letter == b"S":
                self.start(number << 20, handles[0])
            else:
                self.end(number)

    def start(self, memory: int, handle: int) -> None:
        process = fork(self.sandboxed)
        if process == 0:
            self.control.close()
            run_worker(handle, memory, self.sandboxed, self.serve)
        os.close(handle)
        self.workers[process] = memory
        self.control.sendall(CONTROL_MESSAGE.pack(b"P", process))

    def end(self, process: int) -> None:
        if process in self.workers:
            self.end_worker(process)
        large = process in self.too_large
        self.too_large.discard(process)
        self.control.sendall(CONTROL_MESSAGE.pack(b"D", int(large)))

    def end_worker(self, process: int) -> None:
        del self.workers[process]
        end_process_tree(process, self.sandboxed, self.workers)

    def watch(self) -> None:
        """Ends workers with too much memory or too many processes; the judge sees them hang up."""
        for process, memory in self.workers.items():
            tree = process_tree(process)
            if len(tree) > MAX_PROCESSES or sum(map(memory_held, tree)) > memory + BASE_MEMORY:
                self.too_large.add(process)
                kill_process_tree(process, self.sandboxed)


def run_worker(handle: int, memory: int, sandboxed: bool, serve: Serve) -> NoReturn:
    """Runs a forked worker until it ends."""
    code = 1
    try:
        silence_standard_streams()
        confine.confine(memory, sandboxed)
        channel = Channel(socket.socket(fileno=handle), FromJudge)
        channel.send(Ready())
        serve(channel)
        code = 0
    finally:
        os._exit(code)


def silence_standard_streams() -> None:
    """Redirects standard input, output and error to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def fork(sandboxed: bool) -> int:
    """Forks; returns 0 in the worker, which in a sandbox is the first process of a PID namespace (its parent waits)."""
    process = os.fork()
    if process == 0:
        os.setsid()
        if sandboxed and confine.unshare(confine.NEWPID) and (inner := os.fork()):
            os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xFF)
    return process


def can_make_namespaces() -> bool:
    """Whether workers get their own namespaces."""
    process = fork(sandboxed=True)
    if process == 0:
        os._exit(0 if os.getpid() == 1 and confine.unshare(confine.NEWNS | confine.NEWNET) else 1)
    return os.waitpid(process, 0)[1] == 0


def receive_control(control: socket.socket) -> tuple[bytes, list[int]]:
    """(a control message or b"", file descriptors that came along)."""
    handles = array.array("i")
    data, ancillary, _, _ = control.recvmsg(CONTROL_MESSAGE.size, socket.CMSG_SPACE(handles.itemsize))
    for level, kind, part in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            handles.frombytes(part)
    return data, list(handles)


# The processes of a submission: finding them, their memory, ending them.


def process_tree(process: int) -> list[int]:
    """The process and all it started, as far as they can still be traced to it."""
    import psutil

    try:
        return [process, *(child.pid for child in psutil.Process(process).children(recursive=True))]
    except psutil.Error:
        return [process]


def memory_held(process: int) -> int:
    """Bytes of memory not backed by a file, approximately; 0 for a process that has ended."""
    import psutil

    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(HELD_MEMORY))
    except OSError:
        pass
    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.Error:
        return 0


def kill(processes: Iterable[int]) -> None:
    for process in processes:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)


def kill_process_tree(process: int, sandboxed: bool) -> None:
    """Kills a worker and all it started."""
    tree = process_tree(process)
    kill(tree[1:] if sandboxed and len(tree) > 1 else tree)  # the parent is waiting, and ends on its own


def end_process_tree(process: int, sandboxed: bool, others: Iterable[int]) -> None:
    """Kills a worker and all it started until nothing is left; `others` are the workers that keep running.

    In a sandbox the kernel does it. Elsewhere, orphans have become children of this process (see
    `confine.adopt_orphans`).
    """
    kill_process_tree(process, sandboxed)
    os.waitpid(process, 0)
    others = list(others)
    for _ in range(0 if sandboxed else KILL_ROUNDS):
        spared = {one for other in others for one in process_tree(other)}
        strays = [one for one in process_tree(os.getpid())[1:] if one not in spared]
        if not strays:
            return
        kill(strays)
        time.sleep(0.002)
        for one in strays:
            with contextlib.suppress(OSError):
                os.waitpid(one, os.WNOHANG)


# TensorFlow's first computations are slow, so this process does them and the workers need not. A fork has none of its
# parent's threads, so it needs a new context with new threads. TensorFlow has a function for that for its own tests,
# under a private name; if it is missing or does not work, nothing is computed here.


def warm_up() -> None:
    """Computes a little of everything: eagerly and in a graph, forward and backward, with the usual optimizers."""
    import keras
    import numpy as np
    import tensorflow as tf

    x = tf.constant(np.linspace(0, 1, 24, dtype=np.float32).reshape(1, 2, 3, 4))
    for function in (a_bit_of_everything, tf.function(a_bit_of_everything, autograph=False)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        tape.gradient(y, x)
    for kind in (keras.optimizers.SGD, keras.optimizers.Adam):
        variable = tf.Variable(x)
        kind(learning_rate=0.1).apply_gradients([(tf.ones_like(x), variable)])
        variable.assign(tf.clip_by_value(variable, 0.0, 1.0))


def a_bit_of_everything(x: Any) -> Any:
    """The operations used in the exercises."""
    import tensorflow as tf

    flat = tf.transpose(tf.reshape(x, [-1, 4]))
    parts = [tf.reduce_sum(tf.square(x - 0.5)), tf.reduce_mean(tf.abs(flat)), tf.reduce_max(flat * 2.0) / 3.0]
    product = tf.matmul(flat, tf.ones([6, 2]))
    image = tf.nn.relu(tf.nn.conv2d(x, tf.ones([1, 1, 4, 3]), 1, "SAME"))
    return tf.add_n([*parts, tf.reduce_sum(product), tf.reduce_sum(tf.nn.avg_pool2d(image, 2, 2, "SAME"))])


def reset_tensorflow_context() -> None:
    """Gives this process a TensorFlow context with its own threads; kernels prepared earlier stay prepared."""
    from tensorflow.python.eager import context

    context._reset_context()


def survives_fork() -> bool:
    """Whether a fork of a warmed-up process can compute, tested in a fork of this one."""
    first = os.fork()
    if first:
        return ended_well(first)
    code = 1
    try:
        warm_up()
        second = os.fork()
        if second:
            code = 0 if ended_well(second) else 1
        else:
            reset_tensorflow_context()
            warm_up()
            code = 0
    finally:
        os._exit(code)


def ended_well(process: int) -> bool:
    """Whether the process ends in time and without an error; otherwise kills it."""
    deadline = time.monotonic() + WARM_UP_SECONDS
    while time.monotonic() < deadline:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return status == 0
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False


if __name__ == "__main__":
    main()
