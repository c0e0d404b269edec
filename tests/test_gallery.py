"""The pictures that the project shows are those that its code makes."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from nst_course import cli, gallery
from nst_course.errors import NstError
from nst_course.images import CONTENT, STYLE, paint, read_picture, read_settings
from nst_course.transfer.settings import Settings

SHOWN = Path(__file__).parents[1] / "images"


@pytest.mark.parametrize("name", [*CONTENT, *STYLE])
def test_built_in_pictures_are_painted_as_shown(name):
    shown, painted = read_picture(SHOWN / f"{name}.jpg").rgb, paint(name, gallery.SIZE) / 255
    assert shown.shape == painted.shape
    assert np.abs(shown - painted).mean() < 0.02  # what JPEG loses, most on small stones


@pytest.mark.parametrize("name", gallery.GENERATED)
def test_generated_pictures_were_made_as_the_command_says(name):
    content, style, settings = gallery.GENERATED[name]
    story = read_settings(SHOWN / f"{name}.png")
    assert (story["content"], story["styles"]) == (content, [style])
    chosen = {"precision": story["settings"]["precision"], **settings}  # whatever was fastest where it was made
    assert Settings(**story["settings"]) == Settings(**{**asdict(Settings()), **chosen})


def test_credits_are_as_generated_and_name_every_picture():
    credits = (SHOWN / "CREDITS.md").read_text(encoding="utf-8")
    assert credits == gallery.credits()
    for path in SHOWN.iterdir():
        assert path.name in credits or path.name == "CREDITS.md"


def test_one_command_makes_all(monkeypatch, tmp_path):
    """With a stand-in for the computing: it is asked for every generated picture, the rest is made for real."""
    asked = []
    monkeypatch.setattr(cli, "app", lambda arguments, standalone_mode: asked.append(arguments))
    monkeypatch.setattr(gallery, "SIZE", 64)
    gallery.make(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.jpg")} == {*CONTENT, *STYLE}
    assert [Path(arguments[-1]).stem for arguments in asked] == list(gallery.GENERATED)
    assert all(Path(arguments[-1]).parent == tmp_path for arguments in asked)
    assert (tmp_path / "CREDITS.md").is_file()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NstError, match="is not a folder"):
        gallery.make(tmp_path / "nowhere")
