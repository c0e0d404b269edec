"""`load_picture`: files first, then built-in pictures, and what was probably meant."""

import numpy as np
import pytest
from PIL import Image

from nst_course.errors import NstError
from nst_course.images import builtin_picture, load_picture


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_wins_over_a_built_in_picture_and_a_folder_does_not(folder):
    (folder / "ink").mkdir()
    assert load_picture("ink", 64).size == load_picture(builtin_picture("ink"), 64).size
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save("swirl", "PNG")
    assert load_picture("swirl").size == (20, 30)


@pytest.mark.parametrize(("word", "meant"), [("louvr", "louvre"), ("Louvre", "louvre"), ("still-life", "still_life")])
def test_a_misspelt_name_is_answered_with_the_nearest(word, meant):
    with pytest.raises(NstError, match=f"'{word}' is neither a file nor a built-in picture: did you mean '{meant}'"):
        load_picture(word)


def test_other_words_that_could_be_meant():
    with pytest.raises(NstError, match="did you mean 'noise'"):
        load_picture("noize", also_valid=("noise", "gray"))


@pytest.mark.parametrize("name", ["photo", "still_life.jpg", "no/louvr", "x" * 400, "", "a\0b"])
def test_what_is_no_word_of_ours_is_a_file(name):
    with pytest.raises(NstError) as caught:
        load_picture(name)
    assert "built-in" not in str(caught.value)


def test_misspelt_beside_a_file_of_that_name(folder):
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save("louvr", "PNG")
    assert load_picture("louvr").size == (20, 30)
