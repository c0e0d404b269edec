"""Whatever students hand in is read, or refused in one sentence; nothing is executed."""

import codecs
import json

import pytest

from nst_course.errors import NstError
from nst_course.extraction.notebook import Note, NoteCode, parse_notebook, read_notebook
from nst_course.extraction.program import extract_program

GRAM = "def gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True)"


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, **more})


def gram_pieces(found):
    return extract_program(found.cells, "gram_matrix").pieces


CONFLICT = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> branch\n"
DEEP = '{"cells": ' + 200_000 * "["


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "a.ipynb", "empty"),
        (" \n", "a.py", "empty"),
        (CONFLICT, "a.ipynb", "merge conflict in line 1"),
        (f"y = 1\n{CONFLICT}", "a.py", "merge conflict in line 2"),
        ("print('no JSON')", "a.ipynb", "not a notebook"),
        ('{"cells": [', "a.ipynb", "JSON damaged in line 1"),
        (DEEP, "a.ipynb", "not a notebook"),
        ('{"nbformat": 3, "worksheets": 5}', "a.ipynb", "no list of cells"),
        ("[1, 2]", "a.ipynb", "no list of cells"),
        ('{"cells": 7}', "a.ipynb", "no list of cells"),
        (notebook("x = 1", None), "a.ipynb", "Cell 2 of .* has no text"),
        (notebook("x = 1", 7), "a.ipynb", "Cell 2 of .* has no text"),
        (notebook(["x = 1", None]), "a.ipynb", "Cell 1 of .* has no text"),
    ],
)
def test_a_file_that_is_not_a_notebook_is_refused(text, name, says):
    with pytest.raises(NstError, match=says) as error:
        parse_notebook(text, name)
    assert "\n" not in str(error.value)


def test_odd_cells_do_no_harm():
    """Cells without source, with lists of lines, with odd characters and escapes, with endless nesting or sums."""
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
    assert gram_pieces(parse_notebook(text, "a.ipynb")) == (GRAM,)


def test_python_files(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(f"\ufeff# %%\ndef broken(:\n\n# %% [markdown]\n# # Text\n\n# %%\n{GRAM}\n", encoding="utf-8")
    assert gram_pieces(read_notebook(path, "mine.py")) == (GRAM,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: None, "no file 'a.ipynb'"),
        (lambda p: p.mkdir(), "cannot be read"),
        (lambda p: p.write_bytes(b"PK\x03\x04\xff\xfe"), "is a zip"),
    ],
)
def test_an_unreadable_file_is_one_sentence(tmp_path, make, says):
    make(tmp_path / "a.ipynb")
    with pytest.raises(NstError, match=says):
        read_notebook(tmp_path / "a.ipynb", "a.ipynb")


@pytest.mark.parametrize(
    ("encode", "notes"),
    [
        (lambda text: text.encode("utf-8-sig"), ()),
        (lambda text: text.encode("utf-16"), ()),
        (lambda text: text.encode("utf-16-be"), ()),
        (lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"), ()),
        (lambda text: text.encode("latin-1"), (Note(NoteCode.GUESSED_ENCODING, "a.ipynb"),)),
    ],
)
def test_any_encoding_is_read(encode, notes):
    text = notebook("# Größe", GRAM).replace("\\u00f6", "ö").replace("\\u00df", "ß")
    found = read_notebook(encode(text), "a.ipynb")
    assert found.cells[0].text == "# Größe"
    assert gram_pieces(found) == (GRAM,)
    assert found.notes == notes


def test_a_link_is_followed_only_on_request(tmp_path):
    (tmp_path / "mine.ipynb").write_text(notebook(GRAM), encoding="utf-8")
    link = tmp_path / "link.ipynb"
    try:
        link.symlink_to("mine.ipynb")
    except OSError:  # Windows lets only some users make links
        pytest.skip("no links here")
    assert gram_pieces(read_notebook(link, "link.ipynb", follow_links=True)) == (GRAM,)
    with pytest.raises(NstError, match=r"'link\.ipynb' is a link"):
        read_notebook(link, "link.ipynb")


def test_contents_matter_more_than_the_name():
    """A notebook named .py, a Python file named .ipynb, and a Python file that starts with a list."""
    assert gram_pieces(parse_notebook(notebook(GRAM), "a.py")) == (GRAM,)
    python = parse_notebook(GRAM, "a.ipynb")
    assert gram_pieces(python) == (GRAM,)
    assert python.notes == (Note(NoteCode.PYTHON_FILE, "a.ipynb"),)
    assert gram_pieces(parse_notebook(f"[1, 2]\n{GRAM}", "a.py")) == (GRAM,)


def test_lesson_and_language_are_recognized():
    old = parse_notebook(notebook('nst.lesson("3_gram_matrix", "0.1.0", NETWORK)'), "a.ipynb")
    new = parse_notebook(notebook('nst.lesson("3_gram_matrix", network=NETWORK)'), "a.ipynb")
    assert old.lessons == new.lessons == {"3_gram_matrix"}
    assert parse_notebook(notebook("x", metadata={"kernelspec": {"language": "R"}}), "a.ipynb").language == "R"
