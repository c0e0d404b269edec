"""`python images/source/paint.py`: makes all pictures of the project and their credits.

The built-in pictures are painted by the modules beside this one, one for each; the package ships the files in
`images/`. The generated pictures, shown in the README, take about ten minutes and need VGG-19's weights: `--builtin`
skips them. `paint(name, size)` paints one built-in picture at any size.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nst_course.errors import NstError, check_choice
from nst_course.images import CONTENT, STYLE

IMAGES = Path(__file__).parents[1]
SIZE = 1024  # long side of the built-in pictures, pixels
# Eleven pictures of this size take 11 MB when compressed losslessly. At this quality, without chroma subsampling, they
# take 3.5 MB, and the loss shows only in pixel-fine detail. Progressive files are 3% smaller.
JPEG = {"quality": 87, "subsampling": 0, "optimize": True, "progressive": True}

# name: (content, style, settings that differ from the default)
GENERATED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "louvre_generated": ("louvre", "swirl", {"network": "pocket", "size": 640}),
    "louvre_vgg19": ("louvre", "swirl", {"network": "vgg19", "size": 640}),
    "still_life_mosaic": ("still_life", "mosaic", {"network": "pocket"}),
    "still_life_mosaic_vgg19": ("still_life", "mosaic", {"network": "vgg19"}),
    "portrait_cubist": ("portrait", "cubist", {"network": "pocket"}),
    "portrait_cubist_vgg19": ("portrait", "cubist", {"network": "vgg19"}),
}

_HEAD = """# Where these pictures come from

All pictures in this folder were made by the code of this project; none is a photograph or a scan. To make them again,
except for the screenshot, run `python images/source/paint.py` from the folder above. The script also writes this page,
and it needs VGG-19's weights.

| picture | what it shows | made by |
|---|---|---|
"""
_FOOT = """
The generated pictures have their settings embedded: `nst stylize --again images/louvre_generated.png`, for example,
repeats the run. The pocket network was distilled from VGG-19, whose weights are by the Visual Geometry Group, Oxford
(Simonyan & Zisserman 2014), CC BY 4.0. The weights of VGG-19 itself are downloaded; they are not part of this project.
"""
_NETWORK_TITLES = {"pocket": "the pocket network", "vgg19": "VGG-19"}


def paint(name: str, size: int = SIZE) -> NDArray[np.uint8]:
    """The built-in picture `name` as uint8 (H, W, 3), its long side `size` pixels (256 to 2048 look best).

    The same name and size always give the same picture. Raises NstError for an unknown name or a size below 16.
    """
    check_choice(name, "built-in picture", (*CONTENT, *STYLE))
    if size < 16:
        raise NstError(f"A size of {size} pixels is too small for a picture: choose 256 or more.")
    pixels: NDArray[np.uint8] = import_module(name).paint(int(size))
    return pixels


def make_builtin(folder: Path, size: int = SIZE) -> None:
    """Paints the built-in pictures into `folder`."""
    for name in (*CONTENT, *STYLE):
        Image.fromarray(paint(name, size)).save(folder / f"{name}.jpg", "JPEG", **JPEG)


def make_generated(folder: Path) -> None:
    """Runs `nst stylize` for each generated picture."""
    from nst_course import cli

    for name in GENERATED:
        arguments = command(name).split()[1:]
        cli.app([*arguments[:-1], str(folder / f"{name}.png")], standalone_mode=False)


def command(name: str) -> str:
    """The command that makes this generated picture."""
    content, style, settings = GENERATED[name]
    options = " ".join(f"--{option} {value}" for option, value in settings.items())
    return f"nst stylize {content} {style} {options} -o images/{name}.png"


def credits_page() -> str:
    """The text of CREDITS.md."""
    rows = [
        f"| `{name}.jpg` | built-in picture: {description} | `images/source/{name}.py` |"
        for name, description in {**CONTENT, **STYLE}.items()
    ]
    for name, (content, style, settings) in GENERATED.items():
        description = f"`{content}` in the style of `{style}`, with {_NETWORK_TITLES[settings['network']]}"
        rows.append(f"| `{name}.png` | {description} | `{command(name)}` |")
    rows.append("| `studio.jpg` | the studio in a browser, in the middle of a run | `nst demo` and a screenshot |")
    return _HEAD + "\n".join(rows) + "\n" + _FOOT


def make(folder: Path = IMAGES, generated: bool = True) -> None:
    """Makes everything in `folder`. Raises NstError if it does not exist, and whenever `nst stylize` does."""
    if not folder.is_dir():
        raise NstError(f"'{folder}' is not a folder: choose an existing one for the pictures.")
    make_builtin(folder)
    if generated:
        make_generated(folder)
    (folder / "CREDITS.md").write_text(credits_page(), encoding="utf-8")


if __name__ == "__main__":
    try:
        make(generated="--builtin" not in sys.argv[1:])
    except NstError as error:
        print(f"paint.py: {error}", file=sys.stderr)
        sys.exit(2)
