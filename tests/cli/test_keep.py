"""Nothing of a run is lost: not to Ctrl-C, not to a film that fails, not to a folder that goes away."""

import json
import re
import shutil
import signal
from pathlib import Path

import imageio.v3 as iio
import pytest

from nst_course.cli import keep
from nst_course.errors import NstError
from nst_course.images import read_metadata, read_picture, video
from nst_course.transfer.run import Step

RUN = ["stylize", "photo.jpg", "painting.png", "-o", "out.png", "--json", "run.json",
       "--size", "64", "--first-size", "32", "--steps", "5"]  # fmt: skip
DONE = 10  # steps

pytestmark = pytest.mark.usefixtures("small_network", "folder")


@pytest.fixture
def during(monkeypatch):
    """Does something when a step of the run is done, before it is handed out."""

    def install(number, act):
        def check_finite(step):
            if step.step == number:
                act()

        monkeypatch.setattr(Step, "check_finite", check_finite)

    return install


def press(times=1):
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)


def record():
    return json.loads(Path("run.json").read_text())


class TestCtrlC:
    def test_keeps_the_picture_so_far(self, nst, during):
        during(2, press)
        code, out, _ = nst(*RUN, "--gif", "a.gif")
        assert code == 130
        assert out.index("Stopping after this step") < out.index("Stopped at step 2 of 10")
        assert "For the whole run: nst stylize --again out.png" in out
        assert read_picture("out.png").size == (48, 64)
        for story in (record(), read_metadata("out.png")):
            assert (story["interrupted"], story["steps_done"]) == (True, 2)
        assert iio.imread("a.gif").shape[0] == 2
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_twice_stops_at_once_and_keeps_it_too(self, nst, during):
        during(7, lambda: press(2))
        code, out, _ = nst(*RUN)
        assert code == 130
        assert "Stopped at step 6 of 10" in out
        assert read_picture("out.png").size == (48, 64)
        assert len(record()["steps"]) == 6

    def test_twice_before_the_first_step(self, nst, during, folder):
        during(1, lambda: press(2))
        code, out, _ = nst(*RUN)
        assert code == 130
        assert "no picture to keep" in out
        assert not (folder / "out.png").exists()

    def test_does_not_disturb_the_writing(self, nst, monkeypatch):
        write = keep.save_picture

        def disturbed(*args, **kwargs):
            press(3)
            write(*args, **kwargs)

        monkeypatch.setattr(keep, "save_picture", disturbed)
        assert nst(*RUN)[0] == 0
        assert read_picture("out.png").size == (48, 64)
        assert record()["steps_done"] == DONE


class TestVideo:
    def test_that_cannot_be_played_costs_nothing_else(self, nst, monkeypatch, folder):
        def lost(*args):
            raise NstError("'a.gif' can.t be written (ffmpeg lost frames): free some space.")

        monkeypatch.setattr(video, "encode_video", lost)
        code, out, err = nst(*RUN, "--gif", "a.gif")
        assert (code, err) == (2, "nst: 'a.gif' can.t be written (ffmpeg lost frames): free some space.\n")
        assert "Wrote      out.png" in out
        assert read_picture("out.png").size == (48, 64)
        assert record()["steps_done"] == DONE

    def test_whose_folder_vanishes_costs_nothing_else(self, nst, during):
        during(3, lambda: shutil.rmtree("frames"))
        code, _, err = nst(*RUN, "--frames", "frames")
        assert code == 2
        assert re.fullmatch(r"nst: .*frames.*00003\.png.*\n", err)
        assert read_picture("out.png").size == (48, 64)
        assert record()["steps_done"] == DONE


def test_an_error_during_the_run_keeps_the_picture_so_far(nst, during):
    def diverge():
        raise NstError("J is not finite: take a smaller learning rate.")

    during(4, diverge)
    code, out, err = nst(*RUN)
    assert (code, err) == (2, "nst: J is not finite: take a smaller learning rate.\n")
    assert "For the whole run" in out
    assert read_picture("out.png").size == (48, 64)
    assert (record()["steps_done"], record()["interrupted"]) == (3, False)


def test_an_error_before_the_first_step_keeps_nothing(nst, during, folder):
    def diverge():
        raise NstError("J is not finite.")

    during(1, diverge)
    assert nst(*RUN)[0] == 2
    assert not (folder / "out.png").exists()


def test_a_folder_that_goes_away_does_not_take_the_picture_with_it(nst, during, folder, monkeypatch):
    refuge = folder / "refuge"
    refuge.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(refuge))
    (folder / "results").mkdir()
    during(2, lambda: (folder / "results").rmdir())
    code, out, err = nst(*[word.replace("out.png", "results/out.jpg") for word in RUN])
    kept = re.search(r"kept in '(.*out\.png)'\.\n$", err)[1]
    assert code == 2
    assert err.startswith("nst: 'results/out.jpg' has no folder to go to")
    assert "Wrote" not in out
    assert read_picture(kept).size == (48, 64)
    assert read_metadata(kept)["steps_done"] == DONE
    assert record()["steps_done"] == DONE


def test_without_any_refuge_the_first_error_stands(nst, monkeypatch, tmp_path):
    def full(*args, **kwargs):
        raise NstError("'out.png' can.t be written (No space left on device): free some space.")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(keep, "save_picture", full)
    code, _, err = nst(*RUN)
    assert (code, err) == (2, "nst: 'out.png' can.t be written (No space left on device): free some space.\n")


@pytest.mark.parametrize("suffix", [".png", ".json", ".gif", ".mp4"])
def test_every_target_is_probed_before_the_run(nst, monkeypatch, suffix):
    touch = Path.touch

    def read_only(path, **options):
        if path.suffix == suffix:
            raise OSError(30, "Read-only file system")
        touch(path, **options)

    monkeypatch.setattr(Path, "touch", read_only)
    code, out, err = nst(*RUN, "--gif", "a.gif", "--mp4", "a.mp4")
    assert (code, out) == (2, "")
    assert re.fullmatch(rf"nst: '\w+\{suffix}' can.t be written \(Read-only file system\).*\n", err)
