"""Servers of a studio, each a process of its own: Voilà, as `nst demo` serves it, and JupyterLab."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from ..errors import NstError

VOILA = "import sys; from nst_course.studio.server import serve; serve(open_browser=False, code=sys.argv[1])"
TOKEN = "bench"
READY = 60  # seconds
NOTEBOOK = "studio.ipynb"


@contextlib.contextmanager
def voila(code):
    """The address of a page that `nst demo` would serve, with this code in its kernel."""
    with process([sys.executable, "-u", "-c", VOILA, code]) as (server, log):
        yield until(lambda: re.search(r"http://\S+", log.read_text(encoding="utf-8")), server, log)[0]


@contextlib.contextmanager
def lab(code):
    """The address of a notebook with this code in its only cell, in JupyterLab."""
    import nbformat

    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
        cells = [nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), Path(folder) / NOTEBOOK)
        options = [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
        options += [f"--LabServerApp.workspaces_dir={folder}/.w", f"--LabApp.user_settings_dir={folder}/.s"]
        free.close()
        command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", *options]
        with process(command) as (server, log):
            until(lambda: answers(f"http://127.0.0.1:{port}/api?token={TOKEN}"), server, log)
            yield f"http://127.0.0.1:{port}/doc/tree/{NOTEBOOK}?token={TOKEN}&reset"


@contextlib.contextmanager
def process(command):
    """The process that runs meanwhile, and the file of what it says."""
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


def until(find, server, log):
    """What `find()` finds in the end. Raises NstError when the server ends before, or takes too long."""
    end = time.monotonic() + READY
    while time.monotonic() < end and server.poll() is None:
        if found := find():
            return found
        time.sleep(0.1)
    last = next(iter(log.read_text(encoding="utf-8").strip().splitlines()[-1:]), "it said nothing")
    raise NstError(f"The server of the studio that is measured did not start ({last}): nst doctor may know why.")


def answers(address):
    """Whether a server is there."""
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True
