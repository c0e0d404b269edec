"""The architecture holds: imports point down, nothing heavy loads early, files have a reasonable size."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[1] / "nst_course"
FLOORS = {
    "__init__": 9,  # the public names of all subpackages, loaded on first use
    "errors": 0,
    "costs": 0,
    "_tensorflow": 1,
    "exercises": 1,
    "checks": 2,
    "images": 1,
    "networks": 2,
    "transfer": 3,
    "show": 4,
    "doctor": 4,
    "bench": 7,
    "extraction": 3,
    "lessons": 5,
    "studio": 5,
    "grading": 6,
    "cli": 8,
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    """The first name below the package: a folder or a module."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path):
    """Top-level modules and folders of the package that a file imports, anywhere in the file."""
    depth = path.relative_to(PACKAGE).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        module = (node.module or "").split(".") if node.module else []
        if node.level:
            base = ["nst_course", *depth[:-1]][: len(depth) + 1 - node.level]
            module = [*base, *module]
        if module[:1] == ["nst_course"]:
            names = module[1:2] or [alias.name for alias in node.names]
            yield from (name for name in names if name in FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    here = room(path)
    for other in imported_rooms(path):
        assert other == here or FLOORS[other] < FLOORS[here] or other == "__init__", f"{here} imports {other}"


def test_every_subpackage_has_a_level():
    assert {room(path) for path in FILES} == set(FLOORS)


def module_of(path):
    """The dotted name of a file, without the package's."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(path):
    """Modules of the package that a file imports, anywhere in the file."""
    modules = {module_of(other) for other in FILES}
    depth = path.relative_to(PACKAGE).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = list(depth[:-1])[: len(depth) - node.level] if node.level else ["?"]
        absolute = (node.module or "").split(".") if node.module else []
        if not node.level and absolute[:1] == ["nst_course"]:
            base, absolute = [], absolute[1:]
        module = ".".join([*base, *absolute])
        for alias in node.names:
            full = f"{module}.{alias.name}".lstrip(".")
            yield full if full in modules else module


# Files that only one other file imports, and why each is a separate file nevertheless.
BOUNDARIES = {
    **dict.fromkeys(
        ["bench.course", "bench.grading", "bench.quality", "bench.studio"],
        "one benchmark each",
    ),
    "bench.browser": "drives a real browser",
    "bench.sample_class": "data: the class that is graded",
    "checks.diagnose": "from a failed step to the mistake; merged with its importer, over 400 lines",
    "checks.explain": "the wording of a report, and nothing else",
    "cli.stylize": "a command; another one reuses its options",
    "cli.stylize_run": "what a command prints; merged with its options, over 400 lines",
    **dict.fromkeys(
        [
            f"exercises.mistakes.{name}"
            for name in ("content_cost", "gram_matrix", "layer_style_cost", "style_cost", "total_cost", "train_step")
        ],
        "data: the named mistakes of one exercise",
    ),
    "extraction.safe_statements": "data: statements that are safe to keep when a notebook is read",
    "grading.exports.gradescope": "an export, which registers itself",
    "grading.reference_worker": "a process",
    "grading.reports.class_report": "a page",
    "grading.reports.gradebook": "two file formats",
    "grading.sandbox.bubblewrap": "the boundary between student code and the machine",
    "grading.sandbox.remote_reference": "the student's side of a connection",
    "grading.sandbox.serve": "a process",
    "grading.submissions.layouts": "the layouts of other systems",
    "grading.submissions.rename_detection": "a separate method",
    "images.color": "a separate subject, re-exported by the package's `__init__`",
    "images.video": "a separate subject, re-exported by the package's `__init__`",
    "lessons.card": "a public name",
    "networks.distill.training": "the training that its command runs",
    "show.curves": "public names",
    "studio.app": "a public name",
    "studio.server": "a process",
    "studio.widgets.visibility": "what the page reports about itself, with its JavaScript",
    "transfer.line_search": "the searches and descents that optimizers are built from",
}
# The same file name in folders that mirror each other.
MIRRORS = [{"exercises", "exercises/mistakes"}, {".", "cli"}]


def test_most_files_hold_a_whole_subject():
    """Rather than a fragment of one: half of them are longer than a hundred lines."""
    assert median(len(path.read_text(encoding="utf-8").splitlines()) for path in FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_have_a_docstring_and_a_reasonable_length(path):
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    assert ast.get_docstring(ast.parse(text))
    assert lines <= 400
    registered = path.parent.name in ("exports", "exercises", "networks")  # an entry of a registry may be short
    assert lines >= 40 or registered or path.name in ("__init__.py", "__main__.py")


def test_file_names_are_unique():
    """Except for folders that mirror each other."""
    folders = defaultdict(set)
    for path in FILES:
        if path.name != "__init__.py":
            folders[path.name].add(path.parent.relative_to(PACKAGE).as_posix())
    twice = {name: where for name, where in folders.items() if len(where) > 1 and where not in MIRRORS}
    assert not twice


def test_files_with_a_single_importer_are_known_boundaries():
    importers = defaultdict(set)
    for path in FILES:
        for module in imported_modules(path):
            importers[module].add(path)
    alone = {
        module_of(path)
        for path in FILES
        if path.name not in ("__init__.py", "__main__.py") and len(importers[module_of(path)]) == 1
    }
    assert alone == set(BOUNDARIES)


SENTENCE = re.compile(r"[a-z]+ [a-z]+|[a-z]{2,}\.$")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_decision_depends_on_english_text(path):
    """No `"two words" in text`, `text.endswith("a sentence.")` or `text == "a sentence"`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        compared = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
            "startswith",
            "endswith",
            "find",
            "index",
        ):
            compared = node.args
        for constant in compared:
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                assert not SENTENCE.search(constant.value), f"line {node.lineno}: {constant.value!r}"


@pytest.mark.parametrize(
    "code", ["import nst_course", "import nst_course.cli", "from nst_course import NstError, Settings"]
)
def test_light_imports_do_not_load_tensorflow(code):
    heavy = (
        "import sys; print([m for m in ('tensorflow', 'keras', 'h5py', 'imageio', 'matplotlib') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", f"{code}; {heavy}"], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_public_names_exist():
    import nst_course

    for name in nst_course.__all__:
        assert getattr(nst_course, name) is not None
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = nst_course.nothing_like_it


def test_defaults_are_defined_once():
    """The command's defaults are those of Settings."""
    import inspect

    from nst_course.cli.stylize import DEFAULTS, parse_setting, stylize

    parameters = inspect.signature(stylize).parameters
    for name, value in vars(DEFAULTS).items():
        assert parse_setting(name, parameters[name].default) == value, name


def test_no_local_paths():
    """No file mentions a path of the machine it was written on."""
    root = PACKAGE.parent
    texts = [*FILES, root / "README.md", root / "pyproject.toml", root / "environment.yml"]
    for path in texts:
        assert not re.search(r"/(home|root|work|tmp)/", path.read_text(encoding="utf-8")), path
