"""The story of a run, which travels in its picture: where it came from and how it was made. -> dict for JSON."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from .. import __version__
from .settings import STARTS


def tell(stylization, origin, steps_done, interrupted=False, settings=None, changes=None):
    """The story to be stored with G: where it came from, how it was made, and how far the run came.

    `settings` and `changes` are those of the run, where they are not given.
    """
    import keras
    import tensorflow as tf

    plan = stylization.plan
    changes = list(stylization.changes if changes is None else changes)
    return {
        "version": __version__,
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        **origin,
        "settings": asdict(settings or stylization.settings),
        "plan": {"sizes": plan.sizes, "steps": plan.steps},
        "steps_done": steps_done,
        "interrupted": interrupted,
        **({"changes": changes} if changes else {}),
    }


def origin(pictures, start):
    """The names of C and S, and checksums of their files and of the picture to start from, to be stored with G."""
    names = sources(pictures) if start in STARTS else [*sources(pictures), start]
    return {**pictures, "sha256": {name: checksum(name) for name in names}}


def sources(pictures):
    """The names of C and of each S."""
    return [pictures["content"], *pictures["styles"]]


def checksum(name):
    """SHA-256 of a file; None for a built-in picture, and for what cannot be read, which `load_picture` reports."""
    try:
        return hashlib.sha256(Path(name).expanduser().read_bytes()).hexdigest()
    except (OSError, ValueError, RuntimeError):
        return None
