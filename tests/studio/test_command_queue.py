"""The command queue, and exiting the program while runs are active: silently, with exit code 0."""

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

from nst_course.studio.command_queue import CommandQueue

SOON = 60  # seconds, the most a test waits


@pytest.fixture
def queue():
    queue = CommandQueue("nst-test")
    yield queue
    queue.close()


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "nst-test"]


def test_commands_run_in_order_in_one_thread(queue):
    done = []
    for number in range(50):
        queue.put(lambda number: done.append((number, threading.current_thread())), number)
    assert queue.wait(SOON)
    assert [number for number, _ in done] == list(range(50))
    assert {thread for _, thread in done} == set(threads())
    assert len(threads()) == 1


def test_without_commands_there_is_no_thread(queue):
    assert queue.wait(0)
    until = time.monotonic() + SOON
    while threads() and time.monotonic() < until:  # those of earlier tests, which are ending
        time.sleep(0.01)
    assert not threads()


def test_put_latest_queues_a_command_once(queue):
    held, begun, done = threading.Event(), threading.Event(), []

    def work():
        begun.set()
        done.append(held.wait(SOON))

    queue.put_latest(work)
    assert begun.wait(SOON)
    for _ in range(5):
        queue.put_latest(work)
    assert queue.pending == 1
    assert not queue.wait(0.01)
    held.set()
    assert queue.wait(SOON)
    assert done == [True, True]


def test_an_error_is_reported_and_ends_nothing():
    told, done = [], []
    queue = CommandQueue("nst-test", on_error=told.append)
    queue.put(lambda: 1 / 0)
    queue.put(done.append, 1)
    assert queue.wait(SOON)
    queue.close()
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert done == [1]


def test_idle_work_comes_between_commands_and_can_be_woken():
    left = []
    queue = CommandQueue("nst-test", idle=lambda: left.pop() if left else None)
    queue.put(left.extend, [0, 0, 0])
    assert queue.wait(SOON)
    assert not left
    left.append(0)
    queue.wake()
    assert queue.wait(SOON)
    assert not left
    queue.close()


def test_closing_drops_what_is_waiting(queue):
    held, begun, done = threading.Event(), threading.Event(), []
    queue.put(lambda: begun.set() or held.wait(SOON))
    queue.put(done.append, 1)
    assert begun.wait(SOON)
    queue.close()
    assert queue.wait(SOON)
    held.set()
    for thread in threads():
        thread.join(SOON)
    queue.put(done.append, 2)
    assert (done, threads()) == ([], [])


def test_an_unreferenced_queue_ends():
    queue = CommandQueue("nst-test")
    queue.put(lambda: None)
    assert queue.wait(SOON)
    del queue
    end = time.monotonic() + SOON
    while gc.collect() is not None and threads():
        assert time.monotonic() < end


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
    """Runs a program; returns the finished process."""
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
    """Each redirects file descriptor 2 meanwhile, and must not restore it to the other's target."""
    text = """
import threading, time, sys, types, builtins
from nst_course import _tensorflow
looks = [0.6, 0.3]
def look():
    time.sleep(looks.pop())
module = types.ModuleType("tensorflow")
module.config = types.SimpleNamespace(list_physical_devices=lambda kind: look())
sys.modules["tensorflow"] = module
threads = [threading.Thread(target=_tensorflow.load_tensorflow) for _ in range(2)]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
os.write(2, b"heard")
"""
    ended = program(text)
    assert (ended.returncode, ended.stderr) == (0, "heard")
