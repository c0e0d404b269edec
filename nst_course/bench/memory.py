"""Memory of processes: the peak of one run, and of a watched process tree (PSS as Linux reports it, man 5 proc).

`python -m nst_course.bench.memory C S WEIGHTS SIZE` is the process whose peak is measured.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path

import psutil

from ..errors import NstError


def peak_memory(content: str, style: str, weights: str | Path, size: int) -> int:
    """Peak memory, in bytes, of a run with all its scales at size × size, in a separate process.

    Raises NstError if that process fails.
    """
    command = [sys.executable, "-m", __name__, content, style, str(weights), str(size)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise NstError(f"Measuring memory at {size}² failed ({last}): close other programs, or choose smaller --sizes.")
    return int(done.stdout.split()[-1])


def own_peak() -> int:
    """Peak memory of this process, bytes.

    On Linux, getrusage's peak is inherited from the parent process; the kernel's own figure is read instead.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        return 1024 * int(found[1]) if found else 0
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class MemoryWatch:
    """A context manager that samples this process and its descendants every `interval` seconds.

    Afterward, `total_peak` is the peak of them all together and `worker_peak` that of the largest process tree this
    process started: bytes, or None if the system does not report them (only Linux does, and not for every process).
    """

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.total_peak: int | None = 0
        self.worker_peak: int | None = 0
        self.done, self.thread = threading.Event(), threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.done.set()
        self.thread.join()

    def _watch(self) -> None:
        total = worker = 0
        try:
            while not self.done.wait(self.interval):
                this = psutil.Process()
                trees = [sum(map(proportional_size, process_tree(child))) for child in this.children()]
                worker = max([worker, *trees])
                total = max(total, proportional_size(this) + sum(trees))
                self.total_peak, self.worker_peak = total, worker
        except (OSError, psutil.Error):  # an incomplete sum would look too good
            self.total_peak = self.worker_peak = None


def process_tree(process: psutil.Process) -> list[psutil.Process]:
    """The process and its descendants; empty if it has ended."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def proportional_size(process: psutil.Process) -> int:
    """PSS of a process, bytes: shared pages count in proportion. 0 if it has ended; OSError if not reported."""
    try:
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    except ProcessLookupError:
        return 0
    except FileNotFoundError:
        if Path("/proc/self/smaps_rollup").exists():
            return 0
        raise
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return 1024 * int(found[1]) if found else 0


def main(content: str, style: str, weights: str, size: int) -> None:
    """One short run with all its scales; prints the peak."""
    from ..transfer.run import stylize
    from .speed import square_pictures

    C, S = (picture[0].numpy().clip(0, 1) for picture in square_pictures(content, style, size))
    list(stylize(C, S, weights=weights, size=size, steps=(3,)))
    print(own_peak())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
