"""Neural style transfer to learn, teach and enjoy (Gatys, Ecker & Bethge 2015).

>>> import nst_course as nst
>>> for step in nst.stylize("photo.jpg", "painting.jpg"):
...     print(step.step, step.J)
>>> nst.save_picture("out.png", step.picture())

Names are loaded when they are first used, so importing the package does not wait for TensorFlow.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing `typing` takes longer than the rest of this file
if TYPE_CHECKING:  # for editors and type checkers, which complete names without running `__getattr__`
    from typing import Any

    from . import costs, show, studio
    from .checks import check, hint, yours
    from .costs import STYLE_LAYERS
    from .errors import NstError
    from .images import load_picture, save_picture
    from .lessons.card import lesson
    from .lessons.collect import collect
    from .networks import load_network
    from .transfer.run import stylize
    from .transfer.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "NstError": "errors",
    "STYLE_LAYERS": "costs",
    "Settings": "transfer.settings",
    "check": "checks",
    "collect": "lessons.collect",
    "costs": "costs",
    "hint": "checks",
    "lesson": "lessons.card",
    "load_network": "networks",
    "load_picture": "images",
    "save_picture": "images",
    "show": "show",
    "studio": "studio",
    "stylize": "transfer.run",
    "yours": "checks",
}
__all__ = [
    "STYLE_LAYERS",
    "NstError",
    "Settings",
    "__version__",
    "check",
    "collect",
    "costs",
    "hint",
    "lesson",
    "load_network",
    "load_picture",
    "save_picture",
    "show",
    "studio",
    "stylize",
    "yours",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nst_course' has no attribute '{name}'")
    module = import_module(f"{__name__}.{_HOMES[name]}")
    return module if _HOMES[name] == name else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
