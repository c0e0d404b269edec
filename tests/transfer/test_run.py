"""The iterator of steps: what it yields, keeps and repeats; on the small network, or on VGG-19 where that matters."""

import functools
import gc
import itertools

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.images import Picture, luminance
from nst_course.transfer.objective import REGULARIZERS, total_variation
from nst_course.transfer.optimizers import OPTIMIZERS
from nst_course.transfer.run import stylize

SMALL = {"size": 64, "first_size": 32, "steps": (6, 4), "precision": "float32"}


def run(content, style, **settings):
    """All steps and the last picture."""
    transfer = stylize(content, style, **{**SMALL, **settings})
    return list(transfer), transfer.picture()


@pytest.mark.usefixtures("small_network")
class TestSteps:
    def test_numbers_and_sizes(self, pictures):
        steps, picture = run(*pictures)
        assert [step.step for step in steps] == list(range(1, 11))
        assert [step.size for step in steps] == [(24, 32)] * 6 + [(48, 64)] * 4
        assert picture.shape == (48, 64, 3)
        assert picture.dtype == np.float32
        assert 0 <= picture.min() < picture.max() <= 1

    def test_costs_are_the_formula_and_fall(self, pictures):
        steps, _ = run(*pictures, alpha=2.0, beta=3.0)
        for step in steps:
            assert step.J == pytest.approx(2 * step.J_content + 3 * step.J_style, rel=1e-4)
            assert list(step.style_layers) == [f"block{b}_conv1" for b in range(1, 6)]
        assert steps[5].J < steps[0].J
        assert steps[-1].J < steps[6].J
        assert all(a.seconds < b.seconds for a, b in itertools.pairwise(steps))

    def test_a_step_gives_only_its_own_picture(self, pictures):
        transfer = stylize(*pictures, **SMALL)
        first = next(transfer)
        assert first.picture().shape == (24, 32, 3)
        next(transfer)
        with pytest.raises(RuntimeError, match="Step 1"):
            first.picture()

    def test_no_picture_before_the_first_step(self, pictures):
        with pytest.raises(NstError, match=r"next\(run\)"):
            stylize(*pictures, **SMALL).picture()

    def test_steps_are_traced_once_per_scale(self, pictures, monkeypatch):
        traces = []
        monkeypatch.setitem(REGULARIZERS, "tv", lambda picture: traces.append(1) or total_variation(picture))
        run(*pictures, steps=(30, 30))
        assert len(traces) == 2

    def test_the_alpha_channel_of_the_content_is_kept(self, pictures):
        content, style = pictures
        alpha = np.zeros(content.shape[:2], np.float32)
        alpha[:, 32:] = 1
        transfer = stylize(Picture(content, alpha), style, **SMALL)
        next(transfer)
        picture, kept = transfer.final_picture()
        assert picture.shape == (48, 64, 3)  # enlarged from the coarser scale
        assert np.abs(kept - alpha).mean() < 0.02
        assert transfer.content[0, :, :30].numpy().min() == 1  # the engine saw white in the transparent parts


@pytest.mark.usefixtures("small_network")
class TestRepeatable:
    @pytest.mark.parametrize("settings", [{}, {"optimizer": "adam", "start": "noise"}, {"precision": "bfloat16"}])
    @pytest.mark.slow
    def test_the_same_seed_gives_the_same_bytes(self, pictures, settings):
        first, second = (run(*pictures, seed=3, **settings)[1] for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_another_seed_gives_other_noise(self, pictures):
        first, second = (run(*pictures, seed=seed, start="noise")[1] for seed in (1, 2))
        assert np.abs(first - second).max() > 0.05


@pytest.mark.usefixtures("small_network")
class TestChoices:
    @pytest.mark.parametrize("start", ["content", "colors", "noise", "blend", "gray"])
    def test_starts(self, pictures, start):
        content, style = pictures
        transfer = stylize(content, style, **{**SMALL, "first_size": 64, "start": start, "averaging": 0.0})
        transfer.enter_scale((48, 64))
        first = transfer.picture()
        expected = {"content": content.mean(), "colors": style.mean(), "noise": 0.5, "gray": 0.5}
        expected["blend"] = (content.mean() + 0.5) / 2
        assert first.mean() == pytest.approx(expected[start], abs=0.05)
        assert (first.std() < 0.02) == (start == "gray")

    def test_a_picture_as_start(self, pictures, tmp_path):
        from nst_course.images import save_picture

        path = tmp_path / "start.png"
        save_picture(path, np.full((30, 40, 3), 0.25, np.float32))
        transfer = stylize(*pictures, **{**SMALL, "start": str(path)})
        transfer.enter_scale((24, 32))
        np.testing.assert_allclose(transfer.picture(), 64 / 255, atol=1e-4)

    def test_averaging_is_the_weighted_mean_of_the_pictures(self, pictures):
        transfer = stylize(*pictures, **{**SMALL, "first_size": 64, "steps": (4,), "averaging": 0.5})
        seen = []
        for _ in transfer:
            seen.append(transfer.optimizer.picture.numpy()[0])
        weights = np.array([0.125, 0.25, 0.5, 1.0])
        expected = np.tensordot(weights / weights.sum(), np.stack(seen), 1)
        np.testing.assert_allclose(transfer.picture(), expected, atol=1e-5)

    def test_total_variation_smooths(self, pictures):
        def roughness(tv):
            _, picture = run(*pictures, tv=tv, first_size=64, steps=(25,))
            return np.square(np.diff(picture, axis=0)).mean()

        assert roughness(100.0) < roughness(0.0)

    def test_luminance_keeps_the_colors_of_the_content(self, pictures):
        content, style = pictures
        content = 0.3 + 0.4 * content
        _, picture = run(content, style, colors="luminance", start="blend", first_size=64)
        before, after = (p - luminance(p)[..., None] for p in (content, picture))
        lengths = np.linalg.norm(before, axis=-1) * np.linalg.norm(after, axis=-1)
        similarity = np.sum(before * after, axis=-1) / (lengths + 1e-6)
        assert np.median(similarity) > 0.98
        assert np.abs(luminance(picture) - luminance(content)).mean() > 0.01

    def test_match_gives_the_style_the_colors_of_the_content(self, pictures):
        content, style = pictures
        content = 0.3 + 0.4 * content
        matched = stylize(content, style, **SMALL, colors="match").styles[0].numpy()
        np.testing.assert_allclose(matched.mean(axis=(0, 1, 2)), content.mean(axis=(0, 1)), atol=0.01)

    @pytest.mark.slow
    def test_several_styles(self, pictures):
        content, style = pictures
        alone = run(content, [style], steps=(5,))[1]
        same = run(content, [style, style], steps=(5,), style_weights=(1, 3))[1]
        other = run(content, [style, 1 - style[::-1]], steps=(5,))[1]
        np.testing.assert_allclose(same, alone, atol=2e-2)
        assert np.abs(other - alone).max() > 0.02
        with pytest.raises(NstError, match=r"style_weights.*\b1\b.*\b2\b"):
            stylize(content, [style, style], style_weights=(1,))

    @pytest.mark.slow
    def test_style_scale_changes_the_size_of_the_style(self, pictures):
        assert np.abs(run(*pictures, style_scale=0.5)[1] - run(*pictures)[1]).max() > 0.02

    def test_without_style_weight_the_picture_is_the_content(self, pictures):
        content, style = pictures
        _, picture = run(content, style, beta=0.0, tv=0.0)
        np.testing.assert_allclose(picture, content, atol=0.06)

    def test_own_costs(self, pictures):
        steps, _ = run(*pictures, costs={"total_cost": lambda J_content, J_style, alpha, beta: 7 * J_content + J_style})
        assert steps[3].J == pytest.approx(7 * steps[3].J_content + steps[3].J_style, rel=1e-4)

    def test_an_update_applies_at_all_scales(self, pictures):
        transfer = stylize(*pictures, **SMALL, alpha=1.0, beta=1.0)
        next(transfer)
        transfer.update(beta=10.0)
        for step in transfer:
            assert step.J == pytest.approx(step.J_content + 10 * step.J_style, rel=1e-4)
        assert step.size == (48, 64)

    @pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
    def test_numbers_that_are_not_finite_end_the_run_and_keep_the_picture(self, pictures, optimizer):
        own = {"total_cost": lambda J_content, J_style, alpha, beta: J_content * float("nan")}
        transfer = stylize(*pictures, **SMALL, costs=own, optimizer=optimizer)
        with pytest.raises(NstError, match=r"J is nan.*step 1"):
            list(transfer)
        assert np.isfinite(transfer.picture()).all()

    def test_running_out_of_memory_gives_advice(self, pictures, monkeypatch):
        import tensorflow as tf

        def exhausted(picture):
            raise tf.errors.ResourceExhaustedError(None, None, "OOM")

        monkeypatch.setitem(REGULARIZERS, "tv", exhausted)
        with pytest.raises(NstError, match=r"64×48.*--size"):
            next(stylize(*pictures, **SMALL))

    def test_a_large_picture_is_scaled_down_when_read(self):
        large = np.zeros((300, 400, 3), np.float32)
        assert stylize(large, large, **SMALL).content.shape == (1, 96, 128, 3)

    def test_an_empty_list_of_styles(self, pictures):
        with pytest.raises(NstError, match="style"):
            stylize(pictures[0], [])

    @pytest.mark.slow
    def test_many_scales_cause_no_warning(self, pictures, caplog):
        run(*pictures, scale_factor=1.1, steps=(1,))
        assert "retracing" not in caplog.text

    def test_settings_name_the_actual_choice(self, pictures):
        transfer = stylize(*pictures, **{**SMALL, "precision": "auto"})
        assert transfer.settings.precision in ("float32", "bfloat16", "float16")
        assert transfer.settings.network == "vgg19"
        assert transfer.settings.style_weights == ()  # equal shares, however many styles there are


@pytest.mark.usefixtures("small_network")
@pytest.mark.slow
def test_memory_does_not_grow_over_a_thousand_steps(pictures):
    import psutil

    process, used = psutil.Process(), []
    for step in stylize(*pictures, **{**SMALL, "first_size": 64, "steps": (1000,)}):
        if step.step in (100, 1000):
            gc.collect()
            used.append(process.memory_info().rss)
    assert used[1] - used[0] < 20e6


class TestPrecisionOnVGG19:
    PAIRS = (("louvre", "swirl"), ("portrait", "mosaic"), ("still_life", "swirl"))

    @pytest.fixture(scope="class")
    def final_J(self, weights):
        """(pair, precision) -> J of a run's final picture, computed by a float32 network."""
        import tensorflow as tf

        settings = {"weights": weights, "size": 96, "first_size": 96, "steps": (40,)}
        judges = {}

        @functools.cache
        def measure(pair, precision):
            run = stylize(*pair, precision=precision, **settings)
            for _ in run:
                pass
            if pair not in judges:
                judges[pair] = stylize(*pair, precision="float32", **settings)
                judges[pair].enter_scale(run.plan.sizes[-1])
            return float(judges[pair].objective(tf.constant(run.picture())[None])[1]["J"])

        return measure

    @pytest.mark.slow
    @pytest.mark.parametrize("precision", ["bfloat16", "float16"])
    def test_final_J_agrees_with_float32(self, final_J, precision):
        """The mean of three runs: rounding sends each one along a different path, up to 3% apart."""
        ratios = [final_J(pair, precision) / final_J(pair, "float32") for pair in self.PAIRS]
        assert sum(ratios) / len(ratios) == pytest.approx(1, abs=0.02)
        assert ratios == pytest.approx([1, 1, 1], abs=0.05)
