"""Definitions and plain expressions are extracted with a function; other work is skipped, and a note says so."""

import ast

import pytest

from nst_course.exercises import EXERCISES
from nst_course.extraction.notebook import Cell, NoteCode, parse_tree
from nst_course.extraction.program import extract_program
from nst_course.extraction.safe_statements import is_exercise_assignment

IMPORTS = """\
import os, functools
from dataclasses import dataclass
import numpy as np, keras, tensorflow as tf"""
USES_K = "def gram_matrix(A):\n    return K, A"


def taken(*sources):
    cells = [Cell(number, source, parse_tree(source)) for number, source in enumerate(sources, 1)]
    return extract_program(cells, "gram_matrix", EXERCISES)


def made(found):
    """What the function returns, once its pieces have run."""
    space = {}
    exec(found.source, space)
    return space["gram_matrix"]("A")


@pytest.mark.parametrize(
    "line",
    [
        'K = np.zeros(3).tofile("pw")',
        'K = np.ndarray.tofile(np.zeros(3), "pw")',
        'K = np.memmap("pw", "float32", "w+", shape=3)',
        'K = np.save("pw", 3)',
        'K = keras.saving.load_model("m.keras")',
        "K = keras.Sequential([keras.layers.Dense(3)]).fit(x)",
        "K = keras.Sequential([])",
        'K = tf.io.read_file("a")',
        "K = tf.keras.applications.VGG19()",
        "K = tf.Variable(0).assign_add(1).train()",
        'K = open("pw", "w")',
        'K = open("pw").read()',
        'K = exec("x = 1")',
        'K = [eval(s) for s in ("1",)]',
        "K = list(map(np.load, ['a']))",
        "K = list(map(print, ['a']))",
        'K = sorted([1], key=lambda n: open("pw", "w"))',
        'K = lambda n=open("pw", "w"): n',
        'K = (lambda: open("pw", "w"))()',
        'K: print("hello") = 3',
        'K = 1 if print("hello") else 2',
        "@os.register\ndef K(A):\n    return A",
        '@tf.function(jit_compile=open("pw", "w"))\ndef K(A):\n    return A',
        'def K(A, b=np.fromfile("pw")):\n    return A',
        'def K(A, *, b=open("pw", "w")):\n    return A',
        'def K(A: print("hello")):\n    return A',
        'def K(A) -> print("hello"):\n    return A',
        'class K:\n    size = open("pw", "w")',
        'class K:\n    def f(self, x=open("pw", "w")):\n        return x',
        'class K:\n    print("hello")',
        'class K(open("pw", "w")):\n    pass',
        'class K:\n    np.zeros(3).tofile("pw")',
        "for K in range(3): pass",
        "print(K := 3)",
    ],
)
def test_statements_that_do_work_are_left_out(line):
    found = taken(IMPORTS, line, USES_K)
    assert found.pieces == (USES_K,)
    (note,) = found.notes
    assert (note.code, note.other, note.cell) == (NoteCode.COMPUTED, "K", 2)


@pytest.mark.parametrize(
    "line",
    [
        "K = np.linspace(0, 1, 5).astype('float32').reshape(-1, 1).sum()",
        "K = np.random.default_rng(0).normal(size=3)",
        "K = tf.constant(1.0, dtype=tf.float32).numpy()",
        "K = tf.keras.losses.MeanSquaredError(reduction='sum')",
        "K = keras.optimizers.Adam(0.02)",
        "K = {'a': 1}.get('a', 2)",
        "K = ', '.join(str(n) for n in range(3))",
        "K = sorted([3, 1], key=lambda n: -abs(n))",
        "K = functools.partial(np.dot, np.eye(2))",
        "K = np.zeros(3, dtype=float)",
        "K = (n := 3) + 1",
        "@functools.lru_cache(maxsize=None)\ndef K(A, k: int = 3) -> float:\n    return open(A)",
        '@dataclass(frozen=True)\nclass K(keras.layers.Layer):\n    "Words."\n    size: int = 3\n'
        "    @property\n    def twice(self):\n        return 2 * self.size",
        "@tf.function(jit_compile=True)\ndef K(A):\n    return print(A)",
    ],
)
def test_plain_expressions_come_along(line):
    found = taken(IMPORTS, line, USES_K)
    assert line in found.pieces
    assert found.notes == ()


def test_the_notebooks_own_decorator_comes_along():
    twice = "def twice(f):\n    return lambda A: 2 * f(A)"
    assert made(taken(twice, "@twice\ndef gram_matrix(A):\n    return A")) == "AA"


@pytest.mark.parametrize(
    "change",
    [
        'K["t"] = 3',
        "K.update(t=3)",
        'K["t"], other = 3, 4',
        'K["t"] = 2\nK["t"] += 1',
        'K["t"] = 3\nK["u"] = 4\ndel K["u"]',
        'K.setdefault("t", 3)',
        'if True:\n    K["t"] = 3',
    ],
)
def test_later_changes_come_along(change):
    found = taken("K = {}", change, USES_K)
    assert made(found) == ({"t": 3}, "A")
    assert found.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        'K["t"] = nst.load_network()',
        "K.update(train())",
        "K = train()",
        'for n in range(3):\n    K["t"] = n',
        "for n in range(3):\n    K.update(t=n)",
        "del K",
        "print(K := {'t': 3})",
        "if train():\n    pass\nelse:\n    K = 4",
    ],
)
def test_skipped_changes_are_noted(change):
    (note,) = taken("K = {}", change, USES_K).notes
    assert (note.code, note.other, note.cell) == (NoteCode.SKIPPED, "K", 2)


def test_a_skipped_statement_before_the_value_is_not_noted():
    assert taken("K = train()", "K = {}", USES_K).notes == ()


def test_a_library_is_never_changed():
    """It would change for everybody, including the checks."""
    found = taken("import tensorflow as tf", "tf.add = tf.matmul", "def gram_matrix(A):\n    return tf.add(A, A)")
    assert "tf.add = " not in found.source
    assert (found.notes[0].code, found.notes[0].other, found.notes[0].cell) == (NoteCode.SKIPPED, "tf", 2)


@pytest.mark.parametrize(
    "block",
    [
        "if True:\n    {}",
        "if train():\n    {}",
        "try:\n    {}\nexcept ImportError:\n    pass",
        "try:\n    train()\nexcept ImportError:\n    pass\nelse:\n    {}",
        "if False:\n    gram_matrix = None\n    train()\nelse:\n    {}",
        "with scope():\n    {}",
    ],
)
def test_functions_inside_blocks_are_found(block):
    found = taken(block.format("def gram_matrix(A): return 'found'"))
    assert made(found) == "found"
    assert found.notes == ()


@pytest.mark.parametrize(
    ("block", "code", "detail"),
    [
        ("for i in range(2):\n    def gram_matrix(A): return A", NoteCode.NESTED, "for i in range(2):"),
        ("while True:\n    def gram_matrix(A): return A", NoteCode.NESTED, "while True:"),
        ("if train():\n    x = 1\nelse:\n    def gram_matrix(A): return A", NoteCode.NESTED, "if train():"),
        ("class Mine:\n    def gram_matrix(self, A): return A", NoteCode.NESTED, "class Mine:"),
        ("@os.register\ndef gram_matrix(A): return A", NoteCode.DEFINITION_RUNS_CODE, ""),
    ],
)
def test_functions_in_places_that_do_not_count_are_noted(block, code, detail):
    found = taken("import os", block)
    assert not found.found
    (note,) = found.notes
    assert (note.code, note.name, note.cell, note.detail) == (code, "gram_matrix", 2, detail)


def test_line_numbers_are_those_of_the_cell():
    found = taken(
        "\n\nK = 3; L = 4", "# words\n\n@tf.function\ndef gram_matrix(A):\n    return K", "import tensorflow as tf"
    )
    assert found.lines == (3, 3, 1)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("gram_matrix = Gram()", True),
        ("gram_matrix = product(2)", True),
        ("gram_matrix = Gram(np.load('x.npy'))", False),
        ("model = Gram()", False),
        ("gram_matrix = model.fit(2)", False),
    ],
)
def test_an_exercise_may_be_an_instance_of_the_notebooks_class(line, found):
    assert is_exercise_assignment(ast.parse(line).body[0], {"np": "numpy"}) is found
