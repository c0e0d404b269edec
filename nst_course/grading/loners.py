"""Workers where processes cannot be copied, as on Windows: each imports TensorFlow for itself, which takes seconds."""

import base64
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading

import psutil

from . import sandbox
from .worker.wire import TEXT, Broken, Channel, Closed, Late
from .workers import READY, Worker, seconds_from_now

WATCH = 0.1  # seconds between two looks at the memory
BASE = 800 << 20  # bytes that TensorFlow takes
KEPT = ("SYSTEMROOT", "PATH", "TEMP", "TMP", "USERPROFILE")  # of the environment: what Windows' sockets and Python need


class Loners:
    """Makes workers, one process each, as `Nursery` does; nothing keeps them in but limits of time and memory."""

    isolation = "process"

    def __init__(self):
        self.room = tempfile.TemporaryDirectory(prefix="nst_grading_")
        sandbox.furnish(self.room.name)
        self.processes, self.too_large = {}, set()

    def start(self, memory):
        """A `Worker`, which may use that many MB. Raises OSError where it does not come up."""
        ours, theirs = socket.socketpair()
        process = self.launch(theirs, memory)
        theirs.close()
        self.processes[process.pid] = process
        worker = Worker(self, process.pid, Channel(ours, TEXT))
        try:
            worker.answer(seconds_from_now(READY))
        except (Broken, Closed, Late) as error:
            worker.end()
            raise OSError("a worker did not come up") from error
        threading.Thread(target=self.watch, args=(process, (memory << 20) + BASE), daemon=True).start()
        return worker

    def launch(self, theirs, memory):
        """The process, which is told its socket."""
        windows = sys.platform == "win32"
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        folder = tempfile.gettempdir()
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "nst_course.grading.worker.alone", str(memory)],
            env=sandbox.ENVIRONMENT | {"PYTHONPATH": self.room.name, "HOME": folder, "TMPDIR": folder} | kept,
            cwd=self.room.name,
            pass_fds=[] if windows else [theirs.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        line = base64.b64encode(theirs.share(process.pid)) if windows else str(theirs.fileno()).encode()
        with process.stdin as told:
            told.write(line + b"\n")
        return process

    def watch(self, process, limit):
        """Ends the process when it holds more bytes than that."""
        with contextlib.suppress(psutil.Error):
            there = psutil.Process(process.pid)
            while process.poll() is None:
                if there.memory_info().rss > limit:
                    self.too_large.add(process.pid)
                    kill(process)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(WATCH)

    def end(self, number):
        """Ends a worker; whether it had too much memory."""
        kill(self.processes.pop(number))
        large = number in self.too_large
        self.too_large.discard(number)
        return large

    def close(self):
        for number in list(self.processes):
            self.end(number)
        self.room.cleanup()


def kill(process):
    """Ends a process and all that it started."""
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait()
