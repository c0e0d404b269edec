"""The way there, kept as pictures and played: `Film.add(rgb)` -> frames 00001.png …, a GIF, an MP4."""

import re
import tempfile
from pathlib import Path

from PIL import Image

from ..errors import NstError
from .files import FORMATS, write_picture
from .targets import probe
from .video import find_ffmpeg, play

GIF_LONGEST = 640


class Film:
    """Keeps the pictures of a run: as numbered PNG files in `frames`, as a `gif`, as an `mp4`, or several of these.

    Used in a `with` block; `add(rgb)` takes frames of any size, which may grow (coarse to fine). The PNG files have
    their own sizes and are there at once. GIF and MP4 have one size, `size=(H, W)` or that of the last frame (GIF at
    most 640 pixels long, MP4 even), and appear whole when the block ends, be it by KeyboardInterrupt; after any other
    error they do not appear. Frames wait on disk, so memory does not grow with the run. `wanted` says whether frames
    are taken: not when asked for nothing, nor after one that could not be kept, which ends the film but not the run.
    Raises `NstError` at once when a target cannot be written or `frames` already holds numbered frames.
    """

    def __init__(self, frames=None, gif=None, mp4=None, fps=12, size=None):
        check_film(frames, gif, mp4, fps)
        self.gif, self.mp4, self.fps, self.size, self.paths = gif, mp4, fps, size, []
        self.wanted = bool(frames or gif or mp4)
        self._waiting = tempfile.TemporaryDirectory(prefix="film-") if self.wanted and not frames else None
        if self.wanted:
            self._pattern = str(_made(frames) / "{:05d}.png") if frames else self._waiting.name + "/{:05d}.jpg"

    def add(self, rgb):
        """One more frame: rgb (H, W, 3), float in [0, 1] or uint8."""
        if self.wanted:
            path = Path(self._pattern.format(len(self.paths) + 1))
            self.wanted = False  # and so it stays if this fails
            write_picture(path, rgb)
            self.wanted = True
            self.paths.append(path)

    def close(self):
        """Writes GIF and MP4 from the frames so far; none of them when there are no frames."""
        if self.paths and (self.gif or self.mp4):
            height, width = self.size or _size(self.paths[-1])
            scale = min(1, GIF_LONGEST / max(height, width))
            if self.gif:
                play(self.paths, self.gif, (max(1, round(height * scale)), max(1, round(width * scale))), self.fps)
            if self.mp4:
                play(self.paths, self.mp4, (height + height % 2, width + width % 2), self.fps)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        try:
            if kind is None or issubclass(kind, KeyboardInterrupt):
                self.close()
        finally:
            if self._waiting:
                self._waiting.cleanup()


def _size(path):
    try:
        with Image.open(path) as image:
            return image.height, image.width
    except OSError as error:
        raise NstError(f"'{path}' is gone or damaged: leave the frames alone until the film is made.") from error


def check_film(frames=None, gif=None, mp4=None, fps=12):
    """Raises the `NstError` that `Film` would begin with, and leaves everything as it is."""
    if not 1 <= fps <= 50:
        raise NstError(f"fps={fps} cannot be played everywhere: choose a number from 1 to 50 frames a second.")
    for path, suffix in ((gif, ".gif"), (mp4, ".mp4")):
        if path:
            probe(path, [suffix])
            find_ffmpeg(path)
    if frames:
        _check_folder(frames)


def _check_folder(frames):
    """Raises `NstError` unless `frames` is a folder without numbered frames, or can become one."""
    try:
        folder = Path(frames).expanduser()
        there = next(place for place in (folder, *folder.parents) if place.exists())
        taken = any(re.fullmatch(r"\d{5,}\.png", file.name) for file in there.iterdir())
    except (OSError, ValueError, RuntimeError) as error:
        raise _no_folder(frames, error) from error
    if taken and there == folder:
        raise NstError(f"'{frames}' already holds numbered frames: choose a new folder, or move them away.")
    probe(there / "nst.png", FORMATS)


def _made(frames):
    """The folder for numbered frames, made if need be."""
    folder = Path(frames).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(frames, error) from error
    return folder


def _no_folder(frames, error):
    reason = getattr(error, "strerror", None) or error
    return NstError(f"'{frames}' cannot be a folder for frames ({reason}): choose another.")
