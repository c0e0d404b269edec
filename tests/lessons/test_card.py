"""The card at the top of a lesson."""

import json
import re
from pathlib import Path

import pytest

import nst_course as nst
from nst_course.errors import NstError
from nst_course.lessons.card import NETWORK_LABELS, title_from_name
from nst_course.networks import network_choices

SANITIZERS = Path(__file__).parents[1] / "nbval.cfg"


@pytest.fixture(autouse=True)
def no_session(monkeypatch):
    """As outside Jupyter, even if the tests were started from there."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def save(path, **course):
    path.write_text(json.dumps({"cells": [], "metadata": {"nst_course": course}}), encoding="utf-8")


def faces(card):
    return repr(card), card._repr_html_()


def test_the_card_shows_network_exercises_and_versions():
    for face in faces(nst.lesson("4_style_cost", network="pocket")):
        for part in ("pocket", "compute_layer_style_cost, compute_style_cost", "35 points", "TensorFlow "):
            assert part in face
        assert "made for" not in face


def test_the_title_is_the_heading_of_the_lesson(tmp_path, monkeypatch):
    """That of the notebook in the working folder, else of the one included in the package."""
    packaged = nst.lesson("1_layers").title
    assert packaged.startswith("1 · ")
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "1_layers.ipynb", lesson="1_layers", title="1 · Eyes & ears", version=nst.__version__)
    card = nst.lesson("1_layers")
    assert card.title == "1 · Eyes & ears"
    assert "1 · Eyes &amp; ears" in card._repr_html_()
    save(tmp_path / "1_layers.ipynb", lesson="2_else", title="2 · Else", version=nst.__version__)
    assert nst.lesson("1_layers").title == packaged


def test_missing_weights_are_announced(monkeypatch, tmp_path):
    monkeypatch.delenv("NST_VGG19_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    advice = nst.lesson("1_layers", network="vgg19").advice
    assert "80 MB" in advice
    assert 'NETWORK = "pocket"' in advice
    assert nst.lesson("1_layers", network="pocket").advice == ""
    monkeypatch.setenv("NST_VGG19_WEIGHTS", str(tmp_path / "gone.h5"))
    assert "gone.h5" in nst.lesson("1_layers", network="vgg19").advice
    (tmp_path / "gone.h5").touch()
    assert nst.lesson("1_layers", network="vgg19").advice == ""


@pytest.mark.parametrize(("made_for", "remedy"), [("0.0.9", "nst start --fresh"), ("99.0", "pip install")])
@pytest.mark.parametrize("file", ["1_layers.ipynb", "my copy.ipynb"])
def test_a_notebook_of_another_version_says_what_to_do(tmp_path, monkeypatch, made_for, remedy, file):
    """Jupyter names the running notebook; without it, the one in the working folder counts."""
    monkeypatch.chdir(tmp_path)
    save(tmp_path / file, lesson="1_layers", title="1 · Layers", version=made_for)
    if file != "1_layers.ipynb":
        monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / file))
    for face in faces(nst.lesson("1_layers")):
        assert f"nst_course {made_for}" in face
        assert remedy in face


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": {"nst_course": {"lesson": 1}}}'])
def test_a_damaged_notebook_does_not_affect_the_card(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1_layers.ipynb").write_text(content, encoding="utf-8")
    assert nst.lesson("1_layers").advice == ""


def test_an_unknown_network_is_one_sentence():
    with pytest.raises(NstError, match="did you mean 'vgg19'"):
        nst.lesson("1_layers", network="vgg18")


def test_the_networks_of_the_course_have_labels():
    assert set(NETWORK_LABELS) <= set(network_choices())
    assert {"pocket", "vgg19", "auto"} <= set(NETWORK_LABELS)


@pytest.mark.parametrize(("name", "title"), [("5_make_art", "Lesson 5: Make art"), ("studio", "Studio")])
def test_titles_of_unknown_lessons(name, title):
    assert title_from_name(name) == title


def test_nothing_in_it_depends_on_versions_once_sanitized():
    text = SANITIZERS.read_text(encoding="utf-8")
    patterns = re.findall(r"^regex: (.*)\nreplace: (.*)$", text, re.MULTILINE)
    assert len(patterns) == text.count("regex:")
    html = nst.lesson("3_gram_matrix")._repr_html_()
    for pattern, replacement in patterns:
        html = re.sub(pattern, replacement, html)
    assert html.count("VERSION") == 4
    assert not re.search(r"\d+\.\d+\.\d", html)
