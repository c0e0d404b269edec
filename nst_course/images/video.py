"""Videos of a run: `VideoWriter.add(rgb)` -> frames 00001.png …, a GIF, an MP4 (both made by ffmpeg)."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from numpy.typing import ArrayLike
from PIL import Image

from ..errors import NstError
from .atomic import probe, replacing
from .formats import ENCODINGS
from .io import save_picture

GIF_MAX_SIDE = 640

# Each frame has its own palette, so that ffmpeg need not hold the whole video to find a common one.
_GIF = {
    "codec": "gif",
    "pix_fmt_out": "pal8",
    "quality": None,
    "output_params": [
        *("-filter_complex", "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1"),
        *("-loop", "0"),
    ],
}
# What every browser plays: H.264 in 4:2:0 with the index up front. Players guess unnamed colors by the height.
_MP4 = {
    "codec": "libx264",
    "pix_fmt_out": "yuv420p",
    "quality": 8,
    "output_params": [
        *("-vf", "scale=out_color_matrix=bt709", "-movflags", "+faststart"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
    ],
}
_VIDEO_OPTIONS: dict[str, dict[str, Any]] = {".gif": _GIF, ".mp4": _MP4}


class VideoWriter:
    """Collects the pictures of a run as numbered PNG files in `frames`, as a `gif`, as an `mp4`, or any of these.

    A context manager; `add(rgb)` takes frames of any size, which may grow (coarse to fine). The PNG files keep their
    own sizes and appear at once. GIF and MP4 have one size, `size=(H, W)` or that of the last frame (GIF: at most 640
    pixels on the long side; MP4: even), and appear whole when the block ends, even by KeyboardInterrupt, but not after
    any other error. Frames wait on disk, so memory does not grow with the run. `wanted` tells whether frames are
    recorded: False if no target was given, or once a frame could not be saved; that ends the video, not the run. Raises
    NstError at once if a target can't be written or `frames` already holds numbered frames.
    """

    def __init__(
        self,
        frames: str | Path | None = None,
        gif: str | Path | None = None,
        mp4: str | Path | None = None,
        fps: float = 12,
        size: tuple[int, int] | None = None,
    ) -> None:
        check_video(frames, gif, mp4, fps)
        self.gif, self.mp4, self.fps, self.size = gif, mp4, fps, size
        self.paths: list[Path] = []
        self.wanted = bool(frames or gif or mp4)
        self._temporary = tempfile.TemporaryDirectory(prefix="video-") if self.wanted and not frames else None
        if frames:
            self._pattern = str(_make_folder(frames) / "{:05d}.png")
        elif self._temporary:
            self._pattern = self._temporary.name + "/{:05d}.jpg"

    def add(self, rgb: ArrayLike) -> None:
        """Adds a frame: rgb (H, W, 3), float in [0, 1] or uint8."""
        if self.wanted:
            path = Path(self._pattern.format(len(self.paths) + 1))
            self.wanted = False  # and stays so if this fails
            save_picture(path, rgb)
            self.wanted = True
            self.paths.append(path)

    def close(self) -> None:
        """Writes GIF and MP4 from the frames so far; neither if there are no frames."""
        if self.paths and (self.gif or self.mp4):
            height, width = self.size or _frame_size(self.paths[-1])
            scale = min(1, GIF_MAX_SIDE / max(height, width))
            if self.gif:
                gif_size = max(1, round(height * scale)), max(1, round(width * scale))
                encode_video(self.paths, self.gif, gif_size, self.fps)
            if self.mp4:
                encode_video(self.paths, self.mp4, (height + height % 2, width + width % 2), self.fps)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None or issubclass(kind, KeyboardInterrupt):
                self.close()
        finally:
            if self._temporary:
                self._temporary.cleanup()


def check_video(
    frames: str | Path | None = None, gif: str | Path | None = None, mp4: str | Path | None = None, fps: float = 12
) -> None:
    """Raise any NstError that `VideoWriter` would raise at the start; changes nothing on disk."""
    if not 1 <= fps <= 50:
        raise NstError(f"fps={fps} can't be played everywhere: choose 1 to 50 frames per second.")
    for path, suffix in ((gif, ".gif"), (mp4, ".mp4")):
        if path:
            probe(path, [suffix])
            _check_ffmpeg(path)
    if frames:
        _check_frames_folder(frames)


# ---------------------------------------------------------------- the folder of frames


def _check_frames_folder(frames: str | Path) -> None:
    """Raises NstError unless `frames` is a folder without numbered frames, or can become one."""
    try:
        folder = Path(frames).expanduser()
        existing = next(place for place in (folder, *folder.parents) if place.exists())
        taken = any(re.fullmatch(r"\d{5,}\.png", file.name) for file in existing.iterdir())
    except (OSError, ValueError, RuntimeError) as error:
        raise _not_a_folder(frames, error) from error
    if taken and existing == folder:
        raise NstError(f"'{frames}' already contains numbered frames: choose a new folder, or move them away.")
    probe(existing / "nst.png", ENCODINGS)


def _make_folder(frames: str | Path) -> Path:
    """The folder for numbered frames, created if necessary."""
    folder = Path(frames).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_a_folder(frames, error) from error
    return folder


def _not_a_folder(frames: str | Path, error: Exception) -> NstError:
    reason = getattr(error, "strerror", None) or error
    return NstError(f"'{frames}' can't be a folder for frames ({reason}): choose another one.")


def _frame_size(path: Path) -> tuple[int, int]:
    """(H, W) of a saved frame."""
    try:
        with Image.open(path) as image:
            return image.height, image.width
    except OSError as error:
        raise NstError(f"'{path}' is gone or damaged: leave the frames alone until the video is done.") from error


# ---------------------------------------------------------------- ffmpeg


def _check_ffmpeg(path: str | Path) -> None:
    """Raises NstError if there is no ffmpeg to make the video at `path`."""
    try:
        import imageio_ffmpeg

        imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise NstError(f"'{path}' needs ffmpeg, which is missing: run `pip install imageio[ffmpeg]`.") from error


def encode_video(frames: Sequence[Path], path: str | Path, size: tuple[int, int], fps: float) -> None:
    """The pictures at `frames`, one at a time, scaled to size (H, W), into the .gif or .mp4 at `path`.

    Raises NstError if it can't be written whole; an older file is then still there.
    """
    import imageio_ffmpeg

    height, width = size
    suffix = Path(path).suffix.lower()
    options = {"fps": fps, "macro_block_size": 1, "ffmpeg_log_level": "error", **_VIDEO_OPTIONS[suffix]}
    with replacing(path, [suffix]) as part:
        with contextlib.closing(imageio_ffmpeg.write_frames(str(part), (width, height), **options)) as encoder:
            encoder.send(None)
            for frame in frames:
                encoder.send(_scaled_bytes(frame, width, height))
        if not part.exists() or _count_frames(part) < len(frames):
            raise OSError("ffmpeg lost frames")  # on a full disk it exits silently


def _count_frames(path: Path) -> int:
    """The number of frames in a video; 0 if it can't be read."""
    import imageio_ffmpeg

    try:
        count, _ = imageio_ffmpeg.count_frames_and_secs(str(path))
    except RuntimeError:
        return 0
    return count


def _scaled_bytes(path: Path, width: int, height: int) -> bytes:
    """The bytes of a frame at the size of the video."""
    with Image.open(path) as image:
        return image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).tobytes()
