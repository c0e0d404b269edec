"""Neural style transfer to learn, teach and enjoy (Gatys, Ecker & Bethge 2015).

>>> import nst_course as nst
>>> for step in nst.stylize("photo.jpg", "painting.jpg"):
...     print(step.step, step.J)
>>> nst.save_picture("out.png", step.picture())

Names are loaded when they are used, so that importing the package does not wait for TensorFlow.
"""

from importlib import import_module

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
__all__ = ["__version__", *_HOMES]


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'nst_course' has no attribute '{name}'")
    module = import_module(f"{__name__}.{_HOMES[name]}")
    return module if _HOMES[name] == name else getattr(module, name)


def __dir__():
    return sorted(__all__)
