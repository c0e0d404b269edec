"""Saving and copying in the studio: what is shown, under a free name, with all that repeats it."""

import io
import json
import shlex

import numpy as np
import pytest
from PIL import Image

from nst_course.images import read_metadata
from nst_course.studio.keeping import KINDS


def saved(studio, kind):
    """The file that pressing the button makes."""
    before = {*studio.keeping._folder.iterdir()}
    studio.keeping.buttons[kind].click()
    studio.until(lambda: "Saved" in studio.say() or "nst-wrong" in studio.say())
    (path,) = {*studio.keeping._folder.iterdir()} - before
    assert path.name in studio.say()
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_under_a_free_name(studio, kind):
    if kind in ("gif", "mp4"):
        pytest.importorskip("imageio_ffmpeg")
    studio.steps(3)
    first, second = saved(studio, kind), saved(studio, kind)
    assert first.name.startswith("louvre_swirl")
    assert second.name.startswith("louvre_swirl-2")
    assert first.stat().st_size > 100
    if kind == "png":
        np.testing.assert_array_equal(np.asarray(Image.open(first)), studio.run.latest().picture)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_folder_the_browser_gets_it(make_studio, wire, kind):
    if kind in ("gif", "mp4"):
        pytest.importorskip("imageio_ffmpeg")
    studio = make_studio(folder=None)
    studio.steps(3)
    studio.keeping.buttons[kind].click()
    studio.until(lambda: wire.custom("download"))
    ((message, (data,)),) = wire.custom("download")
    assert message["name"].startswith("louvre_swirl.")
    assert message["mime"] == KINDS[kind][2]
    assert len(data) > 100
    studio.until(lambda: "downloads" in studio.say())


def test_a_folder_that_is_not_there(make_studio, tmp_path):
    studio = make_studio(folder=tmp_path / "gone")
    studio.steps(1)
    studio.keeping.buttons["png"].click()
    assert "gone" in studio.say()
    assert "nst-wrong" in studio.say()


@pytest.mark.parametrize("what", ["png", "settings", "python", "command"])
def test_before_there_is_a_picture(make_studio, pretended, monkeypatch, what):
    import threading

    ready = threading.Event()
    monkeypatch.setattr(pretended, "prepare", lambda self: ready.wait(20))
    studio = make_studio(ready=False)
    ({**studio.keeping.buttons, "python": studio.keeping.python, "command": studio.keeping.command}[what]).click()
    assert "no picture yet" in studio.say()
    ready.set()


def test_the_moment_that_is_looked_at(studio):
    studio.steps(3)
    studio.parts.steering.weights["alpha"].value = 10
    studio.steps(3)
    studio.parts.transport.timeline.value = 2
    path = saved(studio, "png")
    np.testing.assert_array_equal(np.asarray(Image.open(path)), studio.run.moments[2].picture)
    story = read_metadata(path)
    assert (story["steps_done"], story["settings"]["steps"], "changes" in story) == (2, [2], False)


def test_a_moment_of_a_former_way(studio):
    studio.parts.steering.weights["alpha"].value = 10
    studio.steps(6)
    former = studio.run.latest()
    studio.parts.setup.seed.value = 5
    studio.steps(2)
    studio.parts.transport.ways.value = studio.parts.transport.ways.options[-1][1]
    path = saved(studio, "png")
    np.testing.assert_array_equal(np.asarray(Image.open(path)), former.picture)
    story = read_metadata(path)
    assert (story["steps_done"], story["settings"]["seed"], story["settings"]["alpha"]) == (6, 0, 10)


def test_a_picture_saved_while_it_plays_has_its_own_story(studio, monkeypatch):
    """The run goes on between taking the picture and telling its story."""
    stem = studio.shelf.stem

    def slow():
        studio.steps(3)
        return stem()

    studio.steps(5)
    monkeypatch.setattr(studio.shelf, "stem", slow)
    path = saved(studio, "png")
    np.testing.assert_array_equal(np.asarray(Image.open(path)), studio.run.moments[5].picture)
    assert read_metadata(path)["steps_done"] == 5


def test_settings_name_pictures_that_are_there(studio):
    """The style that the run began with, and the one that came in its place."""
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(data, "PNG")
    studio.steps(2)
    studio.parts.style.upload("mine.png", data.getvalue())
    studio.steps(2)
    story = json.loads(saved_settings(studio).read_text())
    assert story["styles"] == ["swirl"]
    ((step, values),) = story["changes"]
    assert step == 2
    assert (studio.keeping._folder / values["style"]).is_file()


def test_settings_of_a_run_that_began_with_a_picture_of_ones_own(studio):
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(data, "PNG")
    studio.parts.style.upload("mine.png", data.getvalue())
    studio.steps(2)
    studio.parts.style.list.value = "mosaic"
    studio.steps(2)
    story = json.loads(saved_settings(studio).read_text())
    assert (studio.keeping._folder / story["styles"][0]).is_file()
    assert story["changes"] == [[2, {"style": "mosaic"}]]


def saved_settings(studio):
    studio.keeping.buttons["settings"].click()
    assert "Saved" in studio.say()
    (path,) = studio.keeping._folder.glob("*.json")
    return path


def test_copying(studio, wire):
    studio.parts.steering.weights["alpha"].value = 10
    studio.steps(3)
    studio.keeping.python.click()
    text = studio.keeping.text.value
    compile(text, "copied", "exec")
    assert "alpha=10.0" in text
    assert wire.custom("copy")[-1][0]["text"] == text
    assert studio.keeping.text.layout.display == "flex"
    studio.keeping.command.click()
    words = shlex.split(studio.keeping.text.value)
    assert words[:4] == ["nst", "stylize", "louvre", "swirl"]
    assert words[words.index("--alpha") + 1] == "10"
    assert words[words.index("--steps") + 1] == "3"
    assert "Copied" in studio.say()
    studio.parts.steering.weights["alpha"].value = 20
    studio.steps(1)
    studio.keeping.command.click()
    assert studio.keeping.text.value.startswith("# The settings changed on the way")
    assert "--again" in studio.keeping.text.value
