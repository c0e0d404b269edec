"""The card at the top of a lesson."""

import re
from pathlib import Path

import pytest

import nst_course as nst
from nst_course.errors import NstError
from nst_course.lessons.card import TITLES, title
from nst_course.networks import network_choices

SANITISE = Path(__file__).parents[1] / "nbval.cfg"


def test_what_it_shows():
    card = nst.lesson("4_style_cost", nst.__version__, "pocket")
    for face in (repr(card), card._repr_html_()):
        for part in ("Lesson 4: Style cost", "pocket", "compute_layer_style_cost, compute_style_cost", "TensorFlow "):
            assert part in face
        assert "made for" not in face


def test_its_title_is_the_lessons_heading():
    card = nst.lesson("1_layers", nst.__version__, "pocket", "1 · What a network sees")
    for face in (repr(card), card._repr_html_()):
        assert "1 · What a network sees" in face
        assert "Lesson 1" not in face


def test_weights_that_are_not_here(monkeypatch, tmp_path):
    monkeypatch.delenv("NST_VGG19_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    card = nst.lesson("1_layers", nst.__version__, "vgg19")
    for part in ("VGG-19's weights are not on this machine yet", "80 MB", 'NETWORK = "pocket"'):
        assert part in repr(card)
    assert nst.lesson("1_layers", nst.__version__, "pocket").advice == ""
    monkeypatch.setenv("NST_VGG19_WEIGHTS", str(tmp_path / "gone.h5"))
    assert "There is no weights file" in nst.lesson("1_layers", nst.__version__, "vgg19").advice
    (tmp_path / "gone.h5").touch()
    assert nst.lesson("1_layers", nst.__version__, "vgg19").advice == ""


@pytest.mark.parametrize(("made_for", "says"), [("0.0.9", "nst start --fresh"), ("99.0", "Update the package")])
def test_a_notebook_of_another_version_says_what_to_do(made_for, says):
    card = nst.lesson("1_layers", made_for)
    for face in (repr(card), card._repr_html_()):
        assert f"made for nst_course {made_for}" in face
        assert says in face


def test_an_unknown_network_is_one_sentence():
    with pytest.raises(NstError, match="did you mean 'vgg19'"):
        nst.lesson("1_layers", nst.__version__, "vgg18")


def test_every_network_has_a_title():
    assert set(TITLES) == set(network_choices())


@pytest.mark.parametrize(("name", "words"), [("5_make_art", "Lesson 5: Make art"), ("studio", "Studio")])
def test_titles(name, words):
    assert title(name) == words


def test_nothing_in_it_depends_on_versions_once_sanitised():
    text = SANITISE.read_text(encoding="utf-8")
    patterns = re.findall(r"^regex: (.*)\nreplace: (.*)$", text, re.MULTILINE)
    assert len(patterns) == text.count("regex:")
    html = nst.lesson("3_gram_matrix", nst.__version__)._repr_html_()
    for pattern, replacement in patterns:
        html = re.sub(pattern, replacement, html)
    assert html.count("VERSION") == 4
    assert not re.search(r"\d+\.\d+\.\d", html)
