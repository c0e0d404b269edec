"""The judge's side: pools that start a worker per submission, watch its memory, and end it with all it started."""

from __future__ import annotations

import array
import base64
import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Protocol

import psutil

from ..records import Isolation
from . import bubblewrap
from .wire import MESSAGE_LIMIT, Channel, DeadlineExceeded, Disconnected, FromWorker, ProtocolError

CONTROL_MESSAGE = struct.Struct(">cI")  # as in fork_server.py
START_SECONDS = 120  # importing TensorFlow may take
CONFINE_SECONDS = 30  # a worker may take to confine itself
WATCH_SECONDS = 0.1  # between two checks of the memory
BASE_MEMORY = 800 << 20  # bytes used by TensorFlow
KEPT_VARIABLES = ("SYSTEMROOT", "PATH", "TEMP", "TMP", "USERPROFILE")  # needed by Windows' sockets and Python


class WorkerPool(Protocol):
    """Starts and ends workers."""

    isolation: Isolation

    def start_worker(self, memory: int) -> Worker: ...

    def end_worker(self, number: int) -> bool: ...

    def close(self) -> None: ...


class Worker:
    """The process of one submission, and the wire to it."""

    def __init__(self, pool: WorkerPool, number: int, connection: socket.socket) -> None:
        self.pool, self.number = pool, number
        self.channel = Channel(connection, FromWorker, MESSAGE_LIMIT)

    def send(self, message: Any, deadline: float) -> None:
        """Sends a request; the caller reads the expected number of answers, one by one."""
        self.channel.send(message, deadline)

    def receive(self, deadline: float) -> Any:
        """The next answer. Raises ProtocolError, Disconnected or DeadlineExceeded."""
        return self.channel.receive(deadline)

    def end(self) -> bool:
        """Ends the process and all it started; returns whether it had used too much memory."""
        self.channel.close()
        return self.pool.end_worker(self.number)


def wait_until_ready(worker: Worker, seconds: float) -> None:
    """Raises OSError if the worker is not up and confined in time."""
    try:
        worker.receive(time.monotonic() + seconds)
    except (ProtocolError, Disconnected, DeadlineExceeded) as error:
        worker.end()
        raise OSError("a worker did not start") from error


class ForkServer:
    """Workers forked, within milliseconds, from one process that has imported TensorFlow.

    `isolation` says what contains students' code. Raises RuntimeError if the process does not start.
    """

    def __init__(self, sandboxed: bool = True) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="nst_grading_")
        bubblewrap.copy_worker_files(Path(self.folder.name))
        self.isolation = Isolation.PROCESS
        if sandboxed and bubblewrap.bubblewrap_help() and self.open(True):
            self.isolation = Isolation.BUBBLEWRAP
        elif not self.open(False):
            raise RuntimeError("no worker could be started")

    def open(self, sandboxed: bool) -> bool:
        """Whether the process started, with namespaces for its workers if it is a sandbox."""
        self.control, theirs = socket.socketpair()
        command, environment = bubblewrap.fork_server_command(Path(self.folder.name), theirs.fileno(), sandboxed)
        self.process = subprocess.Popen(
            command,
            env=environment,
            cwd=self.folder.name,  # not where a student's numpy.py might be found
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self.control.settimeout(START_SECONDS)
        with contextlib.suppress(OSError, struct.error):
            if self.receive_control(b"R") or not sandboxed:
                return True
        self.stop()
        return False

    def receive_control(self, letter: bytes) -> int:
        """The number in the next control message, which must begin with this letter. Raises OSError."""
        data = b""
        while len(data) < CONTROL_MESSAGE.size:
            part = self.control.recv(CONTROL_MESSAGE.size - len(data))
            if not part:
                raise OSError("the fork server is gone")
            data += part
        found, number = CONTROL_MESSAGE.unpack(data)
        if found != letter:
            raise OSError(f"the fork server said {found}")
        return int(number)

    def start_worker(self, memory: int) -> Worker:
        """A `Worker` limited to `memory` MB. Raises OSError if it could not be confined."""
        ours, theirs = socket.socketpair()
        handle = array.array("i", [theirs.fileno()])
        self.control.sendmsg([CONTROL_MESSAGE.pack(b"S", memory)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handle)])
        theirs.close()
        worker = Worker(self, self.receive_control(b"P"), ours)
        wait_until_ready(worker, CONFINE_SECONDS)
        return worker

    def end_worker(self, number: int) -> bool:
        """Ends a worker; returns whether it had used too much memory."""
        self.control.sendall(CONTROL_MESSAGE.pack(b"K", number))
        return bool(self.receive_control(b"D"))

    def stop(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """Ends all workers."""
        self.stop()
        self.folder.cleanup()


class SubprocessPool:
    """Workers for systems without fork, such as Windows: each imports TensorFlow itself, which takes seconds.

    Only limits on time and memory contain them.
    """

    isolation = Isolation.PROCESS

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="nst_grading_")
        bubblewrap.copy_worker_files(Path(self.folder.name))
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.too_large: set[int] = set()

    def start_worker(self, memory: int) -> Worker:
        """A `Worker` limited to `memory` MB. Raises OSError if it does not start."""
        ours, theirs = socket.socketpair()
        process = self.launch(theirs, memory)
        theirs.close()
        self.processes[process.pid] = process
        worker = Worker(self, process.pid, ours)
        wait_until_ready(worker, START_SECONDS)
        threading.Thread(target=self.watch, args=(process, (memory << 20) + BASE_MEMORY), daemon=True).start()
        return worker

    def launch(self, theirs: socket.socket, memory: int) -> subprocess.Popen[bytes]:
        """Starts the process and passes it its socket."""
        windows = sys.platform == "win32"
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        temporary = tempfile.gettempdir()
        places = {"PYTHONPATH": self.folder.name, "HOME": temporary, "TMPDIR": temporary}
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "nst_course.grading.sandbox.serve", str(memory)],
            env=bubblewrap.ENVIRONMENT | places | kept,
            cwd=self.folder.name,
            pass_fds=[] if windows else [theirs.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        shared: Any = theirs
        line = base64.b64encode(shared.share(process.pid)) if windows else str(theirs.fileno()).encode()
        assert process.stdin is not None
        with process.stdin as stdin:
            stdin.write(line + b"\n")
        return process

    def watch(self, process: subprocess.Popen[bytes], limit: int) -> None:
        """Ends the process if it exceeds this many bytes."""
        with contextlib.suppress(psutil.Error):
            running = psutil.Process(process.pid)
            while process.poll() is None:
                if running.memory_info().rss > limit:
                    self.too_large.add(process.pid)
                    kill_with_children(process)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(WATCH_SECONDS)

    def end_worker(self, number: int) -> bool:
        """Ends a worker; returns whether it had used too much memory."""
        kill_with_children(self.processes.pop(number))
        large = number in self.too_large
        self.too_large.discard(number)
        return large

    def close(self) -> None:
        """Ends all workers."""
        for number in list(self.processes):
            self.end_worker(number)
        self.folder.cleanup()


def kill_with_children(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all it started."""
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait()


def start_pool(sandboxed: bool = True) -> WorkerPool:
    """A pool of the best kind available on this machine."""
    return ForkServer(sandboxed) if hasattr(os, "fork") else SubprocessPool()
