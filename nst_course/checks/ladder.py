"""What was seen, and what should have been -> the first rung of the ladder that does not hold.

A rung looks at one run: (seen, wanted, case) -> what is wrong, in a few words, or "". It holds when it holds for every
case. Nothing here runs a student's code.
"""

import numpy as np

# Results may differ by rounding: a matrix product in TF32 is off by 1e-3, a cost of its square by a few of them.
TOLERANCE = 5e-3
LENIENT = 5e-2  # bfloat16 keeps 8 bits
KINDS = {"Variable": "tensor", "float": "number", "int": "number", "NumPy number": "number"}


def runs(seen, wanted, case):
    if seen.crash and not case.lenient:
        return f"{seen.crash.type}: {seen.crash.message}" if seen.crash.message else seen.crash.type
    return ""


def returns_a_tensor(seen, wanted, case):
    given = KINDS.get(seen.kind, seen.kind)
    if given in ("tensor", KINDS.get(wanted.kind, wanted.kind)) or case.lenient:
        return ""
    return f"it returns {article(seen.kind)}, not a {'tensor' if wanted.kind == 'tensor' else 'number'}"


def has_the_dtype(seen, wanted, case):
    if case.lenient or wanted.kind != "tensor" or seen.dtype == wanted.dtype:
        return ""
    return f"it returns {seen.dtype} for inputs in {wanted.dtype}"


def has_the_shape(seen, wanted, case):
    if seen.shape == wanted.shape or case.lenient:
        return ""
    what = "one number, of shape ()" if wanted.shape == () else f"the shape {wanted.shape}"
    return f"it returns the shape {seen.shape}, not {what}"


def has_the_values(seen, wanted, case):
    wrong = [name for name in wanted.values if not close(seen.values.get(name), wanted.values[name], case)]
    if not wrong or (case.lenient and not seen.values):
        return ""
    if wrong[0] != "result":
        return f"the {wrong[0]} is not right"
    got = seen.values.get("result")
    if got is not None and not np.isfinite(got).all():
        return f"it returns {'NaN' if np.isnan(got).any() else 'infinity'}"
    return "the value is not right" if wanted.shape == () else "the values are not right"


def lets_the_gradient_flow(seen, wanted, case):
    if case.lenient:
        return ""
    for name, gradients in wanted.gradients.items():
        for got, expected in zip(seen.gradients.get(name, [None] * len(gradients)), gradients, strict=True):
            if got is None and expected is not None:
                if not np.any(expected):
                    continue  # a weight of 0: a right function may leave that layer out
                return f"no gradient comes back to {name}"
            if expected is not None and not close(got, expected, case):
                return f"the gradient with respect to {name} is not right"
            if expected is None and got is not None and np.any(got):
                return f"a gradient comes back to all of {name}, and should to some of its layers only"
    return ""


def leaves_its_arguments_alone(seen, wanted, case):
    return f"it changes its argument {seen.changed[0]}" if seen.changed else ""


def works_in_a_graph(seen, wanted, case):
    return runs(seen, wanted, case) or has_the_values(seen, wanted, case)


def is_traced_once(seen, wanted, case):
    return f"TensorFlow had to trace it {seen.traces} times for two calls" if seen.traces > 1 else ""


EAGER = {
    "runs": runs,
    "returns a tensor": returns_a_tensor,
    "number format": has_the_dtype,
    "shape": has_the_shape,
    "values": has_the_values,
    "gradient": lets_the_gradient_flow,
    "arguments untouched": leaves_its_arguments_alone,
}
GRAPH = {"inside tf.function": works_in_a_graph, "traced once": is_traced_once}
RUNGS = ("written", *EAGER, *GRAPH)


def first_fault(rungs, seen, wanted, cases):
    """(rung, index of the case, what is wrong) of the first rung that does not hold for all cases; None if all hold."""
    for title, rung in rungs.items():
        for index, run in enumerate(zip(seen, wanted, cases, strict=True)):
            fault = rung(*run)
            if fault:
                return title, index, fault
    return None


def close(got, wanted, case=None, floor=1e-6):
    """Whether two arrays agree up to rounding, relative to the largest number that is wanted, or to `floor`."""
    if got is None or wanted is None or got.shape != wanted.shape:
        return got is wanted
    if not np.isfinite(got).all():
        return np.array_equal(got, wanted, equal_nan=True)
    tolerance = LENIENT if case is not None and case.lenient else TOLERANCE
    scale = np.abs(wanted).max(initial=0.0)
    return bool(np.abs(got - wanted).max(initial=0.0) <= tolerance * scale + floor)


def alike(a, b, rung):
    """Whether two runs on one case are the same, as far as this rung looks; one error is like another."""
    if a.crash or b.crash:
        return bool(a.crash and b.crash)
    same = [
        what_it_is(a) == what_it_is(b)
        and a.values.keys() == b.values.keys()
        and all(close(a.values[name], b.values[name], floor=1e-9) for name in a.values),
        same_gradients(a.gradients, b.gradients),
        a.changed == b.changed,
    ]
    return all(same[: max(1, RUNGS.index(rung) - RUNGS.index("values") + 1)])


def what_it_is(seen):
    """Kind, dtype and shape; Python's numbers are all alike."""
    kind = KINDS.get(seen.kind, seen.kind)
    return kind, seen.dtype if kind != "number" else "", seen.shape


def in_proportion(runs):
    """Whether all results are those of the others times one number, whatever the case."""
    ratios = []
    for a, b in runs:
        mine, other = a.values.get("result"), b.values.get("result")
        if mine is None or other is None or mine.shape != other.shape or not np.isfinite(mine).all():
            return False
        if np.abs(other).max(initial=0.0) > 1e-6:
            ratio = float((mine * other).sum() / (other * other).sum())
            if not close(mine, ratio * other, floor=0):
                return False
            ratios.append(ratio)
        elif not close(mine, other):
            return False
    return len(ratios) > 1 and max(ratios) - min(ratios) <= TOLERANCE * max(map(abs, ratios)) and 0 not in ratios


def same_gradients(a, b):
    return a.keys() == b.keys() and all(
        (x is None) == (y is None) and (x is None or close(x, y, floor=1e-9))
        for name in a
        for x, y in zip(a[name], b[name], strict=True)
    )


def article(kind):
    """'None', 'a float', 'an int': a kind in a sentence."""
    if kind == "NoneType":
        return "None"
    if not kind:  # a class can have no name
        return "a thing without a name"
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"
