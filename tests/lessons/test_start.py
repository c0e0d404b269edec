"""`nst start` gives and never takes away; a wheel brings the notebooks along."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nst_course.errors import NstError
from nst_course.lessons import build, places, start

ROOT = Path(__file__).parents[2]

WHEEL = """
import os
from hatchling.builders.wheel import WheelBuilder
print(*WheelBuilder(os.getcwd()).build(versions=["{}"]))
"""


@pytest.fixture
def lessons(notebooks, monkeypatch):
    """The student editions of the small course, as if they had come with the package."""
    build.build(notebooks, students_only=True, say=lambda text: None)
    monkeypatch.setattr(places, "PACKAGE", notebooks.parent / "nst_course")
    return sorted(notebooks.glob("*.ipynb"))


def test_a_new_folder_gets_the_student_editions_and_nothing_else(lessons, tmp_path):
    folder = tmp_path / "deep" / "mine"
    assert [happened for _, happened in start.fill(folder)] == ["new", "new"]
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {p.name: p.read_bytes() for p in lessons}
    assert [happened for _, happened in start.fill(folder)] == ["there", "there"]


def test_a_students_work_is_never_touched(lessons, tmp_path):
    (tmp_path / "3_gram_matrix.ipynb").write_text("my work", encoding="utf-8")
    (tmp_path / "1_layers.ipynb").mkdir()
    assert [happened for _, happened in start.fill(tmp_path)] == ["kept", "kept"]
    assert (tmp_path / "3_gram_matrix.ipynb").read_text(encoding="utf-8") == "my work"


def test_a_fresh_copy_lies_beside(lessons, tmp_path):
    def names():
        return sorted(p.name for p in tmp_path.glob("*.ipynb"))

    mine, new, next_new = (tmp_path / f"3_gram_matrix{x}.ipynb" for x in ("", " (new)", " (new 2)"))
    mine.write_text("my work", encoding="utf-8")
    list(start.fill(tmp_path, fresh=True))
    assert names() == ["1_layers.ipynb", new.name, mine.name]
    assert new.read_bytes() == lessons[1].read_bytes()
    list(start.fill(tmp_path, fresh=True))
    assert len(names()) == 3
    new.write_text("begun again", encoding="utf-8")
    list(start.fill(tmp_path, fresh=True))
    assert next_new.read_bytes() == lessons[1].read_bytes()
    assert new.read_text(encoding="utf-8") == "begun again"
    assert mine.read_text(encoding="utf-8") == "my work"


def test_a_folder_that_cannot_be_filled(lessons, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NstError, match="cannot be filled"):
        list(start.fill(tmp_path / "file"))


def test_a_package_without_notebooks(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "nst_course")
    with pytest.raises(NstError, match="without its notebooks"):
        places.student_notebooks()


@pytest.mark.slow
def test_a_wheel_brings_the_student_editions(notebooks, tmp_path):
    """Built from the small course by the project's own settings; solutions and sources stay behind."""
    pytest.importorskip("hatchling")
    build.build(notebooks, ["1_layers"], students_only=True, say=lambda text: None)
    repository = notebooks.parent
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (repository / name).write_bytes((ROOT / name).read_bytes())
    (repository / "nst_course").mkdir()
    (repository / "nst_course" / "__init__.py").touch()
    (notebooks / "solutions" / "1_layers.ipynb").write_text("{}", encoding="utf-8")
    for kind in ("standard", "editable"):
        done = subprocess.run(
            [sys.executable, "-c", WHEEL.format(kind)], cwd=repository, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        with zipfile.ZipFile(repository / done.stdout.split()[-1]) as wheel:
            files = [name for name in wheel.namelist() if "dist-info" not in name]
            if kind == "standard":
                assert sorted(files) == ["nst_course/__init__.py", "nst_course/lessons/notebooks/1_layers.ipynb"]
            else:
                (path_file,) = files
                assert Path(wheel.read(path_file).decode().strip()).resolve() == repository.resolve()
