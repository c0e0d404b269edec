"""images/source makes the pictures in images/: the built-in ones, those shown in the README, and their credits."""

from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
import paint
import pytest
from PIL import Image

from nst_course import cli
from nst_course.errors import NstError
from nst_course.images import CONTENT, STYLE, builtin_picture, read_metadata
from nst_course.transfer.settings import Settings

ALL = [*CONTENT, *STYLE]
GENERATED = paint.GENERATED
SMALL = 97


@cache
def small_painting(name):
    return paint.paint(name, SMALL)


def coarse(image):
    """Means of 5 × 6 blocks."""
    gray = np.asarray(image, float).mean(2)
    return [[part.mean() for part in np.array_split(row, 6, axis=1)] for row in np.array_split(gray, 5)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_shipped_pictures_match_what_the_code_paints(name):
    painted = paint.paint(name)
    shipped = builtin_picture(name)
    assert shipped.shape == painted.shape
    assert np.abs(shipped.astype(int) - painted).mean() < 5  # what JPEG loses, most on the small stones of the mosaic


@pytest.mark.parametrize("name", ALL)
def test_any_size_has_the_same_composition(name):
    image = small_painting(name)
    assert image.dtype == np.uint8
    assert max(image.shape) == SMALL
    assert np.corrcoef(np.ravel(coarse(image)), np.ravel(coarse(builtin_picture(name))))[0, 1] > 0.8


@pytest.mark.parametrize("name", ALL)
def test_same_name_and_size_give_the_same_bytes(name):
    np.random.seed(3)  # noqa: NPY002 - the global generator must not matter
    np.testing.assert_array_equal(paint.paint(name, SMALL), small_painting(name))


def test_a_misspelled_name_gets_the_nearest_suggestion():
    with pytest.raises(NstError, match="'swirl'"):
        paint.paint("swril")


def test_a_size_too_small_to_paint_is_refused():
    with pytest.raises(NstError, match="256"):
        paint.paint("swirl", 3)


@pytest.mark.parametrize("name", GENERATED)
def test_generated_pictures_were_made_by_the_command_shown(name):
    content, style, settings = GENERATED[name]
    metadata = read_metadata(paint.IMAGES / f"{name}.png")
    assert (metadata["content"], metadata["styles"]) == (content, [style])
    chosen = {
        "precision": metadata["settings"]["precision"],
        **settings,
    }  # whichever was fastest on the machine that made it
    assert Settings(**metadata["settings"]) == Settings(**{**asdict(Settings()), **chosen})


def test_credits_are_up_to_date_and_name_every_picture():
    credits_page = (paint.IMAGES / "CREDITS.md").read_text(encoding="utf-8")
    assert credits_page == paint.credits_page()
    for path in paint.IMAGES.iterdir():
        assert path.name in credits_page or path.name in ("CREDITS.md", "source")


def test_one_command_makes_everything(monkeypatch, tmp_path):
    """With a stand-in for `nst stylize`, which is called for every generated picture; the rest is really made."""
    calls = []
    monkeypatch.setattr(cli, "app", lambda arguments, standalone_mode: calls.append(arguments))
    monkeypatch.setattr(paint, "paint", lambda name, size: small_painting(name))
    paint.make(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.jpg")} == set(ALL)
    with Image.open(tmp_path / "ink.jpg") as image:
        assert max(image.size) == SMALL
    assert [Path(arguments[-1]).stem for arguments in calls] == list(GENERATED)
    assert all(Path(arguments[-1]).parent == tmp_path for arguments in calls)
    assert (tmp_path / "CREDITS.md").is_file()


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(NstError, match="nowhere"):
        paint.make(tmp_path / "nowhere")
