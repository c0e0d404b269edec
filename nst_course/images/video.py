"""Frames through ffmpeg: `[paths of pictures] -> GIF or MP4`."""

import contextlib
from pathlib import Path

from PIL import Image

from ..errors import NstError
from .targets import replacing

# A palette of its own for each frame, so that ffmpeg need not hold the whole film to find a common one.
GIF = {
    "codec": "gif",
    "pix_fmt_out": "pal8",
    "quality": None,
    "output_params": [
        *("-filter_complex", "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1"),
        *("-loop", "0"),
    ],
}
# What every browser plays: H.264 in 4:2:0, the index in front; colours named, or players guess them by the height.
MP4 = {
    "codec": "libx264",
    "pix_fmt_out": "yuv420p",
    "quality": 8,
    "output_params": [
        *("-vf", "scale=out_color_matrix=bt709", "-movflags", "+faststart"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
    ],
}


def play(frames, path, size, fps):
    """The pictures at `frames`, one at a time, scaled to size (H, W), into the .gif or .mp4 at `path`.

    Raises `NstError` when it cannot be written whole; an older file is then still there.
    """
    import imageio_ffmpeg

    height, width = size
    suffix = Path(path).suffix.lower()
    options = {"fps": fps, "macro_block_size": 1, "ffmpeg_log_level": "error", **(GIF if suffix == ".gif" else MP4)}
    with replacing(path, [suffix]) as part:
        with contextlib.closing(imageio_ffmpeg.write_frames(str(part), (width, height), **options)) as film:
            film.send(None)
            for frame in frames:
                film.send(_scaled(frame, width, height))
        if not part.exists() or _count(part) < len(frames):
            raise OSError("ffmpeg lost frames")  # it ends without a word when the disk is full


def find_ffmpeg(path):
    """Raises `NstError` when there is no ffmpeg to make the film at `path`."""
    try:
        import imageio_ffmpeg

        imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise NstError(f"'{path}' needs ffmpeg, which is missing: run `pip install imageio[ffmpeg]`.") from error


def _count(path):
    """How many frames a film holds; none when it cannot be read."""
    import imageio_ffmpeg

    try:
        return imageio_ffmpeg.count_frames_and_secs(str(path))[0]
    except RuntimeError:
        return 0


def _scaled(path, width, height):
    """The bytes of a frame at the size of the film."""
    with Image.open(path) as image:
        return image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).tobytes()
