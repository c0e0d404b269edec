"""A studio in a real browser: its servers (Voilà, JupyterLab), a page in Chromium, and a session on it.

Each server is a separate process. A `StudioSession` has the page on one side and the kernel on the other.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import psutil

from ..errors import NstError
from .instrumentation import Note, event_times, read_notes
from .memory import process_tree, proportional_size

T = TypeVar("T")

# ---------------------------------------------------------------- servers

VOILA_CODE = "import sys; from nst_course.studio.server import serve; serve(open_browser=False, code=sys.argv[1])"
LAB_TOKEN = "bench"
START_TIMEOUT = 60  # seconds
NOTEBOOK = "studio.ipynb"

Server = Callable[[str], AbstractContextManager[str]]  # code for the kernel -> the address of the page


@contextlib.contextmanager
def voila_server(code: str) -> Iterator[str]:
    """The address of a page as `nst demo` serves it, with this code in its kernel."""
    with _server_process([sys.executable, "-u", "-c", VOILA_CODE, code]) as (process, log):
        yield _wait_until(lambda: _first_address(log), process, log)


@contextlib.contextmanager
def lab_server(code: str) -> Iterator[str]:
    """The address of a notebook in JupyterLab, with this code in its only cell."""
    import nbformat

    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
        cells = [nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), Path(folder) / NOTEBOOK)
        options = [
            f"--IdentityProvider.token={LAB_TOKEN}",
            f"--ServerApp.root_dir={folder}",
            "--ServerApp.ip=127.0.0.1",
            f"--LabServerApp.workspaces_dir={folder}/.w",
            f"--LabApp.user_settings_dir={folder}/.s",
        ]
        free.close()
        command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", *options]
        with _server_process(command) as (process, log):
            _wait_until(lambda: _responds(f"http://127.0.0.1:{port}/api?token={LAB_TOKEN}"), process, log)
            yield f"http://127.0.0.1:{port}/doc/tree/{NOTEBOOK}?token={LAB_TOKEN}&reset"


@contextlib.contextmanager
def _server_process(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The running process and its log file."""
    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder:
        path = Path(folder) / "log.txt"
        with path.open("w", encoding="utf-8") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
        try:
            yield server, path
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until(find: Callable[[], T | None], server: subprocess.Popen[bytes], log: Path) -> T:
    """What `find()` returns once it is true. Raises NstError if the server ends first or takes too long."""
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and server.poll() is None:
        if found := find():
            return found
        time.sleep(0.1)
    last = next(iter(log.read_text(encoding="utf-8").strip().splitlines()[-1:]), "no output")
    raise NstError(f"The studio's server did not start ({last}): run nst doctor.")


def _first_address(log: Path) -> str | None:
    found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
    return found and found[0]


def _responds(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


# ---------------------------------------------------------------- the page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--enable-precise-memory-info",
]
VIEWPORT = {"width": 1280, "height": 1000}
PAGE_TIMEOUT = 90_000  # milliseconds
# Records what happens on the page. Each decoded picture counts once, not again when resizing redraws the canvas.
PAGE_SCRIPT = """
(() => {
  const notes = (window.nstNotes = []);
  const note = (event, more = {}) => {
    const made = { t: Date.now() / 1000, event, ...more };
    notes.push(made);
    return made;
  };
  const kinds = new WeakMap();
  const decode = window.createImageBitmap.bind(window);
  window.createImageBitmap = async (source, ...more) => {
    const bitmap = await decode(source, ...more);
    kinds.set(bitmap, source.type);
    return bitmap;
  };
  let last = null;
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (image, ...more) {
    draw.call(this, image, ...more);
    if (!kinds.has(image) || !this.canvas.classList.contains("nst-picture")) return;
    last = note("drawn", { kind: kinds.get(image), step: null });
    kinds.delete(image);
  };
  const name = HTMLCanvasElement.prototype.setAttribute;
  HTMLCanvasElement.prototype.setAttribute = function (attribute, value) {
    name.call(this, attribute, value);
    const step = attribute === "aria-label" && /step (\\d+)$/.exec(value);
    if (step && last && this.classList.contains("nst-picture")) last.step = Number(step[1]);
  };
  addEventListener("keydown", (event) => note("key", { key: event.key }), true);
  addEventListener("click", (event) => {
    note("click", { text: event.target.closest?.("button")?.textContent.trim() ?? "" });
  }, true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note("task", { seconds: entry.duration / 1000 });
  }).observe({ type: "longtask" });
  window.nstPace = (seconds) => new Promise((done) => {
    const times = [];
    const tick = (now) => {
      times.push(now / 1000);
      if (now / 1000 - times[0] < seconds) requestAnimationFrame(tick);
      else done(times);
    };
    requestAnimationFrame(tick);
  });
})();
"""


@contextlib.contextmanager
def open_chromium() -> Iterator[Any]:
    """Headless Chromium. Raises NstError if it or Playwright is missing."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise NstError("nst bench --studio needs Playwright: pip install playwright, then try again.") from None
    if not path:
        raise NstError("nst bench --studio needs Chromium: install your system's chromium package.")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        try:
            yield chromium
        finally:
            chromium.close()


class BrowserPage:
    """A page of a studio: opens it, presses its buttons, and collects notes on what was drawn."""

    def __init__(self, chromium: Any) -> None:
        self.page = chromium.new_page(viewport=VIEWPORT)
        self.errors: list[str] = []
        self.lost_connections = 0
        self._notes: list[Note] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", lambda websocket: websocket.on("close", self._count_lost))
        self.page.add_init_script(PAGE_SCRIPT)
        self.devtools = self.page.context.new_cdp_session(self.page)

    def open(self, address: str, in_lab: bool = False) -> None:
        """Opens the page, runs the cell if it is a notebook, and waits for the first picture."""
        page = self.page
        page.goto(address, wait_until="commit")
        if in_lab:
            page.get_by_text("| Idle").first.wait_for(timeout=PAGE_TIMEOUT)
            page.locator(".jp-Notebook .jp-Cell").first.click()
            page.keyboard.press("Shift+Enter")
        self.wait_for("nstNotes.some((note) => note.event === 'drawn')")
        page.locator("canvas.nst-picture").scroll_into_view_if_needed()

    def _count_lost(self, _: object) -> None:
        self.lost_connections += 1

    def press(self, label: str) -> None:
        """Clicks the button with that label, icons aside."""
        self.page.locator("button", has_text=re.compile(rf"^\s*{label}\s*$")).first.click(timeout=PAGE_TIMEOUT)

    def wait_for(self, condition: str) -> None:
        """Waits until a JavaScript expression is true."""
        self.page.wait_for_function(condition, timeout=PAGE_TIMEOUT, polling=50)

    def wait(self, seconds: float) -> None:
        """Waits that many seconds."""
        self.page.wait_for_timeout(1000 * seconds)

    def notes(self, since: float = 0.0) -> list[Note]:
        """The notes since that time."""
        self._notes += self.page.evaluate("nstNotes.splice(0)")
        return [note for note in self._notes if note["t"] >= since]

    def clear_notes(self) -> None:
        """Drops the notes."""
        self.page.evaluate("nstNotes.splice(0)")
        self._notes.clear()

    def heap_size(self) -> int:
        """Bytes that the page's scripts hold after garbage collection."""
        self.devtools.send("HeapProfiler.collectGarbage")
        size: int = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        return size

    def slow_down(self, factor: float) -> None:
        """Slows the page's processor down by that factor from now on."""
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": factor})

    def freeze(self) -> None:
        """Stops the page's scripts, as in a tab that the browser put to sleep."""
        self.devtools.send("Debugger.enable")
        self.devtools.send("Debugger.pause")

    def thaw(self) -> None:
        """Resumes the page's scripts."""
        self.devtools.send("Debugger.disable")


# ---------------------------------------------------------------- page and kernel together

KERNEL_CODE = (
    "from nst_course.bench.instrumentation import instrumented_studio\n\n"
    "studio = instrumented_studio({path}, warm={warm})\nstudio"
)
KERNEL_TIMEOUT = 60  # seconds for an answer


class StudioSession:
    """A studio open in a browser: `page`, the kernel's notes and process, and `opened`, when the page was requested."""

    def __init__(self, page: BrowserPage, address: str, path: str, in_lab: bool) -> None:
        self.page, self.path, self.opened = page, path, time.time()
        self._notes: list[Note] = []
        self._read = 0
        page.open(address, in_lab)
        kernel = self.kernel_notes()[0]
        self.process = psutil.Process(kernel["pid"])
        self.client = _connect(kernel["connection"])

    def kernel_notes(self, since: float = 0.0) -> list[Note]:
        """The kernel's notes since that time."""
        notes, self._read = read_notes(self.path, self._read)
        self._notes += notes
        return [note for note in self._notes if note["t"] >= since]

    def clear_notes(self) -> None:
        """Drops the notes of both sides, which would pile up over an hour."""
        self._notes.clear()
        self.page.clear_notes()

    def run_cell(self, code: str) -> float:
        """Runs a cell in the kernel; seconds until it was done. Raises NstError if it failed."""
        begin = time.perf_counter()
        reply = self.client.execute(code, store_history=False, reply=True, timeout=KERNEL_TIMEOUT)["content"]
        if reply["status"] != "ok":
            raise NstError(
                f"A cell of the benchmark failed in the studio's kernel ({reply['ename']}: {reply['evalue']}): "
                "try the studio with nst demo."
            )
        return time.perf_counter() - begin

    def choose(self, **values: Any) -> None:
        """Sets size, start, and so on, as with the controls; waits for a picture of the new run."""
        before = time.time()
        self.page.notes()
        lines = [f"studio.parts.setup.{name}.value = {json.dumps(value)}" for name, value in values.items()]
        self.run_cell("\n".join(lines))
        self.wait_for_picture(before)

    def wait_for_picture(self, since: float, **values: Any) -> None:
        """Waits until the page has drawn something after that time."""
        end = time.monotonic() + KERNEL_TIMEOUT
        while not event_times(self.page.notes(since), "drawn", **values):
            if time.monotonic() > end:
                raise NstError("The studio shows no picture: try it with nst demo.")
            self.page.wait(0.05)

    def cpu_seconds(self) -> dict[str, float]:
        """Processor seconds that kernel, browser, and the rest have used so far."""
        used = {"kernel": 0.0, "browser": 0.0, "rest": 0.0}
        for process in process_tree(psutil.Process()):
            with contextlib.suppress(psutil.Error):
                owner = "browser" if "chrom" in process.name() else "rest"
                times = process.cpu_times()
                used["kernel" if process.pid == self.process.pid else owner] += times.user + times.system
        return used

    def kernel_memory(self) -> int:
        """Memory of the kernel in bytes: PSS, or its resident memory where PSS is not reported."""
        try:
            return proportional_size(self.process)
        except OSError:
            return self.process.memory_info().rss


@contextlib.contextmanager
def open_studio(chromium: Any, server: Server, warm: bool = True) -> Iterator[StudioSession]:
    """A session on a studio behind `voila_server` or `lab_server`; `warm`: with everything imported beforehand."""
    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder:
        path = str(Path(folder) / "notes.jsonl")
        with server(KERNEL_CODE.format(path=repr(path), warm=warm)) as address:
            page = BrowserPage(chromium)
            try:
                yield StudioSession(page, address, path, in_lab=server is lab_server)
            finally:
                page.page.close()


def _connect(connection: str) -> Any:
    """A client of the kernel with that connection file."""
    from jupyter_client.blocking.client import BlockingKernelClient

    client = BlockingKernelClient(connection_file=connection)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(KERNEL_TIMEOUT)
    return client
