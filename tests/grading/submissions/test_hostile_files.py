"""Files designed to keep the reader busy: it answers within seconds, and never needs its last resort."""

import json
import random
import time
from pathlib import Path

import pytest
from broken import RIGHT, cells

from nst_course.grading.notes import NoteCode
from nst_course.grading.submissions.reader import read_submission

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def book(*sources):
    return json.dumps(cells(*sources)).encode()


def malformed(reading):
    """Whether the reader needed its last resort."""
    return any(note.code == NoteCode.MALFORMED_FILE for note in reading.review)


def names(count, text):
    return "".join(text.format(n) for n in range(count))


BLOCKS = "".join(" " * n + "if x:\n" for n in range(90))
HOSTILE = {
    "blank lines": lambda: b"\n" * 5_000_000 + b"x",
    "blanks in JSON": lambda: b'{"cells": [' + b"\n \n" * 5_000_000 + b"]}",
    "short statements": lambda: book(*["x=1\n" * 2900] * 6, RIGHT),
    "statements on one line": lambda: book(*["x=1;" * 2900] * 6, RIGHT),
    "too many statements": lambda: book(*["x=1;" * 2900] * 30, RIGHT),
    "blocks in blocks": lambda: book(
        "".join(" " * n + "if x:\n" for n in range(90)) + (" " * 90 + "y=1\n") * 900, RIGHT
    ),
    "a long else": lambda: book("if a:\n x=1\nelse:\n" + " y=1\n" * 15_000, RIGHT),
    "one name, all over": lambda: book("x=1\n" + "x += 1\n" * 2900, "def gram_matrix(A):\n return A*x"),
    "a chain of names": lambda: book("x = 1\nx0 = x\n" + names(2900, "y{0} = x0\n"), "def gram_matrix(A):\n return y9"),
    "magics": lambda: book("%x\n" * 20_000, RIGHT),
    "magics and a bracket": lambda: book("%x\n(\n" * 49 + ")", RIGHT),
    "quotes": lambda: book("%x\n" + "'\"\"\"'''" * 14_000, RIGHT),
    "open quotes": lambda: book("%x\n(" + "'''\\" * 24_000, RIGHT),
    "broken lines of a program": lambda: b"def gram_matrix(A):\n return A\n" + b"x = = 1\n" * 12_000,
    "a thousand definitions": lambda: book(*["def gram_matrix(A):\n return A\n" * 1000] * 3),
    "a thousand candidates": lambda: book(names(1400, "def f{0}(A):\n return A@A.T\n")),
    "a cookie": lambda: b"#" + b" coding:" * 10 + b" " * 5_000_000,
    "many keys": lambda: b'{"cells":[]' + b"".join(b',"k%d":0' % n for n in range(900_000)) + b"}",
    "a long number": lambda: b'{"cells":[],"x":1.' + b"1" * 30_000_000 + b"}",
    "a long exponent": lambda: b'{"cells":[],"x":1e' + b"1" * 3_000_000 + b"}",
    "set-up cells": lambda: book(("nst.lesson(" + " " * 90) * 900),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_takes_seconds(what):
    data = HOSTILE[what]()
    start = time.process_time()
    reading = read_submission(data, "program.py" if "program" in what else "3_gram_matrix.ipynb")
    assert time.process_time() - start < 5
    assert not malformed(reading)


PARTS = [
    *(
        "def gram_matrix(A):",
        "\n",
        "    ",
        "if x:",
        "(",
        ")",
        "'''",
        "%",
        "!",
        "@",
        "=",
        "lambda",
        "\0",
        "{",
        "[",
        "\\",
    ),
    *("#", "import *", "async ", "await ", "yield", "return", "global x", "nonlocal y", "class A:", "*", "...", "ü"),
    *("\r", "\x0c", "del x", "x[0]=1", "x.append(1)", "try:", "except:", "with a:", "f'{", "\u2028", "\ud800"),
]


@pytest.mark.parametrize("seed", range(4))
def test_notebooks_with_random_slips(seed):
    """The last resort is never needed: every error has its own sentence."""
    rng = random.Random(seed)
    for path in sorted(NOTEBOOKS.glob("[2-5]*.ipynb")):
        for _ in range(15):
            changed = json.loads(path.read_text(encoding="utf-8"))
            for cell in changed["cells"]:
                source = "".join(cell["source"])
                at = rng.randrange(len(source) + 1)
                cell["source"] = source[:at] + rng.choice(PARTS) + source[at + rng.choice([0, 1, 20]) :]
            reading = read_submission(json.dumps(changed).encode(), path.name)
            assert reading.problem == ""
            assert all(found.found or found.notes for found in reading.exercises.values())


@pytest.mark.parametrize("seed", range(4))
def test_files_with_random_bytes(seed):
    rng = random.Random(seed)
    data = (NOTEBOOKS / "3_gram_matrix.ipynb").read_bytes()
    for _ in range(50):
        at = rng.randrange(len(data))
        reading = read_submission(
            data[:at] + rng.randbytes(rng.choice([1, 2, 50])) + data[at + rng.choice([0, 9]) :], "a.ipynb"
        )
        assert not malformed(reading)
