"""The workflow: one script for all machines, each system once, and a GPU job that a fork may do without."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
JOBS = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


def test_cpu_and_gpu_run_the_same_script():
    assert commands(JOBS["cpu"]) == commands(JOBS["gpu"]) == ["bash .ci/run"]


def test_oldest_and_newest_python_and_every_system():
    machines = [(m["os"].split("-")[0], m["python"]) for m in JOBS["cpu"]["strategy"]["matrix"]["include"]]
    low, high = re.search(r'requires-python = ">=([\d.]+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text()).groups()
    assert {python for system, python in machines if system == "ubuntu"} == {low, f"3.{int(high) - 1}"}
    assert sorted(system for system, _ in machines if system != "ubuntu") == ["macos", "windows"]


def test_the_gpu_job_waits_for_a_runner_that_there_is():
    assert JOBS["gpu"]["if"].startswith("vars.GPU_RUNNER == 'true' && ")
    assert "'gpu')" in JOBS["gpu"]["if"]


def test_the_script_calls_the_readmes_command():
    assert "README.md" in (ROOT / ".ci/run").read_text()
    assert re.search(r'^pip install -e "\.\[test\]" && pytest', (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
