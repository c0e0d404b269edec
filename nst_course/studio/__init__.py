"""Style transfer that a class can watch and steer. Names are loaded when they are used."""

from importlib import import_module

_HOMES = {
    "BalanceExplorer": "explorers.balance",
    "GramExplorer": "explorers.gram",
    "LayerExplorer": "explorers.layer",
    "SteeredRun": "steered",
    "Studio": "studio",
}
__all__ = [*_HOMES]


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'nst_course.studio' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted(__all__)
