"""The six functions returned by `nst.collect()` call each other, and no other functions are changed."""

from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import tensorflow as tf

import nst_course as nst
from nst_course import costs
from nst_course.exercises import EXERCISES
from nst_course.lessons.collect import python_function

# For one matrix, as the exercise asks; the course's own costs pass a batch of them.
COUNTED = """
import tensorflow as tf
calls = []
def product(A):
    calls.append(tuple(A.shape))
    return tf.matmul(A, tf.transpose(A))
def gram_matrix(A):
    return product(A)
"""
LAYER = """
import tensorflow as tf
{}
def compute_layer_style_cost(a_S, a_G):
    return of_layer(a_S, a_G)
def of_layer(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S, A_G = (tf.linalg.matrix_transpose(tf.reshape(a, [m, -1, n_C])) for a in (a_S, a_G))
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * n_C**2 * (n_H * n_W) ** 2)
"""
STYLE = "from nst_course.costs import STYLE_LAYERS\n{}\n" + EXERCISES["compute_style_cost"].solution


def save(folder, name, *sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name)


def calls_of_a_style_cost(mine, m=1):
    """Shapes of the matrices that reach the student's gram_matrix, for m pictures with two style layers."""
    rng = np.random.default_rng(5)
    a_S, a_G = ([tf.constant(rng.normal(size=(m, 4, 5, c)), tf.float32) for c in (2, 3, 2)] for _ in "SG")
    arguments = a_S, a_G, [("one", 0.25), ("two", 0.75)]
    calls = mine["gram_matrix"].__globals__["calls"]
    calls.clear()
    J = float(mine["compute_style_cost"](*arguments))
    found = list(calls)
    assert J == pytest.approx(float(costs.compute_style_cost(*arguments)))
    assert calls == found  # the course's own function did not call the student's
    return found


@pytest.mark.parametrize("decorator", ["", "@tf.function"])
@pytest.mark.parametrize("m", [1])
def test_collected_functions_call_each_other_through_helpers_and_graphs(tmp_path, decorator, m):
    save(tmp_path, "3.ipynb", COUNTED)
    save(tmp_path, "4.ipynb", LAYER.format(decorator), STYLE.format(decorator))
    mine = nst.collect(tmp_path)
    assert [mine.origins[name][0] for name in list(EXERCISES)[1:4]] == ["passed"] * 3
    assert calls_of_a_style_cost(mine, m) == 2 * m * [(2, 20)] + 2 * m * [(3, 20)]
    assert (
        python_function(mine["compute_style_cost"]).__globals__["compute_layer_style_cost"]
        is mine["compute_layer_style_cost"]
    )


def test_reference_functions_call_the_students(tmp_path):
    """A student's function is used wherever it is needed, and functions that don't need it are left as they are."""
    save(tmp_path, "3.ipynb", COUNTED)
    mine = nst.collect(tmp_path)
    assert len(calls_of_a_style_cost(mine)) == 4
    assert mine["compute_content_cost"] is costs.compute_content_cost
    assert costs.compute_style_cost.__globals__ is vars(costs)
    assert costs.compute_layer_style_cost.__globals__["gram_matrix"] is costs.gram_matrix


@pytest.mark.parametrize("decorator", ["", "@tf.function"])
def test_the_running_notebook_stays_unchanged(tmp_path, monkeypatch, decorator):
    names = {"__name__": "__main__"}
    exec(f"import tensorflow as tf\n{STYLE.format(decorator)}", names)
    before = dict(names)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(user_ns=names))
    save(tmp_path, "3.ipynb", COUNTED)
    mine = nst.collect(tmp_path)
    assert mine.origins["compute_style_cost"] == ("passed", "this notebook")
    assert len(calls_of_a_style_cost(mine)) == 4
    assert names == before
