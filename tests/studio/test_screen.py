"""The screen: one frame in transit, none too large, the wipe, dropped files, and never a reason to wait."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from nst_course.studio.widgets.screen import FRAME_BYTES, FRAME_SIDE, FRAME_TIMEOUT, Backpressure, LiveJpeg, Screen


class Clock:
    now = 50.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def backpressure(clock):
    return Backpressure(clock)


def noise(height, width):
    return np.random.default_rng(height).integers(0, 256, (height, width, 3), dtype=np.uint8)


def calm(height, width):
    """A gradient, bright on the right."""
    return np.broadcast_to(np.linspace(0, 255, width, dtype=np.uint8)[:, None], (height, width, 3)).copy()


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


# Backpressure.


def test_one_at_a_time(backpressure):
    first = backpressure.start_frame()
    assert first is not None
    assert backpressure.start_frame() is None
    backpressure.confirm(first, "a")
    assert backpressure.start_frame() == first + 1


def test_a_lost_answer_is_given_up(backpressure, clock):
    backpressure.start_frame()
    clock.now += FRAME_TIMEOUT - 0.01
    assert backpressure.start_frame() is None
    clock.now += 0.02
    assert backpressure.start_frame() is not None
    assert backpressure.start_frame() is None


def test_a_late_answer_does_not_confirm_the_next_frame(backpressure, clock):
    first = backpressure.start_frame()
    clock.now += FRAME_TIMEOUT + 0.1
    second = backpressure.start_frame()
    backpressure.confirm(first, "a")
    assert backpressure.start_frame() is None
    backpressure.confirm(second, "a")
    assert backpressure.start_frame() is not None


def test_the_slower_of_two_views_is_waited_for(backpressure):
    for _ in range(2):  # the second view becomes known by its answer
        number = backpressure.start_frame()
        backpressure.confirm(number, "fast")
        backpressure.confirm(number, "slow")
    number = backpressure.start_frame()
    backpressure.confirm(number, "fast")
    assert backpressure.start_frame() is None
    backpressure.confirm(number, "fast")
    assert backpressure.start_frame() is None
    backpressure.confirm(number, "slow")
    assert backpressure.start_frame() is not None


def test_a_silent_view_is_waited_for_once(backpressure, clock):
    number = backpressure.start_frame()
    backpressure.confirm(number, "here")
    backpressure.confirm(number, "gone")
    number = backpressure.start_frame()
    backpressure.confirm(number, "here")
    assert backpressure.start_frame() is None
    clock.now += FRAME_TIMEOUT
    for _ in range(3):
        number = backpressure.start_frame()
        backpressure.confirm(number, "here")
    assert backpressure.start_frame() is not None


def test_a_view_that_leaves_is_not_waited_for(backpressure):
    number = backpressure.start_frame()
    backpressure.confirm(number, "a")
    backpressure.confirm(number, "b")
    number = backpressure.start_frame()
    backpressure.confirm(number, "a")
    backpressure.leave("b")
    assert backpressure.start_frame() is not None


def test_an_unknown_view_that_leaves_changes_nothing(backpressure):
    backpressure.confirm(backpressure.start_frame(), "a")
    backpressure.start_frame()
    backpressure.leave("never seen")
    assert backpressure.start_frame() is None


# Bytes.


@pytest.mark.parametrize("shape", [(256, 256), (192, 256), (512, 512), (1500, 1000), (40, 2000)])
@pytest.mark.parametrize("picture", [noise, calm])
def test_live_pictures_are_small(shape, picture):
    encoder = LiveJpeg()
    for _ in range(3):
        data = encoder(picture(*shape))
        assert len(data) <= FRAME_BYTES
    height, width = decoded(data).shape[:2]
    assert max(height, width) <= FRAME_SIDE
    assert abs(width / height / (shape[1] / shape[0]) - 1) < 0.1
    if picture is calm and max(shape) <= FRAME_SIDE:
        assert (height, width) == shape
        assert np.abs(decoded(data) - picture(*shape)).mean() < 2


def test_quality_comes_back_after_noise():
    encoder = LiveJpeg()
    encoder(noise(512, 512))
    assert encoder.quality < 85
    for _ in range(30):
        data = encoder(calm(512, 512))
    assert (encoder.quality, encoder.scale) == (85, 1.0)
    assert decoded(data).shape == (512, 512, 3)


# The widget.


def test_send_live_sends_or_drops(wire):
    screen = Screen()
    assert screen.send_live(calm(48, 64), 7)
    assert not screen.send_live(calm(48, 64), 8)
    ((message, (data,)),) = wire.custom("picture")
    assert (message["step"], message["width"], message["height"]) == (7, 64, 48)
    assert np.abs(decoded(data) - calm(48, 64)).mean() < 3
    wire.hear(screen, {"event": "shown", "frame": message["frame"], "view": "v"})
    assert screen.send_live(calm(48, 64), 7)  # the same step again, as after going back
    assert [message["step"] for message, _ in wire.custom("picture")] == [7, 7]


def test_a_hidden_view_lets_the_next_picture_go(wire):
    screen = Screen()
    for view in "ab":
        wire.hear(screen, {"event": "alive", "view": view, "visible": True})
    screen.send_live(calm(8, 8), 1)
    frame = wire.custom("picture")[0][0]["frame"]
    for view in "ab":
        wire.hear(screen, {"event": "shown", "frame": frame, "view": view})
    screen.send_live(calm(8, 8), 2)
    wire.hear(screen, {"event": "shown", "frame": frame + 1, "view": "a"})
    assert not screen.send_live(calm(8, 8), 3)
    wire.hear(screen, {"event": "alive", "view": "b", "visible": False})
    assert screen.send_live(calm(8, 8), 3)


def test_heartbeats_say_whether_it_is_visible(wire):
    screen = Screen()
    assert not screen.visibility.is_visible()
    wire.hear(screen, {"event": "alive", "view": "v", "visible": True})
    assert screen.visibility.is_visible()
    wire.hear(screen, {"event": "alive", "view": "v", "visible": False})
    assert not screen.visibility.is_visible()


def test_a_late_confirmation_does_not_make_it_visible(wire):
    screen = Screen()
    wire.hear(screen, {"event": "alive", "view": "v", "visible": False})
    wire.hear(screen, {"event": "shown", "frame": 1, "view": "v"})
    assert not screen.visibility.is_visible()


def test_still_is_exact_and_drawn_again(wire):
    screen = Screen()
    picture = noise(30, 40)
    screen.show_still(picture, 5)
    np.testing.assert_array_equal(decoded(screen.still_png), picture)
    screen.show_still(picture, 5)  # live pictures may have been shown in between
    assert len(wire.custom("still")) == 2
    assert "still_png" in screen.get_state()


def test_wipe_pictures(wire):
    screen = Screen()
    assert (screen.content, screen.style) == (None, None)
    screen.content, screen.style = calm(300, 400), noise(2000, 1500)
    np.testing.assert_array_equal(screen.content, calm(300, 400))
    assert decoded(screen.content_jpeg).shape == (300, 400, 3)
    assert decoded(screen.style_jpeg).shape == (1280, 960, 3)
    screen.style = None
    assert screen.style_jpeg == b""
    wire.change(screen, wipe=-0.25)
    assert screen.wipe == -0.25


def test_a_dropped_file_arrives(wire):
    screen = Screen()
    got, refused = [], []
    screen.on_drop(lambda *file: got.append(file), refused.append)
    part = {"event": "part", "name": "cat.jpg", "count": 2}
    # Two files at once, each in two parts.
    for number, bytes_ in enumerate((b"first ", b"second")):
        for where in ("content", "style"):
            wire.hear(screen, {**part, "number": number, "where": where}, memoryview(bytes_))
    assert got == [("cat.jpg", b"first second", "content"), ("cat.jpg", b"first second", "style")]
    wire.hear(screen, {"event": "refused", "name": "film.mov", "size": 10**9, "where": "style"})
    wire.hear(screen, {"event": "unreadable", "name": "gone.png", "where": "style"})
    assert len(got) == 2
    assert "film.mov" in refused[0]
    assert "gone.png" in refused[1]


def test_download(wire):
    Screen().download("picture.png", b"bytes", "image/png")
    ((message, buffers),) = wire.custom("download")
    assert (message["name"], message["mime"], [*buffers]) == ("picture.png", "image/png", [b"bytes"])


def test_threads_share_a_screen(wire):
    """Never two in transit, whichever thread sends."""
    screen = Screen()
    sent = []

    def many():
        sent.extend(screen.send_live(calm(16, 16), n) for n in range(50))

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent.count(True) == 1
    assert len(wire.custom("picture")) == 1


def test_a_closed_screen_takes_pictures_in_silence(wire):
    screen = Screen()
    screen.close()
    screen.send_live(calm(8, 8), 1)
    assert not wire.custom("picture")
