"""The workflow: one script for all machines, each system once, and a GPU job that forks can go without."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).parents[1]
JOBS = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def test_cpu_and_gpu_run_the_same_script():
    assert commands(JOBS["cpu"]) == commands(JOBS["gpu"]) == ["bash .ci/run"]


def test_oldest_and_newest_python_and_every_system_are_covered():
    machines = [(m["os"].split("-")[0], m["python"]) for m in JOBS["cpu"]["strategy"]["matrix"]["include"]]
    low, high = re.search(r'requires-python = ">=([\d.]+),<3\.(\d+)"', PROJECT).groups()
    assert {python for system, python in machines if system == "ubuntu"} == {low, f"3.{int(high) - 1}"}
    assert sorted(system for system, _ in machines if system != "ubuntu") == ["macos", "windows"]


def test_the_gpu_job_needs_a_runner():
    assert JOBS["gpu"]["if"].startswith("vars.GPU_RUNNER == 'true' && ")


@pytest.mark.parametrize(
    ("event", "runs"),
    [
        ({"event_name": "schedule"}, True),
        ({"event_name": "workflow_dispatch"}, True),
        ({"event_name": "push"}, False),
        ({"event_name": "pull_request", "action": "labeled", "label": "gpu"}, True),
        ({"event_name": "pull_request", "action": "labeled", "label": "docs"}, False),
        ({"event_name": "pull_request", "action": "synchronize", "label": ""}, False),  # a push after the label
        ({"event_name": "pull_request", "action": "opened", "label": ""}, False),
    ],
)
def test_a_pull_request_reaches_the_gpu_only_by_label(event, runs):
    """The condition, evaluated as Python, for every kind of event."""
    label = SimpleNamespace(name=event.get("label", ""))
    details = SimpleNamespace(action=event.get("action", ""), label=label)
    names = {
        "vars": SimpleNamespace(GPU_RUNNER="true"),
        "github": SimpleNamespace(event_name=event["event_name"], event=details),
    }
    condition = JOBS["gpu"]["if"].replace("&&", "and").replace("||", "or")
    assert eval(condition, names) == runs


def test_the_oldest_tensorflow_and_keras_run_on_the_oldest_python():
    (oldest,) = [m for m in JOBS["cpu"]["strategy"]["matrix"]["include"] if "install" in m]
    needs = re.findall(r'"(tensorflow|keras)>=([\d.]+)"', PROJECT)
    assert len(needs) == 2
    assert oldest["install"].split() == [f"{name}=={version}.0" for name, version in needs]
    assert oldest["python"] == re.search(r'requires-python = ">=([\d.]+),', PROJECT)[1]
    assert "matrix.install" in JOBS["cpu"]["steps"][-1]["env"]["NST_CI_INSTALL"]


FAKES = r"""
say() { printf '%s|' "$@" >> "$SAID"; echo >> "$SAID"; }
for name in python pip pytest ruff mypy nst apt-get; do eval "$name() { say $name \"\$@\"; }"; done
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_packages_to_install_first_are_split_into_words_and_installed_first(tmp_path):
    """The script itself, in a copy of the repository in which every program only records how it was called."""
    (tmp_path / "repository" / ".ci").mkdir(parents=True)
    for name in (".ci/run", "README.md"):
        shutil.copy(ROOT / name, tmp_path / "repository" / name)
    (tmp_path / "fakes").write_text(FAKES, encoding="utf-8")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nmkdir -p "$3/bin" && cp "{tmp_path}/fakes" "$3/bin/activate"\n', encoding="utf-8")
    python.chmod(0o755)
    said = tmp_path / "said"
    for wanted in ("tensorflow==2.18.0 keras==3.5.0", "tensorflow[and-cuda]", ""):
        said.unlink(missing_ok=True)
        env = {**os.environ, "PYTHON": str(python), "SAID": str(said), "NST_CI_INSTALL": wanted}
        subprocess.run(["bash", tmp_path / "repository" / ".ci" / "run"], check=True, env=env, capture_output=True)
        installs = [line for line in said.read_text(encoding="utf-8").splitlines() if "|install|" in line]
        first = "".join(f"{word}|" for word in wanted.split())
        expected = [f"python|-m|pip|install|--quiet|{first}"] * bool(wanted) + ["pip|install|-e|.[test]|"]
        assert [line for line in installs if "pip|--" not in line and "upgrade" not in line] == expected


def test_the_script_calls_the_readmes_command():
    assert "README.md" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.search(
        r'^pip install -e "\.\[test\]" && pytest', (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
