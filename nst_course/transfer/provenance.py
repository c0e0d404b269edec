"""Where a picture came from and how it was made: the metadata embedded in it, written and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from .. import __version__
from ..errors import NstError
from ..images import read_metadata
from .settings import Settings, Start, settings_from

if TYPE_CHECKING:
    from .run import StyleTransfer

Name = Annotated[str, msgspec.Meta(min_length=1)]  # of a built-in picture, or the path of a file


class RunMetadata(msgspec.Struct, frozen=True):
    """What is needed to repeat a run: pictures, settings, changes, and checksums of the files. More may be stored."""

    content: Name
    styles: Annotated[list[Name], msgspec.Meta(min_length=1)]
    settings: dict[str, Any]
    sha256: dict[str, str | None]
    changes: list[tuple[int, dict[str, Any]]] | None = None

    def replaced(self, pictures: Mapping[str, Any], settings: Mapping[str, Any]) -> RunMetadata:
        """The run with some of its pictures ("content", "styles") and settings replaced.

        The style weights are dropped if the styles change.
        """
        kept = dict(self.settings)
        if list(pictures.get("styles", self.styles)) != self.styles:
            kept.pop("style_weights", None)
        return msgspec.structs.replace(self, **pictures, settings={**kept, **settings})

    def changed_files(self) -> list[str]:
        """The pictures whose files have changed since the run was stored."""
        names = [self.content, *self.styles, self.settings.get("start")]
        return [name for name in names if name in self.sha256 and self.sha256[name] != file_checksum(name)]

    def relative_to(self, folder: Path) -> RunMetadata:
        """The run with the paths of those of its pictures that are in `folder`."""

        def locate(name: str) -> str:
            return str(folder / name) if (folder / name).is_file() else name

        changes = [
            (step, {name: locate(str(value)) if name == "style" else value for name, value in values.items()})
            for step, values in self.changes or ()
        ]
        return RunMetadata(
            content=locate(self.content),
            styles=[locate(style) for style in self.styles],
            settings=self.settings,
            sha256={locate(name): checksum for name, checksum in self.sha256.items()},
            changes=changes or None,
        )


def load_run(path: str | Path) -> RunMetadata:
    """The run stored in a picture, or in a JSON file that the studio saved with its pictures next to it.

    Raises NstError if none is stored there, or if it is damaged.
    """
    file = Path(path).expanduser()
    if file.suffix.lower() != ".json":
        run = read_metadata(path, RunMetadata)
    else:
        try:
            run = msgspec.json.decode(file.read_bytes(), type=RunMetadata).relative_to(file.parent)
        except OSError as error:
            raise NstError(
                f"'{path}' can't be read ({error.strerror}): choose a file that the studio saved."
            ) from error
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise NstError(
                f"'{path}' does not describe a run ({error}): choose a file that the studio saved."
            ) from error
    try:
        settings_from(run.settings)
    except NstError as error:
        raise NstError(f"The settings stored in '{path}' can't be used: {error}") from error
    return run


def run_metadata(
    run: StyleTransfer,
    provenance: Mapping[str, Any],
    steps_done: int,
    interrupted: bool = False,
    settings: Settings | None = None,
    changes: Iterable[tuple[int, Mapping[str, Any]]] | None = None,
) -> dict[str, Any]:
    """Everything stored with G: its `picture_provenance`, how it was made, and how far the run got.

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
    """SHA-256 of a file; None for a built-in picture, and for one that cannot be read, which `load_picture` reports."""
    try:
        return hashlib.sha256(Path(name).expanduser().read_bytes()).hexdigest()
    except (OSError, ValueError, RuntimeError):
        return None
