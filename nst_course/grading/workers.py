"""The judge's side of the wire: a nursery, and a worker for each submission."""

import array
import contextlib
import socket
import struct
import subprocess
import tempfile
import time

from . import sandbox
from .worker.wire import TEXT, Broken, Channel, Closed, Late

MESSAGE = struct.Struct(">cI")  # as in worker/nursery.py
READY = 120  # seconds that the import of TensorFlow may take
ENCLOSED = 30  # seconds that a worker may take to shut itself in


class Nursery:
    """Makes workers. `isolation` is "bubblewrap" or "process": what keeps students' code in."""

    def __init__(self, sandboxed=True):
        self.room = tempfile.TemporaryDirectory(prefix="nst_grading_")
        sandbox.furnish(self.room.name)
        self.isolation = "process"
        if sandboxed and sandbox.bubblewrap_help() and self.open(True):
            self.isolation = "bubblewrap"
        elif not self.open(False):
            raise RuntimeError("no worker could be started")

    def open(self, sandboxed):
        """Whether the nursery came up, with namespaces for its workers where it is a sandbox."""
        self.control, theirs = socket.socketpair()
        command, environment = sandbox.command(self.room.name, theirs.fileno(), sandboxed)
        self.process = subprocess.Popen(
            command,
            env=environment,
            cwd=self.room.name,  # Python looks for modules where it is started, and there could be a student's numpy.py
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self.control.settimeout(READY)
        with contextlib.suppress(OSError, struct.error):
            if self.hear(b"R") or not sandboxed:
                return True
        self.stop()
        return False

    def hear(self, letter):
        """The number in the next control message, which begins with that letter."""
        data = b""
        while len(data) < MESSAGE.size:
            part = self.control.recv(MESSAGE.size - len(data))
            if not part:
                raise OSError("the nursery is gone")
            data += part
        said, number = MESSAGE.unpack(data)
        if said != letter:
            raise OSError(f"the nursery said {said}")
        return number

    def start(self, memory):
        """A `Worker`, which may use that many MB. Raises OSError where it could not be shut in."""
        ours, theirs = socket.socketpair()
        handle = array.array("i", [theirs.fileno()])
        self.control.sendmsg([MESSAGE.pack(b"S", memory)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handle)])
        theirs.close()
        worker = Worker(self, self.hear(b"P"), Channel(ours, TEXT))
        try:
            worker.answer(seconds_from_now(ENCLOSED))
        except (Broken, Closed, Late) as error:
            worker.end()
            raise OSError("a worker could not be shut in") from error
        return worker

    def end(self, number):
        """Ends a worker; whether it had too much memory."""
        self.control.sendall(MESSAGE.pack(b"K", number))
        return bool(self.hear(b"D"))

    def stop(self):
        self.control.close()
        self.process.kill()
        self.process.wait()

    def close(self):
        self.stop()
        self.room.cleanup()


class Worker:
    """One submission's process, and the wire to it."""

    def __init__(self, nursery, number, channel):
        self.nursery, self.number, self.channel = nursery, number, channel

    def ask(self, until, **what):
        """The answers follow one by one; the caller knows how many to take."""
        self.channel.send(what, until)

    def answer(self, until):
        return self.channel.receive(until)

    def end(self):
        """Ends the process and all it started; whether it had too much memory."""
        self.channel.close()
        return self.nursery.end(self.number)


def seconds_from_now(seconds):
    return time.monotonic() + seconds
