"""Settings are checked, survive JSON, and lead to a plan."""

import inspect
import json
from dataclasses import asdict, fields
from types import SimpleNamespace

import pytest

from nst_course.errors import NstError
from nst_course.networks.precision import Precision
from nst_course.networks.vgg import channel_counts, layers_up_to
from nst_course.transfer.plan import LIBRARIES, make_plan, scales
from nst_course.transfer.settings import (
    ColorMode,
    Pooling,
    PrecisionName,
    Preprocessing,
    Settings,
    Start,
    settings_from,
)

BAD = [
    ({"alpha": -1}, ["alpha", "-1", "0"]),
    ({"beta": float("nan")}, ["beta", "nan", "finite"]),
    ({"tv": "much"}, ["tv", "'much'"]),
    ({"size": (512,)}, ["size", "(512,)"]),
    ({"alpha": 10**400}, ["alpha", "1e+12"]),
    ({"alpha": float("inf")}, ["alpha", "inf"]),
    ({"tv": True}, ["tv", "True"]),
    ({"start": 5}, ["start", "5", "gray"]),
    ({"normalize": "no"}, ["normalize", "'no'", "False"]),
    ({"content_layers": None}, ["content_layers", "None", "block4_conv2"]),
    ({"style_layers": ["block1_conv1"]}, ["style_layers", "block1_conv1"]),
    ({"style_weights": None}, ["style_weights", "None"]),
    ({"size": 8}, ["size", "8", "32", "8192"]),
    ({"size": 10**6}, ["size", "1000000"]),
    ({"steps": ()}, ["steps", "80,50,20"]),
    ({"steps": (10, 0)}, ["steps", "0"]),
    ({"steps": (2.5,)}, ["steps", "2.5", "whole"]),
    ({"size": 100.5}, ["size", "100.5", "whole"]),
    ({"averaging": 1.0}, ["averaging", "1.0"]),
    ({"scale_factor": 1}, ["scale_factor", "1", "1.1"]),
    ({"style_weights": (1, -1)}, ["style_weights", "-1"]),
    ({"style_weights": (0, 0)}, ["style_weights", "zero"]),
    ({"content_layers": {"block4_conv9": 1}}, ["'block4_conv9'", "did you mean 'block4_conv"]),
    ({"style_layers": {"block1_conv1": -0.5}}, ["style_layers", "block1_conv1", "-0.5"]),
    ({"style_layers": {}}, ["style_layers"]),
    ({"optimizer": "adamm"}, ["did you mean 'adam'"]),
    ({"colors": "grey"}, ["colors", "'grey'"]),
    ({"precision": "float64"}, ["precision", "'float64'"]),
    ({"network": "vgg16"}, ["did you mean 'vgg19'"]),
    ({"stile_scale": 2}, ["'stile_scale'", "did you mean 'style_scale'"]),
]


@pytest.mark.parametrize(("changes", "facts"), BAD)
def test_invalid_settings_are_refused(changes, facts):
    with pytest.raises(NstError) as caught:
        settings_from(changes)
    assert [fact for fact in facts if fact not in str(caught.value)] == []
    assert "\n" not in str(caught.value)


def test_settings_survive_json():
    settings = Settings(steps=(3, 2), style_weights=(1.0, 2.0), alpha=0.5)
    assert settings_from(json.loads(json.dumps(asdict(settings)))) == settings


def test_numpy_numbers_are_accepted():
    import numpy as np

    settings = Settings(size=np.int64(256), alpha=np.float32(0.5), steps=[np.int32(3)])
    assert json.loads(json.dumps(asdict(settings)))["size"] == 256
    assert settings == Settings(size=256, alpha=0.5, steps=(3,))


def test_one_number_of_steps_is_enough():
    assert Settings(steps=7).steps == (7,)


def test_whole_numbers_can_be_floats():
    settings = Settings(size=256.0, steps=[80.0, 20])
    assert json.dumps([settings.size, settings.steps]) == "[256, [80, 20]]"


@pytest.mark.parametrize(
    ("size", "factor", "expected"),
    [(512, 2, [128, 256, 512]), (400, 2, [200, 400]), (100, 2, [100]), (512, 2**0.5, [128, 181, 256, 362, 512])],
)
def test_scales(size, factor, expected):
    assert scales(size, 128, factor) == expected


CHANNELS = {layer: channel_counts()[layer] for layer in layers_up_to(["block5_conv1"])}


class TestPlan:
    precision = Precision("float32", {"float32": 100.0})

    def plan(self, shape=(300, 400), **changes):
        return make_plan(shape, Settings(**changes), self.precision, CHANNELS)

    def test_sizes_keep_the_aspect_and_steps_repeat(self):
        plan = self.plan(size=1024, steps=(9, 5))
        assert plan.sizes == ((96, 128), (192, 256), (384, 512), (768, 1024))
        assert plan.steps == (9, 5, 5, 5)
        assert plan.total_steps == 24

    def test_seconds_are_proportional_to_the_work(self):
        one, two = (self.plan(size=512, first_size=512, steps=(n,)).seconds for n in (100, 200))
        assert 1.8 < two / one < 2
        halved = make_plan((300, 400), Settings(), Precision("float32", {"float32": 200.0}), CHANNELS).seconds
        assert halved < 0.6 * self.plan().seconds

    def test_refuses_what_cannot_fit_and_suggests_a_size_that_does(self, monkeypatch):
        import psutil

        monkeypatch.setattr(psutil.Process, "memory_info", lambda self: SimpleNamespace(rss=0))
        plan = self.plan(size=8000)
        with pytest.raises(NstError, match=r"8000×6000.* GB.* GB.*--size (\d+)") as caught:
            plan.check_fits(4e9)
        size = int(str(caught.value).split("--size ")[1].rstrip("."))
        self.plan(size=size).check_fits(4e9)
        with pytest.raises(NstError, match="8000×6000"):
            plan.check_fits(LIBRARIES / 2)

    def test_narrow_pictures_keep_a_side_large_enough_for_the_network(self):
        with pytest.raises(NstError, match=r"4000×10.*512"):
            self.plan(shape=(10, 4000), size=512)


def test_stylize_names_every_setting_with_its_default():
    """Defaults are defined once: an editor shows the same ones for `nst.stylize` as `Settings` has."""
    from nst_course.transfer.run import stylize

    parameters = inspect.signature(stylize).parameters
    named = {name: p.default for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
    others = {"costs", "weights", "changes"}
    assert set(named) - others == {field.name for field in fields(Settings)}
    assert {name: value for name, value in named.items() if name not in others} == vars(Settings())
    assert not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


@pytest.mark.parametrize("choice", [Start, ColorMode, Pooling, Preprocessing, PrecisionName])
def test_a_choice_equals_its_word(choice):
    for member in choice:
        assert str(member) == f"{member}" == json.loads(json.dumps(member)) == member
        assert eval(repr(member)) == member  # code shown for copying contains plain words
    assert settings_from({"colors": "match"}).colors is ColorMode.MATCH
