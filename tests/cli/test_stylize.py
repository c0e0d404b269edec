"""`nst stylize` from the outside: files in, files out, one sentence for every mistake."""

import io
import json
import os
import subprocess
import sys

import imageio.v3 as iio
import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from nst_course import cli
from nst_course.images import read_metadata, read_picture
from nst_course.transfer.run import Step

QUICK = ["--size", "48", "--first-size", "48", "--steps", "3", "--precision", "float32"]


@pytest.mark.usefixtures("small_network")
class TestRun:
    def test_makes_a_picture_and_reports_how(self, folder, nst):
        code, out, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert (code, err) == (0, "")
        assert read_picture("out.png").size == (36, 48)
        for word in ("Network", "small", "float32", "48×36 (3 steps)", "Expected", "GB", "Saved", "out.png", "--again"):
            assert word in out

    def test_chooses_a_name_and_overwrites_nothing(self, folder, nst):
        for _ in range(2):
            assert nst("stylize", "photo.jpg", "painting.png", *QUICK)[0] == 0
        assert {p.name for p in folder.glob("*.png")} == {"painting.png", "photo_painting.png", "photo_painting-2.png"}

    def test_quiet(self, folder, nst):
        assert nst("stylize", "photo.jpg", "painting.png", "-q", *QUICK) == (0, "", "")

    def test_built_in_pictures_without_arguments(self, folder, nst):
        assert nst("stylize", *QUICK)[0] == 0
        assert (folder / "louvre_swirl.png").exists()

    def test_record_of_the_run(self, folder, nst):
        code, *_ = nst("stylize", "photo.jpg", "painting.png", "painting.png", "--style-weights", "2,1",
                       "--json", "run.json", "--seed", "5", *QUICK)  # fmt: skip
        record = json.loads((folder / "run.json").read_text())
        assert code == 0
        assert record["settings"]["seed"] == 5
        assert record["settings"]["style_weights"] == [2, 1]
        assert record["settings"]["precision"] == "float32"
        assert [step["step"] for step in record["steps"]] == [1, 2, 3]
        assert set(record["steps"][0]["style_layers"]) == {f"block{b}_conv1" for b in range(1, 6)}
        assert record["version"]
        assert (record["tensorflow"], record["keras"]) == (tf.__version__, keras.__version__)
        assert record["plan"] == {"sizes": [[36, 48]], "steps": [3]}
        assert (record["steps_done"], record["interrupted"]) == (3, False)

    def test_names_with_brackets_and_spaces(self, folder, nst):
        for name in ("photo[edit].jpg", "my photo.jpg"):
            (folder / name).write_bytes((folder / "photo.jpg").read_bytes())
        (folder / "[").mkdir()
        code, out, _ = nst("stylize", "photo[edit].jpg", "painting.png", *QUICK)
        assert code == 0
        assert "photo[edit].jpg in the style" in out
        assert "--again 'photo[edit]_painting.png'" in out
        code, out, _ = nst("stylize", "my photo.jpg", "painting.png", "-o", "[/y].png", *QUICK)
        assert (code, "[/y].png after" in out) == (0, True)

    def test_long_names(self, folder, nst):
        for letter in "x漢":
            name = letter * (250 // len(letter.encode())) + ".jpg"
            (folder / name).write_bytes((folder / "photo.jpg").read_bytes())
            assert nst("stylize", name, "painting.png", *QUICK)[0] == 0
            assert len(list(folder.glob(f"{letter * 60}*.png"))) == 1

    def test_output_in_an_old_code_page(self, folder, monkeypatch):
        out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.argv", ["nst", "stylize", "photo.jpg", "painting.png", "--size", "64", *QUICK[2:]])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out.flush()
        assert not stopped.value.code
        assert b"64\xd748 (3 steps)" in out.buffer.getvalue()

    def test_pictures_of_steps_are_computed_only_when_needed(self, folder, nst, monkeypatch):
        asked = []
        monkeypatch.setattr(Step, "picture", lambda step: asked.append(step.step) or np.zeros((20, 20, 3)))
        nst("stylize", "photo.jpg", "painting.png", *QUICK)
        assert asked == []
        nst("stylize", "photo.jpg", "painting.png", "--frames", "frames", *QUICK)
        assert asked == [1, 2, 3]

    def test_intermediate_pictures(self, folder, nst):
        code, *_ = nst("stylize", "photo.jpg", "painting.png", "--frames", "frames", "--gif", "a.gif", "--mp4", "a.mp4",
                       "--size", "64", "--first-size", "32", "--steps", "2,3", "--precision", "float32")  # fmt: skip
        assert code == 0
        assert len(list((folder / "frames").glob("*.png"))) == 5
        assert iio.imread("a.gif").shape[:3] == (5, 48, 64)
        with Image.open(folder / "frames" / "00001.png") as first:
            assert first.size == (32, 24)

    def test_alpha_is_kept(self, folder, nst):
        glass = np.full((40, 60, 4), 90, np.uint8)
        glass[..., 3] = np.arange(60) * 4
        Image.fromarray(glass).save("see.png")
        nst("stylize", "see.png", "painting.png", "-o", "out.png", *QUICK)
        alpha = read_picture("out.png").alpha
        assert alpha.shape == (32, 48)
        assert alpha[:, 0].mean() < 0.1 < 0.8 < alpha[:, -1].mean()

    def test_layers_and_weights(self, folder, nst):
        content = ["--content-layers", "block2_conv2,block3_conv1:0.5"]
        style = ["--style-layers", "block1_conv1:1,block2_conv1:3"]
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *content, *style, *QUICK)
        settings = read_metadata("out.png")["settings"]
        assert settings["content_layers"] == {"block2_conv2": 1.0, "block3_conv1": 0.5}
        assert settings["style_layers"] == {"block1_conv1": 1.0, "block2_conv1": 3.0}


def test_help_in_an_old_code_page():
    """These code pages lack α, λ and the help page's box-drawing characters."""
    command = [sys.executable, "-c", "from nst_course.cli import main; main()", "stylize", "--help"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0, done.stderr
    assert b"--alpha" in done.stdout


def test_help_has_groups_and_defaults(nst, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    code, out, _ = nst("stylize", "--help")
    assert code == 0
    for word in ("Output", "Picture", "Optimization", "Costs", "Network", "--style-scale", "[default: 512]"):
        assert word in out
