"""Pictures: files to arrays and back, their colors, videos of a run, and the built-in ones."""

from .atomic import free_path, keep_bytes, name_stem, probe, replacing, write_new
from .builtin import CONTENT, STYLE, builtin_picture
from .color import luminance, match_colors, with_luminance
from .io import (
    Picture,
    PictureSource,
    check_writable,
    decode_picture,
    encode_picture,
    is_picture,
    load_picture,
    read_metadata,
    read_picture,
    save_or_rescue_picture,
    save_picture,
)
from .pixels import from_uint8, to_uint8
from .video import VideoWriter, check_video

__all__ = [
    "CONTENT",
    "STYLE",
    "Picture",
    "PictureSource",
    "VideoWriter",
    "builtin_picture",
    "check_video",
    "check_writable",
    "decode_picture",
    "encode_picture",
    "free_path",
    "from_uint8",
    "is_picture",
    "keep_bytes",
    "load_picture",
    "luminance",
    "match_colors",
    "name_stem",
    "probe",
    "read_metadata",
    "read_picture",
    "replacing",
    "save_or_rescue_picture",
    "save_picture",
    "to_uint8",
    "with_luminance",
    "write_new",
]
