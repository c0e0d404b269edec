"""What a run starts from: C and S, read once, as tensors in the colors to be used; and the first G of each scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._tensorflow import Tensor, tf
from ..errors import NstError
from ..images import Picture, load_picture, luminance, match_colors
from .settings import ColorMode, Settings, Start


@dataclass(frozen=True)
class InputPictures:
    """The input of a run: C, each S, and the picture to start from if `start` names one."""

    content: Picture
    styles: list[Picture]
    start: Picture | None = None


def read_pictures(content: Any, style: Any, settings: Settings) -> InputPictures:
    """Read C, each S and the start picture, no larger than a run needs them. Loads no TensorFlow.

    `content` is anything that `nst.load_picture` takes, `style` the same or a list of them. Raises NstError for a
    picture that cannot be read, and unless `style_weights` has one number for each style.
    """
    styles = list(style) if isinstance(style, (list, tuple)) else [style]
    shares = settings.style_weights or (1.0,) * len(styles)
    if not styles:
        raise NstError("There is no style picture: give at least one.")
    if len(shares) != len(styles):
        raise NstError(f"style_weights has length {len(shares)}, not {len(styles)}: give one weight for each style.")
    content = load_picture(content, settings.longest_content)
    return InputPictures(content, read_styles(styles, settings, len(styles)), read_start(settings))


def read_styles(style: Any, settings: Settings, count: int) -> list[Picture]:
    """Read a style or a list of them; raises NstError unless there are `count`."""
    styles = list(style) if isinstance(style, (list, tuple)) else [style]
    if len(styles) != count:
        raise NstError(f"The number of styles is {len(styles)} but was {count}: give as many as before.")
    return [load_picture(one, settings.longest_style) for one in styles]


def read_start(settings: Settings) -> Picture | None:
    """The picture that `settings.start` names; None if it is one of `Start`."""
    if settings.start in tuple(Start):
        return None
    return load_picture(settings.start, also_valid=tuple(Start))


def as_tensor(picture: Picture) -> Tensor:
    """`Picture` -> (1, height, width, 3) in [0, 1], float32; transparent parts become white."""
    rgb = picture.rgb
    if picture.alpha is not None:
        rgb = rgb * picture.alpha[..., None] + (1 - picture.alpha[..., None])
    return tf.constant(rgb, tf.float32)[None]


def with_colors(mode: str, content: Tensor, styles: Sequence[Tensor]) -> tuple[Tensor, list[Tensor]]:
    """C and the styles as the `ColorMode` needs them.

    Gatys et al., "Preserving Color in Neural Artistic Style Transfer" (2016): "match" gives S the colors of C
    beforehand; "luminance" transfers luminance alone, and G gets the colors of C afterward.
    """
    if mode == ColorMode.LUMINANCE:
        content, styles = in_gray(content), [in_gray(style) for style in styles]
    if mode == ColorMode.STYLE:
        return content, list(styles)
    return content, [recolored(style, content) for style in styles]


def recolored(picture: Tensor, like: Tensor) -> Tensor:
    """A picture with the mean and covariance of the colors of `like`, both (1, height, width, 3)."""
    return tf.constant(match_colors(picture.numpy(), like.numpy()), tf.float32)


def in_gray(picture: Tensor) -> Tensor:
    """The luminance of a picture (1, height, width, 3) in all three channels."""
    return tf.constant(np.repeat(luminance(picture.numpy())[..., None], 3, axis=-1), tf.float32)


def first_picture(settings: Settings, content: Tensor, style: Tensor, given: Tensor | None = None) -> Tensor:
    """The first G (1, height, width, 3): what `settings.start` says, or a `given` picture of any size.

    Noise is uniform, and the same for the same seed.
    """
    noise = tf.random.stateless_uniform(content.shape, seed=[settings.seed, 0])
    starts = {
        Start.CONTENT: lambda: content,
        Start.COLORS: lambda: recolored(content, style),
        Start.NOISE: lambda: noise,
        Start.BLEND: lambda: (content + noise) / 2,
        Start.GRAY: lambda: 0.5 + 0.02 * (noise - 0.5),
    }
    picture = starts[Start(settings.start)]() if given is None else resize(given, content.shape[1:3])
    return tf.clip_by_value(picture, 0.0, 1.0)


def enlarged(picture: Tensor, content: Tensor, alpha: float) -> Tensor:
    """G at the size of `content`, with the detail of C that was too fine for the coarser scale (none if α is 0)."""
    size = content.shape[1:3]
    detail = content - resize(resize(content, picture.shape[1:3]), size)
    return tf.clip_by_value(resize(picture, size) + (detail if alpha > 0 else 0.0), 0.0, 1.0)


def resize(pictures: Any, size: Sequence[int]) -> Tensor:
    """Pictures (…, height, width, 3) -> (…, *size, 3), float32: bicubic, antialiased where they shrink."""
    pictures = tf.cast(pictures, tf.float32)
    flat = tf.reshape(pictures, [-1, *pictures.shape[-3:]])
    resized = tf.image.resize(flat, size, method="bicubic", antialias=True)
    return tf.reshape(resized, [*pictures.shape[:-3], *size, 3])
