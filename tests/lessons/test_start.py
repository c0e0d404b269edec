"""`nst start` adds files and never removes any; a wheel includes the notebooks."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from nst_course.errors import NstError
from nst_course.lessons import build, start
from nst_course.lessons.start import Placement, default_folder, fill_folder, student_notebooks

ROOT = Path(__file__).parents[2]

WHEEL = """
import os
from hatchling.builders.wheel import WheelBuilder
print(*WheelBuilder(os.getcwd()).build(versions=["{}"]))
"""


@pytest.fixture
def lessons(notebooks):
    """The student editions of the small course."""
    build.build(notebooks, students_only=True, report=lambda path: None)
    return student_notebooks(notebooks.parent / "nst_course")


def placements(folder, lessons):
    return [placement for _, placement in fill_folder(folder, notebooks=lessons)]


def test_a_new_folder_gets_exactly_the_student_editions(lessons, tmp_path):
    folder = tmp_path / "deep" / "mine"
    assert placements(folder, lessons) == [Placement.NEW] * 2
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {p.name: p.read_bytes() for p in lessons}
    assert placements(folder, lessons) == [Placement.UNCHANGED] * 2


def test_a_students_work_is_never_overwritten(lessons, tmp_path):
    (tmp_path / "3_gram_matrix.ipynb").write_text("my work", encoding="utf-8")
    (tmp_path / "1_layers.ipynb").mkdir()
    assert placements(tmp_path, lessons) == [Placement.KEPT] * 2
    assert (tmp_path / "3_gram_matrix.ipynb").read_text(encoding="utf-8") == "my work"


def test_fresh_copies_go_beside_the_students(lessons, tmp_path):
    def names():
        return sorted(p.name for p in tmp_path.glob("*.ipynb"))

    mine, new, next_new = (tmp_path / f"3_gram_matrix{x}.ipynb" for x in ("", " (new)", " (new 2)"))
    mine.write_text("my work", encoding="utf-8")
    list(fill_folder(tmp_path, fresh=True, notebooks=lessons))
    assert names() == ["1_layers.ipynb", new.name, mine.name]
    assert new.read_bytes() == lessons[1].read_bytes()
    list(fill_folder(tmp_path, fresh=True, notebooks=lessons))
    assert len(names()) == 3
    new.write_text("begun again", encoding="utf-8")
    list(fill_folder(tmp_path, fresh=True, notebooks=lessons))
    assert next_new.read_bytes() == lessons[1].read_bytes()
    assert new.read_text(encoding="utf-8") == "begun again"
    assert mine.read_text(encoding="utf-8") == "my work"


def test_an_unwritable_folder_is_one_sentence(lessons, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NstError, match="file"):
        list(fill_folder(tmp_path / "file", notebooks=lessons))


def test_a_package_without_notebooks(tmp_path):
    with pytest.raises(NstError, match="nst build"):
        student_notebooks(tmp_path / "nst_course")


def test_the_default_folder_is_one_that_has_lessons(lessons, tmp_path):
    assert default_folder(tmp_path, lessons) == start.FOLDER
    (tmp_path / start.FOLDER).mkdir()
    assert default_folder(tmp_path, lessons) == start.FOLDER
    assert default_folder(tmp_path / start.FOLDER, lessons) == "."
    mine = tmp_path / "mine"
    list(fill_folder(mine, notebooks=lessons))
    assert default_folder(mine, lessons) == "."


# Stands in for JupyterLab: asks at the first Ctrl-C, and takes longer to answer than subprocess.run would wait.
LAB = """
import pathlib, signal, time
asked = []
signal.signal(signal.SIGINT, lambda *_: asked.append(1))
pathlib.Path("ready").touch()
while not asked:
    time.sleep(0.02)
pathlib.Path("asked").touch()
time.sleep(1.5)
pathlib.Path("saved").write_text(str(len(asked)))
raise SystemExit(7)
"""
# SIGINT as in a terminal, even if the tests run in the background, where it is ignored.
OPEN_LAB = """
import signal, sys
from nst_course.lessons.start import open_jupyterlab
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(open_jupyterlab(sys.argv[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="sends signals as a terminal of POSIX does")
def test_ctrl_c_is_left_to_jupyterlab(tmp_path):
    """SIGINT goes to both, as from a terminal; JupyterLab ends when it wants to, and its exit code is ours."""
    (tmp_path / "jupyterlab.py").write_text(LAB, encoding="utf-8")
    command = [sys.executable, "-c", OPEN_LAB, str(tmp_path)]
    shell = subprocess.Popen(command, start_new_session=True, cwd=ROOT)
    for sign in ("ready", "asked"):
        wait_for(tmp_path / sign)
        os.killpg(shell.pid, signal.SIGINT)
    assert shell.wait(20) == 7
    assert (tmp_path / "saved").read_text(encoding="utf-8") == "2"


def wait_for(path, seconds=20):
    for _ in range(seconds * 50):
        if path.exists():
            return
        time.sleep(0.02)
    raise AssertionError(f"{path} did not come")


@pytest.mark.slow
def test_a_wheel_contains_the_student_editions(notebooks, tmp_path):
    """Built from the small course with the project's own settings, without solutions and sources."""
    pytest.importorskip("hatchling")
    build.build(notebooks, ["1_layers"], students_only=True, report=lambda path: None)
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
