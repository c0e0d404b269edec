"""The end of the program while runs are at work: silent, and with exit code 0."""

import os
import subprocess
import sys

import pytest

BEGIN = """
import os, time
import numpy as np
from nst_course.studio import BackgroundRun
rng = np.random.default_rng(0)
C, S = rng.random((2, 48, 64, 3), dtype=np.float32)
def make():
    return BackgroundRun(C, S, size=48, network="pocket", precision="float32")
"""
ENDS = {
    "while it plays": "run = make(); run.play()\nwhile not (run.latest and run.latest.step > 3): time.sleep(0.05)",
    "as it is being prepared": "run = make(); run.play()",
    "paused": "run = make(); run.advance(2); assert run.wait(100) and run.latest.step == 2",
    "two at once": "runs = [make(), make()]\nfor run in runs: run.play()\nfor run in runs:\n"
    "    while not (run.latest and run.latest.step > 1): time.sleep(0.05)",
    "as it is being imported": "run = make(); run.play(); time.sleep(1); raise SystemExit(0)",
}


def program(text):
    """The finished process of a program."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, "-c", BEGIN + text], capture_output=True, text=True, timeout=300, env=environment, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
def test_the_program_ends_in_silence(end):
    ended = program(ENDS[end])
    assert (ended.returncode, ended.stderr) == (0, "")


def test_two_that_load_tensorflow_at_once_leave_stderr_alone():
    """Each leads file descriptor 2 elsewhere meanwhile, and must not lead it back to where the other did."""
    text = """
import threading, time, sys, types, builtins
from nst_course import tensorflow
looks = [0.6, 0.3]
def look():
    time.sleep(looks.pop())
module = types.ModuleType("tensorflow")
module.config = types.SimpleNamespace(list_physical_devices=lambda kind: look())
sys.modules["tensorflow"] = module
threads = [threading.Thread(target=tensorflow.load_tensorflow) for _ in range(2)]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
os.write(2, b"heard")
"""
    ended = program(text)
    assert (ended.returncode, ended.stderr) == (0, "heard")
