"""What goes wrong in the thread of a run becomes a sentence; the last good picture stays, and play goes on from it."""

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.studio.source import Source
from nst_course.studio.steered import SteeredRun

FEW = 20

pytestmark = pytest.mark.usefixtures("pretended")


def fails(error):
    """Something that raises it once."""
    errors = [error]

    def fail(*_):
        if errors:
            raise errors.pop()

    return fail


@pytest.fixture
def run(pictures):
    run = SteeredRun(*pictures, size=48)
    run.step(5)
    assert run.wait(FEW)
    yield run
    run.close()


def goes_on(run, step, picture):
    """Play revives it: from that picture, step after step."""
    assert (run.status, run.latest().step) == ("failed", step)
    np.testing.assert_array_equal(run.latest().picture, picture)
    run.step(3)
    assert run.wait(FEW)
    assert (run.status, run.error, run.latest().step) == ("paused", None, step + 3)
    assert run.moments[step].step == step
    np.testing.assert_array_equal(run.moments[step].picture, picture)
    assert (step, {"restart": True}) in run.changes


def test_a_step_that_raises(run, pretended, monkeypatch):
    picture = run.latest().picture
    monkeypatch.setattr(pretended, "before_step", staticmethod(fails(ValueError("cannot reshape"))))
    heard = []
    run.listeners.append(lambda run, event: heard.append(run.status))
    run.play()
    assert run.wait(FEW)
    assert run.error == (
        "The run stopped at an error in the program (ValueError: cannot reshape): "
        "press play to go on from the last picture."
    )
    assert heard[-1] == "failed"
    assert not run.playing
    goes_on(run, 5, picture)


def test_numbers_that_are_none(run, pretended):
    picture = run.latest().picture
    pretended.gone_wrong = True
    run.play()
    assert run.wait(FEW)
    assert run.error == "J is nan at a step: make the weights smaller."
    goes_on(run, 5, picture)


def test_a_change_made_after_it_failed_counts(run, pretended):
    run.steer(alpha=900.0)
    pretended.gone_wrong = True
    run.step()
    assert run.wait(FEW)
    assert run.status == "failed"
    run.steer(alpha=0.5)
    assert run.wait(FEW)
    assert (run.status, run.now.alpha) == ("failed", 0.5)
    run.step()
    assert run.wait(FEW)
    assert (run.now.alpha, run.engine.run.now.alpha, run.latest().settings.alpha) == (0.5, 0.5, 0.5)
    assert run.changes == [(5, {"restart": True, "alpha": 0.5})]


def test_a_style_that_cannot_be_read(run, monkeypatch):
    from nst_course.studio import source

    def broken(name):
        raise NstError(f"'{name}' cannot be painted: choose another picture.")

    picture, before = run.latest().picture, run.now
    with monkeypatch.context() as context:
        context.setattr(source, "builtin_picture", broken)
        run.steer(style="swirl", alpha=4.0)
        assert run.wait(FEW)
    assert run.error == "'swirl' cannot be painted: choose another picture."
    assert run.now == before  # nothing changed
    goes_on(run, 5, picture)
    assert run.latest().settings.alpha == 0.05


@pytest.mark.parametrize("error", [NstError("The weights are not there: fetch them."), MemoryError()])
def test_it_cannot_be_prepared(pictures, pretended, monkeypatch, error):
    monkeypatch.setattr(pretended, "prepare", fails(error))
    run = SteeredRun(*pictures, size=48)
    assert run.wait(FEW)
    assert (run.status, run.latest(), run.moments) == ("failed", None, [])
    assert (str(error) or "MemoryError") in run.error
    sentence = run.error
    run.steer(alpha=2.0)  # orders meanwhile are remembered, and hide nothing
    run.reset(start="noise", seed=4)
    assert run.wait(FEW)
    assert (run.status, run.error) == ("failed", sentence)
    run.step(2)
    assert run.wait(FEW)
    assert (run.status, run.error, run.latest().step) == ("paused", None, 2)
    settings = run.latest().settings
    assert (settings.alpha, settings.start, settings.seed) == (2.0, "noise", 4)
    run.close()


def test_a_beginning_that_cannot_be_made_spares_the_next(run, pretended, monkeypatch):
    monkeypatch.setattr(pretended, "begin_anew", fails(OSError("gone")))
    run.reset(seed=3)
    assert run.wait(FEW)
    assert run.status == "failed"
    assert run.latest().step == 5
    run.step()
    assert run.wait(FEW)
    assert (run.status, run.latest().step) == ("paused", 6)


def test_pause_leaves_a_failed_run_failed(run, pretended):
    pretended.gone_wrong = True
    run.play()
    assert run.wait(FEW)
    run.pause()
    assert run.wait(FEW)
    assert (run.status, bool(run.error)) == ("failed", True)


def test_one_way_more_at_most_when_play_is_pressed_twice(run, pretended):
    pretended.gone_wrong = True
    run.step()
    assert run.wait(FEW)
    run.play()
    run.pause()
    run.step()
    assert run.wait(FEW)
    assert len(run.ways) == 2
    assert run.latest().step == 6


def test_two_fail_and_live_apart(pictures, run, pretended):
    other = SteeredRun(*pictures, size=48)
    assert other.wait(FEW)
    pretended.gone_wrong = True
    other.step()
    assert other.wait(FEW)
    run.step()
    assert run.wait(FEW)
    assert (other.status, run.status) == ("failed", "paused")
    other.close()


def test_sources():
    array = np.full((20, 30, 3), 0.5, np.float32)
    assert Source.of(array, "style", 99).name == "style"
    assert max(Source.of(array, "style", 16).picture.rgb.shape[:2]) == 16
    named = Source.of(Source("mine.png", "kept"), "style", 9)
    assert (named.name, named.picture) == ("mine.png", "kept")
    assert Source.of("swirl", "style", 64)._picture is None  # painted when asked for
    with pytest.raises(NstError, match=r"nowhere\.png"):
        Source.of("nowhere.png", "style", 64)
    with pytest.raises(NstError):
        Source.of(None, "style", 64)
