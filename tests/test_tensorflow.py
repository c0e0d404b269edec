"""What TensorFlow says on the way in is heard only if it does not get in."""

import os
import sys

import pytest

from nst_course.errors import NstError
from nst_course.tensorflow import load_tensorflow, quiet_stderr


def test_notes_are_dropped(capfd):
    with quiet_stderr():
        os.write(2, b"a note on drivers")
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_notes_are_printed_after_a_failure(capfd):
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
