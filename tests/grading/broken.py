"""Notebooks of lesson 3 that are broken in some way, and valid ones in unusual forms, with the expected outcome.

`BROKEN` is {description: `Broken`}; `write_all(folder)` writes them as a class with a folder per student.
"""

import io
import json
import os
import zipfile
from dataclasses import dataclass

RIGHT = "def gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True)"
TF = "import tensorflow as tf"
SETUP = 'import nst_course as nst\n\nnst.lesson("3_gram_matrix", network="pocket")'
CELLS = (SETUP, TF, RIGHT)


@dataclass(frozen=True)
class Broken:
    """`make` returns the bytes, or with `on_disk` creates something at a path. `outcome` is what reading gram_matrix
    gives: "found", "missing" or "problem"; `says` is part of the message; `verdict` is the verdict of grading."""

    file: str
    make: object
    outcome: str
    says: str = ""
    verdict: str = ""
    on_disk: bool = False

    def data(self):
        """The bytes of the file; None if it isn't a file."""
        return None if self.on_disk else self.make() if callable(self.make) else self.make


def cells(*sources, **more):
    """A notebook of code cells as a dict."""
    listed = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def notebook(*sources, **more):
    """Its bytes."""
    return json.dumps(cells(*sources, **more), ensure_ascii=False).encode()


def found(make, file="3_gram_matrix.ipynb", verdict="passed", says=""):
    return Broken(file, make, "found", says, verdict)


def with_cells(*sources, verdict="passed", says=""):
    """The correct notebook, followed by these cells."""
    return found(notebook(*CELLS, *sources), verdict=verdict, says=says)


def instead(*sources, verdict="passed", says=""):
    """The correct notebook, with these cells instead of the function."""
    return found(notebook(SETUP, TF, *sources), verdict=verdict, says=says)


def missing(*sources, says="", **more):
    return Broken("3_gram_matrix.ipynb", notebook(SETUP, TF, *sources, **more), "missing", says, "missing")


def problem(make, says, file="3_gram_matrix.ipynb", on_disk=False):
    return Broken(file, make, "problem", says, "not gradable", on_disk)


def zipped(files, locked=False):
    """A zip of {name: bytes}; with `locked`, its headers ask for a password."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    data = bytearray(buffer.getvalue())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)) if locked else ():
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def old_format():
    """nbformat 3: worksheets, and `input` for the text of a cell."""
    listed = [{"cell_type": "code", "input": source.splitlines(keepends=True), "outputs": []} for source in CELLS]
    return json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": listed}]}).encode()


def huge(path):
    """300 MB, sparse except for the beginning."""
    with path.open("wb") as file:
        file.write(notebook(*CELLS))
        file.truncate(300 * 2**20)


def with_pictures():
    """12 MB, nearly all of it one picture in an output."""
    book = cells(*CELLS)
    book["cells"][-1]["outputs"] = [{"output_type": "display_data", "data": {"image/png": "iVBORw0K" * 1_500_000}}]
    return json.dumps(book).encode()


def conflict():
    text = json.dumps(cells(*CELLS), indent=1).splitlines()
    return "\n".join([*text[:5], "<<<<<<< HEAD", text[5], "=======", text[5], ">>>>>>> mine", *text[6:]]).encode()


def markdown(*texts):
    listed = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in texts]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def colab():
    """As saved by Colab, with its metadata for the file and each cell."""
    book = cells("!pip install -q nst_course\n%matplotlib inline", "#@title Set-up\n" + SETUP, TF, RIGHT)
    book["metadata"] = {"colab": {"provenance": [], "gpuType": "T4"}, "accelerator": "GPU"}
    for number, cell in enumerate(book["cells"]):
        cell["metadata"] = {"id": f"aB{number}", "outputId": "c0", "colab": {"base_uri": "https://localhost:8080/"}}
    return json.dumps(book).encode()


R = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}}
CRLF = notebook(*(source.replace("\n", "\r\n") for source in CELLS)).replace(b"}, {", b"},\r\n{")
DEEP_SUM = "x = 1" + " + 1" * 5000
PYTHON = f"{SETUP}\n\n{TF}\n\n\n{RIGHT}\n"
PARTS = (SETUP, "x = = 1", TF, RIGHT, "get_ipython().run_line_magic('time', 'x = 1')")
EXPORTED = "#!/usr/bin/env python\n# coding: utf-8\n" + "".join(
    f"\n# In[{n}]:\n\n\n{p}\n\n" for n, p in enumerate(PARTS)
)

BROKEN = {
    # Files that are something else, or empty
    "empty": problem(b"", "is empty"),
    "blanks": problem(b" \n\n\t ", "is empty"),
    "not JSON": problem(b"this is no notebook", "JSON damaged in line 1"),
    "cut off": problem(lambda: notebook(*CELLS)[:-40], "JSON damaged"),
    "NUL bytes only": problem(bytes(1000), "3_gram_matrix.ipynb"),
    "random bytes": problem(bytes(range(256)) * 40, "3_gram_matrix.ipynb"),
    "another JSON": problem(b'{"version": 1, "pixels": [1, 2]}', "no list of cells"),
    "a JSON list": problem(b"[1, 2, 3]", "no list of cells"),
    "a web page": problem(b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "is a web page"),
    "an export as HTML": problem(b"<html></html>", "not a notebook", "3_gram_matrix.html"),
    "a PDF": problem(b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
    "a PDF, and called so": problem(b"%PDF-1.7\n", "not a notebook", "homework.pdf"),
    "a zip called ipynb": problem(lambda: zipped({"3_gram_matrix.ipynb": notebook(*CELLS)}), "is a zip"),
    "a pointer of Git LFS": problem(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "Git LFS"),
    "a text": problem(b"I could not open the notebook, sorry!", "not a notebook", "note.txt"),
    "a merge conflict": problem(conflict, "merge conflict in line 6"),
    "300 MB": problem(huge, "is 300 MB", on_disk=True),
    "nested without end": problem(lambda: b'{"cells": ' + b"[" * 100_000, "is not a notebook"),
    "millions of parts": problem(lambda: b'{"cells": [' + b"[]," * 1_600_000 + b"[]]}", "millions of parts"),
    "a gigantic number": problem(b'{"cells": ' + b"9" * 20_000 + b"}", "3_gram_matrix.ipynb"),
    "a megabyte of code": problem(lambda: notebook(*CELLS, *["x = 1\n" * 15_000] * 12), "characters of code"),
    "a cell without text": problem(notebook(*CELLS, None), "Cell 4 of"),
    "a folder called ipynb": problem(lambda path: path.mkdir(), "is a folder", on_disk=True),
    "a link out of the folder": problem(lambda path: path.symlink_to("/etc/passwd"), "is a link", on_disk=True),
    "a link to nowhere": problem(lambda path: path.symlink_to("nowhere"), "is a link", on_disk=True),
    "a pipe": problem(lambda path: os.mkfifo(path), "not a regular file", on_disk=True),
    "a locked zip": problem(lambda: zipped({"3.ipynb": notebook(*CELLS)}, True), "password", "homework.zip"),
    "a broken zip": problem(lambda: zipped({"3.ipynb": notebook(*CELLS)})[:-30], "cannot be unpacked", "homework.zip"),
    "an empty zip": problem(lambda: zipped({}), "homework.zip", "homework.zip"),
    "a zip that leads out": problem(lambda: zipped({"../../3.ipynb": notebook(*CELLS)}), "leads out", "homework.zip"),
    "another language": problem(notebook("gram <- function(A) A %*% t(A)", metadata=R), "for R", "homework.ipynb"),
    "nothing of the course": problem(notebook("x = 1"), "train_step", "homework.ipynb"),
    "no cells": problem(notebook(), "train_step", "homework.ipynb"),
    # Notebooks in which the function is missing
    "no function": missing("x = 1", says="There is no gram_matrix"),
    "only markdown": Broken("3_gram_matrix.ipynb", markdown("# 3", "gram_matrix"), "missing", "There is no", "missing"),
    "no cells, but the name": Broken("3_gram_matrix.ipynb", notebook(), "missing", "There is no", "missing"),
    "a syntax error in the def": missing(RIGHT.replace(":", ""), says="cannot read (line 1: "),
    "a syntax error in the body": missing(RIGHT + ")", says="cannot read (line 2: "),
    "a syntax error below the function": missing(RIGHT + "\n\nx = = 2", says="cannot read (line 4: "),
    "a syntax error above the function": missing("x = = 2\n" + RIGHT, says="cannot read (line 1: "),
    "a conflict inside the cell": missing(f"<<<<<<< HEAD\n{RIGHT}\n=======\n>>>>>>> b", says="cannot read (line 1: "),
    "mixed tabs and blanks": missing("def gram_matrix(A):\n    B = A\n\treturn B", says="cannot read"),
    "a NUL in the cell": missing(RIGHT + "\n\0", says="cannot read"),
    "inside a loop": missing("for i in range(2):\n    " + RIGHT.replace("\n", "\n    "), says="left margin"),
    "inside a class": missing("class Mine:\n    " + RIGHT.replace("\n", "\n    "), says="left margin"),
    "imported": missing("from solutions import gram_matrix", says="imported"),
    "deleted, only used": missing("print(gram_matrix(A))", says="There is no gram_matrix"),
    "commented out": missing("# " + RIGHT.replace("\n", "\n# "), says="There is no gram_matrix"),
    "in a text": missing(f"'''\n{RIGHT}\n'''", says="There is no gram_matrix"),
    "in a cell of bash": missing(f"%%bash\n{RIGHT}", says="There is no gram_matrix"),
    "a cell too long": missing(f"data = [{'1, ' * 40_000}]\n{RIGHT}", says="characters"),
    # Notebooks in which it is present and something else is odd
    "a syntax error before": found(notebook(SETUP, "def broken(:", TF, RIGHT)),
    "a syntax error after": with_cells("print('no end"),
    "an indentation error elsewhere": with_cells("  x = 1\n y = 2"),
    "return at the margin": with_cells("return 3"),
    "old Python elsewhere": with_cells("print 'hello'"),
    "another error elsewhere": with_cells("1 / 0", "raise SystemExit", "import no_such_package"),
    "a loop without end elsewhere": with_cells("while True:\n    pass"),
    "training and downloads elsewhere": with_cells("model = tf.keras.applications.VGG19()\nmodel.fit(x, epochs=10**9)"),
    "magics and shell lines": found(
        notebook("%matplotlib inline\n!pip install x\nfiles = !ls\ntf?\n%time y = 2", *CELLS, "%%bash\nrm -rf x")
    ),
    "magics in its own cell": instead(f"%load_ext autoreload\n{RIGHT}\n%timeit gram_matrix(A)\n!ls \\\n  -l"),
    "under %%time": instead(f"%%time\n{RIGHT}"),
    "async elsewhere": with_cells("import asyncio\nawait asyncio.sleep(1)", "async with a as b:\n    pass"),
    "nested too deeply elsewhere": with_cells("(" * 5000, "x = " + "-" * 50_000 + "1", DEEP_SUM, "[" * 150 + "]" * 150),
    "elif without end elsewhere": with_cells("if x: pass\n" + "elif x: pass\n" * 2500),
    "indented without end elsewhere": with_cells("".join(" " * n + "if x:\n" for n in range(95)) + " " * 95 + "y = 1"),
    "gigantic numbers elsewhere": with_cells("x = 0x" + "f" * 50_000, "y = " + "9" * 50_000, "z = 10 ** 10 ** 10"),
    "a NUL elsewhere": with_cells("x = '\0'"),
    "lone surrogates elsewhere": found(lambda: json.dumps(cells(*CELLS, "x = '\ud800'")).encode()),
    "cells that are none": found(
        lambda: json.dumps(cells(*CELLS) | {"cells": [7, None, *cells(*CELLS)["cells"]]}).encode()
    ),
    "a cell too long elsewhere": with_cells("data = [" + "1, " * 40_000 + "]"),
    "the wrong kernel": found(notebook(*CELLS, metadata=R)),
    "format 3": found(old_format, says="old format 3"),
    "format 3 without its number": found(lambda: old_format().replace(b'"nbformat": 3, ', b"")),
    "a byte order mark": found(b"\xef\xbb\xbf" + notebook(*CELLS)),
    "UTF-16": found(lambda: notebook(*CELLS).decode().encode("utf-16")),
    "UTF-16 without its mark": found(lambda: notebook(*CELLS).decode().encode("utf-16-le")),
    "Latin-1": found(lambda: notebook("# Größe", *CELLS).decode().encode("latin-1"), says="not UTF-8"),
    "NUL bytes at the end": found(notebook(*CELLS) + bytes(5000)),
    "control characters in the JSON": found(notebook(*CELLS).replace(b"as tf", b"as tf\t")),
    "called .txt by the browser": found(notebook(*CELLS), "3_gram_matrix.ipynb.txt"),
    "called .json by the browser": found(notebook(*CELLS), "3_gram_matrix.ipynb.json"),
    "a program called ipynb": found(PYTHON.encode(), says="is a Python file"),
    "a notebook called py": found(notebook(*CELLS), "gram.py"),
    "a program": found(PYTHON.encode(), "gram.py"),
    "a program with a broken line": found(f"{SETUP}\n{TF}\nx = = 2\n{RIGHT}\n".encode(), "gram.py", says="line 5"),
    "a program exported by nbconvert": found(EXPORTED.encode(), "gram.py"),
    "a program in Latin-1": found(b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe\n" + PYTHON.encode("latin-1"), "gram.py"),
    "a zip": found(lambda: zipped({"homework/3_gram_matrix.ipynb": notebook(*CELLS)}), "homework.zip"),
    "a zip in a zip": found(lambda: zipped({"inner.zip": zipped({"3.ipynb": notebook(*CELLS)})}), "homework.zip"),
    # Honest students
    "12 MB of pictures": found(with_pictures),
    "Windows line ends": found(CRLF),
    "old Mac line ends": instead(RIGHT.replace("\n", "\r")),
    "from Colab": found(colab),
    "umlauts": instead(
        "# Lösung von Jürgen Müßig, größtenteils\n"
        "def matrixprodukt_für_größe(Größe):\n    return tf.matmul(Größe, Größe, transpose_b=True)",
        "def gram_matrix(A):\n    '''Über alle Positionen — λ, Ω, 漢字'''\n    return matrixprodukt_für_größe(A)",
    ),
    "line separators in texts": instead(f"x = 'a\u2028b\x0cc\x85d'\n\n{RIGHT}"),
    "warnings and prints": instead(
        "import sys, warnings\nprint('loading', file=sys.stderr)\n"
        + RIGHT.replace("\n", "\n    warnings.warn('careful')\n    print('A', A.shape)\n")
    ),
    "extra cells": with_cells("import pandas as pd", "notes = 'my own'", "def plot(A):\n    plt.imshow(A)", "plot(3)"),
    "defined twice": instead("def gram_matrix(A):\n    return ...", RIGHT, says="is defined 2 times"),
    "a list of lines": instead(RIGHT.splitlines(keepends=True)),
    "no set-up cell": found(notebook(TF, RIGHT), "homework.ipynb"),
    "a star of a module that is not there": found(notebook(SETUP, "from public_tests import *", TF, RIGHT)),
    "another name": found(notebook(SETUP, TF, RIGHT.replace("gram_matrix", "my_gram"))),
    # Functions that fail when they run
    "a recursion": instead("def gram_matrix(A):\n    return gram_matrix(A)", verdict="crashed"),
    "a loop without end": instead("def gram_matrix(A):\n    while True:\n        pass", verdict="timed out"),
    "output without end": instead(
        "def gram_matrix(A):\n    while True:\n        print('x' * 1000)", verdict="timed out"
    ),
    "it leaves": instead("import sys\n" + RIGHT.replace("\n", "\n    sys.exit(0)\n"), verdict="crashed"),
    "an import that is not there": instead(RIGHT.replace("\n", "\n    import no_such_package\n"), verdict="crashed"),
    "async": instead("async " + RIGHT, verdict="wrong"),
    "not begun": instead("def gram_matrix(A):\n    return ...", verdict="missing"),
}


def write_all(folder):
    """Writes all of them as a class, a folder per student: {student: `Broken`}."""
    written = {}
    for what, broken in BROKEN.items():
        path = folder / what / broken.file
        path.parent.mkdir(parents=True)
        if broken.on_disk:
            broken.make(path)
        else:
            path.write_bytes(broken.data())
        written[what] = broken
    return written
