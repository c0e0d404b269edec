"""Functions are found in whatever students hand in, and nothing is executed on the way."""

import json

import pytest

from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.lessons.cells import cells_of, read_cells
from nst_course.lessons.extract import extract

GRAM = "def gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True)"


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, **more})


def taken(*sources, name="gram_matrix"):
    return extract(cells_of(notebook(*sources), "a.ipynb"), name, EXERCISES)


def test_the_function_and_only_what_it_needs():
    found = taken(
        "import tensorflow as tf, os\nimport no_such_package\nmodel = train(100)",
        "# eps\nEPS = 1e-8; OTHER = 2",
        "def helper(A):\n    # reasons stay\n    return A + EPS",
        "class Layer:\n    size = 3",
        "def gram_matrix(A):\n    return tf.matmul(helper(A), A, transpose_b=True) * Layer.size",
        "plot(gram_matrix)\nfor step in range(10**9): train(step)",
    )
    assert found.pieces == (
        "import tensorflow as tf, os",
        "EPS = 1e-08",
        "def helper(A):\n    # reasons stay\n    return A + EPS",
        "class Layer:\n    size = 3",
        "def gram_matrix(A):\n    return tf.matmul(helper(A), A, transpose_b=True) * Layer.size",
    )
    assert found.notes == ()


@pytest.mark.parametrize(
    "sources",
    [
        ("import tensorflow as tf", GRAM, "def gram_matrix(A):\n    return 1", GRAM.replace("A", "last")),
        ("if True:\n    def gram_matrix(last):\n        return last",),
        ("import numpy as np\ngram_matrix = lambda last: np.dot(last, last.T)",),
        ("def mine(last):\n    return last", "gram_matrix = mine"),
        ("import tensorflow as tf\n@tf.function\ndef gram_matrix(last):\n    return last",),
        ("import functools\ndef f(last, k):\n    return last", "gram_matrix = functools.partial(f, k=2)"),
        ("def gram_matrix(last):\n    return last", "gram_matrix = nst.yours(gram_matrix)"),
        ("try:\n    import keras\nexcept ImportError:\n    keras = None\ndef gram_matrix(last):\n    return keras",),
        ("%%time\ndef gram_matrix(last):\n    return last",),
        ("%pip install x\n!ls\ntf?\nfiles = !ls\ndef gram_matrix(last):\n    return last",),
        ("def broken(:\n", "def gram_matrix(last):\n    return last", "%%bash\nrm -rf nothing", "return 3"),
        ("x = 1\nif x: print(x)\nfrom math import *\ndef gram_matrix(last):\n    return last * pi",),
    ],
)
def test_however_it_is_written(sources):
    found = taken(*sources)
    assert "last" in found.source
    assert found.notes == ()
    compile(found.source, "extraction", "exec")


def test_each_value_of_a_variable_is_kept_in_order():
    """A default argument sees the first, the body the last."""
    found = taken("a = 1", "def gram_matrix(A, b=a):\n    return A * a * b", "a = 5")
    space = {}
    exec(found.source, space)
    assert space["gram_matrix"](2) == 2 * 5 * 1


def test_names_of_its_own_bring_nothing_along():
    """Arguments, locals and those of comprehensions are not the notebook's variables of the same name."""
    found = taken("A = B = c = i = 3", "def gram_matrix(A):\n    B = A\n    return [i for i in B if (c := i)]")
    assert len(found.pieces) == 1


def test_other_exercises_are_the_courses_own():
    style = "def compute_layer_style_cost(a_S, a_G):\n    return gram_matrix(a_S)"
    found = taken(GRAM, style, name="compute_layer_style_cost")
    assert found.pieces == ("from nst_course.costs import gram_matrix", style)
    assert "gram_matrix, which compute_layer_style_cost calls" in found.notes[0]


@pytest.mark.parametrize(
    ("sources", "note"),
    [
        (("x = 1",), "There is no gram_matrix."),
        (("mine = nst.collect()\nstill = mine", "gram_matrix = still['gram_matrix']"), "There is no gram_matrix."),
        (("from nst_course.costs import gram_matrix",), "gram_matrix is imported in cell 1, not written."),
        (("", "def gram_matrix(A:\n    return A"), "cell 2, which Python cannot read (line 1"),
    ],
)
def test_why_it_is_missing(sources, note):
    found = taken(*sources)
    assert not found.found
    assert found.source == ""
    assert note in found.notes[0]


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("x = 1", "looks up 'vgg', which the notebook defines nowhere."),
        ("vgg = nst.load_network('pocket')", "which cell 1 computes (vgg = nst.load_network('pocket'))"),
        ("import tensorflow as tf\nvgg = tf.keras.applications.VGG19()", "which cell 1 computes"),
        ("for vgg in range(3):\n    print(vgg)", "which cell 1 computes (for vgg in range(3):)"),
    ],
)
def test_what_it_will_miss(before, note):
    found = taken(before, "def gram_matrix(A):\n    return vgg(A)")
    assert found.found
    assert "VGG19" not in found.source
    assert len(found.notes) == 1
    assert note in found.notes[0]


CONFLICT = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> branch\n"
DEEP = '{"cells": ' + 200_000 * "["


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "a.ipynb", "empty"),
        (" \n", "a.py", "empty"),
        (CONFLICT, "a.ipynb", "merge conflict of git in line 1"),
        (f"y = 1\n{CONFLICT}", "a.py", "merge conflict of git in line 2"),
        ("print('no JSON')", "a.ipynb", "not a notebook"),
        ('{"cells": [', "a.ipynb", r"JSON breaks off in line 1"),
        (DEEP, "a.ipynb", "not a notebook"),
        ('{"nbformat": 3, "worksheets": 5}', "a.ipynb", "no list of cells"),
        ("[1, 2]", "a.ipynb", "no list of cells"),
        ('{"cells": 7}', "a.ipynb", "no list of cells"),
        (notebook("x = 1", None), "a.ipynb", "no text in its cell 2"),
        (notebook("x = 1", 7), "a.ipynb", "no text in its cell 2"),
        (notebook(["x = 1", None]), "a.ipynb", "no text in its cell 1"),
    ],
)
def test_what_is_no_notebook_is_one_sentence(text, name, says):
    with pytest.raises(NstError, match=says) as error:
        cells_of(text, name)
    assert "\n" not in str(error.value)


def test_odd_cells_cost_nothing():
    """Cells without source, with lists of lines, with odd characters and escapes, nested or summed without end."""
    odd = [
        "x = '\\d'",
        "x = \0",
        "x = '\ud800'",
        "(" * 5000,
        "x = " + "-" * 100_000 + "1",
        "x = 1" + "+ 1" * 3000,
        ["a = 1\n", "b = 2"],
    ]
    cells = [{"cell_type": "code", "source": s} for s in odd] + [{}, {"cell_type": "code"}, 7, None]
    text = json.dumps({"cells": [*cells, {"cell_type": "code", "source": GRAM.splitlines(keepends=True)}]})
    assert extract(cells_of(text, "a.ipynb"), "gram_matrix").pieces == (GRAM,)


def test_python_files(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(f"\ufeff# %%\ndef broken(:\n\n# %% [markdown]\n# # Text\n\n# %%\n{GRAM}\n", encoding="utf-8")
    assert extract(read_cells(path), "gram_matrix").pieces == (GRAM,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: None, "There is no file"),
        (lambda p: p.mkdir(), "cannot be read"),
        (lambda p: p.write_bytes(b"PK\x03\x04\xff\xfe"), "not text in UTF-8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, make, says):
    make(tmp_path / "a.ipynb")
    with pytest.raises(NstError, match=says):
        read_cells(tmp_path / "a.ipynb")


def test_a_helper_of_the_same_name_further_down_belongs_to_others():
    """Two cells with a helper each: as the notebook runs, each function meets its own."""
    first = "def half(x):\n    return x / 2\n\ngram_matrix = functools.partial(half)"
    second = "def half(x, y):\n    return y\n\ndef total_cost(J_content, J_style):\n    return half(J_content, J_style)"
    source = taken("import functools", first, second).source
    assert "return x / 2" in source
    assert "return y" not in source
    assert "return y" in taken("import functools", first, second, name="total_cost").source


def test_a_helper_may_stand_below():
    found = taken("def gram_matrix(A):\n    return half(A)", "def half(x):\n    return x / 2")
    assert "return x / 2" in found.source
