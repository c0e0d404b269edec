"""The way there, kept as pictures and played: `Film.add(rgb)` -> frames 00001.png …, a GIF, an MP4."""

import contextlib
import re
import tempfile
from pathlib import Path

from PIL import Image

from nst_course.errors import NstError
from nst_course.images.files import FORMATS, write_picture
from nst_course.images.targets import probe, replacing

GIF_LONGEST = 640

# A palette of its own for each frame, so that ffmpeg need not hold the whole film to find a common one.
_GIF = {
    "codec": "gif",
    "pix_fmt_out": "pal8",
    "quality": None,
    "output_params": [
        *("-filter_complex", "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1"),
        *("-loop", "0"),
    ],
}
# What every browser plays: H.264 in 4:2:0, the index in front; colours named, or players guess them by the height.
_MP4 = {
    "codec": "libx264",
    "pix_fmt_out": "yuv420p",
    "quality": 8,
    "output_params": [
        *("-vf", "scale=out_color_matrix=bt709", "-movflags", "+faststart"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
    ],
}


class Film:
    """Keeps the pictures of a run: as numbered PNG files in `frames`, as a `gif`, as an `mp4`, or several of these.

    Used in a `with` block; `add(rgb)` takes frames of any size, which may grow (coarse to fine). The PNG files have
    their own sizes and are there at once. GIF and MP4 have one size, `size=(H, W)` or that of the last frame (GIF at
    most 640 pixels long, MP4 even), and appear whole when the block ends, be it by KeyboardInterrupt; after any other
    error they do not appear. Frames wait on disk, so memory does not grow with the run. Asked for nothing, it keeps
    nothing. Raises `NstError` at once when a target cannot be written or `frames` already holds numbered frames.
    """

    def __init__(self, frames=None, gif=None, mp4=None, fps=12, size=None):
        if not 1 <= fps <= 50:
            raise NstError(f"fps={fps} cannot be played everywhere: choose a number from 1 to 50 frames a second.")
        self.gif, self.mp4, self.fps, self.size, self.paths = gif, mp4, fps, size, []
        for path, suffix in ((gif, ".gif"), (mp4, ".mp4")):
            if path is not None:
                probe(path, [suffix])
                _find_ffmpeg(path)
        self._waiting = None if frames else tempfile.TemporaryDirectory(prefix="film-")
        self._pattern = str(_new_folder(frames) / "{:05d}.png") if frames else self._waiting.name + "/{:05d}.jpg"

    def add(self, rgb):
        """One more frame: rgb (H, W, 3), float in [0, 1] or uint8."""
        if self._waiting is None or self.gif or self.mp4:
            path = Path(self._pattern.format(len(self.paths) + 1))
            write_picture(path, rgb)
            self.paths.append(path)

    def close(self):
        """Writes GIF and MP4 from the frames so far; none of them when there are no frames."""
        if self.paths:
            height, width = self.size or _size(self.paths[-1])
            scale = min(1, GIF_LONGEST / max(height, width))
            if self.gif:
                self._play(self.gif, ".gif", (max(1, round(height * scale)), max(1, round(width * scale))), _GIF)
            if self.mp4:
                self._play(self.mp4, ".mp4", (height + height % 2, width + width % 2), _MP4)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        try:
            if kind is None or issubclass(kind, KeyboardInterrupt):
                self.close()
        finally:
            if self._waiting:
                self._waiting.cleanup()

    def _play(self, path, suffix, size, options):
        """The frames, one at a time through ffmpeg, into the file at `path`."""
        import imageio_ffmpeg

        height, width = size
        options = {"fps": self.fps, "macro_block_size": 1, "ffmpeg_log_level": "error", **options}
        with replacing(path, [suffix]) as part:
            with contextlib.closing(imageio_ffmpeg.write_frames(str(part), (width, height), **options)) as film:
                film.send(None)
                for frame in self.paths:
                    film.send(_scaled(frame, width, height))
            if not part.exists() or imageio_ffmpeg.count_frames_and_secs(str(part))[0] < len(self.paths):
                raise OSError("ffmpeg lost frames")  # it ends without a word when the disk is full


def _scaled(path, width, height):
    """The bytes of a frame at the size of the film."""
    with Image.open(path) as image:
        return image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).tobytes()


def _size(path):
    with Image.open(path) as image:
        return image.height, image.width


def _new_folder(frames):
    """The folder for numbered frames, made if need be; never one that holds some already."""
    folder = Path(frames).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(re.fullmatch(r"\d{5,}\.png", file.name) for file in folder.iterdir())
    except OSError as error:
        reason = error.strerror or error
        raise NstError(f"'{frames}' cannot be a folder for frames ({reason}): choose another.") from error
    if taken:
        raise NstError(f"'{frames}' already holds numbered frames: choose a new folder, or move them away.")
    probe(folder / "00001.png", FORMATS)
    return folder


def _find_ffmpeg(path):
    try:
        import imageio_ffmpeg

        imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise NstError(f"'{path}' needs ffmpeg, which is missing: run `pip install imageio[ffmpeg]`.") from error
