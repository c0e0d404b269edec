"""The studio as a page of its own: a Voilà server for one notebook, made on the fly, and for nothing else."""

import logging
import secrets
import signal
import tempfile
import threading
import webbrowser
from pathlib import Path

import nbformat
import tornado.ioloop
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httpserver import HTTPServer
from traitlets.config import Config
from voila.app import Voila

from .address import PORTS, address, is_local, open_sockets

CODE = "import nst_course as nst\n\nnst.studio.Studio(folder=None)"  # files go to the browser, none are written here
TITLE = "nst_course · studio"
THEMES = ("auto", "light", "dark")
TEMPLATES = Path(__file__).parent / "web" / "voila"
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
FORGOTTEN = 300  # seconds after which a kernel ends whose page is gone; most pages say so when they close
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def serve(host="localhost", port=None, theme="auto", open_browser=True, code=CODE):
    """Serves until Ctrl-C, says where; each page that is opened gets a kernel, which runs `code`.

    An address that other machines can reach has a token in it, without which the server gives nothing away.
    Raises NstError when it cannot listen there.
    """
    sockets = open_sockets(host, [port] if port is not None else PORTS)
    token = "" if is_local(host) else secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="nst_demo_", ignore_cleanup_errors=True) as folder:
        notebook = write_notebook(Path(folder), code)
        demo = Demo(config=settings(notebook, host, token, theme), config_file_paths=[], log_level=logging.ERROR)
        demo.sockets = sockets
        demo.when_ready = lambda: welcome(host, sockets, token, open_browser)
        logging.getLogger("tornado").setLevel(logging.ERROR)
        demo.initialize([])
        demo.start()


def write_notebook(folder, code):
    """The notebook that is served, alone in its folder."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [nbformat.v4.new_code_cell(code, id="studio")]
    path = folder / "studio.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "title": TITLE}), path)
    return path


def settings(notebook, host, token, theme):
    """Voilà's configuration. Nothing is read from files: what lies in the user's folders is not for this server."""
    tornado_settings = {
        "allow_remote_access": not is_local(host),  # a page elsewhere could have a name of its own that leads here
        "static_path": DEFAULT_STATIC_FILES_PATH,  # Jupyter's own, for its pages that say what was refused
    }
    page = {
        "theme": "light" if theme == "auto" else theme,
        "resources": {"follows_browser": theme == "auto"},
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "file_allowlist": [],
        "extension_allowlist": EXTENSIONS,
        "prelaunch_hook": greet,
        "multi_kernel_manager_class": Kernels,
    }
    return Config(
        Voila={"notebook_path": str(notebook), "token": token, "tornado_settings": tornado_settings},
        VoilaConfiguration=page,
        VoilaExecutor={"cell_error_instruction": "nst doctor says what may be missing."},
        KernelSpecManager={"kernel_dirs": []},  # the kernel is this Python, whatever else is called python3
        MappingKernelManager={"cull_idle_timeout": FORGOTTEN, "cull_interval": FORGOTTEN // 5},
    )


def greet(handler, **_):
    """Gives the page the cookie without which its last message, that it closes, would be refused."""
    _ = handler.xsrf_token


def welcome(host, sockets, token, open_browser):
    """Says where the studio is, and lets the browser open it."""
    port = sockets[0].getsockname()[1]
    print(f"The studio is at {address(host, port, token)} (Ctrl-C ends it)", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=[address(host, port, token, here=True)], daemon=True).start()


class Kernels(AsyncMappingKernelManager):
    """Kernels whose own warnings stay out of the terminal, in which there is nothing to do about them."""

    async def start_kernel(self, **settings):
        """As always, with one argument more."""
        return await super().start_kernel(extra_arguments=["--log-level=ERROR"], **settings)


class Demo(Voila):
    """Voilà with the studio's template, on `sockets` that are open already; calls `when_ready` once."""

    def setup_template_dirs(self):
        """The studio's template goes before Voilà's."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATES))

    def listen(self):
        """Until a signal says to stop; then the kernels end, and further signals change nothing about that."""
        server = HTTPServer(self.app)
        server.add_sockets(self.sockets)
        self.ioloop = tornado.ioloop.IOLoop.current()
        for name in SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        tornado.ioloop.PeriodicCallback(lambda: None, 500).start()  # Windows hears signals only between two calls
        self.when_ready()
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()
