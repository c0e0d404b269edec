"""Registering an export is enough for `nst grade`: it gets options, is checked first, and is written."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer
from records import all_right
from typer.testing import CliRunner

import nst_course
from nst_course.cli.grade import grade, with_export_options
from nst_course.errors import NstError
from nst_course.grading.exports import EXPORTS, Export, prepare_exports, register, requested_exports
from nst_course.grading.policy import Policy
from nst_course.grading.reports import write_results
from nst_course.grading.submissions import Submission

PACKAGE = Path(nst_course.__file__).parent
CLASS = [all_right("ada"), all_right("bob")]


@pytest.fixture
def totals(monkeypatch):
    """A custom export, registered for one test."""
    monkeypatch.setitem(EXPORTS, "totals", None)

    @register
    @dataclass
    class TotalsExport(Export):
        name = "totals"
        help = "One total a line."
        separator: str = field(default="", metadata={"help": "What separates the columns."})

        def check(self):
            if self.path.suffix != ".txt":
                raise NstError(f"'{self.path}' must end in .txt.")

        def write(self, grades, policy, out):
            self.write_text("".join(f"{one.student}{self.separator}{one.total:g}\n" for one in grades))
            return [f"{len(grades)} totals"]

    return TotalsExport


def test_the_command_offers_it_and_uses_it(totals, tmp_path):
    requested = []

    def record_options(**export_options):
        requested.extend(requested_exports(export_options))

    app = typer.Typer()
    app.command()(with_export_options(record_options))
    done = CliRunner().invoke(app, ["--totals", str(tmp_path / "t.txt"), "--totals-separator", ";"])
    assert done.exit_code == 0, done.output
    assert requested == [totals(tmp_path / "t.txt", separator=";")]


def test_grade_has_the_options_of_every_export(totals):
    app = typer.Typer()
    app.command()(with_export_options(grade.__wrapped__))
    options = {option for parameter in typer.main.get_command(app).params for option in parameter.opts}
    assert {f"--{name.replace('_', '-')}" for name in EXPORTS} <= options
    assert {"--totals-separator", "--canvas-column", "--print-policy"} <= options


MODULE = '''"""Totals, one a line."""

from dataclasses import dataclass
from typing import ClassVar

from . import Export, register


@register
@dataclass
class TotalsExport(Export):
    """The totals."""

    name: ClassVar[str] = "totals"
    help: ClassVar[str] = "Write one total a line."

    def write(self, grades, policy, out):
        self.write_text("".join(f"{one.total:g}\\n" for one in grades))
        return []
'''


def test_one_new_file_adds_an_export(tmp_path):
    """In a copy of our package with one more file."""
    copy = tmp_path / "nst_course" / "grading" / "exports"
    for source, target in ((PACKAGE, copy.parents[1]), (PACKAGE / "grading", copy.parent)):
        target.mkdir()
        for path in source.iterdir():
            if path.name not in ("grading", "exports", "__pycache__"):
                (target / path.name).symlink_to(path)
    shutil.copytree(PACKAGE / "grading" / "exports", copy)
    (copy / "totals.py").write_text(MODULE)
    code = "from nst_course.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", code, "grade", "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--totals" in done.stdout


def test_it_is_written_with_the_results(totals, tmp_path):
    export = totals(tmp_path / "t.txt", separator=" ")
    _, messages = write_results(CLASS, Policy(), "5eed", tmp_path, [export])
    assert (tmp_path / "t.txt").read_text() == "ada 100\nbob 100\n"
    assert "2 totals" in messages


def test_it_is_checked_before_anything_is_graded(totals, tmp_path):
    with pytest.raises(NstError, match=r"t\.csv"):
        prepare_exports([totals(tmp_path / "t.csv")], [], tmp_path)


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.single_student])
def test_a_system_for_one_student_refuses_a_class(name, tmp_path):
    found = [Submission(student, student, f"{student}.py", tmp_path / student) for student in "ab"]
    with pytest.raises(NstError, match=f"--{name}.* 2 "):
        prepare_exports([EXPORTS[name](tmp_path / "x")], found, tmp_path)
    assert len(prepare_exports([EXPORTS[name](tmp_path / "x")], found[:1], tmp_path)) == 1


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_says_what_it_is(name):
    assert EXPORTS[name].name == name
    assert EXPORTS[name].help.endswith(".")
    assert all(option.startswith(f"{name}_") and text for option, text in EXPORTS[name].options().items())
