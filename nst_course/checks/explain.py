"""The words, numbers and picture in a report on a failing function: its input, its output, the next step."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exercises.exercise import Case, CheckStep
from .code import MODULES, Code
from .compare import Failure, close
from .observation import Observation
from .report import OUT_OF_MEMORY_ERRORS, Problem

MOST_ROWS = 5  # in a report's table
PANEL, GAP = 150, 18  # pixels: side of a panel in the picture, gap between two
TABLE_HEADER = ("case", "expected", "yours", "yours / expected")

NEXT_MOVES = {
    CheckStep.RUNS: "Read the error together with the line above: print the shapes of what it uses, just before it.",
    CheckStep.RETURNS_TENSOR: "End by returning the tensor itself, computed with TensorFlow operations only.",
    CheckStep.DTYPE: "Keep the dtype of the inputs: remove any cast, or cast to the dtype of an input.",
    CheckStep.SHAPE: "Print the shape after each line: the first surprising one is where it goes wrong.",
    CheckStep.VALUES: "Work the formula by hand for the smallest case, and compare it with your code line by line.",
    CheckStep.GRADIENT: "Use TensorFlow operations from start to finish: NumPy and float() cut off the gradient.",
    CheckStep.ARGUMENTS_UNCHANGED: "Work on a copy: the arguments belong to the caller.",
    CheckStep.INSIDE_GRAPH: "Use TensorFlow operations only: in a graph, tensors have shapes but no values yet.",
    CheckStep.TRACED_ONCE: "Create nothing new in each call: no tf.function and no tf.Variable inside the function.",
}
NO_FILES = "Remove that line: a function on tensors needs no files."
TOO_LARGE = "Print the shapes of what you create: one of them is far larger than the inputs."
NEXT_MOVES_AFTER_ERRORS = {
    "KeyboardInterrupt": "If you didn't stop it on purpose, look for an endless loop at or near the line above.",
    "RecursionError": "Did you mean to call another function? If not, the recursion needs a base case.",
    "SystemExit": "Remove exit() or quit(): a function ends with return.",
    "EOFError": "Remove input(): whatever a function needs comes in as an argument.",
    **dict.fromkeys(("OSError", "FileNotFoundError", "PermissionError"), NO_FILES),
    **dict.fromkeys(OUT_OF_MEMORY_ERRORS, TOO_LARGE),
    "NameError": "Check the name for typos. If it is defined further up in the notebook, run that cell first.",
    "AttributeError": "This object has no such attribute: check its spelling, and print what comes before the dot.",
    "NotImplementedError": "Write the missing code, and remove the line with NotImplementedError.",
    "KeyError": "Print the dictionary just before that line: it has no such key.",
    "IndexError": "Print the length of the list just before that line: the index is out of range.",
    "AssertionError": "Print the values that are compared, just before the assert.",
    "UnboundLocalError": "Give the variable a value before you use it; now it gets one too late, or only sometimes.",
}


def headline(
    failure: Failure, observed: Sequence[Observation], expected: Sequence[Observation], cases: Sequence[Case]
) -> str:
    """The first problem as a sentence that follows the function's name and a colon."""
    run, right = observed[failure.case], expected[failure.case]
    if failure.finding.problem in (Problem.STOPPED, Problem.ENDLESS_RECURSION, Problem.EXIT):
        return WORDS[failure.finding.problem](run, right, "") + "."
    said = WORDS[failure.finding.problem](run, right, failure.finding.name)
    if failure.step is CheckStep.INSIDE_GRAPH:
        said = f"works when called directly, but inside tf.function: {said}"
    if failure.finding.problem is Problem.ERROR:  # it ends like the error's own message
        return said
    later = failure.step is CheckStep.VALUES and failure.case > 0  # an earlier case went well
    return f"{said} for {cases[failure.case].name}." if later else f"{said}."


def error_words(run: Observation, right: Observation, name: str) -> str:
    crash = run.crash
    assert crash is not None
    return f"raised {crash.type}: {crash.message}" if crash.message else f"raised {crash.type}."


def kind_words(run: Observation, right: Observation, name: str) -> str:
    return f"returns {with_article(run.kind)}, not a {'tensor' if right.kind == 'tensor' else 'number'}"


def shape_words(run: Observation, right: Observation, name: str) -> str:
    wanted = "a single number, shape ()" if right.shape == () else str(right.shape)
    return f"returns shape {run.shape}, not {wanted}"


def value_words(run: Observation, right: Observation, name: str) -> str:
    if name:
        return f"{'' if name.startswith('J ') else 'the '}{name} is wrong"
    return "the value is wrong" if right.shape == () else "the values are wrong"


WORDS: dict[Problem, Callable[[Observation, Observation, str], str]] = {
    Problem.STOPPED: lambda run, right, name: "stopped while it was running",
    Problem.ENDLESS_RECURSION: lambda run, right, name: "calls itself forever (RecursionError)",
    Problem.EXIT: lambda run, right, name: "ends the program (exit) instead of returning",
    Problem.ERROR: error_words,
    Problem.WRONG_KIND: kind_words,
    Problem.WRONG_DTYPE: lambda run, right, name: f"returns {run.dtype} for {right.dtype} inputs",
    Problem.WRONG_SHAPE: shape_words,
    Problem.NOT_FINITE: lambda run, right, name: (
        f"returns {'NaN' if np.isnan(run.values['result']).any() else 'infinity'}"
    ),
    Problem.WRONG_VALUES: value_words,
    Problem.NO_GRADIENT: lambda run, right, name: f"no gradient reaches {name}",
    Problem.WRONG_GRADIENT: lambda run, right, name: f"the gradient with respect to {name} is wrong",
    Problem.EXTRA_GRADIENT: lambda run, right, name: f"a gradient reaches layers of {name} that it should not reach",
    Problem.CHANGED_ARGUMENT: lambda run, right, name: f"changes its argument {name}",
    Problem.TRACED_AGAIN: lambda run, right, name: f"TensorFlow had to trace it {run.traces} times for two calls",
}


def with_article(kind: str) -> str:
    """A type as it appears in a sentence: 'None', 'a float', 'an int'."""
    if kind == "NoneType":
        return "None"
    if not kind:  # a class can have an empty name
        return "an object without a type name"
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def report_details(
    failure: Failure,
    code: Code,
    observed: Sequence[Observation],
    expected: Sequence[Observation],
    cases: Sequence[Case],
    pictures: bool,
) -> dict[str, Any]:
    """The other fields of a `Report`, including a picture of the values on request."""
    run, right, case = observed[failure.case], expected[failure.case], cases[failure.case]
    details: dict[str, Any] = {
        "case": f"{case.name}: {inputs_text(case.inputs)}",
        "next_move": NEXT_MOVES[failure.step],
    }
    if run.crash:
        details["next_move"] = NEXT_MOVES_AFTER_ERRORS.get(run.crash.type, NEXT_MOVES[failure.step])
    elif failure.step in (CheckStep.VALUES, CheckStep.RETURNS_TENSOR, CheckStep.SHAPE, CheckStep.DTYPE):
        details |= {"returned": result_text(run), "expected": result_text(right)}
    if failure.step is CheckStep.VALUES:
        if run.shape == right.shape != ():
            details |= worst_entry(run, right)
        details |= {"table": numbers_table(observed, expected, cases)}
        details |= {"picture": comparison_picture(run, right) if pictures else b""}
        if details["table"]:
            details |= {"returned": "", "expected": ""}
    return details | power_operator(code) | overwritten_name(code)


def power_operator(code: Code) -> dict[str, str]:
    """A diagnosis for ^ used as a power; in Python it is bitwise XOR."""
    if "^" not in code.stripped:
        return {}
    return {
        "diagnosis": "In Python, ^ is not a power but a bitwise operator (XOR).",
        "next_move": "Write ** for powers, as in n_C**2.",
    }


def overwritten_name(code: Code) -> dict[str, str]:
    """A diagnosis for a reassigned name, which explains most of what follows."""
    if not code.overwritten:
        return {}
    name, kind = next(iter(code.overwritten.items()))
    cure = "Run the notebook's import cell again" if name in MODULES else f"Run `del {name}`"
    return {
        "diagnosis": f"The name `{name}` no longer means what it should: in the notebook it was set to "
        f"{with_article(kind)}.",
        "next_move": f"{cure}, and use another name for your variable.",
    }


# The function's input and output.


def inputs_text(inputs: Mapping[str, Any]) -> str:
    """'a_S of shape (1, 4, 5, 3), …': arguments in a few words."""
    shown = ((name, value) for name, value in inputs.items() if name not in ("kernels", "optimizer"))
    return ", ".join(f"{name} {input_text(value)}" for name, value in shown)


def input_text(value: Any) -> str:
    """A shape, shapes, or a value."""
    if isinstance(value, np.ndarray):
        return f"of shape {value.shape}" if value.shape else f"= {value:.4g}"
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return "of shapes " + " ".join(str(a.shape).replace(" ", "") for a in value)
    return f"= {value}"


def result_text(run: Observation) -> str:
    """What a run returned: kind, shape and value."""
    if run.kind == "tensor":
        value = f", value {run.text}" if not run.shape else ""
        return f"a tensor of shape {run.shape}, {run.dtype}{value}"
    return run.text


def worst_entry(run: Observation, right: Observation) -> dict[str, str]:
    """The entry that is furthest off, in a result with many numbers."""
    mine, wanted = run.values.get("result"), right.values.get("result")
    if mine is None or wanted is None:
        return {}
    place = np.unravel_index(np.nanargmax(np.abs(mine - wanted)) if np.isfinite(mine).any() else 0, wanted.shape)
    entry = f"entry {tuple(int(i) for i in place)}"
    return {"returned": f"{mine[place]:.5g} at {entry}", "expected": f"{wanted[place]:.5g} at {entry}"}


def numbers_table(
    observed: Sequence[Observation], expected: Sequence[Observation], cases: Sequence[Case]
) -> tuple[tuple[str, ...], ...]:
    """Single-number results: expected, yours and their ratio; wrong ones first, at most `MOST_ROWS`."""
    rows = [row for run in zip(observed, expected, cases, strict=True) for row in number_rows(*run)]
    rows.sort(key=lambda row: row[-1] == "✓")  # stable: cases stay in order
    if not rows:
        return ()
    hidden = rows[MOST_ROWS:]
    more = ((f"and {len(hidden)} more, {sum(row[-1] == '✓' for row in hidden)} of them right", "", "", ""),)
    return (TABLE_HEADER, *rows[:MOST_ROWS], *(more if hidden else ()))


def number_rows(run: Observation, right: Observation, case: Case) -> Iterator[tuple[str, ...]]:
    """A row for each value of a case that is a single number."""
    if run.crash or case.lenient:
        return
    for name, wanted in right.values.items():
        mine = run.values.get(name)
        if mine is not None and mine.shape == wanted.shape == ():
            label = case.name if name == "result" else f"{case.name}: {name}"
            yield label, five_digits(wanted), five_digits(mine), ratio_text(mine, wanted, case)


def five_digits(value: Any) -> str:
    """A number as text; 0 if it is 0 up to rounding."""
    return f"{0 if abs(value) < 1e-9 else value:.5g}"


def ratio_text(mine: Any, wanted: Any, case: Case) -> str:
    """✓ if they agree, else the factor between them."""
    if close(mine, wanted, case):
        return "✓"
    return f"{mine / wanted:.4g}" if abs(wanted) > 1e-9 and np.isfinite(mine) else "–"


# The picture: expected | yours | difference.


def comparison_picture(run: Observation, right: Observation) -> bytes:
    """A PNG of the first result that can be drawn, as a heat map or as a picture; b"" if there is none."""
    for name, wanted in right.values.items():
        mine = run.values.get(name)
        if mine is None or mine.shape != wanted.shape or not np.isfinite(mine).all():
            continue
        if wanted.ndim == 2:
            return panels_png(*heat_maps(wanted, mine))
        if wanted.ndim == 4 and wanted.shape[-1] == 3:
            return panels_png(*photographs(wanted[0], mine[0]))
    return b""


def heat_maps(wanted: NDArray[np.float64], mine: NDArray[np.float64]) -> list[NDArray[np.uint8]]:
    """Blue is negative, white 0, red positive; the same scale for all three, so that they can be compared."""
    import matplotlib

    scale = max(np.abs(wanted).max(), np.abs(mine).max(), 1e-12)
    colors = matplotlib.colormaps["RdBu_r"]
    return [panel(colors(0.5 + 0.5 * m / scale)[..., :3]) for m in (wanted, mine, mine - wanted)]


def photographs(wanted: NDArray[np.float64], mine: NDArray[np.float64]) -> list[NDArray[np.uint8]]:
    """The pictures, and gray plus their difference, scaled to be visible."""
    difference = (mine - wanted) / max(np.abs(mine - wanted).max(), 1e-12)
    return [panel(np.clip(p, 0, 1)) for p in (wanted, mine, 0.5 + difference / 2)]


def panel(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Colors (height, width, 3) in [0, 1], each drawn as a block; the longer side is `PANEL` pixels."""
    size = max(1, PANEL // max(colors.shape[:2]))
    return np.kron((colors * 255).round().astype(np.uint8), np.ones((size, size, 1), np.uint8))


def panels_png(*panels: NDArray[np.uint8]) -> bytes:
    """The panels side by side with their names, on a transparent background."""
    from PIL import Image, ImageDraw, ImageFont

    width = sum(max(p.shape[1], 90) + GAP for p in panels) - GAP
    image = Image.new("RGBA", (width, max(p.shape[0] for p in panels) + 22), (0, 0, 0, 0))
    draw, left = ImageDraw.Draw(image), 0
    for name, colors in zip(("expected", "yours", "difference"), panels, strict=True):
        draw.text((left, 0), name, fill=(128, 128, 128, 255), font=ImageFont.load_default(14))
        image.paste(Image.fromarray(colors), (left, 22))
        left += max(colors.shape[1], 90) + GAP
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
