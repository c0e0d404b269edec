"""A cell with lines of IPython's own, as %matplotlib, !pip and tf? -> the same as Python, line for line."""

import re

# Cell magics below which there is Python to be run as it stands; below all others there is something else.
AROUND_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")
LARGEST = 20_000  # characters, and SEVERAL lines, that IPython is asked about: it goes through them again for each
SEVERAL = 50
# Texts and comments come first, as in them nothing is meant. A backslash at the end of a line goes on in the next.
LINE = r"(?:\\\n|[^\n])*"
PARTS = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"""|' + r"'''(?:\\.|[^\\])*?'''|"
    r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'|#[^\n]*)"
    rf"|^(?P<before>[ \t]*)(?P<timed>%time[ \t]+(?=[^\W\d][\w, ]*=[^=]))"
    rf"|^(?P<indent>[ \t]*)(?:[%!?]{LINE}|[\w.*]+\?\??[ \t]*$)"
    rf"|^(?P<target>[ \t]*[^\W\d][\w., ]*=[ \t]*)[%!]{LINE}",
    re.MULTILINE | re.DOTALL,
)
SIGNS = re.compile(r"^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]", re.MULTILINE)


def without_magics(source):
    """The cell with what only IPython understands made `pass`; below %%bash and the like there is nothing left."""
    first, newline, rest = source.lstrip("\n").partition("\n")
    if first.startswith("%%"):
        source = newline + rest if first.split()[0] in AROUND_PYTHON else ""
    return PARTS.sub(as_python, source)


def as_python(found):
    """What stands in the place of one text, comment or line of IPython's: as many lines."""
    if found["text"] is not None:
        return found["text"]
    if found["timed"]:
        return found["before"]
    instead = found["indent"] + "pass" if found["target"] is None else found["target"] + "None"
    return instead + found[0].count("\n") * "\n"


def by_ipython(source):
    """The cell as IPython itself reads it, where a few lines may be its own; else as it is.

    It knows more than `without_magics`, and takes half a second to import.
    """
    if len(source) > LARGEST or not 0 < len(SIGNS.findall(source)) <= SEVERAL or source.lstrip().startswith("%%"):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except (SyntaxError, RuntimeError, RecursionError):
        return source
