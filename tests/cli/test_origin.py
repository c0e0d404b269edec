"""Stories that are damaged are refused, name by name."""

import json

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

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
