"""Exports of a run: PNG, GIF, MP4, settings as JSON, and the Python code or command that repeats it."""

from __future__ import annotations

import hashlib
import json
import pprint
import shlex
import tempfile
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from ..errors import NstError, check_choice
from ..images import VideoWriter, encode_picture, free_path, keep_bytes, name_stem, probe, write_new
from ..transfer.settings import Settings
from .named_picture import NamedPicture
from .timeline import Snapshot

FPS = 12
LONGEST_VIDEO = 12  # seconds
MAX_FRAMES = 200
SHORTEST_VIDEO = 4  # seconds, unless that takes fewer frames per second than SLOWEST_FPS
SLOWEST_FPS = 2
LAST_FRAME_SECONDS = 1.5
MACHINE_SETTINGS = ("precision",)  # measured on each machine, so not repeated
Metadata = dict[str, Any]


class ExportKind(str, Enum):
    """What can be saved; the value is the file's suffix."""

    PNG = ".png"
    GIF = ".gif"
    MP4 = ".mp4"
    SETTINGS = ".json"

    @property
    def mime(self) -> str:
        """The media type for the browser."""
        return {".png": "image/png", ".gif": "image/gif", ".mp4": "video/mp4", ".json": "application/json"}[self.value]

    @property
    def is_video(self) -> bool:
        """Whether it shows how the picture formed, which takes seconds to encode."""
        return self in (ExportKind.GIF, ExportKind.MP4)


class MetadataSource(Protocol):
    """Returns the metadata of a snapshot, by default the one shown."""

    def __call__(self, snapshot: Snapshot | None = None, *, name_of: Callable[[NamedPicture], str] = ...) -> Metadata:
        """Pictures are named by `name_of(picture)`."""


class Exporter:
    """Creates the files of one run.

    `snapshots()` returns the snapshots for a video, oldest first; `metadata(snapshot, name_of=…)` describes how a
    snapshot was made; `pictures()` returns the pictures that the metadata may name.
    """

    def __init__(
        self,
        snapshots: Callable[[], Sequence[Snapshot]],
        metadata: MetadataSource,
        pictures: Callable[[], Sequence[NamedPicture]] = list,
    ) -> None:
        self.snapshots, self.metadata, self.pictures = snapshots, metadata, pictures

    def stem(self) -> str:
        """The file name without a suffix, such as louvre_swirl."""
        return metadata_stem(self.metadata())

    def encode(self, kind: ExportKind | str, snapshot: Snapshot | None = None) -> tuple[str, bytes]:
        """(name, bytes) for a browser to save. A PNG shows `snapshot`, by default the latest one.

        Raises NstError for an unknown kind, and if there is nothing to show or the file cannot be made.
        """
        kind = find_kind(kind)
        name = self.stem() + kind.value
        if kind is ExportKind.SETTINGS:
            return name, encode_settings(self.metadata(snapshot))
        snapshots = self.snapshots()
        if not snapshots and snapshot is None:
            raise NstError("There is no picture to save yet: press Play first.")
        if kind.is_video:
            return name, encode_video(kind, snapshots, name=name)
        return name, encode_png(snapshots[-1] if snapshot is None else snapshot, self.metadata(snapshot), name)

    def save(self, kind: ExportKind | str, folder: str | Path = ".", snapshot: Snapshot | None = None) -> Path:
        """Writes a new file into `folder`, such as louvre_swirl-2.png, and returns its path; nothing is overwritten.

        Uploaded and drawn pictures named in the settings are written next to it, so that the run can be repeated.
        Raises NstError as `encode` does, and for a folder that cannot be written to.
        """
        kind = find_kind(kind)
        probe(free_path(folder, self.stem(), kind.value), (kind.value,))  # before spending seconds on a video
        name, data = self.encode(kind, snapshot)
        if kind is ExportKind.SETTINGS:
            data = encode_settings(self._metadata_with_files(folder, snapshot))
        path: Path = write_new(folder, name.removesuffix(kind.value), kind.value, data)
        return path

    def _metadata_with_files(self, folder: str | Path, snapshot: Snapshot | None) -> Metadata:
        """Metadata that names the files of uploaded and drawn pictures, which are written if missing."""
        files: dict[NamedPicture, str] = {}
        checksums = {}
        for picture in self.pictures():
            if picture.needs_file and picture not in files:
                data = encode_picture("picture.png", picture.pixels())
                files[picture] = keep_bytes(folder, name_stem([picture.name]), ".png", data).name
                checksums[files[picture]] = hashlib.sha256(data).hexdigest()
        metadata = self.metadata(snapshot, name_of=lambda picture: files.get(picture, picture.name))
        return {**metadata, "sha256": {**metadata.get("sha256", {}), **checksums}}


def find_kind(kind: ExportKind | str) -> ExportKind:
    """The kind with this name, such as "png". Raises NstError, with the closest one, for an unknown name."""
    if isinstance(kind, ExportKind):
        return kind
    names = {member.name.lower(): member for member in ExportKind}
    return names[check_choice(kind, "kind of file", [*names])]


def encode_png(snapshot: Snapshot, metadata: Metadata, name: str = "picture.png") -> bytes:
    """A snapshot's picture as PNG, with the metadata of its run embedded."""
    data: bytes = encode_picture(name, snapshot.picture, metadata=metadata)
    return data


def encode_settings(metadata: Metadata) -> bytes:
    """The metadata as JSON. Raises NstError for values that JSON cannot hold."""
    try:
        return json.dumps(metadata, indent=1, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise NstError(f"The settings cannot be saved ({error}): use plain numbers and text.") from error


def encode_video(kind: ExportKind, snapshots: Sequence[Snapshot], fps: float = FPS, name: str = "") -> bytes:
    """The snapshots as an animated GIF or an MP4; `plan_video` chooses the frames.

    Raises NstError, with `name` as the file's name, if there are no snapshots or no ffmpeg.
    """
    name = name or f"video{kind.value}"
    if not snapshots:
        raise NstError("There is no snapshot to show yet: play the run for a few steps first.")
    places, fps, holds = plan_video(len(snapshots), fps)
    with _temporary_folder() as folder:
        path = Path(folder) / name
        try:
            target: dict[str, Any] = {kind.name.lower(): path}
            with VideoWriter(fps=fps, **target) as video:
                for place in [*places, *places[-1:] * (holds - 1)]:
                    video.add(snapshots[place].picture)
        except NstError as error:
            raise NstError(str(error).replace(str(path), name)) from error
        return path.read_bytes()


def plan_video(count: int, fps: float = FPS) -> tuple[list[int], float, int]:
    """(which of `count` snapshots to show, frames per second, how many frames show the last one).

    A few snapshots play more slowly than `fps`, so that each can be seen. If there are many, an evenly spaced selection
    that fits into LONGEST_VIDEO and MAX_FRAMES is shown, including the first and the last.
    """
    fps = max(min(fps, round(count / SHORTEST_VIDEO)), min(fps, SLOWEST_FPS))
    holds = max(1, round(fps * LAST_FRAME_SECONDS))
    most = min(MAX_FRAMES, fps * LONGEST_VIDEO) - holds + 1
    shown = min(count, int(most))
    return [round(i * (count - 1) / max(1, shown - 1)) for i in range(shown)], fps, holds


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="nst-")
    except OSError as error:
        raise NstError(f"Temporary files cannot be written ({error.strerror}): free some disk space.") from error


# The code that repeats a run.


def python_recipe(metadata: Metadata) -> str:
    """Python code that makes the picture again and saves it."""
    changes = metadata.get("changes", [])
    values = changed_settings(metadata)
    if changes:
        values["changes"] = changes
    lines = [f"    {name}={_indent(_plain_value(value), len(name) + 5)}," for name, value in values.items()]
    return "\n".join(
        [
            "import nst_course as nst",
            "",
            "run = nst.stylize(",
            f"    {metadata['content']!r},",
            f"    {metadata['styles'][0]!r},",
            *lines,
            ")",
            "for step in run:",
            "    pass",
            f"nst.save_picture({metadata_stem(metadata) + '.png'!r}, run.picture())",
        ]
    )


def command_recipe(metadata: Metadata) -> str | None:
    """The command that makes the picture again; None if settings changed during the run, which no option covers."""
    if metadata.get("changes"):
        return None
    words = ["nst", "stylize", metadata["content"], *metadata["styles"]]
    for name, value in changed_settings(metadata).items():
        option = f"--{name.replace('_', '-')}"
        words += ["--textbook-weights"] if name == "normalize" else [option, format_option(value)]
    return shlex.join(words)


def changed_settings(metadata: Metadata) -> dict[str, Any]:
    """{name: value} of the settings that differ from the defaults.

    Layers with weight 0 are left out, unless a change may turn them on later.
    """
    settings, default = only_active_layers(metadata["settings"]), vars(Settings())
    if metadata.get("changes"):
        settings = {**settings, **{name: metadata["settings"][name] for name in ("alpha", "beta", "style_layers")}}
    return {name: value for name, value in settings.items() if value != default[name] and name not in MACHINE_SETTINGS}


def only_active_layers(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings without layers of weight 0; if none is left, β or α is 0 instead."""
    settings = dict(settings)
    for name, weight in (("content_layers", "alpha"), ("style_layers", "beta")):
        layers = {layer: value for layer, value in settings[name].items() if value > 0}
        settings[name] = layers or getattr(Settings(), name)
        settings[weight] = settings[weight] if layers else 0.0
    return settings


def format_option(value: Any) -> str:
    """A value in the form of an option of `nst stylize`."""
    if isinstance(value, dict):
        return ",".join(f"{layer}:{format_number(weight)}" for layer, weight in value.items())
    if isinstance(value, (list, tuple)):
        return ",".join(format_number(number) for number in value)
    return format_number(value) if isinstance(value, float) else str(value)


def format_number(value: float) -> str:
    """A number in as few digits as represent it exactly."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def metadata_stem(metadata: Metadata) -> str:
    """The name of a run's files without a suffix: the joined names of its pictures."""
    stem: str = name_stem([metadata["content"], *metadata["styles"]])
    return stem


def _plain_value(value: Any) -> Any:
    """A single number instead of a tuple of one."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _indent(value: Any, columns: int) -> str:
    """The value as Python code, on as many lines as it needs, aligned below the first."""
    text = pprint.pformat(value, width=110 - columns, compact=True, sort_dicts=False)
    return text.replace("\n", "\n" + " " * columns)
