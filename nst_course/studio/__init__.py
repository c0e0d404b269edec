"""Style transfer that a class can watch and change while it runs. Names are imported on first use."""

from importlib import import_module
from typing import Any

_HOMES = {
    "BackgroundRun": "session",
    "BalanceExplorer": "explorers.balance_explorer",
    "GramExplorer": "explorers.gram_explorer",
    "LayerExplorer": "explorers.layer_explorer",
    "Studio": "app",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nst_course.studio' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
