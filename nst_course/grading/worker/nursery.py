"""The process that has imported TensorFlow and copies itself for each submission: `python -m …nursery CONTROL MODE`.

A copy takes milliseconds, an import seconds. What TensorFlow may compute before, rehearsal.py says.
Control messages are of five bytes: a letter and a number.

  R 1 or 0   ready, with or without namespaces of their own for the copies.
  S number   start a copy, which serves the socket that comes along and may have that many MB.   Answer: P, its number
  K number   end that process and all that it started.                         Answer: D, 1 if it had too much memory
"""

import array
import gc
import os
import select
import socket
import struct
import sys

from . import enclose, family
from .wire import Channel

MESSAGE = struct.Struct(">cI")
WATCH = 0.1  # seconds between two looks at the memory
PROCESSES = 50  # that a submission may have at once


def main():
    """Copies itself as told, until the judge hangs up."""
    control = socket.socket(fileno=int(sys.argv[1]))
    from . import rehearsal, serve

    serve.prepare()
    rehearsed = rehearsal.lasts()
    if rehearsed:
        rehearsal.rehearse()
    gc.collect()
    gc.freeze()  # so that the copies share what is there
    enclose.hide()
    enclose.adopt()
    sandbox = sys.argv[2] == "sandbox"
    control.sendall(MESSAGE.pack(b"R", int(sandbox and own_namespaces())))

    def begin(channel):
        if rehearsed:
            rehearsal.begin_anew()
        serve.serve(channel)

    Nursery(control, begin, sandbox).run()


class Nursery:
    """Starts, watches and ends the processes of submissions."""

    def __init__(self, control, serve, sandbox):
        self.control, self.serve, self.sandbox = control, serve, sandbox
        self.children, self.too_large = {}, set()  # {process: bytes that it may have}

    def run(self):
        while True:
            ready, _, _ = select.select([self.control], [], [], WATCH if self.children else None)
            if not ready:
                self.watch()
                continue
            data, handles = receive(self.control)
            if not data:
                for process in list(self.children):
                    self.end_one(process)
                return
            what, number = MESSAGE.unpack(data)
            if what == b"S":
                self.start(number << 20, handles[0])
            else:
                self.end(number)

    def start(self, memory, handle):
        process = fork(self.sandbox)
        if process == 0:
            self.control.close()
            live(handle, memory, self.sandbox, self.serve)
        os.close(handle)
        self.children[process] = memory
        self.control.sendall(MESSAGE.pack(b"P", process))

    def end(self, process):
        if process in self.children:
            self.end_one(process)
        large = process in self.too_large
        self.too_large.discard(process)
        self.control.sendall(MESSAGE.pack(b"D", int(large)))

    def end_one(self, process):
        del self.children[process]
        family.end_all(process, self.sandbox, self.children)

    def watch(self):
        """Ends those that have too much memory or too many processes; the judge sees that they hang up."""
        for process, memory in self.children.items():
            all_of_it = family.tree(process)
            if len(all_of_it) > PROCESSES or sum(map(family.held, all_of_it)) > memory + BASE:
                self.too_large.add(process)
                family.kill_all(process, self.sandbox)


BASE = 600 << 20  # bytes that a copy has written anyway, at most: TensorFlow's own


def live(handle, memory, sandbox, serve):
    """The life of a copy, which never returns."""
    code = 1
    try:
        silence()
        enclose.enclose(memory, sandbox)
        channel = Channel(socket.socket(fileno=handle))
        channel.send("ready")
        serve(channel)
        code = 0
    finally:
        os._exit(code)


def silence():
    """Standard input, output and error lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)


def fork(sandbox):
    """0 in the copy; in a sandbox it is the first process of a PID namespace, and one between waits for its end."""
    process = os.fork()
    if process == 0:
        os.setsid()
        if sandbox and enclose.unshare(enclose.NEWPID) and (inner := os.fork()):
            os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xFF)
    return process


def own_namespaces():
    """Whether copies get namespaces of their own."""
    process = fork(sandbox=True)
    if process == 0:
        os._exit(0 if os.getpid() == 1 and enclose.unshare(enclose.NEWNS | enclose.NEWNET) else 1)
    return os.waitpid(process, 0)[1] == 0


def receive(control):
    """(five bytes or none, file handles that came along)."""
    handles = array.array("i")
    data, more, _, _ = control.recvmsg(MESSAGE.size, socket.CMSG_SPACE(handles.itemsize))
    for level, kind, part in more:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            handles.frombytes(part)
    return data, list(handles)


if __name__ == "__main__":
    main()
