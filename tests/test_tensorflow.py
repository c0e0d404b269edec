"""What TensorFlow prints while it is imported is shown only if the import fails."""

import os
import subprocess
import sys

import pytest

from nst_course._tensorflow import load_tensorflow, quiet_stderr
from nst_course.errors import NstError


def test_messages_are_dropped(capfd):
    with quiet_stderr():
        os.write(2, b"a note on drivers")
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_messages_are_printed_after_a_failure(capfd):
    def fail():
        os.write(2, b"compiled to use AVX\n")
        raise ImportError

    with pytest.raises(ImportError), quiet_stderr():
        fail()
    assert capfd.readouterr().err == "compiled to use AVX\n"


def test_a_tensorflow_that_does_not_load_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(NstError, match=r"TensorFlow does not load \(.*\): reinstall it"):
        load_tensorflow()


GPU = """
import tensorflow as tf
from nst_course._tensorflow import load_tensorflow
there = tf.config.list_physical_devices
tf.config.list_physical_devices = lambda kind=None: ["a GPU"] if kind == "GPU" else there(kind)
load_tensorflow()
first = tf.random.uniform([4]).numpy().tolist()
load_tensorflow()  # as every lesson and every check does
print(first == tf.random.uniform([4]).numpy().tolist(), first)
"""


@pytest.mark.slow
def test_on_a_gpu_random_numbers_need_no_seed_and_runs_repeat_themselves():
    """In separate processes, because determinism cannot be switched off again."""
    run = [sys.executable, "-c", GPU]
    first, second = (subprocess.run(run, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == second
    assert first.startswith("False ")
