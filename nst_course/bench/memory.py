"""Memory at the peak of a run: `python -m nst_course.bench.memory C S WEIGHTS SIZE` is a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

from ..errors import NstError


def peak_memory(content, style, weights, size):
    """Bytes at the peak of a run with all its scales, in a process of its own, at size × size.

    Raises NstError when that process fails.
    """
    command = [sys.executable, "-m", __name__, content, style, str(weights), str(size)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise NstError(
            f"The run that measures memory at {size}² failed ({last}): close other programs, or give smaller --sizes."
        )
    return int(done.stdout.split()[-1])


def peak():
    """Bytes that this process held at its peak.

    A process inherits the peak of the one that started it (Linux, getrusage): the kernel's own figure is read instead.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1])
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(content, style, weights, size):
    """One short run with all its scales; prints the peak."""
    from ..transfer.run import stylize
    from .speed import squares

    C, S = (picture[0].numpy().clip(0, 1) for picture in squares(content, style, size))
    list(stylize(C, S, weights=weights, size=size, steps=(3,)))
    print(peak())


if __name__ == "__main__":
    main(*sys.argv[1:4], size=int(sys.argv[4]))
