"""What a function's code tells: its text, the notebook's variables it reads, names that have lost their meaning."""

import ast
import builtins
import dis
import functools
import inspect
import textwrap
import types
from dataclasses import dataclass

from ..exercises.source import unfinished
from ..report import Line


@dataclass(frozen=True)
class Code:
    """`text` as written ("" where Python does not know it), `bare` without comments and docstrings.

    `reads` are variables of the notebook that the function looks at, `lost` is {name: what it now is} for tf, np,
    built-ins and others that it relies on.
    """

    text: str
    bare: str
    reads: tuple
    lost: dict
    first: int = 1  # number of its first line in the cell

    def line(self, number):
        """A line of the text, from 1, with its number in the cell."""
        return Line(self.first + number - 1, self.text.splitlines()[number - 1].strip())

    @property
    def unfinished(self):
        """The lines on which there is still something to write."""
        return [self.line(number) for number in unfinished(self.text)] if self.text else []

    @property
    def head(self):
        """The line that begins with def."""
        rows = self.text.splitlines()
        return next((self.line(n) for n, row in enumerate(rows, start=1) if row.startswith("def ")), None)


def look_at(function):
    """The `Code` of a function, also of one inside `tf.function`."""
    try:
        inner = inspect.unwrap(getattr(function, "python_function", function))
    except Exception:  # an object may answer any question with an error
        inner = None
    if not isinstance(inner, types.FunctionType):
        return Code("", "", (), {})
    text = text_of(inner)
    names = sorted(called_names(inner.__code__))
    values = {name: inner.__globals__[name] for name in names if name in inner.__globals__}
    lost = lost_names(values)
    reads = tuple(name for name, value in values.items() if is_data(name, value) and name not in lost)
    return Code(text, bare(text), reads, lost, inspect.getsourcelines(inner)[1] if text else 1)


def text_of(function):
    try:
        text = textwrap.dedent(inspect.getsource(function))
        ast.parse(text)
    except (OSError, TypeError, SyntaxError, IndentationError):
        return ""
    return text


@functools.lru_cache(maxsize=64)
def bare(text):
    """Code without comments and docstrings, in which no sign should be found."""
    if not text:
        return ""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def called_names(code):
    """Global names that code looks up, also in functions inside it; attributes such as `a.shape` are not meant."""
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    own = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*map(called_names, inner))


def is_data(name, value):
    """A notebook's variable that is no module, function, class or constant in capitals."""
    return not (isinstance(value, types.ModuleType) or callable(value) or (name.isupper() and len(name) > 1))


def lost_names(values):
    """Names that the function relies on and the notebook has given to something else."""
    lost = {}
    for name, module in (("tf", "tensorflow"), ("np", "numpy"), ("keras", "keras"), ("nst", "nst_course")):
        if name in values and not is_module(values[name], module):
            lost[name] = getattr(values[name], "__name__", type(values[name]).__name__)
    for name, value in values.items():
        if hasattr(builtins, name) and not callable(value):
            lost[name] = type(value).__name__
    return lost


def is_module(value, name):
    return isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in (name, "keras", "tf_keras")


def takes(function, given):
    """Whether the function can be called with these arguments by position; None where Python cannot tell."""
    try:
        inspect.signature(function).bind(*given.values())
    except TypeError:
        return False
    except ValueError:
        return None
    return True
