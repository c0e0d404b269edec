"""Errors in a run's thread become sentences; the last good picture stays, and Play continues from it."""

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.studio.named_picture import NamedPicture
from nst_course.studio.session import BackgroundRun

FEW = 20

pytestmark = pytest.mark.usefixtures("fake_transfer")


def fails(error):
    """A function that raises the error once."""
    errors = [error]

    def fail(*_):
        if errors:
            raise errors.pop()

    return fail


@pytest.fixture
def run(pictures):
    run = BackgroundRun(*pictures, size=48)
    run.advance(5)
    assert run.wait(FEW)
    yield run
    run.close()


def goes_on(run, step, picture):
    """Play revives it: from that picture, step after step."""
    assert (run.status, run.latest.step) == ("failed", step)
    np.testing.assert_array_equal(run.latest.picture, picture)
    run.advance(3)
    assert run.wait(FEW)
    assert (run.status, run.error, run.latest.step) == ("paused", None, step + 3)
    assert run.snapshots[step].step == step
    np.testing.assert_array_equal(run.snapshots[step].picture, picture)
    assert (step, {"restart": True}) in run.changes


def test_a_step_that_raises(run, fake_transfer, monkeypatch):
    picture = run.latest.picture
    monkeypatch.setattr(fake_transfer, "before_step", staticmethod(fails(ValueError("cannot reshape"))))
    heard = []
    run.listeners.append(lambda run, event: heard.append(run.status))
    run.play()
    assert run.wait(FEW)
    assert "ValueError: cannot reshape" in run.error
    assert heard[-1] == "failed"
    assert not run.playing
    goes_on(run, 5, picture)


def test_a_cost_that_is_not_a_number(run, fake_transfer):
    picture = run.latest.picture
    fake_transfer.gone_wrong = True
    run.play()
    assert run.wait(FEW)
    assert "J is nan" in run.error
    goes_on(run, 5, picture)


def test_a_change_after_a_failure_takes_effect(run, fake_transfer):
    run.update(alpha=900.0)
    fake_transfer.gone_wrong = True
    run.advance()
    assert run.wait(FEW)
    assert run.status == "failed"
    run.update(alpha=0.5)
    assert run.wait(FEW)
    assert (run.status, run.requested_settings.alpha) == ("failed", 0.5)
    run.advance()
    assert run.wait(FEW)
    assert (run.requested_settings.alpha, run.transfer.current_settings.alpha, run.latest.settings.alpha) == (
        0.5,
        0.5,
        0.5,
    )
    assert run.changes == [(5, {"restart": True, "alpha": 0.5})]


def test_a_style_that_cannot_be_read(run, monkeypatch):
    def broken(self, longest=None):
        raise NstError(f"'{self.name}' cannot be read: choose another picture.")

    picture, before = run.latest.picture, run.requested_settings
    with monkeypatch.context() as context:
        context.setattr(NamedPicture, "load", broken)
        run.update(style="swirl", alpha=4.0)
        assert run.wait(FEW)
    assert "swirl" in run.error
    assert run.requested_settings == before  # nothing changed
    goes_on(run, 5, picture)
    assert run.latest.settings.alpha == 0.05


@pytest.mark.parametrize("error", [NstError("The weights are not there: fetch them."), MemoryError()])
def test_a_run_that_cannot_be_prepared(pictures, fake_transfer, monkeypatch, error):
    monkeypatch.setattr(fake_transfer, "prepare", fails(error))
    run = BackgroundRun(*pictures, size=48)
    assert run.wait(FEW)
    assert (run.status, run.latest, run.snapshots) == ("failed", None, [])
    assert (str(error) or "MemoryError") in run.error
    sentence = run.error
    run.update(alpha=2.0)  # commands given meanwhile are remembered and hide nothing
    run.restart(start="noise", seed=4)
    assert run.wait(FEW)
    assert (run.status, run.error) == ("failed", sentence)
    run.advance(2)
    assert run.wait(FEW)
    assert (run.status, run.error, run.latest.step) == ("paused", None, 2)
    settings = run.latest.settings
    assert (settings.alpha, settings.start, settings.seed) == (2.0, "noise", 4)
    run.close()


def test_a_restart_that_fails_keeps_the_last_picture(run, fake_transfer, monkeypatch):
    monkeypatch.setattr(fake_transfer, "restart", fails(OSError("gone")))
    run.restart(seed=3)
    assert run.wait(FEW)
    assert run.status == "failed"
    assert run.latest.step == 5
    run.advance()
    assert run.wait(FEW)
    assert (run.status, run.latest.step) == ("paused", 6)


def test_pause_leaves_a_failed_run_failed(run, fake_transfer):
    fake_transfer.gone_wrong = True
    run.play()
    assert run.wait(FEW)
    run.pause()
    assert run.wait(FEW)
    assert (run.status, bool(run.error)) == ("failed", True)


def test_pressing_play_twice_starts_one_branch(run, fake_transfer):
    fake_transfer.gone_wrong = True
    run.advance()
    assert run.wait(FEW)
    run.play()
    run.pause()
    run.advance()
    assert run.wait(FEW)
    assert len(run.branches) == 2
    assert run.latest.step == 6


def test_runs_fail_independently(pictures, run, fake_transfer):
    other = BackgroundRun(*pictures, size=48)
    assert other.wait(FEW)
    fake_transfer.gone_wrong = True
    other.advance()
    assert other.wait(FEW)
    run.advance()
    assert run.wait(FEW)
    assert (other.status, run.status) == ("failed", "paused")
    other.close()
