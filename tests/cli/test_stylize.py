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
from nst_course.cli import run
from nst_course.cli.origin import checksum
from nst_course.images import read_picture, read_settings
from nst_course.transfer.stylize import Step

QUICK = ["--size", "48", "--first-size", "48", "--steps", "3", "--precision", "float32"]


@pytest.mark.usefixtures("small_network")
class TestRun:
    def test_makes_a_picture_and_says_how(self, folder, nst):
        code, out, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert (code, err) == (0, "")
        assert read_picture("out.png").size == (36, 48)
        for word in ("Network", "small", "float32", "48×36 (3 steps)", "Expected", "GB", "Wrote", "out.png", "--again"):
            assert word in out

    def test_names_the_picture_itself_and_overwrites_none(self, folder, nst):
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

    def test_again_gives_the_same_bytes(self, folder, nst):
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", "--start", "noise", "--seed", "7", *QUICK)
        code, out, _ = nst("stylize", "--again", "out.png")
        assert code == 0
        assert "changed" not in out
        assert (folder / "out-2.png").read_bytes() == (folder / "out.png").read_bytes()

    def test_again_with_a_change(self, folder, nst):
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert nst("stylize", "--again", "out.png", "-o", "new.png", "--size", "64", "--alpha", "0.5")[0] == 0
        settings = read_settings("new.png")["settings"]
        assert (settings["size"], settings["alpha"], settings["steps"]) == (64, 0.5, [3])
        Image.new("RGB", (60, 50), "red").save("painting.png")
        assert "painting.png has changed" in nst("stylize", "--again", "out.png")[1]

    def test_again_in_other_styles(self, folder, nst):
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert nst("stylize", "--again", "out.png", "-o", "two.png", "painting.png", "photo.jpg", "painting.png")[0] == 0
        assert read_settings("two.png")["settings"]["style_weights"] == [1, 1]
        assert nst("stylize", "--again", "two.png", "photo.jpg", "photo.jpg", "painting.png", "--style-weights", "3,1")[0] == 0
        assert read_settings("two-2.png")["settings"]["style_weights"] == [3, 1]

    def test_again_notes_another_start(self, folder, nst):
        Image.new("RGB", (60, 50), "red").save("first.png")
        nst("stylize", "photo.jpg", "painting.png", "--start", "first.png", "-o", "out.png", *QUICK)
        assert "changed" not in nst("stylize", "--again", "out.png")[1]
        Image.new("RGB", (60, 50), "blue").save("first.png")
        assert "first.png has changed" in nst("stylize", "--again", "out.png")[1]

    def test_checksums_are_of_what_was_read(self, folder, nst, monkeypatch):
        before = checksum("photo.jpg")

        def replaced(*args):
            Image.new("RGB", (60, 50), "red").save("photo.jpg")

        monkeypatch.setattr(run, "announce", replaced)
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert read_settings("out.png")["sha256"]["photo.jpg"] == before != checksum("photo.jpg")

    def test_names_with_brackets_and_blanks(self, folder, nst):
        for name in ("photo[edit].jpg", "my photo.jpg"):
            (folder / name).write_bytes((folder / "photo.jpg").read_bytes())
        (folder / "[").mkdir()
        code, out, _ = nst("stylize", "photo[edit].jpg", "painting.png", *QUICK)
        assert code == 0
        assert "photo[edit].jpg in the style" in out
        assert "--again 'photo[edit]_painting.png'" in out
        code, out, _ = nst("stylize", "my photo.jpg", "painting.png", "-o", "[/y].png", *QUICK)
        assert (code, "Wrote      [/y].png" in out) == (0, True)

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

    def test_a_picture_is_taken_only_for_a_film(self, folder, nst, monkeypatch):
        asked = []
        monkeypatch.setattr(Step, "picture", lambda step: asked.append(step.step) or np.zeros((20, 20, 3)))
        nst("stylize", "photo.jpg", "painting.png", *QUICK)
        assert asked == []
        nst("stylize", "photo.jpg", "painting.png", "--frames", "frames", *QUICK)
        assert asked == [1, 2, 3]

    def test_the_way_there(self, folder, nst):
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
        settings = read_settings("out.png")["settings"]
        assert settings["content_layers"] == {"block2_conv2": 1.0, "block3_conv1": 0.5}
        assert settings["style_layers"] == {"block1_conv1": 1.0, "block2_conv1": 3.0}


def damaged(folder):
    """Files that are no pictures, each made from the good ones."""
    whole = (folder / "photo.jpg").read_bytes()
    (folder / "short.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("no picture")
    (folder / "folder.jpg").mkdir()
    Image.new("RGB", (1, 1)).save(folder / "one.png")
    frame = b"\xff\xc0\x00\x11\x08" + 2 * (40_000).to_bytes(2, "big")
    (folder / "huge.jpg").write_bytes(whole[:2] + frame + b"\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9")


BAD = [
    (["missing.jpg"], "missing.jpg"),
    (["short.jpg"], "short.jpg"),
    (["empty.jpg"], "empty.jpg"),
    (["text.jpg"], "text.jpg"),
    (["folder.jpg"], "folder.jpg"),
    (["one.png"], "1×1"),
    (["huge.jpg"], "40000×40000"),
    (["photo.jpg", "text.jpg"], "text.jpg"),
    (["photo.jpg", "painting.png", "--start", "nosuch.png"], "nosuch.png"),
    (["louvr"], "did you mean 'louvre'"),
    (["photo.jpg", "painting.png", "--start", "noize"], "did you mean 'noise'"),
    (["missing.jpg", "painting.png", "--frames", "frames"], "missing.jpg"),
    (["photo.jpg", "painting.png", "--frames", "photo.jpg"], "photo.jpg"),
    (["photo.jpg", "painting.png", "--style-layers", "block1_conv3"], "did you mean 'block1_conv"),
    (["photo.jpg", "painting.png", "--style-layers", "block1_conv1:x"], "--style-layers holds 'x'"),
    (["photo.jpg", "painting.png", "--content-layers", "block4_conv2:-1"], "block4_conv2 is -1"),
    (["photo.jpg", "painting.png", "--alpha=-3"], "alpha is -3"),
    (["photo.jpg", "painting.png", "--steps", "10,many"], "--steps holds 'many'"),
    (["photo.jpg", "painting.png", "--steps", "10,2.5"], "whole number"),
    (["photo.jpg", "painting.png", "--size", "3"], "size is 3"),
    (["photo.jpg", "painting.png", "--style-weights", "1,2"], "1 styles and 2 style_weights"),
    (["photo.jpg", "painting.png", "-o", "nowhere/out.png"], "nowhere"),
    (["photo.jpg", "painting.png", "-o", "out.xyz"], "out.xyz"),
    (["photo.jpg", "painting.png", "-o", "folder.jpg"], "folder.jpg"),
    (["photo.jpg", "painting.png", "--json", "nowhere/run.json"], "nowhere"),
    (["photo.jpg", "painting.png", "--gif", "a.mp4"], "a.mp4"),
    (["--again", "painting.png"], "painting.png"),
    (["photo.jpg", "painting.png", "--network", "pocket"], "--network vgg19"),
    (["photo.jpg", "painting.png", "--weights", "no.h5"], "no.h5"),
    (["photo.jpg", "painting.png", "--weights", "text.jpg"], "text.jpg"),
]


@pytest.mark.parametrize(("arguments", "part"), BAD, ids=[" ".join(a) for a, _ in BAD])
def test_one_sentence_for_every_mistake(folder, nst, arguments, part):
    damaged(folder)
    before = {p: p.is_file() and p.read_bytes() for p in folder.rglob("*")}
    code, _, err = nst("stylize", *arguments)
    assert code == 2
    assert err.startswith("nst: ")
    assert part in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert {p: p.is_file() and p.read_bytes() for p in folder.rglob("*")} == before


def test_no_weights_and_no_internet(folder, nst, monkeypatch):
    import keras

    def refuse(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr(keras.utils, "get_file", refuse)
    monkeypatch.setenv("KERAS_HOME", str(folder))
    monkeypatch.delenv("NST_VGG19_WEIGHTS", raising=False)
    code, _, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png")
    assert code == 2
    assert "--weights" in err
    assert "NST_VGG19_WEIGHTS" in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("small_network")
def test_too_little_memory(folder, nst, monkeypatch):
    import psutil

    memory = psutil.virtual_memory()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=1_200_000_000))
    code, _, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", "--size", "2048")
    assert code == 2
    assert "try --size" in err
    assert not (folder / "out.png").exists()


def test_help_in_an_old_code_page():
    """α, λ and the frames of the help page are in none of them."""
    command = [sys.executable, "-c", "from nst_course.cli import main; main()", "stylize", "--help"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0, done.stderr
    assert b"--alpha" in done.stdout


def test_help_has_groups_and_defaults(nst, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    code, out, _ = nst("stylize", "--help")
    assert code == 0
    for word in ("What is kept", "Optimisation", "Network", "What weighs how much", "--style-scale", "[default: 512]"):
        assert word in out


def test_version(nst):
    from nst_course import __version__

    assert __version__ in nst("--version")[1]
