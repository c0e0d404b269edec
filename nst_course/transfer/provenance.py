"""Where a picture came from and how it was made: the metadata that travels in it, as a dict for JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from .settings import Settings, Start

if TYPE_CHECKING:
    from .run import StyleTransfer


def run_metadata(
    run: StyleTransfer,
    provenance: Mapping[str, Any],
    steps_done: int,
    interrupted: bool = False,
    settings: Settings | None = None,
    changes: Iterable[tuple[int, Mapping[str, Any]]] | None = None,
) -> dict[str, Any]:
    """All that is stored with G: its `picture_provenance`, how it was made, and how far the run came.

    `settings` and `changes` are those of the run unless given.
    """
    import keras
    import tensorflow as tf

    changes = list(run.changes if changes is None else changes)
    return {
        "version": __version__,
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        **provenance,
        "settings": asdict(settings or run.settings),
        "plan": {"sizes": run.plan.sizes, "steps": run.plan.steps},
        "steps_done": steps_done,
        "interrupted": interrupted,
        **({"changes": changes} if changes else {}),
    }


def picture_provenance(pictures: Mapping[str, Any], start: str) -> dict[str, Any]:
    """The names of C and S, {"content": …, "styles": […]}, with checksums of their files and of the start picture."""
    names = source_names(pictures) if start in tuple(Start) else [*source_names(pictures), start]
    return {**pictures, "sha256": {name: file_checksum(name) for name in names}}


def source_names(pictures: Mapping[str, Any]) -> list[str]:
    """The names of C and of each S."""
    return [pictures["content"], *pictures["styles"]]


def file_checksum(name: str) -> str | None:
    """SHA-256 of a file; None for a built-in picture, and for what cannot be read: `load_picture` reports that."""
    try:
        return hashlib.sha256(Path(name).expanduser().read_bytes()).hexdigest()
    except (OSError, ValueError, RuntimeError):
        return None
