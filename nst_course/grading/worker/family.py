"""The processes of a submission: who they are, what memory they hold, how they end."""

import contextlib
import os
import signal
import time
from pathlib import Path

# Of /proc/PID/status: memory that is no file's, shared or not, written to disk or not, and the tables of its pages.
HELD = ("RssAnon", "RssShmem", "VmSwap", "VmPTE")
ROUNDS = 200  # looks for processes that have been started while the others were ended


def tree(process):
    """The process and all that it started, as far as they can still be traced to it."""
    import psutil

    try:
        first = psutil.Process(process)
        return [process, *(child.pid for child in first.children(recursive=True))]
    except psutil.Error:
        return [process]


def held(process):
    """Bytes of memory that are not those of a file."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(HELD))
    except OSError:
        return resident(process)


def resident(process):
    """The same where there is no such file, more or less; 0 of a process that has ended."""
    import psutil

    try:
        return psutil.Process(process).memory_info().rss
    except psutil.Error:
        return 0


def kill(processes):
    for process in processes:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)


def kill_all(process, sandbox):
    """Ends a copy and all that it started."""
    family = tree(process)
    kill(family[1:] if sandbox and len(family) > 1 else family)  # the one between waits, and ends by itself


def end_all(process, sandbox, others):
    """The same, until nothing is left; `others` are the copies that go on.

    In a sandbox the kernel sees to it. Elsewhere orphans have come to this process (see `enclose.adopt`).
    """
    kill_all(process, sandbox)
    os.waitpid(process, 0)
    for _ in range(0 if sandbox else ROUNDS):
        spared = {one for other in others for one in tree(other)}
        strays = [one for one in tree(os.getpid())[1:] if one not in spared]
        if not strays:
            return
        kill(strays)
        time.sleep(0.002)
        for one in strays:
            with contextlib.suppress(OSError):
                os.waitpid(one, os.WNOHANG)
