"""`--again` repeats a run, with changes; stories that are damaged are refused, name by name."""

import json

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nst_course.cli import run
from nst_course.images import read_metadata
from nst_course.transfer.provenance import file_checksum

QUICK = ["--size", "48", "--first-size", "48", "--steps", "3", "--precision", "float32"]
STORY = {"content": "photo.jpg", "styles": ["painting.png"], "settings": {"size": 48, "steps": [3]}, "sha256": {}}


def write(story):
    info = PngInfo()
    info.add_itxt("nst_course", json.dumps(story))
    Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save("old.png", pnginfo=info)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("content", 5, "'content' is damaged"),
        ("content", None, "'content' is damaged"),
        ("content", "", "'content' is damaged"),
        ("styles", "swirl", "'styles' is damaged"),
        ("styles", [], "'styles' is damaged"),
        ("styles", ["swirl", 1], "'styles' is damaged"),
        ("settings", [1], "'settings' is damaged"),
        ("settings", {"content_layers": 5}, "'settings' is damaged"),
        ("settings", {"style_weights": 5}, "'settings' is damaged"),
        ("settings", {"start": 5}, "'settings' is damaged"),
        ("settings", {"size": "large"}, "'settings' is damaged"),
        ("settings", {"steps": ["many"]}, "steps is 'many'"),
        ("settings", {"sise": 48}, "did you mean 'size'"),
        ("sha256", "abc", "'sha256' is damaged"),
    ],
)
def test_damaged_stories(folder, nst, name, value, word):
    write({**STORY, name: value})
    code, _, err = nst("stylize", "--again", "old.png")
    assert code == 2
    assert word in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", STORY)
def test_missing_parts(folder, nst, name):
    write({key: value for key, value in STORY.items() if key != name})
    code, _, err = nst("stylize", "--again", "old.png")
    assert code == 2
    assert f"'old.png' does not say how it was made (its '{name}' is missing)" in err


@pytest.mark.usefixtures("small_network")
def test_a_sound_story_is_repeated(folder, nst):
    write(STORY)
    assert nst("stylize", "--again", "old.png", "-q") == (0, "", "")
    assert (folder / "old-2.png").exists()


@pytest.mark.usefixtures("small_network")
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

    def test_again_notes_another_start(self, folder, nst):
        Image.new("RGB", (60, 50), "red").save("first.png")
        nst("stylize", "photo.jpg", "painting.png", "--start", "first.png", "-o", "out.png", *QUICK)
        assert "changed" not in nst("stylize", "--again", "out.png")[1]
        Image.new("RGB", (60, 50), "blue").save("first.png")
        assert "first.png has changed" in nst("stylize", "--again", "out.png")[1]

    def test_checksums_are_of_what_was_read(self, folder, nst, monkeypatch):
        before = file_checksum("photo.jpg")

        def replaced(*args):
            Image.new("RGB", (60, 50), "red").save("photo.jpg")

        monkeypatch.setattr(run, "announce", replaced)
        nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *QUICK)
        assert read_metadata("out.png")["sha256"]["photo.jpg"] == before != file_checksum("photo.jpg")
