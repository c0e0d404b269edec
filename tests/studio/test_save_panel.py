"""Saving and copying in the studio: the picture shown, under a free name, with everything to reproduce it."""

import io
import json
import shlex

import numpy as np
import pytest
from PIL import Image

from nst_course.images import read_metadata
from nst_course.studio.export import ExportKind


def saved(studio, kind):
    """The file created by pressing the button."""
    before = {*studio.save_panel.folder.iterdir()}

    def announced():  # not the temporary file of one that is still being written
        return [path for path in {*studio.save_panel.folder.iterdir()} - before if path.name in studio.said()]

    studio.save_panel.buttons[kind].click()
    studio.until(lambda: announced() or "nst-wrong" in studio.said())
    (path,) = announced()
    assert "nst-wrong" not in studio.said()
    return path


@pytest.mark.parametrize("kind", list(ExportKind))
def test_each_kind_under_a_free_name(studio, kind):
    if kind.is_video:
        pytest.importorskip("imageio_ffmpeg")
    studio.steps(3)
    first, second = saved(studio, kind), saved(studio, kind)
    assert first.name.startswith("louvre_swirl")
    assert second.name.startswith("louvre_swirl-2")
    assert first.stat().st_size > 100
    if kind is ExportKind.PNG:
        np.testing.assert_array_equal(np.asarray(Image.open(first)), studio.run.latest.picture)


@pytest.mark.parametrize("kind", list(ExportKind))
def test_without_a_folder_the_browser_gets_it(make_studio, wire, kind):
    if kind.is_video:
        pytest.importorskip("imageio_ffmpeg")
    studio = make_studio(folder=None)
    studio.steps(3)
    studio.save_panel.buttons[kind].click()
    studio.until(lambda: wire.custom("download"))
    ((message, (data,)),) = wire.custom("download")
    assert message["name"].startswith("louvre_swirl.")
    assert message["mime"] == kind.mime
    assert len(data) > 100
    studio.until(lambda: message["name"] in studio.said())


def test_a_folder_that_is_not_there(make_studio, tmp_path):
    studio = make_studio(folder=tmp_path / "gone")
    studio.steps(1)
    studio.save_panel.buttons[ExportKind.PNG].click()
    assert "gone" in studio.said()
    assert "nst-wrong" in studio.said()


@pytest.mark.parametrize("what", [ExportKind.PNG, ExportKind.SETTINGS, "python", "command"])
def test_before_there_is_a_picture(make_studio, fake_transfer, monkeypatch, what):
    import threading

    ready = threading.Event()
    monkeypatch.setattr(fake_transfer, "prepare", lambda self: ready.wait(20))
    studio = make_studio(ready=False)
    (
        {**studio.save_panel.buttons, "python": studio.save_panel.python, "command": studio.save_panel.command}[what]
    ).click()
    assert "nst-wrong" in studio.said()
    ready.set()


def test_the_snapshot_shown(studio):
    studio.steps(3)
    studio.parts.weights.weights["alpha"].value = 10
    studio.steps(3)
    studio.parts.transport.timeline.value = 2
    path = saved(studio, ExportKind.PNG)
    np.testing.assert_array_equal(np.asarray(Image.open(path)), studio.run.snapshots[2].picture)
    metadata = read_metadata(path)
    assert (metadata["steps_done"], metadata["settings"]["steps"], "changes" in metadata) == (2, [2], False)


def test_a_snapshot_of_an_earlier_branch(studio):
    studio.parts.weights.weights["alpha"].value = 10
    studio.steps(6)
    former = studio.run.latest
    studio.parts.setup.seed.value = 5
    studio.steps(2)
    studio.parts.transport.branches.value = studio.parts.transport.branches.options[-1][1]
    path = saved(studio, ExportKind.PNG)
    np.testing.assert_array_equal(np.asarray(Image.open(path)), former.picture)
    metadata = read_metadata(path)
    assert (metadata["steps_done"], metadata["settings"]["seed"], metadata["settings"]["alpha"]) == (6, 0, 10)


def test_a_picture_saved_while_it_plays_has_its_own_metadata(studio, monkeypatch):
    """The run continues between taking the picture and getting its metadata."""
    stem = studio.exporter.stem

    def slow():
        studio.steps(3)
        return stem()

    studio.steps(5)
    monkeypatch.setattr(studio.exporter, "stem", slow)
    path = saved(studio, ExportKind.PNG)
    np.testing.assert_array_equal(np.asarray(Image.open(path)), studio.run.snapshots[5].picture)
    assert read_metadata(path)["steps_done"] == 5


def test_settings_name_pictures_that_are_there(studio):
    """The style the run began with, and the one that replaced it."""
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(data, "PNG")
    studio.steps(2)
    studio.parts.style.upload("mine.png", data.getvalue())
    studio.steps(2)
    metadata = json.loads(saved_settings(studio).read_text())
    assert metadata["styles"] == ["swirl"]
    ((step, values),) = metadata["changes"]
    assert step == 2
    assert (studio.save_panel.folder / values["style"]).is_file()


def test_settings_of_a_run_that_began_with_a_custom_picture(studio):
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)).save(data, "PNG")
    studio.parts.style.upload("mine.png", data.getvalue())
    studio.steps(2)
    studio.parts.style.list.value = "mosaic"
    studio.steps(2)
    metadata = json.loads(saved_settings(studio).read_text())
    assert (studio.save_panel.folder / metadata["styles"][0]).is_file()
    assert metadata["changes"] == [[2, {"style": "mosaic"}]]


def saved_settings(studio):
    studio.save_panel.buttons[ExportKind.SETTINGS].click()
    (path,) = studio.save_panel.folder.glob("*.json")
    assert path.name in studio.said()
    return path


def test_copying(studio, wire):
    studio.parts.weights.weights["alpha"].value = 10
    studio.steps(3)
    studio.save_panel.python.click()
    text = studio.save_panel.text.value
    compile(text, "copied", "exec")
    assert "alpha=10.0" in text
    assert wire.custom("copy")[-1][0]["text"] == text
    assert studio.save_panel.text.layout.display == "flex"
    studio.save_panel.command.click()
    words = shlex.split(studio.save_panel.text.value)
    assert words[:4] == ["nst", "stylize", "louvre", "swirl"]
    assert words[words.index("--alpha") + 1] == "10"
    assert words[words.index("--steps") + 1] == "3"
    studio.parts.weights.weights["alpha"].value = 20
    studio.steps(1)
    studio.save_panel.command.click()
    assert "--again" in studio.save_panel.text.value  # no options describe changes during the run
    assert "--alpha" not in studio.save_panel.text.value
