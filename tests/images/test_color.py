import numpy as np
import pytest

from nst_course.images.color import LUMA, luminance, match_colors, with_luminance


def cloud(mean, mixing, seed=0, shape=(60, 80), dtype=np.float64):
    """Colors of the given mean around which noise is mixed by a 3×3 matrix, all well inside [0, 1]."""
    noise = np.random.default_rng(seed).uniform(-1, 1, (*shape, 3))
    return (noise @ np.asarray(mixing) + mean).astype(dtype)


BLUE = cloud((0.4, 0.5, 0.6), np.diag([0.02, 0.05, 0.1]))
WARM = cloud((0.6, 0.5, 0.4), [[0.1, 0.05, 0.0], [0.0, 0.05, 0.02], [0.01, 0.0, 0.04]], seed=1, shape=(30, 20))


def moments(rgb):
    colors = rgb.reshape(-1, 3).astype(np.float64)
    return colors.mean(0), np.cov(colors.T, bias=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mean_and_covariance_become_those_of_the_reference(dtype):
    result = match_colors(BLUE.astype(dtype), WARM.astype(dtype))
    assert result.dtype == dtype
    assert result.shape == BLUE.shape
    assert 0 < result.min() < result.max() < 1  # nothing was clipped, so the moments hold exactly
    for got, wanted in zip(moments(result), moments(WARM), strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-6)


def test_the_map_is_the_gradient_of_a_convex_function():
    """Symmetric with positive eigenvalues, and therefore the map that moves the colors least."""
    result = match_colors(BLUE, WARM)
    linear = np.linalg.lstsq((BLUE - BLUE.mean((0, 1))).reshape(-1, 3), (result - result.mean((0, 1))).reshape(-1, 3))[
        0
    ]
    np.testing.assert_allclose(linear, linear.T, atol=1e-9)
    assert np.linalg.eigvalsh(linear).min() > 0


def test_matching_its_own_colors_changes_nothing():
    np.testing.assert_allclose(match_colors(BLUE, BLUE), BLUE, atol=1e-9)


def test_matching_and_matching_back_restores_the_picture():
    np.testing.assert_allclose(match_colors(match_colors(BLUE, WARM), BLUE), BLUE, atol=1e-6)


GRAY = BLUE[..., :1].repeat(3, -1)
CONSTANT = np.full((20, 20, 3), (0.2, 0.4, 0.6))


@pytest.mark.parametrize("reference", [GRAY, CONSTANT])
def test_degenerate_references_are_matched_exactly(reference):
    for got, wanted in zip(moments(match_colors(WARM, reference)), moments(reference), strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-7)


def test_a_constant_picture_takes_the_mean():
    np.testing.assert_allclose(match_colors(CONSTANT, WARM), np.broadcast_to(WARM.mean((0, 1)), CONSTANT.shape))


def test_a_gray_picture_is_tinted_without_amplifying_its_noise():
    noisy = GRAY + np.random.default_rng(3).normal(0, 1e-3, GRAY.shape)  # as after JPEG
    result = match_colors(noisy, WARM)
    gray = np.ones(3) / np.sqrt(3)
    (mean, cov), (wanted_mean, wanted_cov) = moments(result), moments(WARM)
    np.testing.assert_allclose(mean, wanted_mean, atol=1e-6)
    assert gray @ cov @ gray == pytest.approx(gray @ wanted_cov @ gray, rel=0.05)  # the contrast is the reference's
    assert np.linalg.eigvalsh(cov)[1] < 1e-5  # and all colors still lie on one line


def test_the_result_is_clipped():
    result = match_colors(BLUE, np.random.default_rng(0).integers(0, 2, (9, 9, 3)).astype(float))
    assert result.min() == 0
    assert result.max() == 1


# ---------------------------------------------------------------- luminance


def yiq(rgb):
    import colorsys

    return np.array([colorsys.rgb_to_yiq(*color) for color in rgb.reshape(-1, 3)])


def test_luminance_is_the_y_of_yiq():
    np.testing.assert_allclose(luminance(WARM).ravel(), yiq(WARM)[:, 0], atol=0.003)  # colorsys rounds to two digits
    assert sum(LUMA) == pytest.approx(1)
    assert luminance(WARM.astype(np.float32)).dtype == np.float32
    assert luminance(WARM[0, 0]).shape == ()
    assert luminance(np.stack([BLUE, BLUE])).shape == (2, 60, 80)


def test_with_luminance_keeps_i_and_q():
    y = luminance(WARM) * 0.9 + 0.03
    result = with_luminance(WARM, y)
    np.testing.assert_allclose(luminance(result), y, atol=1e-12)
    np.testing.assert_allclose(yiq(result)[:, 1:], yiq(WARM)[:, 1:], atol=0.002)


def test_with_its_own_luminance_nothing_changes():
    rgb = np.random.default_rng(0).random((5, 7, 9, 3)).astype(np.float32)
    result = with_luminance(rgb, luminance(rgb))
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, rgb, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_out_of_gamut_colors_are_desaturated_and_keep_luminance_and_hue(dtype):
    rng = np.random.default_rng(0)
    rgb, y = rng.random((50, 40, 3)).astype(dtype), rng.random((50, 40)).astype(dtype)
    y[0], y[1] = 0, 1
    result = with_luminance(rgb, y)
    assert 0 <= result.min() <= result.max() <= 1
    np.testing.assert_allclose(luminance(result), y, atol=1e-6)
    np.testing.assert_allclose(result[0], 0, atol=1e-6)
    np.testing.assert_allclose(result[1], 1, atol=1e-6)
    before, after = rgb - luminance(rgb)[..., None], result - y[..., None]
    np.testing.assert_allclose(np.cross(before, after), 0, atol=1e-6)  # chroma still points the same way
    assert ((before * after).sum(-1) >= -1e-7).all()
