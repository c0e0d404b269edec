"""A studio that is open in a browser, on a server of its own, with notes from both sides."""

import contextlib
import json
import tempfile
import time
from pathlib import Path

import psutil

from ..errors import NstError
from .figures import times
from .onlooker import Onlooker
from .watch import family, pss
from .witness import read_notes

CODE = "from nst_course.bench.witness import watched\n\nstudio = watched({path}, warm={warm})\nstudio"
PATIENCE = 60  # seconds for an answer of the kernel


class Stage:
    """`onlooker` is the page, `kernel()` the notes of the other side, `opened` when the page was asked for."""

    def __init__(self, onlooker, address, path, in_lab):
        self.onlooker, self.path, self.opened = onlooker, path, time.time()
        self._notes, self._read = [], 0
        onlooker.open(address, in_lab)
        known = self.kernel()[0]
        self.process = psutil.Process(known["pid"])
        self.client = client(known["connection"])

    def kernel(self, since=0.0):
        """The kernel's notes from a time on."""
        notes, self._read = read_notes(self.path, self._read)
        self._notes += notes
        return [note for note in self._notes if note["t"] >= since]

    def forget(self):
        """Drops the notes of both sides, which an hour would make many."""
        self._notes.clear()
        self.onlooker.forget()

    def ask(self, code):
        """Runs a cell in the kernel; seconds until it was done. Raises NstError for one that failed."""
        begin = time.perf_counter()
        reply = self.client.execute(code, store_history=False, reply=True, timeout=PATIENCE)["content"]
        if reply["status"] != "ok":
            raise NstError(
                f"A cell of the benchmark failed in the studio's kernel: {reply['ename']}: {reply['evalue']}."
            )
        return time.perf_counter() - begin

    def set_up(self, **values):
        """Size, start and so on, as by the controls; waits for a picture of the new run."""
        before = time.time()
        self.onlooker.read()
        lines = [f"studio.parts.setup.{name}.value = {json.dumps(value)}" for name, value in values.items()]
        self.ask("\n".join(lines))
        self.wait_for_picture(before)

    def wait_for_picture(self, since, **values):
        """Until the page has drawn something after that time."""
        end = time.monotonic() + PATIENCE
        while not times(self.onlooker.read(since), "drawn", **values):
            if time.monotonic() > end:
                raise NstError("The studio that is measured shows no picture: try it with nst demo.")
            self.onlooker.look(0.05)

    def processor(self):
        """Seconds that kernel, browser and the rest have had of the processor so far."""
        spent = {"kernel": 0.0, "browser": 0.0, "rest": 0.0}
        for process in family(psutil.Process()):
            with contextlib.suppress(psutil.Error):
                which = "browser" if "chrom" in process.name() else "rest"
                used = process.cpu_times()
                spent["kernel" if process.pid == self.process.pid else which] += used.user + used.system
        return spent

    def memory(self):
        """Bytes of the kernel: its share of what it has in common with others (PSS), or all where that is not told."""
        try:
            return pss(self.process)
        except OSError:
            return self.process.memory_info().rss


@contextlib.contextmanager
def stage(browser, door, warm=True):
    """A `Stage` behind a door, `voila` or `lab` of doors.py."""
    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder:
        path = str(Path(folder) / "notes.jsonl")
        with door(CODE.format(path=repr(path), warm=warm)) as address:
            onlooker = Onlooker(browser)
            try:
                yield Stage(onlooker, address, path, door.__name__ == "lab")
            finally:
                onlooker.page.close()


def client(connection):
    """A client of the kernel that this file speaks of."""
    from jupyter_client import BlockingKernelClient

    made = BlockingKernelClient(connection_file=connection)
    made.load_connection_file()
    made.start_channels()
    made.wait_for_ready(PATIENCE)
    return made
