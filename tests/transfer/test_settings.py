"""Settings refuse what makes no sense, with one sentence each."""

import json
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from nst_course.errors import NstError
from nst_course.networks.precision import Precision
from nst_course.networks.vgg import channel_counts, layers_up_to
from nst_course.transfer.plan import LIBRARIES, make_plan, scales
from nst_course.transfer.settings import Settings, settings_from

BAD = [
    ({"alpha": -1}, "alpha is -1: give a number between 0 and"),
    ({"beta": float("nan")}, "beta is nan: give a finite number"),
    ({"tv": "much"}, "tv is 'much'"),
    ({"size": (512,)}, "size is '(512,)'"),
    ({"alpha": 10**400}, "give a number between"),
    ({"alpha": float("inf")}, "alpha is inf"),
    ({"tv": True}, "tv is True"),
    ({"start": 5}, "start is 5"),
    ({"normalize": "no"}, "normalize is 'no'"),
    ({"content_layers": None}, "content_layers is None"),
    ({"style_layers": ["block1_conv1"]}, "style_layers is"),
    ({"style_weights": None}, "style_weights is None"),
    ({"size": 8}, "size is 8: give a number between 32 and 8192"),
    ({"size": 10**6}, "size is"),
    ({"steps": ()}, "steps is empty"),
    ({"steps": (10, 0)}, "steps is 0"),
    ({"steps": (2.5,)}, "steps is 2.5: give a whole number"),
    ({"size": 100.5}, "size is 100.5: give a whole number"),
    ({"averaging": 1.0}, "averaging is 1"),
    ({"scale_factor": 1}, "scale_factor is 1"),
    ({"style_weights": (1, -1)}, "style_weights is -1"),
    ({"style_weights": (0, 0)}, "style_weights are all zero"),
    ({"content_layers": {"block4_conv9": 1}}, "no layer 'block4_conv9': did you mean 'block4_conv"),
    ({"style_layers": {"block1_conv1": -0.5}}, "weight of block1_conv1 is -0.5"),
    ({"style_layers": {}}, "style_layers has no layer"),
    ({"optimizer": "adamm"}, "did you mean 'adam'"),
    ({"colors": "grey"}, "colors 'grey'"),
    ({"precision": "float64"}, "precision 'float64'"),
    ({"network": "vgg16"}, "did you mean 'vgg19'"),
    ({"stile_scale": 2}, "no setting 'stile_scale': did you mean 'style_scale'"),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD)
def test_refuses(changes, sentence):
    with pytest.raises(NstError) as caught:
        settings_from(changes)
    assert sentence in str(caught.value)


def test_survive_json():
    settings = Settings(steps=(3, 2), style_weights=(1.0, 2.0), alpha=0.5)
    assert settings_from(json.loads(json.dumps(asdict(settings)))) == settings


def test_numbers_of_numpy_are_numbers():
    import numpy as np

    settings = Settings(size=np.int64(256), alpha=np.float32(0.5), steps=[np.int32(3)])
    assert json.loads(json.dumps(asdict(settings)))["size"] == 256
    assert settings == Settings(size=256, alpha=0.5, steps=(3,))


def test_one_number_of_steps_will_do():
    assert Settings(steps=7).steps == (7,)


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

    def test_seconds_follow_the_work(self):
        one, two = (self.plan(size=512, first_size=512, steps=(n,)).seconds for n in (100, 200))
        assert 1.8 < two / one < 2
        halved = make_plan((300, 400), Settings(), Precision("float32", {"float32": 200.0}), CHANNELS).seconds
        assert halved < 0.6 * self.plan().seconds

    def test_refuses_what_cannot_fit_and_names_a_size_that_does(self, monkeypatch):
        import psutil

        monkeypatch.setattr(psutil.Process, "memory_info", lambda self: SimpleNamespace(rss=0))
        plan = self.plan(size=8000)
        with pytest.raises(NstError, match=r"8000×6000 pixels need about .* GB .*try --size (\d+)") as caught:
            plan.check_fits(4e9)
        size = int(str(caught.value).split("--size ")[1].rstrip("."))
        self.plan(size=size).check_fits(4e9)
        with pytest.raises(NstError, match="close other programs"):
            plan.check_fits(LIBRARIES / 2)

    def test_narrow_pictures_keep_a_side_that_the_network_can_take(self):
        with pytest.raises(NstError, match="too narrow"):
            self.plan(shape=(10, 4000), size=512)
