"""The pictures that the README shows are those that the code makes."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from nst_course.images import paint, read_picture, read_settings
from nst_course.transfer.settings import Settings

SHOWN = Path(__file__).parents[2] / "images"


@pytest.mark.parametrize("name", ["louvre", "swirl"])
def test_built_in_pictures_are_painted_as_shown(name):
    shown, painted = read_picture(SHOWN / f"{name}.jpg").rgb, paint(name, 640) / 255
    assert shown.shape == painted.shape
    assert np.abs(shown - painted).mean() < 0.01  # what JPEG loses


@pytest.mark.parametrize(
    ("file", "content", "style", "size"),
    [
        ("louvre_generated", "louvre", "swirl", 640),
        ("still_life_mosaic", "still_life", "mosaic", 512),
        ("portrait_cubist", "portrait", "cubist", 512),
    ],
)
def test_generated_pictures_were_made_with_default_settings(file, content, style, size):
    story = read_settings(SHOWN / f"{file}.png")
    assert (story["content"], story["styles"]) == (content, [style])
    chosen = {"size": size, "network": "vgg19", "precision": "bfloat16"}
    assert Settings(**story["settings"]) == Settings(**{**asdict(Settings()), **chosen})


def test_credits_name_every_picture():
    credits = (SHOWN / "CREDITS.md").read_text(encoding="utf-8")
    for path in SHOWN.iterdir():
        assert path.name in credits or path.name == "CREDITS.md"
