"""Memory of processes while something runs, each page counted once: PSS, as Linux tells it (man 5 proc)."""

import re
import threading
from pathlib import Path

import psutil


class Watch:
    """A context that looks at this process and all below it every so many seconds.

    Then `whole` is the peak of all together, and `worker` that of the largest process tree that this one started;
    bytes, or None where the kernel does not tell (other systems than Linux; processes that hide, unless one is root).
    """

    def __init__(self, every):
        self.every, self.whole, self.worker = every, 0, 0
        self.over, self.thread = threading.Event(), threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.thread.join()

    def run(self):
        try:
            while not self.over.wait(self.every):
                self.look()
        except (OSError, psutil.Error):  # a sum with something left out would be too good
            self.whole = self.worker = None

    def look(self):
        here = psutil.Process()
        workers = [sum(map(pss, family(child))) for child in here.children()]
        self.worker = max([self.worker, *workers])
        self.whole = max(self.whole, pss(here) + sum(workers))


def family(process):
    """The process and all below it; it may end meanwhile."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def pss(process):
    """Bytes of a process, its share of what it has in common with others; 0 for one that has ended. Raises OSError."""
    try:
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
        return 1024 * int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    except (ProcessLookupError, TypeError):
        return 0
    except FileNotFoundError:
        if Path("/proc/self/smaps_rollup").exists():
            return 0
        raise
