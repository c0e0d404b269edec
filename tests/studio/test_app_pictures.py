"""The user's own pictures in the studio: uploaded, dropped, drawn; unreadable ones don't affect the run."""

import io

import numpy as np
import pytest
from PIL import Image


def file(picture, kind="png"):
    """Bytes of a file."""
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, kind)
    return stream.getvalue()


@pytest.fixture
def photo():
    return np.random.default_rng(4).integers(0, 256, (60, 80, 3), dtype=np.uint8)


def drop(studio, wire, name, data, where):
    message = {"event": "part", "name": name, "number": 0, "count": 1, "where": where}
    wire.hear(studio.parts.screen, message, memoryview(data))


@pytest.mark.parametrize("how", ["chooser", "dropped"])
def test_a_custom_style_while_playing(studio, wire, photo, how):
    run = studio.run
    studio.parts.transport.play.click()
    studio.until(lambda: run.latest.step > 3)
    if how == "chooser":
        studio.parts.style.upload("mine.png", file(photo))
    else:
        drop(studio, wire, "mine.png", file(photo), "style")
    assert studio.run is run
    step = run.latest.step
    studio.until(lambda: run.latest.style.name == "mine.png" and run.latest.step > step)
    studio.parts.transport.play.click()
    studio.rest()
    np.testing.assert_array_equal((run.transfer.style.rgb * 255 + 0.5).astype(np.uint8), photo)
    np.testing.assert_array_equal(studio.parts.screen.style, photo)
    assert any("style" in values for _, values in run.changes)
    assert run.snapshots[1].style.name == "swirl"


@pytest.mark.parametrize("how", ["chooser", "dropped"])
def test_a_custom_content(studio, wire, photo, how):
    studio.steps(2)
    former = studio.run
    if how == "chooser":
        studio.parts.content.upload("mine.png", file(photo))
    else:
        drop(studio, wire, "mine.png", file(photo), "content")
    studio.rest()
    assert (former.status, studio.run.content.name, studio.run.latest.step) == ("closed", "mine.png", 0)
    np.testing.assert_array_equal(studio.parts.screen.content, photo)


def bad_files():
    small = np.zeros((1, 1, 3), np.uint8)
    good = file(np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8))
    return {"text": b"hello", "nothing": b"", "one pixel": file(small), "half": good[: len(good) // 2]}


@pytest.mark.parametrize("role", ["content", "style"])
@pytest.mark.parametrize("kind", bad_files())
@pytest.mark.parametrize("how", ["chooser", "dropped"])
def test_an_unreadable_file_is_reported_and_the_run_continues(studio, wire, role, kind, how):
    chooser, run, before = getattr(studio.parts, role), studio.run, getattr(studio.parts, role).value
    studio.parts.transport.play.click()
    studio.until(lambda: run.latest.step > 2)
    if how == "chooser":
        chooser.upload("mine.png", bad_files()[kind])
    else:
        drop(studio, wire, "mine.png", bad_files()[kind], role)
    assert "mine.png" in chooser.message
    assert "mine.png" in chooser.note.value
    assert chooser.value is before
    step = run.latest.step
    studio.until(lambda: run.latest.step > step + 2)
    assert (studio.run is run, run.status, run.error) == (True, "playing", None)
    studio.parts.transport.play.click()
    studio.rest()


def test_a_file_that_the_browser_cannot_send_is_reported(studio, wire):
    wire.hear(studio.parts.screen, {"event": "refused", "name": "film.mov", "size": 10**9, "where": "style"})
    assert "film.mov" in studio.said()
    assert "nst-wrong" in studio.said()


def test_another_built_in_style(studio):
    studio.steps(2)
    run = studio.run
    studio.parts.style.list.value = "mosaic"
    studio.steps(1)
    assert (studio.run is run, run.latest.style.name, run.latest.step) == (True, "mosaic", 3)
    assert [values["style"].name for _, values in run.changes] == ["mosaic"]


def test_a_drawing(studio, photo):
    studio.parts.style.draw.value = True
    studio.parts.style.pad.drawing = file(photo)
    studio.steps(1)
    assert studio.run.latest.style.name == "drawing.png"
    np.testing.assert_array_equal((studio.run.transfer.style.rgb * 255 + 0.5).astype(np.uint8), photo)


def test_a_style_after_looking_back_resumes_from_there(studio, photo):
    studio.steps(5)
    studio.parts.transport.timeline.value = 2
    studio.parts.style.upload("mine.png", file(photo))
    studio.steps(1)
    assert [(snapshot.step, snapshot.style.name) for snapshot in studio.run.snapshots[2:]] == [
        (2, "swirl"),
        (3, "mine.png"),
    ]


def test_a_content_that_is_too_narrow_is_reported(studio):
    """It is readable but unusable."""
    narrow = np.zeros((16, 4000, 3), np.uint8)
    studio.parts.content.upload("narrow.png", file(narrow))
    studio.run.wait(20)
    assert studio.run.status in ("paused", "failed")
    if studio.run.status == "failed":
        assert "narrow" in studio.said()
