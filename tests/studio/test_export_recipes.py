"""Everything copied or saved reproduces the picture bit for bit: Python code, command, PNG, JSON."""

import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_course import cli
from nst_course.images import encode_picture, save_picture
from nst_course.studio.export import command_recipe, encode_settings, format_option, python_recipe
from nst_course.studio.session import BackgroundRun
from nst_course.transfer.settings import Settings

pytestmark = pytest.mark.slow

FEW = 120
LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
OFF = dict.fromkeys(LAYERS, 0.0)


def metadata(changes=(), **settings):
    settings = {**asdict(Settings()), "steps": (7,), **settings}
    return {"content": "my photo.png", "styles": ["swirl"], "settings": settings, "changes": list(changes)}


def executed(text):
    """The keyword arguments with which the code calls `nst.stylize`."""
    import nst_course

    called = {}

    class Run(list):
        def picture(self):
            return None

    class Nst:
        @staticmethod
        def stylize(*pictures, **settings):
            called.update(settings, pictures=pictures)
            return Run()

        @staticmethod
        def save_picture(path, picture):
            called["path"] = path

    sys.modules["nst_course"], kept = Nst, nst_course
    try:
        exec(text, {})
    finally:
        sys.modules["nst_course"] = kept
    return called


# The texts.


def test_only_changed_settings_are_written():
    assert executed(python_recipe(metadata(alpha=0.2))) == {
        "pictures": ("my photo.png", "swirl"),
        "steps": 7,
        "alpha": 0.2,
        "path": "my photo_swirl.png",
    }
    assert command_recipe(metadata(alpha=0.2)) == "nst stylize 'my photo.png' swirl --steps 7 --alpha 0.2"


@pytest.mark.parametrize("alpha", [0.1 + 0.2, 1 / 3, 1e-7, 123456789.0, 0.123456789])
def test_numbers_are_exact(alpha):
    assert executed(python_recipe(metadata(alpha=alpha)))["alpha"] == alpha
    words = shlex.split(command_recipe(metadata(alpha=alpha)))
    assert float(words[words.index("--alpha") + 1]) == alpha
    assert float(format_option({"block1_conv1": alpha}).partition(":")[2]) == alpha


def test_a_flag_is_written_as_the_command_knows_it():
    words = shlex.split(command_recipe(metadata(normalize=False)))
    assert "--textbook-weights" in words
    assert "False" not in words


def test_layers_of_weight_zero():
    off = metadata(style_layers=OFF)
    assert executed(python_recipe(off)) == {
        "pictures": ("my photo.png", "swirl"),
        "steps": 7,
        "beta": 0.0,
        "path": "my photo_swirl.png",
    }
    some = {**OFF, "block2_conv1": 0.5}
    assert executed(python_recipe(metadata(style_layers=some)))["style_layers"] == {"block2_conv1": 0.5}


def test_layers_that_come_later():
    """Off at first, so α or β must not be 0 instead."""
    changes = [(3, {"style_layers": {"block1_conv1": 0.5}})]
    called = executed(python_recipe(metadata(changes, style_layers=OFF)))
    assert called["changes"] == changes
    assert called["style_layers"] == OFF
    assert called.get("beta", 1.0) == 1.0


def test_a_run_with_changes_has_no_command():
    assert command_recipe(metadata([(3, {"alpha": 1.0})])) is None


# Repeated.


@pytest.fixture
def folder(tmp_path, monkeypatch, pictures):
    monkeypatch.chdir(tmp_path)
    for name, picture in zip(("photo.png", "painting.png"), pictures, strict=True):
        save_picture(name, picture)
    save_picture("other.png", pictures[1][::-1, :, ::-1].copy())
    return tmp_path


def nst(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["nst", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code


def picture(path):
    return np.asarray(Image.open(path).convert("RGB"))


def steady(run):
    """A run of several steps without a change."""
    run.advance(5)
    assert run.wait(FEW)


def changed(run):
    """A run with every kind of change, and with going back."""
    run.update(alpha=0.7)
    run.advance(4)
    assert run.wait(FEW)
    run.update(style="other.png", tv=1.0)
    run.advance(3)
    assert run.wait(FEW)
    run.go_back(5)
    run.update(style_layers={"block4_conv1": 0.0}, content_layer="block2_conv1")
    run.advance(2)
    assert run.wait(FEW)
    for optimizer in ("adam", "lbfgs"):
        run.update(optimizer=optimizer)
    run.advance(2)
    assert run.wait(FEW)
    run.update(optimizer="adam", learning_rate=0.05)
    run.advance(2)
    assert run.wait(FEW)


def back_to_the_first(run):
    """Starts from the first picture again, with all layers off for a while."""
    run.update(style_layers=OFF)
    run.advance(2)
    assert run.wait(FEW)
    run.go_back(0)
    run.advance(2)
    assert run.wait(FEW)
    run.update(style_layers={**OFF, "block1_conv1": 1.0})
    run.advance(2)
    assert run.wait(FEW)


@pytest.mark.usefixtures("small_network")
@pytest.mark.parametrize(
    ("scenario", "settings"),
    [
        (steady, {}),
        (steady, {"start": "noise", "seed": 3, "optimizer": "adam", "style_layers": {**OFF, "block1_conv1": 1 / 3}}),
        (steady, {"style_layers": OFF}),
        (changed, {}),
        (changed, {"start": "noise", "optimizer": "adam"}),
        (back_to_the_first, {}),
    ],
)
def test_everything_repeats_the_picture(folder, monkeypatch, scenario, settings):
    run = BackgroundRun("photo.png", "painting.png", size=48, **settings)
    assert run.wait(FEW)
    scenario(run)
    assert run.error is None
    expected, told = run.latest.picture, json.loads(json.dumps(run.metadata()))
    Path("old.png").write_bytes(encode_picture("old.png", expected, metadata=told))
    Path("old.json").write_bytes(encode_settings(told))
    run.close()
    exec(python_recipe(told), {})
    np.testing.assert_array_equal(picture("photo_painting.png"), expected)
    for again in ("old.png", "old.json"):
        nst(monkeypatch, "stylize", "--again", again, "-o", f"of_{again}.png", "-q")
        np.testing.assert_array_equal(picture(f"of_{again}.png"), expected)
    if command := command_recipe(told):
        nst(monkeypatch, *shlex.split(command)[1:], "-o", "command.png", "-q")
        np.testing.assert_array_equal(picture("command.png"), expected)
    assert bool(command) == (scenario is steady)
