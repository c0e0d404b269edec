"""The zip for Gradescope contains what it needs and nothing else, and its scripts run."""

import importlib.metadata
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.grading.exports.gradescope import write_autograder_zip
from nst_course.grading.policy import Policy, load_policy

needs_bash = pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="needs bash")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The folder into which Gradescope unpacks the zip, there /autograder/source."""
    folder = tmp_path_factory.mktemp("autograder")
    write_autograder_zip(folder / "nst.zip", Policy(attempts="best", seconds=7))
    with zipfile.ZipFile(folder / "nst.zip") as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            Path(archive.extract(info, folder / "source")).chmod(info.external_attr >> 16)
    return folder


def test_its_contents(unpacked):
    names = {path.relative_to(unpacked / "source").as_posix() for path in (unpacked / "source").rglob("*")}
    assert {"setup.sh", "run_autograder", "policy.toml", "requirements.txt", "nst_course/grading/policy.py"} <= names
    assert not [name for name in names if name.endswith((".ipynb", ".pyc")) or "__pycache__" in name]
    assert {name.partition("/")[0] for name in names} == {
        *("setup.sh", "run_autograder", "policy.toml", "requirements.txt", "nst_course")
    }


def test_its_policy_is_ours_with_explicit_exercises_and_the_containers_memory(unpacked):
    policy = load_policy(unpacked / "source" / "policy.toml")
    assert (policy.attempts, policy.seconds) == ("best", 7)
    assert policy.exercises == tuple(EXERCISES)
    assert policy.memory_mb < 768


def test_its_requirements_are_those_of_the_package(unpacked):
    lines = (unpacked / "source" / "requirements.txt").read_text().splitlines()
    names = {line.split(">")[0] for line in lines}
    assert {"tensorflow-cpu", "numpy", "rich", "typer"} <= names
    assert not {"tensorflow", "pytest", "ruff"} & names


@needs_bash
def test_the_scripts_are_executable_and_bash_reads_them(unpacked):
    for name in ("setup.sh", "run_autograder"):
        path = unpacked / "source" / name
        assert path.stat().st_mode & stat.S_IXUSR
        assert b"\r" not in path.read_bytes()
        subprocess.run(["bash", "-n", path], check=True)


def test_the_package_in_it_works(unpacked):
    code = "import nst_course.grading.reports as g; print(g.__file__)"
    environment = os.environ | {"PYTHONPATH": str(unpacked / "source")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=unpacked, capture_output=True, text=True, check=True
    )
    assert str(unpacked / "source") in done.stdout


@needs_bash
def test_run_autograder_grades_the_submission(unpacked, tmp_path):
    """Python is replaced by a script that records its arguments."""
    shutil.copytree(unpacked / "source", tmp_path / "source")
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$PYTHONPATH" "$@" >"$AUTOGRADER_ROOT/called"\nexit "${CODE:-0}"\n')
    python.chmod(0o755)
    environment = os.environ | {"AUTOGRADER_ROOT": str(tmp_path)}
    subprocess.run([tmp_path / "source" / "run_autograder"], env=environment, check=True)
    path, _, code, *arguments = (tmp_path / "called").read_text().splitlines()
    assert path == str(tmp_path / "source")
    assert "from nst_course.cli import main" in code
    assert arguments == [
        *("grade", f"{tmp_path}/submission", "--gradescope", f"{tmp_path}/results/results.json"),
        *("--policy", f"{tmp_path}/source/policy.toml"),
    ]
    assert (tmp_path / "results").is_dir()
    failed = subprocess.run([tmp_path / "source" / "run_autograder"], env=environment | {"CODE": "3"}, check=False)
    assert failed.returncode == 3  # no results: Gradescope says so, and nobody gets zero points


def test_the_same_policy_gives_the_same_bytes(tmp_path):
    write_autograder_zip(tmp_path / "a.zip", Policy())
    write_autograder_zip(tmp_path / "b.zip", Policy())
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_zip_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def without(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", without)
    with pytest.raises(NstError, match=r"nst_course.*pip install"):
        write_autograder_zip(tmp_path / "a.zip", Policy())
    with pytest.raises(NstError, match=r"\.tar.*\.zip"):
        write_autograder_zip(tmp_path / "a.tar", Policy())
    assert list(tmp_path.iterdir()) == []
