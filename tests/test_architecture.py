"""The plan of the house holds: imports point down, nothing heavy loads early, the code is clean."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "nst_course"
FLOORS = {
    "__init__": 9,  # the names of all rooms, loaded on first use
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
    """Rooms of the package that a file imports, wherever in the file."""
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


def test_every_room_has_a_floor():
    assert {room(path) for path in FILES} <= set(FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_are_short_and_say_what_they_hold(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize(
    "code", ["import nst_course", "import nst_course.cli", "from nst_course import NstError, Settings"]
)
def test_light_imports_leave_tensorflow_alone(code):
    heavy = (
        "import sys; print([m for m in ('tensorflow', 'keras', 'h5py', 'imageio', 'matplotlib') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", f"{code}; {heavy}"], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_public_names_are_there():
    import nst_course

    for name in nst_course.__all__:
        assert getattr(nst_course, name) is not None
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = nst_course.nothing_like_it


def test_defaults_live_once():
    """The command's defaults are those of Settings, and the README states none that differ."""
    import inspect

    from nst_course.cli.stylize import DEFAULTS, parse_setting, stylize

    parameters = inspect.signature(stylize).parameters
    for name, value in vars(DEFAULTS).items():
        assert parse_setting(name, parameters[name].default) == value, name


def test_no_word_of_the_machine():
    """Files speak of the project alone."""
    root = PACKAGE.parent
    texts = [*FILES, root / "README.md", root / "pyproject.toml", root / "environment.yml"]
    for path in texts:
        assert not re.search(r"/(home|root|work|tmp)/", path.read_text(encoding="utf-8")), path
