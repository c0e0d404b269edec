"""A function is extracted from its notebook with everything it needs, and nothing is executed."""

import json

import pytest

from nst_course.exercises import EXERCISES
from nst_course.extraction.notebook import Note, NoteCode, parse_notebook
from nst_course.extraction.program import exercises_in, extract_program

GRAM = "def gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True)"


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, **more})


def taken(*sources, name="gram_matrix"):
    return extract_program(parse_notebook(notebook(*sources), "a.ipynb").cells, name, EXERCISES)


def test_a_program_has_the_function_and_only_what_it_needs():
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
def test_definitions_are_found_in_every_form(sources):
    found = taken(*sources)
    assert "last" in found.source
    assert found.notes == ()
    compile(found.source, "extraction", "exec")


def test_every_value_of_a_variable_is_kept_in_order():
    """A default argument sees the first, the body the last."""
    found = taken("a = 1", "def gram_matrix(A, b=a):\n    return A * a * b", "a = 5")
    space = {}
    exec(found.source, space)
    assert space["gram_matrix"](2) == 2 * 5 * 1


def test_local_names_add_nothing():
    """Arguments, local and comprehension variables are not the notebook's variables of the same name."""
    found = taken("A = B = c = i = 3", "def gram_matrix(A):\n    B = A\n    return [i for i in B if (c := i)]")
    assert len(found.pieces) == 1


def test_other_exercises_are_imported_from_the_course():
    style = "def compute_layer_style_cost(a_S, a_G):\n    return gram_matrix(a_S)"
    found = taken(GRAM, style, name="compute_layer_style_cost")
    assert found.pieces == ("from nst_course.costs import gram_matrix", style)
    assert found.stand_ins == ("gram_matrix",)
    assert found.notes == (Note(NoteCode.STAND_IN, "compute_layer_style_cost", "gram_matrix"),)


@pytest.mark.parametrize(
    ("sources", "note"),
    [
        (("x = 1",), Note(NoteCode.MISSING, "gram_matrix")),
        (
            ("mine = nst.collect()\nstill = mine", "gram_matrix = still['gram_matrix']"),
            Note(NoteCode.MISSING, "gram_matrix"),
        ),
        (("from nst_course.costs import gram_matrix",), Note(NoteCode.IMPORTED, "gram_matrix", cell=1)),
    ],
)
def test_a_note_tells_why_a_function_is_missing(sources, note):
    found = taken(*sources)
    assert not found.found
    assert found.source == ""
    assert found.notes == (note,)


def test_a_cell_that_python_cannot_read_is_named():
    (note,) = taken("", "def gram_matrix(A:\n    return A").notes
    assert (note.code, note.cell) == (NoteCode.UNREADABLE, 2)
    assert note.detail.startswith("line 1: ")


VGG = "vgg = nst.load_network('pocket')"


@pytest.mark.parametrize(
    ("before", "code", "cell", "line"),
    [
        ("x = 1", NoteCode.UNDEFINED, 0, ""),
        (VGG, NoteCode.COMPUTED, 1, VGG),
        ("import tensorflow as tf\nvgg = tf.keras.applications.VGG19()", NoteCode.COMPUTED, 1, "vgg = tf.keras"),
        ("for vgg in range(3):\n    print(vgg)", NoteCode.COMPUTED, 1, "for vgg in range(3):"),
    ],
)
def test_a_note_tells_which_name_will_be_missing(before, code, cell, line):
    found = taken(before, "def gram_matrix(A):\n    return vgg(A)")
    assert found.found
    assert "VGG19" not in found.source
    (note,) = found.notes
    assert (note.code, note.name, note.other, note.cell) == (code, "gram_matrix", "vgg", cell)
    assert note.detail.startswith(line)


@pytest.mark.parametrize("code", NoteCode)
def test_every_note_is_one_sentence_that_names_its_facts(code):
    note = Note(code, "gram_matrix", "EPS", 7, "EPS = train()")
    assert str(note).endswith(".")
    assert "{" not in str(note)
    assert note.headline == str(note).removeprefix("gram_matrix ")


def test_a_notebook_contains_the_exercises_of_its_lesson_and_those_it_defines():
    text = notebook('nst.lesson("4_style_cost", network=NETWORK)', GRAM)
    names = ["gram_matrix", "compute_layer_style_cost", "compute_style_cost"]
    assert exercises_in(parse_notebook(text, "a.ipynb")) == names


def test_a_later_helper_of_the_same_name_is_ignored():
    """Two cells with a helper each: when the notebook runs, each function finds its own."""
    first = "def half(x):\n    return x / 2\n\ngram_matrix = functools.partial(half)"
    second = "def half(x, y):\n    return y\n\ndef total_cost(J_content, J_style):\n    return half(J_content, J_style)"
    source = taken("import functools", first, second).source
    assert "return x / 2" in source
    assert "return y" not in source
    assert "return y" in taken("import functools", first, second, name="total_cost").source


def test_a_helper_may_come_after_the_function():
    found = taken("def gram_matrix(A):\n    return half(A)", "def half(x):\n    return x / 2")
    assert "return x / 2" in found.source
