"""What a run starts from: C and S as tensors in the colours to be used, and the first G of each scale."""

import numpy as np
import tensorflow as tf

from ..images import load_picture, luminance, match_colors
from .resize import resize
from .settings import STARTS


def as_input(picture):
    """`Picture` -> (1, height, width, 3) in [0, 1], float32; what is transparent shows white."""
    rgb = picture.rgb
    if picture.alpha is not None:
        rgb = rgb * picture.alpha[..., None] + (1 - picture.alpha[..., None])
    return tf.constant(rgb, tf.float32)[None]


def with_colors(colors, content, styles):
    """C and the styles as "style" (as they are), "match" or "luminance" wants them.

    Gatys et al., "Preserving Color in Neural Artistic Style Transfer" (2016): "match" gives S the colours of C
    beforehand; "luminance" transfers only luminances, and G gets the colours of C afterwards.
    """
    if colors == "luminance":
        content, styles = gray(content), [gray(style) for style in styles]
    if colors == "style":
        return content, styles
    return content, [recolored(style, content) for style in styles]


def recolored(picture, like):
    """A picture with the mean and covariance of the colours of `like`, both (1, height, width, 3)."""
    return tf.constant(match_colors(picture.numpy(), like.numpy()), tf.float32)


def gray(picture):
    """The luminance of a picture (1, height, width, 3) in all three channels."""
    return tf.constant(np.repeat(luminance(picture.numpy())[..., None], 3, axis=-1), tf.float32)


def start(settings, content, style):
    """The first G (1, height, width, 3): one of STARTS, or a picture of any size. Noise is uniform."""
    noise = tf.random.stateless_uniform(content.shape, seed=[settings.seed, 0])
    starts = {
        "content": lambda: content,
        "colors": lambda: recolored(content, style),
        "noise": lambda: noise,
        "blend": lambda: (content + noise) / 2,
        "gray": lambda: 0.5 + 0.02 * (noise - 0.5),
    }
    if settings.start in starts:
        picture = starts[settings.start]()
    else:
        picture = resize(as_input(load_picture(settings.start, also_valid=STARTS)), content.shape[1:3])
    return tf.clip_by_value(picture, 0.0, 1.0)


def enlarged(picture, content, alpha):
    """G at the size of `content`, with the detail of C that the coarser scale could not hold (none if α is 0)."""
    size = content.shape[1:3]
    detail = content - resize(resize(content, picture.shape[1:3]), size)
    return tf.clip_by_value(resize(picture, size) + (detail if alpha > 0 else 0.0), 0.0, 1.0)
