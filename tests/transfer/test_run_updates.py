"""Updates during a run: they take effect at the next step, without retracing, and are repeatable."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.images import to_uint8
from nst_course.transfer.initial import read_pictures
from nst_course.transfer.objective import REGULARIZERS, total_variation
from nst_course.transfer.optimizers import OPTIMIZERS
from nst_course.transfer.run import StyleTransfer, stylize
from nst_course.transfer.settings import settings_from

SMALL = {"size": 48, "first_size": 48, "steps": (30,), "precision": "float32"}
LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
OFF = dict.fromkeys(LAYERS, 0.0)

pytestmark = pytest.mark.usefixtures("small_network")


def live_run(pictures, changes=(), **settings):
    settings = settings_from({**SMALL, **settings})
    return StyleTransfer(read_pictures(*pictures, settings), settings, changes=changes, live=True)


def played(run, steps):
    """Run that many steps -> (the steps, the picture)."""
    done = [next(run) for _ in range(steps)]
    return done, run.picture()


@pytest.fixture
def other_style():
    return np.random.default_rng(5).random((40, 40, 3)).astype("float32")


# Without changes.


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "lbfgs"},
        {"optimizer": "adam", "start": "noise"},
        {"first_size": 24 * 2, "size": 96, "steps": (5,)},
    ],
)
@pytest.mark.slow
def test_without_changes_it_equals_a_plain_run(pictures, settings):
    plain = stylize(*pictures, **{**SMALL, **settings})
    live = live_run(pictures, **settings)
    for _ in range(8):
        here, there = next(plain), next(live)
        assert (here.J, here.J_style, here.style_layers) == (there.J, there.J_style, there.style_layers)
        np.testing.assert_array_equal(plain.picture(), live.picture())


# One change.


def fresh_J(pictures, run, picture, **settings):
    """J of a picture (1, height, width, 3) by a new objective with these settings."""
    other = stylize(*pictures, **{**SMALL, **settings})
    other.enter_scale(run.size)
    return {name: np.asarray(value) for name, value in other.objective(picture)[1].items()}


CHANGES = {
    "alpha": {"alpha": 5.0},
    "beta": {"beta": 0.1},
    "no style": {"beta": 0.0},
    "no content": {"alpha": 0.0},
    "deep layers off": {"style_layers": {"block4_conv1": 0.0, "block5_conv1": 0.0}},
    "one layer more": {"style_layers": {"block2_conv1": 0.9}},
    "content layer": {"content_layers": {"block4_conv2": 0.0, "block1_conv1": 1.0}},
    "two content layers": {"content_layers": {"block2_conv1": 0.5}},
}


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_change_is_in_the_objective_of_the_next_step(pictures, optimizer):
    """One run makes all changes and undoes each before the next: separate runs would spend minutes tracing."""
    run = live_run(pictures, alpha=1.0, optimizer=optimizer)
    played(run, 4)
    usual = {name: asdict(run.current_settings)[name] for name in ("alpha", "beta", "tv", *LAYER_SETTINGS)}
    for name, change in CHANGES.items():
        run.update(**{**usual, **change})
        picture = run.optimizer.query_point()
        step = next(run)
        changed = {name: asdict(run.current_settings)[name] for name in usual}
        expected = fresh_J(pictures, run, picture, **changed)
        before = fresh_J(pictures, run, picture, alpha=1.0)
        for part in ("J", "J_style", "J_content"):
            assert getattr(step, part) == pytest.approx(float(expected[part]), rel=1e-4), (name, part)
        assert step.J != pytest.approx(float(before["J"]), rel=1e-3), name
        run.update(**usual)
        next(run)


LAYER_SETTINGS = ("content_layers", "style_layers")


def weight_values(run):
    """The current weights in J."""
    weights = run.weights
    layers = [*weights.content_layers.values(), *weights.style_layers.values()]
    return [float(one) for one in (weights.alpha, weights.beta, *weights.regularizers.values(), *layers)]


def test_smoothness_and_learning_rate_take_effect_at_the_next_step(pictures):
    run = live_run(pictures, optimizer="adam", averaging=0.0)
    _, before = played(run, 3)
    usual_settings = {"tv": run.current_settings.tv, "learning_rate": run.current_settings.learning_rate}
    state = run.state()

    def change_of_picture(**changes):
        run.set_state(state)
        run.update(**{**usual_settings, **changes})
        _, after = played(run, 1)
        return after - before

    usual = np.abs(change_of_picture()).mean()
    assert np.abs(change_of_picture(learning_rate=0.002)).mean() < 0.2 * usual
    assert np.abs(change_of_picture(learning_rate=0.0)).max() == 0
    assert not np.array_equal(change_of_picture(tv=1000.0), change_of_picture())


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_another_style_is_in_the_objective_of_the_next_step(pictures, other_style, optimizer):
    run = live_run(pictures, optimizer=optimizer)
    played(run, 4)
    run.update(style=other_style)
    picture = run.optimizer.query_point()
    step = next(run)
    expected = fresh_J((pictures[0], other_style), run, picture)
    assert step.J == pytest.approx(float(expected["J"]), rel=1e-4)
    assert list(step.style_layers.values()) == pytest.approx(list(expected["style_layers"]), rel=1e-4)
    assert step.J != pytest.approx(float(fresh_J(pictures, run, picture)["J"]), rel=1e-2)


def test_all_layers_off_leaves_the_content(pictures):
    run = live_run(pictures, alpha=1.0)
    played(run, 6)
    run.update(style_layers=OFF)
    step = next(run)
    assert step.J_style == 0
    assert step.J == pytest.approx(step.J_content, rel=1e-6)
    assert all(np.isfinite(value) for value in step.style_layers.values())
    assert min(step.style_layers.values()) > 0  # each layer's cost is still reported
    run.update(content_layers=dict.fromkeys(run.current_settings.content_layers, 0.0))
    step = next(run)
    assert (step.J, step.J_content) == (0, 0)
    run.update(style_layers={"block1_conv1": 1.0})
    assert next(run).J > 0


def test_no_change_needs_retracing(pictures, other_style, monkeypatch):
    traces = []
    monkeypatch.setitem(REGULARIZERS, "tv", lambda picture: traces.append(1) or total_variation(picture))
    run = live_run(pictures, steps=100)
    next(run)
    before = len(traces)
    assert before >= 1
    changes = [*CHANGES.values(), {"style": other_style}, {"optimizer": "adam"}, {"learning_rate": 0.1}, {"tv": 9.0}]
    for change in [*changes, {"optimizer": "lbfgs"}, {"style_layers": OFF}]:
        run.update(**change)
        played(run, 2)
    run.set_picture(to_uint8(run.picture()))
    next(run)
    run.restart(start="noise", seed=4)
    next(run)
    assert len(traces) == before


def J_of_pictures(run, steps):
    """J of G at each step; rejected trial points do not count."""
    J = []
    for _ in range(steps):
        step = next(run)
        J.append(step.J if run.last_accepted else J[-1])
    return J


@pytest.mark.parametrize(("before", "after"), [(0.05, 5.0), (5.0, 0.05), (0.5, 50.0)])
def test_a_hundredfold_alpha_does_not_diverge(pictures, before, after):
    run = live_run(pictures, alpha=before, start="noise")
    played(run, 15)
    run.update(alpha=after)
    J = J_of_pictures(run, 12)
    assert max(J) <= 1.01 * J[0]
    assert J[5] < J[0]
    assert J[-1] < 0.97 * J[0]


@pytest.mark.parametrize("change", [{"optimizer": "adam"}, {"style_layers": {"block1_conv1": 1.0}}, {"style": None}])
def test_other_changes_do_not_diverge_either(pictures, other_style, change):
    run = live_run(pictures, start="noise", alpha=1.0)
    played(run, 15)
    run.update(**({"style": other_style} if "style" in change else change))
    J = J_of_pictures(run, 14)
    assert max(J) <= 2 * J[0]
    assert J[-1] < J[0]


def test_a_plain_run_accepts_the_same_changes(pictures, other_style):
    """It is retraced for another style or optimizer and makes the same pictures as a live one."""
    plain, live = stylize(*pictures, **SMALL), live_run(pictures)
    for change in ({"alpha": 2.0}, {"style": other_style}, {"optimizer": "adam", "learning_rate": 0.05}):
        for run in (plain, live):
            run.update(**change)
            played(run, 3)
        assert plain.last_step.J == pytest.approx(live.last_step.J, rel=1e-5)
        np.testing.assert_allclose(plain.picture(), live.picture(), atol=1e-5)
    assert plain.current_settings.optimizer == "adam"
    with pytest.raises(NstError, match="block2_conv1"):  # it compares content only at the layers in its settings
        plain.update(content_layers={"block2_conv1": 1.0})


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_runs_take_turns_on_one_engine(pictures, optimizer):
    """With `state` and `set_state`, two runs with different α share network, targets and trace without interfering."""
    alone = live_run(pictures, optimizer=optimizer)
    expected = [step.J for step in played(alone, 6)[0]]
    shared, found = live_run(pictures, optimizer=optimizer), []
    shared.prepare()
    first, second = shared.state(), None
    for _ in range(6):
        shared.set_state(first)
        found.append(next(shared).J)
        first = shared.state()
        shared.set_state(second or first)
        shared.weights.alpha.assign(5.0)
        next(shared)
        second = shared.state()
        shared.weights.alpha.assign(alone.current_settings.alpha)
    assert found == expected


# Setting the picture, and restarting.


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.slow
def test_setting_the_picture_equals_a_fresh_run_from_it(pictures, optimizer, tmp_path):
    from nst_course.images import save_picture

    rng = np.random.default_rng(8)
    picture = rng.integers(0, 256, (36, 48, 3), dtype=np.uint8)
    save_picture(tmp_path / "start.png", picture)
    run = live_run(pictures, optimizer=optimizer)
    played(run, 6)
    run.set_picture(picture)
    assert np.array_equal(to_uint8(run.picture()), picture)
    fresh = live_run(pictures, optimizer=optimizer)
    fresh.set_picture(picture)
    from_file = live_run(pictures, optimizer=optimizer, start=str(tmp_path / "start.png"))
    for _ in range(8):
        steps = [next(one) for one in (run, fresh, from_file)]
        assert steps[0].J == steps[1].J
        assert steps[0].J == pytest.approx(steps[2].J, rel=1e-4)
        np.testing.assert_array_equal(run.picture(), fresh.picture())


@pytest.mark.parametrize("start", ["content", "noise", "gray", "colors"])
def test_a_restart_equals_a_fresh_run(pictures, start):
    run = live_run(pictures)
    played(run, 5)
    run.restart(start=start, seed=9)
    fresh = live_run(pictures, start=start, seed=9)
    for _ in range(4):
        assert next(run).J == next(fresh).J
        np.testing.assert_array_equal(run.picture(), fresh.picture())


def test_a_picture_of_another_size_is_resized(pictures):
    run = live_run(pictures)
    run.set_picture(np.full((10, 20, 3), 51, np.uint8))
    np.testing.assert_allclose(run.picture(), 0.2, atol=1e-6)


# Repeating a run.


def as_json_gives_back(changes):
    """Its changes after a round trip through JSON."""
    return json.loads(json.dumps(changes))


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.slow
def test_changes_repeat_a_run_that_was_updated(pictures, other_style, optimizer, tmp_path):
    from nst_course.images import save_picture

    style = str(tmp_path / "style.png")
    save_picture(style, other_style)
    changes = [
        (0, {"alpha": 0.3}),
        (3, {"alpha": 2.0, "tv": 0.0}),
        (5, {"style": style}),
        (7, {"optimizer": "adam" if optimizer == "lbfgs" else "lbfgs", "learning_rate": 0.05}),
        (9, {"restart": True, "content_layers": {"block4_conv2": 0.0, "block2_conv1": 1.0}}),
        (11, {"style_layers": OFF}),
        (13, {"style_layers": {"block3_conv1": 0.7}}),
        (15, {"restart": True}),
    ]
    live = live_run(pictures, optimizer=optimizer)
    for number in range(20):
        for values in [values for step, values in changes if step == number]:
            values = dict(values)
            if values.pop("restart", False):
                live.set_picture(to_uint8(live.picture()))
            if values:
                live.update(**values)
        next(live)
    again = stylize(*pictures, **{**SMALL, "steps": 20, "optimizer": optimizer}, changes=as_json_gives_back(changes))
    assert len(list(again)) == 20
    np.testing.assert_array_equal(again.picture(), live.picture())
    fewer = stylize(*pictures, **{**SMALL, "steps": 20, "optimizer": optimizer}, changes=changes[:-1])
    list(fewer)
    assert not np.array_equal(fewer.picture(), live.picture())


def test_a_restart_before_the_first_step(pictures):
    """What the metadata contains after going back to the first picture."""
    again = stylize(*pictures, **{**SMALL, "steps": 3}, changes=[(0, {"restart": True})])
    assert len(list(again)) == 3
    live = live_run(pictures)
    live.prepare()
    live.set_picture(to_uint8(live.picture()))
    np.testing.assert_array_equal(played(live, 3)[1], again.picture())


def test_changes_are_applied_in_the_order_of_their_steps(pictures):
    run = live_run(pictures, changes=[(6, {"alpha": 3.0}), (2, {"alpha": 1.0}), (2, {"beta": 2.0}), (99, {"beta": 7})])
    seen = []
    for _ in range(8):
        next(run)
        seen.append((run.current_settings.alpha, run.current_settings.beta))
    assert seen == [(0.05, 1.0)] * 2 + [(1.0, 2.0)] * 4 + [(3.0, 2.0)] * 2


def test_changes_at_several_scales(pictures):
    settings = {**SMALL, "size": 64, "first_size": 32, "steps": (4, 4)}
    steps = list(stylize(*pictures, **settings, changes=[(2, {"alpha": 9.0}), (6, {"beta": 3.0})]))
    for step in steps:
        alpha, beta = (9.0 if step.step > 2 else 0.05), (3.0 if step.step > 6 else 1.0)
        assert step.J == pytest.approx(alpha * step.J_content + beta * step.J_style, rel=1e-4)
    assert [step.size for step in steps] == [(24, 32)] * 4 + [(48, 64)] * 4


# Refused.

BAD = [
    ({"alpha": -1}, "alpha is -1"),
    ({"alpha": float("nan")}, "alpha is nan"),
    ({"alpha": None}, "alpha is None"),
    ({"beta": "much"}, "beta is 'much'"),
    ({"alhpa": 1}, "did you mean 'alpha'"),
    ({"size": 64}, "'size'"),
    ({"seed": 1}, "'seed'"),
    ({"optimizer": "sgd"}, "'sgd'"),
    ({"learning_rate": 11}, "learning_rate is 11"),
    ({"style_layers": {"block9_conv1": 1.0}}, "'block9_conv1'"),
    ({"style_layers": {"block4_conv2": 1.0}}, "'block4_conv2'"),
    ({"style_layers": {"block1_conv1": -0.5}}, "block1_conv1 is -0.5"),
    ({"style_layers": 5}, "style_layers is 5"),
    ({"style_layers": ["block1_conv1"]}, "style_layers is"),
    ({"content_layers": "block1_conv1"}, "content_layers is"),
    ({"content_layers": {"block5_conv4": 1.0}}, "'block5_conv4'"),
    ({"alpha": 3.0, "beta": -1}, "beta is -1"),
    ({"alpha": 3.0, "style": "no_such_file.png"}, "no_such_file.png"),
    ({"alpha": 3.0, "style": ["swirl", "swirl"]}, "2"),
]


@pytest.mark.parametrize(("change", "fact"), BAD)
def test_a_bad_change_is_refused_and_nothing_changes(pictures, change, fact):
    run = live_run(pictures)
    before = (run.current_settings, weight_values(run), run.styles)
    with pytest.raises(NstError) as refused:
        run.update(**change)
    assert fact in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert before == (run.current_settings, weight_values(run), run.styles)


@pytest.mark.parametrize(("change", "fact"), BAD)
def test_bad_changes_in_metadata_are_refused_before_the_first_step(pictures, change, fact):
    with pytest.raises(NstError) as refused:
        stylize(*pictures, **SMALL, changes=[(1, {"alpha": 1.0}), (25, change)])
    assert fact in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        5,
        "alpha",
        [5],
        [(5,)],
        [(5, 6)],
        [("x", {})],
        [(float("inf"), {})],
        [(1, {"alpha": 1}, 2)],
        [(1, {3: 4})],
        {1: 2},
    ],
)
def test_malformed_changes(pictures, changes):
    with pytest.raises(NstError):
        stylize(*pictures, **SMALL, changes=changes)
