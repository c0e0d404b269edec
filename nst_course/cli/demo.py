"""`nst demo`: the studio, full-screen in the browser."""

from enum import Enum
from typing import Annotated

import typer

from ..errors import NstError

MISSING = 'nst demo needs Voilà, which is not installed: pip install "nst_course[demo]", then try again.'
HOST_HELP = "Listen at this address of the machine, 0.0.0.0 for all; whoever opens the page then needs its token."


class Theme(str, Enum):
    """Of the page; auto is what the browser prefers."""

    auto = "auto"
    light = "light"
    dark = "dark"


def demo(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Else the first free one from 8866.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=HOST_HELP)] = "localhost",
    theme: Annotated[Theme, typer.Option(help="Colours of the page; auto: as the browser likes them.")] = Theme.auto,
):
    """Open the studio full-screen in the browser: watch and steer a style transfer. Ctrl-C ends it."""
    try:
        import voila  # noqa: F401
    except ModuleNotFoundError:
        raise NstError(MISSING) from None
    from ..studio.server import serve

    serve(host, port, theme.value, browser)
