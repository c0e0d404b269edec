"""`nst demo`: the studio as a web page, on a Voilà server that serves only one generated notebook."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import nbformat
import tornado.ioloop
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from ..errors import NstError

CODE = "import nst_course as nst\n\nnst.studio.Studio(folder=None)"  # files go to the browser, none are written here
TITLE = "nst_course · studio"
THEMES = ("auto", "light", "dark")
PORTS = range(8866, 8886)  # Voilà's own port, and a few more for further demos
ALL_ADDRESSES = ("", "*", "0.0.0.0", "::")
TEMPLATES = Path(__file__).parent / "web" / "voila"
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
IDLE_SECONDS = 300  # until a kernel without a page is shut down; most pages announce that they close
STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def serve(
    host: str = "localhost", port: int | None = None, theme: str = "auto", open_browser: bool = True, code: str = CODE
) -> None:
    """Serves until Ctrl-C, and prints the address. Each opened page gets a kernel that runs `code`.

    An address that other machines can reach contains a token, without which the server refuses access. Raises
    NstError if it cannot listen there.
    """
    sockets = open_sockets(host, [port] if port is not None else PORTS)
    token = "" if is_local(host) else secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="nst_demo_", ignore_cleanup_errors=True) as folder:
        notebook = write_notebook(Path(folder), code)
        server = StudioServer(
            config=server_config(notebook, host, token, theme), config_file_paths=[], log_level=logging.ERROR
        )
        server.sockets = sockets
        server.when_ready = lambda: announce(host, sockets, token, open_browser)
        logging.getLogger("tornado").setLevel(logging.ERROR)
        server.initialize([])
        server.start()


def write_notebook(folder: Path, code: str) -> Path:
    """Writes the notebook to serve, alone in its folder."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [nbformat.v4.new_code_cell(code, id="studio")]
    path = folder / "studio.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "title": TITLE}), path)
    return path


def server_config(notebook: Path, host: str, token: str, theme: str) -> Config:
    """Voilà's configuration. No file is read: configuration in the user's folders is not meant for this server."""
    tornado_settings = {
        "allow_remote_access": not is_local(host),  # a foreign site's host name could point here (DNS rebinding)
        "static_path": DEFAULT_STATIC_FILES_PATH,  # Jupyter's own, for its error pages
    }
    page = {
        "theme": "light" if theme == "auto" else theme,
        "resources": {"follows_browser": theme == "auto"},
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "file_allowlist": [],
        "extension_allowlist": EXTENSIONS,
        "prelaunch_hook": set_cookie,
        "multi_kernel_manager_class": QuietKernels,
    }
    return Config(
        Voila={"notebook_path": str(notebook), "token": token, "tornado_settings": tornado_settings},
        VoilaConfiguration=page,
        VoilaExecutor={"cell_error_instruction": "Run nst doctor to see what may be missing."},
        KernelSpecManager={"kernel_dirs": []},  # the kernel is this Python, whatever kernel is named python3
        MappingKernelManager={"cull_idle_timeout": IDLE_SECONDS, "cull_interval": IDLE_SECONDS // 5},
    )


def set_cookie(handler: Any, **_: Any) -> None:
    """Sets the cookie without which the page's closing message would be refused."""
    _ = handler.xsrf_token


def announce(host: str, sockets: list[socket.socket], token: str, open_browser: bool) -> None:
    """Prints the studio's address and opens it in the browser."""
    port = sockets[0].getsockname()[1]
    print(f"The studio is at {page_address(host, port, token)} (stop with Ctrl-C)", flush=True)
    if open_browser:
        local = page_address(host, port, token, same_machine=True)
        threading.Thread(target=webbrowser.open, args=[local], daemon=True).start()


class QuietKernels(AsyncMappingKernelManager):
    """Kernels whose warnings stay out of the terminal, since users can't act on them."""

    async def start_kernel(self, **options: Any) -> Any:  # type: ignore[override]
        """The same, with one more argument."""
        return await super().start_kernel(extra_arguments=["--log-level=ERROR"], **options)


class StudioServer(Voila):
    """Voilà with the studio's template, on already open `sockets`; calls `when_ready` once."""

    sockets: list[socket.socket]
    when_ready: Callable[[], object]

    def setup_template_dirs(self) -> None:
        """Gives the studio's template precedence over Voilà's."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATES))

    def listen(self) -> None:
        """Runs until a stop signal; then ends the kernels, ignoring further signals."""
        server = HTTPServer(self.app)
        server.add_sockets(self.sockets)
        self.ioloop = tornado.ioloop.IOLoop.current()
        for name in STOP_SIGNALS:  # even if SIGINT was ignored, as in a shell's background job
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        tornado.ioloop.PeriodicCallback(lambda: None, 500).start()  # Windows handles signals only between two calls
        self.when_ready()
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()


# Addresses.


def is_local(host: str) -> bool:
    """Whether only this machine can reach a server that listens at this address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_sockets(host: str, ports: Iterable[int]) -> list[socket.socket]:
    """Sockets listening at `host`, on the first free port. Raises NstError if none is free."""
    problem = None
    for port in ports:
        try:
            return bind_sockets(port, "" if host in ALL_ADDRESSES else host)
        except socket.gaierror as error:
            problem = (
                f"'{host}' is not an address of this machine ({error.strerror}): leave out --host, or use 0.0.0.0."
            )
        except OSError as error:
            reason = error.strerror or error
            problem = f"Port {port} of {host} cannot be used ({reason}): choose another one, such as --port {port + 1}."
    raise NstError(problem)


def page_address(host: str, port: int, token: str = "", same_machine: bool = False) -> str:
    """The URL to open in a browser, on this machine or another."""
    name = host
    if host in ALL_ADDRESSES:
        name = "localhost" if same_machine else own_address()
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}/{f'?token={token}' if token else ''}"


def own_address() -> str:
    """This machine's address in its network, else its host name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a reserved address; nothing is sent
            address: str = probe.getsockname()[0]
            return address
        except OSError:
            return socket.gethostname()
