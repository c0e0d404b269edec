"""A real JupyterLab and Voilà in a real browser: the system's Chromium, headless, driven by Playwright."""

import base64
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TOKEN = "tests"
WIDGET_PAGE = Path(__file__).parent / "widget_page.html"


@pytest.fixture(scope="session")
def browser():
    """Chromium; tests are skipped, with the reason, if it or Playwright is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    if not CHROMIUM:
        pytest.skip("needs Chromium: install the package chromium of your system")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page that records its script errors."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


@pytest.fixture
def opened(page):
    """A function that shows a widget with the state Python would send."""

    def show(widget, width=1280, scheme="light"):
        texts = {"widget.js": widget._esm, "widget.css": widget._css, "": WIDGET_PAGE.read_text(encoding="utf-8")}
        kinds = {"widget.js": "text/javascript", "widget.css": "text/css", "": "text/html"}

        def answer(route):
            name = route.request.url.rpartition("/")[2]
            route.fulfill(body=texts[name], content_type=kinds[name])

        page.route("http://widget.test/**", answer)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto("http://widget.test/")
        state = {name: value for name, value in widget.get_state().items() if not name.startswith(("_esm", "_css"))}
        binary = {name: base64.b64encode(value).decode() for name, value in state.items() if isinstance(value, bytes)}
        plain = {name: value for name, value in state.items() if isinstance(value, str | int | float | list | None)}
        page.wait_for_function("() => Boolean(window.start)")
        page.evaluate("([state, binary]) => start(state, binary)", [plain, binary])
        page.wait_for_timeout(200)
        return page

    yield show
    assert not page.errors


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of the notebooks: a function that returns the URL for a notebook and theme."""
    folder = tmp_path_factory.mktemp("lab")
    for path in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")]:
        copy = folder / path.relative_to(NOTEBOOKS)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    settings = folder / ".settings"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--LabServerApp.workspaces_dir={settings}/workspaces", f"--LabApp.user_settings_dir={settings}"]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "NST_NETWORK": "pocket"})
    wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, folder / "log.txt")

    def address(notebook, theme="JupyterLab Light"):
        chosen = settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        save(chosen, {"theme": theme})
        save(chosen.with_name("notification.jupyterlab-settings"), {"fetchNews": "false", "checkForUpdates": False})
        # Render all cells at once, so that their contents can be counted.
        tracker = settings / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
        save(tracker, {"windowingMode": "none"})
        return f"http://127.0.0.1:{port}/doc/tree/{notebook}?token={TOKEN}&reset"

    address.folder = folder
    yield address
    server.terminate()
    server.wait(20)


DEMO = "from nst_course.cli import main; main()"


@pytest.fixture(scope="session")
def voila(tmp_path_factory):
    """The URL of the studio served by `nst demo`, started as a user would."""
    with demo(tmp_path_factory.mktemp("voila"), [DEMO, "demo", "--no-browser", "--port=0"]) as address:
        yield address


@contextlib.contextmanager
def demo(folder, program):
    """The URL printed by a program run in a folder; at the end it has printed nothing else and left no files."""
    pytest.importorskip("voila", reason='needs Voilà: pip install "nst_course[demo]"')
    command = [sys.executable, "-c", *program]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "PYTHONUTF8": "1"}
        )
    said = server.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said + (folder / "log.txt").read_text(encoding="utf-8")
    try:
        yield found[0]
    finally:
        server.terminate()
        server.wait(20)
    assert (folder / "log.txt").read_text(encoding="utf-8") == ""
    assert [path.name for path in folder.iterdir()] == ["log.txt"], "files are the browser's to save"


def save(path, settings):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings), encoding="utf-8")


def wait_for(address, server, log, seconds=60):
    """Waits until the server answers."""
    for _ in range(seconds * 4):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            return urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text(encoding="utf-8"))
