"""Which number format a run uses, tested with simulated clocks, which compute a time from the operations."""

import pytest

from nst_course.errors import NstError
from nst_course.networks.precision import choose_precision

# Milliseconds of one convolution: forward, and its gradient. The AVX2 figures were measured; the others are modeled on
# them.
AVX2 = {"float32": (30, 45), "bfloat16": (27.5, 876)}
MATRIX_UNIT = {"float32": (30, 45), "bfloat16": (7, 11)}
NOISE = {"float32": (30, 45), "bfloat16": (27, 40)}
FAST_GRADIENT_ONLY = {"float32": (30, 45), "bfloat16": (90, 8)}


def clock_of(milliseconds, calls=None):
    """A clock for functions that TensorFlow has traced: the sum over their convolutions and gradients."""

    def clock(function):
        operations = function.graph.get_operations()
        forward = [op for op in operations if op.type == "Conv2D"]
        back = [op for op in operations if op.type == "Conv2DBackpropInput"]
        assert forward
        dtype = forward[0].get_attr("T").name
        if calls is not None:
            calls.append(dtype)
        return (len(forward) * milliseconds[dtype][0] + len(back) * milliseconds[dtype][1]) / 1e3

    return clock


@pytest.fixture(autouse=True)
def processor_only(monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [])


@pytest.mark.parametrize(
    ("milliseconds", "chosen"),
    [(AVX2, "float32"), (MATRIX_UNIT, "bfloat16"), (NOISE, "float32"), (FAST_GRADIENT_ONLY, "float32")],
    ids=["slow gradient", "fast both ways", "hardly faster", "slow forward"],
)
def test_auto_counts_forward_and_gradient(milliseconds, chosen):
    precision = choose_precision("auto", clock_of(milliseconds))
    assert precision.dtype == chosen
    seconds = {dtype: sum(times) / 1e3 for dtype, times in milliseconds.items()}
    ratio = precision.speeds["bfloat16"] / precision.speeds["float32"]
    assert ratio == pytest.approx(seconds["float32"] / seconds["bfloat16"])


def test_an_emulated_format_is_measured_only_once():
    """After a first call, which loads kernels and is not counted."""
    calls = []
    choose_precision("auto", clock_of(AVX2, calls))
    assert calls.count("bfloat16") == 2
    assert calls.count("float32") > 2


def test_a_slow_first_call_does_not_count():
    """The first call loads kernels, which takes a second on a busy machine."""
    called = set()
    steady = clock_of(MATRIX_UNIT)

    def clock(function):
        seconds = steady(function) + (0 if function in called else 5)
        called.add(function)
        return seconds

    assert choose_precision("auto", clock).dtype == "bfloat16"


def test_an_unsupported_format_is_not_chosen():
    import tensorflow as tf

    def clock(function):
        outputs = [output for operation in function.graph.get_operations() for output in operation.outputs]
        if "bfloat16" in {output.dtype.name for output in outputs}:
            raise tf.errors.UnimplementedError(None, None, "no kernel")
        return 0.01

    assert choose_precision("auto", clock).dtype == "float32"
    with pytest.raises(NstError, match="bfloat16"):
        choose_precision("bfloat16", clock)


def test_an_explicit_choice_is_respected():
    assert choose_precision("float32", clock_of(MATRIX_UNIT)).dtype == "float32"
    assert choose_precision("bfloat16", clock_of(AVX2)).dtype == "bfloat16"


def test_the_real_clock_measures_real_work_once():
    speed = choose_precision("float32").speed
    assert 0.1 < speed < 1e6  # GFLOP/s
    assert choose_precision("float32").speed == speed
