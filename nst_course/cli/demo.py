"""`nst demo`: the studio as a web page of its own."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from ..errors import NstError

MISSING_VOILA = 'nst demo needs Voilà, which is not installed: run pip install "nst_course[demo]", then try again.'
HOST_HELP = "Address to listen on, 0.0.0.0 for all; visitors then need the token in the page's address."


class Theme(str, Enum):
    """The colors of the page; auto is what the browser prefers."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def demo(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: the first free port from 8866 on.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=HOST_HELP)] = "localhost",
    theme: Annotated[Theme, typer.Option(help="Colors of the page; auto follows the browser.")] = Theme.AUTO,
) -> None:
    """Open the studio in the browser: watch a style transfer and change it while it runs.

    Press Ctrl-C to stop it.
    """
    try:
        import voila  # noqa: F401
    except ModuleNotFoundError:
        raise NstError(MISSING_VOILA) from None
    from ..studio.server import serve

    serve(host, port, theme.value, browser)
