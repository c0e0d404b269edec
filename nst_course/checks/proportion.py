"""Results that are the right ones times one factor -> that factor, as a diagnosis where no named mistake fits."""

from fractions import Fraction
from itertools import product

import numpy as np

from .ladder import close

# The sizes of a case, by exercise: of the layer whose cost it is, or of A. The others have no one layer.
SIZES = {
    "compute_content_cost": lambda inputs: dict(zip(LAYER, inputs["generated_output"][-1].shape, strict=True)),
    "compute_layer_style_cost": lambda inputs: dict(zip(LAYER, inputs["a_G"].shape, strict=True)),
    "gram_matrix": lambda inputs: dict(zip(("n_C", "(n_H·n_W)"), inputs["A"].shape, strict=True)),
}
LAYER = ("m", "n_H", "n_W", "n_C")
POWERS = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # of a size, or of the 2 that stands beside sizes
NEAR = 2e-3  # of a ratio to the factor that explains it: float32, and sums in another order


def proportion(name, seen, wanted, cases):
    """(diagnosis, next move) where one factor explains every case, ("", "") where none does."""
    found = ratios(name, seen, wanted, cases)
    times = factor(found) if found else ""
    if not times:
        return "", ""
    return (
        f"In each case yours is {times} times what it should be.",
        "Look for that factor: in what is multiplied, in the divisor, and in what a sum or a mean runs over.",
    )


def ratios(name, seen, wanted, cases):
    """[(yours / expected, sizes)] of the cases that have one, [] where yours is in no proportion or nowhere wrong."""
    sizes, found = SIZES.get(name, lambda inputs: {}), []
    for got, right, case in zip(seen, wanted, cases, strict=False):
        mine, expected = got.values.get("result"), right.values.get("result")
        if case.lenient:
            continue
        if mine is None or expected is None or mine.shape != expected.shape or not np.isfinite(mine).all():
            return []
        if np.abs(expected).max(initial=0.0) > 1e-6:
            ratio = float((mine * expected).sum() / (expected * expected).sum())
            if ratio == 0 or not close(mine, ratio * expected, floor=0):
                return []
            found.append((ratio, sizes(case.inputs)))
        elif not close(mine, expected, case):
            return []
    return found if len(found) > 1 and any(abs(ratio - 1) > NEAR for ratio, _ in found) else []


def factor(found):
    """'4', 'n_C²' or '2 / n_C': the simplest factor that is the ratio in every case, or ""."""
    values = np.array([ratio for ratio, _ in found])
    if np.ptp(values) <= NEAR * abs(values[0]):
        return number(values[0])
    names = list(found[0][1])
    if not names or values.min() <= 0:
        return ""
    powers = np.array(sorted(product(POWERS, repeat=len(names)), key=lambda tried: sum(map(abs, tried))))
    sizes = np.array([[sizes[name] for name in names] for _, sizes in found], float)
    rest = np.log2(values) - powers @ np.log2(sizes).T  # (all combinations of powers, cases)
    beside = np.round(rest[:, :1])  # the power of 2 that may stand beside the sizes
    fits = (np.abs(rest - beside).max(axis=1) <= NEAR) & (np.abs(beside[:, 0]) <= max(POWERS))
    best = np.argmax(fits)
    if not fits[best]:
        return ""
    return written(Fraction(2) ** int(beside[best, 0]), dict(zip(names, powers[best].tolist(), strict=True)))


def number(value):
    """A ratio in words: a small fraction where it is one, else its first digits."""
    fraction = Fraction(value).limit_denominator(64)
    near = fraction and abs(float(fraction) / value - 1) <= NEAR / 4
    return str(fraction).replace("-", "−") if near else f"{value:.4g}".replace("-", "−")


def written(beside, powers):
    """A number beside powers of sizes, as one fraction."""
    above = [str(beside.numerator)] * (beside.numerator > 1)
    below = [str(beside.denominator)] * (beside.denominator > 1)
    for name, power in powers.items():
        term = name + {2: "²", 3: "³", 4: "⁴"}.get(abs(power), "")
        if power:
            (above if power > 0 else below).append(term)
    bottom = "·".join(below)
    return ("·".join(above) or "1") + (f" / {bottom if len(below) == 1 else f'({bottom})'}" if below else "")
