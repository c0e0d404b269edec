"""expected | yours | difference, as a PNG: a heat map for a matrix, the picture itself for a step."""

import io

import numpy as np

CELL, GAP = 150, 18  # pixels: side of a panel, space between two


def comparison(seen, wanted):
    """The PNG for the first result that is wrong and can be drawn; b"" where none can."""
    for name, right in wanted.values.items():
        mine = seen.values.get(name)
        if mine is None or mine.shape != right.shape or not np.isfinite(mine).all():
            continue
        if right.ndim == 2:
            return png(*heat_maps(right, mine))
        if right.ndim == 4 and right.shape[-1] == 3:
            return png(*photographs(right[0], mine[0]))
    return b""


def heat_maps(right, mine):
    """Blue is negative, white 0, red positive; one scale for all three, so that they can be compared."""
    import matplotlib

    scale = max(np.abs(right).max(), np.abs(mine).max(), 1e-12)
    colors = matplotlib.colormaps["RdBu_r"]
    return [panel(colors(0.5 + 0.5 * m / scale)[..., :3]) for m in (right, mine, mine - right)]


def photographs(right, mine):
    """The pictures, and grey plus their difference, made so large that it can be seen."""
    difference = (mine - right) / max(np.abs(mine - right).max(), 1e-12)
    return [panel(np.clip(p, 0, 1)) for p in (right, mine, 0.5 + difference / 2)]


def panel(colors):
    """Colours (height, width, 3) in [0, 1], every number a block: the longer side is CELL pixels."""
    size = max(1, CELL // max(colors.shape[:2]))
    return np.kron((colors * 255).round().astype(np.uint8), np.ones((size, size, 1), np.uint8))


def png(*panels):
    """The panels side by side with their names, on a transparent ground."""
    from PIL import Image, ImageDraw, ImageFont

    width = sum(max(p.shape[1], 90) + GAP for p in panels) - GAP
    image = Image.new("RGBA", (width, max(p.shape[0] for p in panels) + 22), (0, 0, 0, 0))
    draw, left = ImageDraw.Draw(image), 0
    for name, colors in zip(("expected", "yours", "difference"), panels, strict=True):
        draw.text((left, 0), name, fill=(128, 128, 128, 255), font=ImageFont.load_default(14))
        image.paste(Image.fromarray(colors), (left, 22))
        left += max(colors.shape[1], 90) + GAP
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
