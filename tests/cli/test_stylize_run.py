"""`nst stylize` loses nothing to Ctrl-C, a failing video, or a vanished folder; `--again` repeats a run."""

import json
import re
import shutil
import signal
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nst_course.errors import NstError
from nst_course.images import io, read_metadata, read_picture, video
from nst_course.transfer.plan import Plan
from nst_course.transfer.provenance import file_checksum
from nst_course.transfer.run import StyleTransfer

RUN = ["stylize", "photo.jpg", "painting.png", "-o", "out.png", "--json", "run.json",
       "--size", "64", "--first-size", "32", "--steps", "5"]  # fmt: skip
DONE = 10  # steps

pytestmark = pytest.mark.usefixtures("small_network", "folder")


@pytest.fixture
def during(monkeypatch):
    """Calls a function after each step of the run, before the step is yielded."""

    def install(number, act):
        step = StyleTransfer.__next__

        def acting(self):
            result = step(self)
            if result.step == number:
                act()
            return result

        monkeypatch.setattr(StyleTransfer, "__next__", acting)

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
        assert re.search(r"Stopping.*Stopped\D+2\D+10\b", out, re.DOTALL)
        assert "nst stylize --again out.png" in out
        assert read_picture("out.png").size == (48, 64)
        for story in (record(), read_metadata("out.png")):
            assert (story["interrupted"], story["steps_done"]) == (True, 2)
        assert iio.imread("a.gif").shape[0] == 2
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_twice_stops_at_once_and_keeps_it_too(self, nst, during):
        during(7, lambda: press(2))
        code, out, _ = nst(*RUN)
        assert code == 130
        assert re.search(r"Stopped\D+6\D+10\b", out)
        assert read_picture("out.png").size == (48, 64)
        assert len(record()["steps"]) == 6

    def test_twice_before_the_first_step(self, nst, during, folder):
        during(1, lambda: press(2))
        code, out, _ = nst(*RUN)
        assert code == 130
        assert "no picture" in out
        assert not (folder / "out.png").exists()

    def test_does_not_disturb_the_writing(self, nst, monkeypatch):
        write = io.save_picture

        def disturbed(*args, **kwargs):
            press(3)
            write(*args, **kwargs)

        monkeypatch.setattr(io, "save_picture", disturbed)
        assert nst(*RUN)[0] == 0
        assert read_picture("out.png").size == (48, 64)
        assert record()["steps_done"] == DONE


class TestVideo:
    def test_that_cannot_be_written_affects_nothing_else(self, nst, monkeypatch, folder):
        def lost(*args):
            raise NstError("'a.gif' can't be written (ffmpeg lost frames): free some space.")

        monkeypatch.setattr(video, "encode_video", lost)
        code, out, err = nst(*RUN, "--gif", "a.gif")
        assert (code, err) == (2, "nst: 'a.gif' can't be written (ffmpeg lost frames): free some space.\n")
        assert re.search(r"Saved +out\.png", out)
        assert read_picture("out.png").size == (48, 64)
        assert record()["steps_done"] == DONE

    def test_whose_folder_vanishes_affects_nothing_else(self, nst, during):
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
    assert "nst stylize --again out.png" in out
    assert read_picture("out.png").size == (48, 64)
    assert (record()["steps_done"], record()["interrupted"]) == (3, False)


def test_an_error_before_the_first_step_keeps_nothing(nst, during, folder):
    def diverge():
        raise NstError("J is not finite.")

    during(1, diverge)
    assert nst(*RUN)[0] == 2
    assert not (folder / "out.png").exists()


def test_the_picture_survives_a_vanished_folder(nst, during, folder, monkeypatch):
    refuge = folder / "refuge"
    refuge.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(refuge))
    (folder / "results").mkdir()
    during(2, lambda: (folder / "results").rmdir())
    code, out, err = nst(*[word.replace("out.png", "results/out.jpg") for word in RUN])
    rescued = re.search(r"'(\S*refuge\S*out\.png)'", err)[1]
    assert code == 2
    assert "results/out.jpg" in err
    assert "Saved" not in out
    assert read_picture(rescued).size == (48, 64)
    assert read_metadata(rescued)["steps_done"] == DONE
    assert record()["steps_done"] == DONE


def test_without_a_rescue_folder_the_first_error_is_raised(nst, monkeypatch, tmp_path):
    def full(*args, **kwargs):
        raise NstError("'out.png' can't be written (No space left on device): free some space.")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(io, "save_picture", full)
    code, _, err = nst(*RUN)
    assert (code, err) == (2, "nst: 'out.png' can't be written (No space left on device): free some space.\n")


@pytest.mark.parametrize("suffix", [".png", ".json", ".gif", ".mp4"])
def test_every_target_is_checked_before_the_run(nst, monkeypatch, suffix):
    touch = Path.touch

    def read_only(path, **options):
        if path.suffix == suffix:
            raise OSError(30, "Read-only file system")
        touch(path, **options)

    monkeypatch.setattr(Path, "touch", read_only)
    code, out, err = nst(*RUN, "--gif", "a.gif", "--mp4", "a.mp4")
    assert (code, out) == (2, "")
    assert re.fullmatch(rf"nst: '\w+\{suffix}' can't be written \(Read-only file system\).*\n", err)


# ---------------------------------------------------------------- --again

QUICK = ["--size", "48", "--first-size", "48", "--steps", "3", "--precision", "float32"]
STORED = {"content": "photo.jpg", "styles": ["painting.png"], "settings": {"size": 48, "steps": [3]}, "sha256": {}}


def write(metadata):
    info = PngInfo()
    info.add_itxt("nst_course", json.dumps(metadata))
    Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save("old.png", pnginfo=info)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("content", 5, "content"),
        ("content", None, "content"),
        ("content", "", "content"),
        ("styles", "swirl", "styles"),
        ("styles", [], "styles"),
        ("styles", ["swirl", 1], "styles"),
        ("settings", [1], "settings"),
        ("settings", {"content_layers": 5}, "content_layers"),
        ("settings", {"style_weights": 5}, "style_weights"),
        ("settings", {"start": 5}, "start"),
        ("settings", {"size": "large"}, "size"),
        ("settings", {"steps": ["many"]}, "steps"),
        ("settings", {"sise": 48}, "'size'"),
        ("sha256", "abc", "sha256"),
        ("changes", [[1, {}], "later"], "changes"),
    ],
)
def test_damaged_metadata(folder, nst, name, value, word):
    write({**STORED, name: value})
    code, _, err = nst("stylize", "--again", "old.png")
    assert code == 2
    assert "old.png" in err
    assert word in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", STORED)
def test_missing_parts(folder, nst, name):
    write({key: value for key, value in STORED.items() if key != name})
    code, _, err = nst("stylize", "--again", "old.png")
    assert code == 2
    assert "old.png" in err
    assert f"`{name}`" in err


def test_complete_metadata_is_repeated(folder, nst):
    write(STORED)
    assert nst("stylize", "--again", "old.png", "-q") == (0, "", "")
    assert (folder / "old-2.png").exists()


class TestAgain:
    def test_again_gives_the_same_bytes(self, folder, nst):
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", "--start", "noise", "--seed", "7", *QUICK)
        code, out, _ = nst("stylize", "--again", "out.png")
        assert code == 0
        assert "changed" not in out
        assert (folder / "out-2.png").read_bytes() == (folder / "out.png").read_bytes()

    def test_again_with_a_change(self, folder, nst):
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert nst("stylize", "--again", "out.png", "-o", "new.png", "--size", "64", "--alpha", "0.5")[0] == 0
        settings = read_metadata("new.png")["settings"]
        assert (settings["size"], settings["alpha"], settings["steps"]) == (64, 0.5, [3])
        Image.new("RGB", (60, 50), "red").save("painting.png")
        assert "painting.png has changed" in nst("stylize", "--again", "out.png")[1]

    def test_again_in_other_styles(self, folder, nst):
        weights = ["--style-weights", "2,1"]
        assert nst("stylize", "photo.jpg", "painting.png", "photo.jpg", "-o", "out.png", *weights, *QUICK)[0] == 0
        pictures = ["painting.png", "photo.jpg", "painting.png", "photo.jpg"]
        assert nst("stylize", "--again", "out.png", "-o", "two.png", *pictures)[0] == 0
        assert len(set(read_metadata("two.png")["settings"]["style_weights"])) <= 1  # equal shares, not 2 and 1
        assert nst("stylize", "--again", "two.png", *pictures[:3], "--style-weights", "3,1")[0] == 0
        assert read_metadata("two-2.png")["settings"]["style_weights"] == [3, 1]

    def test_again_notes_a_changed_start_picture(self, folder, nst):
        Image.new("RGB", (60, 50), "red").save("first.png")
        nst("stylize", "photo.jpg", "painting.png", "--start", "first.png", "-o", "out.png", *QUICK)
        assert "changed" not in nst("stylize", "--again", "out.png")[1]
        Image.new("RGB", (60, 50), "blue").save("first.png")
        assert "first.png has changed" in nst("stylize", "--again", "out.png")[1]

    def test_checksums_are_those_of_the_files_read(self, folder, nst, monkeypatch):
        before = file_checksum("photo.jpg")

        def replaced(*args):
            Image.new("RGB", (60, 50), "red").save("photo.jpg")

        monkeypatch.setattr(Plan, "check_fits", replaced)  # called when the pictures have been read
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert read_metadata("out.png")["sha256"]["photo.jpg"] == before != file_checksum("photo.jpg")
