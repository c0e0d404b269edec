"""The built-in pictures: name, size -> uint8 (H, W, 3). All of them are painted by the code in this folder.

`CONTENT` stands in for photographs, `STYLE` for paintings. A picture's module is loaded when it is first painted.
"""

from importlib import import_module

from nst_course.errors import NstError, nearest

CONTENT = {
    "louvre": "a palace court with a glass pyramid and a basin, in late light",
    "still_life": "fruit, a painted jug and a bottle on linen, by the light of a window",
    "landscape": "a lake among hills, snow mountains in the distance, a meadow in evening light",
    "portrait": "a young woman by a window, head and shoulders",
}
STYLE = {
    "swirl": "a night sky of whirling strokes, blue and yellow",
    "dabs": "a water garden in short dabs of broken colour",
    "autumn": "a birch wood in slabs of red and gold from a palette knife",
    "woodcut": "sun, sea and a pine, cut in black lines that follow every form",
    "mosaic": "a golden sun over a blue deep, in rows of small stones",
    "cubist": "a guitar, a bottle and a glass in planes of ochre and grey",
    "ink": "mountains in mist and bamboo, in ink washes and a dry brush",
}


def paint(name, size=768):
    """The built-in picture `name` as uint8 (H, W, 3), with its longer side `size` pixels (256 to 2048 look best).

    The same name and size always give the same picture. Raises `NstError` for a name that is not in `CONTENT` or
    `STYLE`, and for a size below 16.
    """
    names = [*CONTENT, *STYLE]
    if name not in names:
        raise NstError(f"There is no built-in picture '{name}': {nearest(name, names)}")
    if size < 16:
        raise NstError(f"A picture of {size} pixels is too small to paint: take a size of 256 or more.")
    return import_module(f"{__name__}.{name}").paint(int(size))
