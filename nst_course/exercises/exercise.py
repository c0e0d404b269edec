"""An exercise as data: hints, cases, named mistakes, and its solution and stub, both generated from costs.py.

Nothing here needs TensorFlow.
"""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

COSTS_FILE = Path(__file__).parents[1] / "costs.py"


class CheckStep(str, Enum):
    """The steps of a check, in the order in which they are tried; the first to fail is reported."""

    WRITTEN = "written"
    RUNS = "runs"
    RETURNS_TENSOR = "returns a tensor"
    DTYPE = "dtype"
    SHAPE = "shape"
    VALUES = "values"
    GRADIENT = "gradient"
    ARGUMENTS_UNCHANGED = "arguments unchanged"
    INSIDE_GRAPH = "inside tf.function"
    TRACED_ONCE = "traced once"

    def __str__(self) -> str:
        return self.value

    @property
    def number(self) -> int:
        """Its position in the order, from 0."""
        return list(CheckStep).index(self)


class FoundBy(str, Enum):
    """What identifies a named mistake, from the most to the least certain; diagnosis tries them in this order."""

    CODE = "code"  # the sign alone: nothing else produces such code or such an error
    RESULTS = "results"  # the same results as the mistake, on every case
    RATIO = "ratio"  # the mistake's results times one number, the same for every case
    SIGN = "sign"  # the sign, if nothing above fits: the results depend on a choice of the student

    def __str__(self) -> str:
        return self.value


class Protocol(str, Enum):
    """How an exercise's function is called."""

    COST = "cost"  # activations in, a cost or a matrix out
    STEP = "step"  # a picture (tf.Variable), a network and an optimizer: two steps are taken

    def __str__(self) -> str:
        return self.value


class Difficulty(str, Enum):
    """How hard an exercise is, as stated in its heading."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Case:
    """One call to the function; `name` says what is special about it, as in 'n_H ≠ n_W'.

    `inputs` are the arguments by name, in the order of the signature: NumPy arrays, lists of them, numbers, strings.
    The gradient is taken with respect to those in `watched`. A `lenient` case is outside the contract (bfloat16, plain
    numbers): the function need not work there, but any number it returns has to be right within 5%. A `traced` case
    also runs inside `tf.function`; there are two per exercise, since tracing is slow and graphs depend only on shapes.
    """

    name: str
    inputs: dict[str, Any]
    watched: tuple[str, ...] = ()
    lenient: bool = False
    traced: bool = False


@dataclass(frozen=True, eq=False)
class Mistake:
    """A common mistake: its code, its diagnosis, and the next move.

    It is given as `edits` {old: new} of the solution, or as separate `code`. It is considered only for a function that
    fails at one of its `steps`, and `found_by` says what identifies it (see `FoundBy`).

    `sign` is a regular expression (re.MULTILINE), searched in the student's code without comments, followed by one line
    for each thing observed (`evidence_lines` in checks/diagnose.py): `failed: gradient`, `returned: tuple of 1`,
    `error: ValueError: …`, `error line: …` and so on. With `found_by` RESULTS or RATIO it has to match as well.
    `also` holds other functions with this mistake, whose different results identify it too.
    """

    name: str
    diagnosis: str
    next_move: str
    edits: dict[str, str] = field(default_factory=dict)
    code: str = ""
    steps: tuple[CheckStep, ...] = (CheckStep.VALUES,)
    sign: str = ""
    found_by: FoundBy = FoundBy.RESULTS
    also: tuple[str, ...] = ()

    def source(self, exercise: str) -> str:
        """The text of a function that makes this mistake in the exercise with this name."""
        return self.code or with_edits(solution(exercise), self.edits)


@dataclass(frozen=True, eq=False)
class Exercise:
    """One function that a student writes.

    `layer_sizes` gives, for the inputs of a case, the sizes {name: number} by which a wrong result may be off
    (n_C, n_H, …); a diagnosis says so: "2 / n_C times the expected value".
    """

    name: str
    title: str
    lesson: str
    points: int
    minutes: int
    difficulty: Difficulty
    hints: tuple[str, str, str]
    make_cases: Callable[[np.random.Generator], list[Case]] = field(repr=False)
    mistakes: tuple[Mistake, ...] = field(repr=False)
    protocol: Protocol = Protocol.COST
    layer_sizes: Callable[[Mapping[str, Any]], dict[str, int]] = field(default=lambda inputs: {}, repr=False)

    def cases(self, rng: np.random.Generator) -> list[Case]:
        """The cases, with inputs drawn from a NumPy generator."""
        return self.make_cases(rng)

    @property
    def solution(self) -> str:
        """The text of the reference in costs.py."""
        return solution(self.name)

    @property
    def stub(self) -> str:
        """The solution with its code removed for the student to fill in."""
        return stub(self.solution)

    @property
    def signature(self) -> str:
        """The first line without `def` and the colon."""
        return self.solution.split("\n", 1)[0].removeprefix("def ").rstrip(":")

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the exercises that the solution calls, directly or through others, in course order."""
        return dependencies(self.name)


# Inputs of cases.


def activations(rng: np.random.Generator, *shape: int, mean: float = 0.5, spread: float = 1.0) -> NDArray[np.float32]:
    """Random activations (m, n_H, n_W, n_C); a nonzero mean reveals mistakes that zero-mean noise would hide."""
    return rng.normal(mean, spread, shape).astype(np.float32)


def layer_outputs(
    rng: np.random.Generator, *shapes: tuple[int, ...], mean: float = 0.5, spread: float = 1.0
) -> list[NDArray[np.float32]]:
    """Activations of each shape: the outputs of a network's layers."""
    return [activations(rng, *shape, mean=mean, spread=spread) for shape in shapes]


def scalar(value: float) -> NDArray[np.float32]:
    """A number that is passed to the function as a tensor."""
    return np.array(value, np.float32)


def in_bfloat16(case: Case) -> Case:
    """The case with its arrays in bfloat16, as on a GPU in mixed precision: lenient, and without gradients."""
    return replace(case, inputs={name: as_bfloat16(v) for name, v in case.inputs.items()}, watched=(), lenient=True)


def as_bfloat16(value: Any) -> Any:
    """An array, or a list of arrays, in bfloat16; other values as they are."""
    import ml_dtypes

    if isinstance(value, list):
        return [as_bfloat16(v) for v in value]
    return value.astype(ml_dtypes.bfloat16) if isinstance(value, np.ndarray) else value


# Functions as text.


@functools.cache
def solutions() -> dict[str, str]:
    """{name: text} of the functions in costs.py, in file order."""
    text = COSTS_FILE.read_text(encoding="utf-8")
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {node.name: f"{ast.get_source_segment(text, node)}\n" for node in functions}


def solution(name: str) -> str:
    """The text of a function in costs.py."""
    return solutions()[name]


@functools.cache
def dependencies(name: str) -> tuple[str, ...]:
    """Names of the functions in costs.py that this one calls, directly or through others, in file order."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        tree = ast.parse(solution(waiting.pop()))
        called = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)} & solutions().keys()
        waiting |= called - found
        found |= called
    return tuple(other for other in solutions() if other in found)


def stub(text: str) -> str:
    """A function's text with its code removed: signature, docstring, comments and names stay, values become `...`."""
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = text.splitlines()
    for statement in reversed(list(simple_statements(function.body[1:]))):
        blank = " " * statement.col_offset + blanked(statement)
        lines[statement.lineno - 1 : statement.end_lineno] = [blank]
    return "\n".join(lines) + "\n"


def simple_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements in order; a `with` line is kept, followed by the statements in its block."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield from simple_statements(statement.body)
        else:
            yield statement


def blanked(statement: ast.stmt) -> str:
    """`a, b = f(x)` -> `a, b = ..., ...`; `return x` -> `return ...`; a call -> `...`."""
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
        count = len(target.elts) if isinstance(target, ast.Tuple) else 1
        return f"{ast.unparse(target).strip('()')} = {', '.join(['...'] * count)}"
    return "return ..." if isinstance(statement, ast.Return) else "..."


def unfinished_lines(text: str) -> list[int]:
    """Numbers, from 1, of the lines that still need code.

    These have a value of `...` (an index such as a[..., 0] doesn't count), a NotImplementedError, or a `pass` or
    docstring that is the whole function.
    """
    tree = ast.parse(text)
    found = {
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise) and "NotImplemented" in ast.dump(node)
    }
    first = tree.body[0]
    if isinstance(first, ast.FunctionDef):
        body = [n for n in first.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
        found |= {node.lineno for node in body if isinstance(node, ast.Pass) and len(body) == 1}
        found |= {first.body[-1].end_lineno or first.lineno} if not body else set()
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Assign, ast.Return, ast.Expr)):
            continue
        value = node.value
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        if any(isinstance(part, ast.Constant) and part.value is ... for part in parts):
            found.add(node.lineno)
    return sorted(found)


def with_edits(text: str, edits: Mapping[str, str]) -> str:
    """The text with each {old: new} applied. Raises ValueError unless each old part occurs exactly once."""
    for old, new in edits.items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times in\n{text}")
        text = text.replace(old, new)
    return text


def function_from(text: str, name: str, namespace: Mapping[str, Any]) -> Callable[..., Any]:
    """The function `name` that `text` defines, with its globals in the namespace; tracebacks can show its lines."""
    filename = f"<{name} {hash(text) & 0xFFFFFFFF:08x}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    space = dict(namespace)
    exec(compile(text, filename, "exec"), space)
    function: Callable[..., Any] = space[name]
    return function
