"""Verdict colors: everybody can tell them apart, on light and dark backgrounds."""

import itertools

import numpy as np
import pytest

from nst_course.checks.report import Verdict, verdict_in_record
from nst_course.grading.reports.pages import VERDICT_STYLES, css_class, verdict_style

# Colors as people without red, green or blue cones see them: Machado, Oliveira & Fernandes (2009), in linear RGB.
SIGHT = {
    "all cones": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color):
    c = np.array(list(bytes.fromhex(color[1:]))) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIELAB, in which a distance of 2 is just noticeable."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_colors_can_be_told_apart(sight):
    """Verdicts of the same color have different patterns."""
    for one, two in itertools.combinations(VERDICT_STYLES.values(), 2):
        distance = np.linalg.norm(lab(SIGHT[sight] @ linear(one.color)) - lab(SIGHT[sight] @ linear(two.color)))
        assert distance > 12 or (one.hatched, one.hollow) != (two.hatched, two.hollow)


@pytest.mark.parametrize("ground", ["#ffffff", "#fbfaf8", "#14171b", "#111111"])
def test_colors_have_contrast(ground):
    """At least 3:1; #111111 is the text inside a bar."""
    for one in VERDICT_STYLES.values():
        a, b = sorted(float(linear(color) @ TO_XYZ[1]) for color in (one.color, ground))
        assert (b + 0.05) / (a + 0.05) >= 3


def test_every_verdict_has_a_style():
    assert set(VERDICT_STYLES) == {verdict_in_record(verdict) for verdict in Verdict}
    assert all(verdict_style(verdict) in VERDICT_STYLES.values() for verdict in Verdict)
    assert len({css_class(verdict) for verdict in VERDICT_STYLES}) == len(VERDICT_STYLES)
    assert len({style.phrase for style in VERDICT_STYLES.values()}) == len(VERDICT_STYLES)
