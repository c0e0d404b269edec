"""The judge finds out the same about a function in a worker as the check does in this process."""

import contextlib

import pytest
from correct_answers import CORRECT_ANSWERS

from nst_course.checks.trial import check_function as judge_here
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from
from nst_course.grading.judge import Job, Judge, canonical
from nst_course.grading.records import Isolation, Verdict
from nst_course.grading.sandbox.pools import SubprocessPool

pytestmark = pytest.mark.slow
IMPORTS = "import functools\nimport keras\nimport numpy as np\nimport tensorflow as tf\n"
GRAM = "tf.matmul(A, A, transpose_b=True)"
# TensorFlow's own threads, which a forked worker does not inherit.
THREADS = {
    "map_fn": "tf.map_fn(lambda row: tf.linalg.matvec(A, row), A)",
    "vectorized_map": "tf.vectorized_map(lambda row: tf.linalg.matvec(A, row), A)",
    "while_loop": f"tf.while_loop(lambda i, G: i < 3, lambda i, G: (i + 1, G), [0, {GRAM}])[1]",
    "cond": f"tf.cond(tf.reduce_sum(A) > 0, lambda: {GRAM}, lambda: {GRAM})",
    "py_function": f"tf.ensure_shape(tf.py_function(lambda A: {GRAM}, [A], A.dtype), [A.shape[0], A.shape[0]])",
}


@pytest.fixture(scope="module")
def judge(fork_server):
    return Judge(20261122, pool=fork_server)


def job(name, source, seconds=30, memory=1500):
    needs = EXERCISES[name].needs
    right = [f"from nst_course.costs import {', '.join(needs)}\n"] if needs else []
    layers = ["from nst_course import STYLE_LAYERS\n"]
    return Job(name, tuple(map(canonical, [IMPORTS, *right, *layers, source])), seconds, memory)


def test_every_correct_variant_gets_full_points(judge):
    found = {f"{name}: {what}": judge.judge(job(name, source)) for name, what, source in CORRECT_ANSWERS}
    assert {what: f.headline for what, f in found.items() if f.verdict is not Verdict.PASSED} == {}


@pytest.mark.parametrize("name", EXERCISES)
def test_named_mistakes_have_their_names(judge, name):
    """Some for each exercise, named as by the check in the notebook."""
    from nst_course import costs

    for mistake in EXERCISES[name].mistakes[::8]:
        source = mistake.source(name)
        here = judge_here(name, function_from(source, name, vars(costs)))
        there = judge.judge(job(name, source))
        if here.mistake == mistake.name and "NameError" not in there.headline:
            assert (there.mistake, there.points) == (here.mistake, here.points), mistake.name


@pytest.mark.parametrize("how", THREADS)
def test_code_that_needs_tensorflows_threads_works(judge, how):
    found = judge.judge(job("gram_matrix", f"def gram_matrix(A):\n    return {THREADS[how]}\n"))
    assert found.verdict is Verdict.PASSED, found.headline


def test_an_exercise_gets_nothing_that_builds_on_it(judge):
    """Otherwise the style cost of one layer could call the cost of a list of one layer."""
    source = """\
def compute_layer_style_cost(a_S, a_G):
    from nst_course.costs import compute_style_cost
    return compute_style_cost([a_S, a_S], [a_G, a_G], [("layer", 1.0)])
"""
    assert judge.judge(job("compute_layer_style_cost", source)).verdict is Verdict.CRASHED


def test_programs_over_the_limits_are_ended(judge):
    late = judge.judge(job("gram_matrix", "def gram_matrix(A):\n    while True:\n        pass\n", seconds=3))
    assert late.verdict is Verdict.TIMED_OUT
    large = judge.judge(job("gram_matrix", "def gram_matrix(A):\n    return np.ones((10**5, 10**5))\n", memory=500))
    assert large.verdict is Verdict.OUT_OF_MEMORY
    assert judge.judge(job("gram_matrix", EXERCISES["gram_matrix"].solution)).verdict is Verdict.PASSED


def test_without_fork_each_process_starts_alone():
    """As on Windows: seconds for each program, the same findings."""
    with contextlib.closing(Judge(7, pool=SubprocessPool())) as alone:
        assert alone.isolation is Isolation.PROCESS
        right = alone.judge(job("gram_matrix", EXERCISES["gram_matrix"].solution))
        assert (right.verdict, right.points) == (Verdict.PASSED, 15)
        late = alone.judge(job("gram_matrix", "def gram_matrix(A):\n    while True:\n        pass\n", seconds=3))
        assert late.verdict is Verdict.TIMED_OUT
        assert alone.judge(job("gram_matrix", "def gram_matrix(A):\n    return A\n")).verdict is Verdict.WRONG
