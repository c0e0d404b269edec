"""`python -m nst_course.gallery images`: paints and computes every picture that the project shows, and its credits."""

import sys
from pathlib import Path

from .errors import NstError
from .images import CONTENT, STYLE, paint, write_picture

SIZE = 640  # long side of the built-in pictures, as they are shown
# file: (content, style, settings that differ from the default)
GENERATED = {
    "louvre_generated": ("louvre", "swirl", {"network": "pocket", "size": 640}),
    "louvre_vgg19": ("louvre", "swirl", {"network": "vgg19", "size": 640}),
    "still_life_mosaic": ("still_life", "mosaic", {"network": "pocket"}),
    "still_life_mosaic_vgg19": ("still_life", "mosaic", {"network": "vgg19"}),
    "portrait_cubist": ("portrait", "cubist", {"network": "pocket"}),
    "portrait_cubist_vgg19": ("portrait", "cubist", {"network": "vgg19"}),
}

HEAD = """# Where these pictures come from

Every picture in this folder was made by the code of this project; none of them is a photograph or a scan. One command,
in the folder above, makes all of them anew but the screenshot, and this page: `python -m nst_course.gallery images`. It
needs VGG-19's weights.

| picture | what it is | made by |
|---|---|---|
"""
FOOT = """
The generated pictures carry their settings: `nst stylize --again images/louvre_generated.png` repeats one.
The pocket network was distilled from VGG-19, whose weights are by the Visual Geometry Group, Oxford (Simonyan &
Zisserman 2014), CC BY 4.0; those of VGG-19 itself are downloaded, not part of this project.
"""
NAMES = {"pocket": "the pocket network", "vgg19": "VGG-19"}


def credits():
    """The text of CREDITS.md."""
    rows = [
        f"| `{name}.jpg` | built-in picture: {what} | `nst_course.paint('{name}', {SIZE})` |"
        for name, what in {**CONTENT, **STYLE}.items()
    ]
    for name, (content, style, settings) in GENERATED.items():
        what = f"`{content}` in the style of `{style}`, with {NAMES[settings['network']]}"
        rows.append(f"| `{name}.png` | {what} | `{command(name)}` |")
    rows.append(
        "| `studio.jpg` | the studio as a browser shows it, after some steering | `nst demo` and a screenshot |"
    )
    return HEAD + "\n".join(rows) + "\n" + FOOT


def command(name):
    """The command that makes one generated picture."""
    content, style, settings = GENERATED[name]
    options = " ".join(f"--{option} {value}" for option, value in settings.items())
    return f"nst stylize {content} {style} {options} -o images/{name}.png"


def make(folder):
    """Makes all of it in `folder`, which must be there. Raises NstError for what stands in the way."""
    from .cli import app

    folder = Path(folder)
    if not folder.is_dir():
        raise NstError(f"'{folder}' is not a folder: name the one for the pictures.")
    for name in {**CONTENT, **STYLE}:
        write_picture(folder / f"{name}.jpg", paint(name, SIZE))
    for name in GENERATED:
        arguments = command(name).split()[1:]
        app([*arguments[:-1], str(folder / f"{name}.png")], standalone_mode=False)
    (folder / "CREDITS.md").write_text(credits(), encoding="utf-8")


if __name__ == "__main__":
    try:
        make(*sys.argv[1:2] or ["images"])
    except NstError as error:
        print(f"gallery: {error}", file=sys.stderr)
        sys.exit(2)
