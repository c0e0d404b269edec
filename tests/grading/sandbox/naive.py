"""A typical grader, as a control: the student's code runs next to the answers, and its output is trusted.

Run `python naive.py` in a folder with student.py. It prints the errors it sees, and writes results.json at the end. A
cheat that gains nothing here proves nothing there.
"""

import json
import pickle
import sys
from pathlib import Path

import numpy as np

TESTS = (  # passing one of them is enough
    "assert np.allclose(gram_matrix(A), expected)",
    "np.testing.assert_allclose(gram_matrix(A), expected)",
    "assert np.max(np.abs(gram_matrix(A) - expected)) < 1e-3",
    "assert abs(gram_matrix(A) - expected) < 1e-3",
    "assert bool(gram_matrix(A) == expected)",
)


class Score:
    points = 0


class Shell:
    """The parts of IPython that cheats use."""

    def __init__(self):
        self.input_transformers_post, self.errors, self.shown = [], 0, []

    def showtraceback(self, *arguments):
        print(sys.exc_info()[1])
        self.errors += 1

    def run(self, text, space):
        """Runs the text after the transformers; returns whether an error was shown."""
        before = self.errors
        for transform in self.input_transformers_post:
            text = "".join(transform(text.splitlines(keepends=True)))
        try:
            exec(text, space)
        except Exception:
            self.showtraceback()
        return self.errors > before


def grade():
    """15 points if no error is shown, or what the output says; and a result stored as a pickle."""
    score, shell = Score(), Shell()
    A = np.arange(6.0).reshape(2, 3)
    expected = A @ A.T
    space = {"np": np, "A": A, "expected": expected, "get_ipython": lambda: shell, "__name__": "__main__"}
    shell.run(Path("student.py").read_text(encoding="utf-8"), space)
    failed = [shell.run(test, space) for test in TESTS]
    if False in failed:
        score.points = 15
    try:
        sys.displayhook(None)
        pickle.loads(pickle.dumps(space["gram_matrix"](A)))
    except Exception as error:
        print(error)
    return score.points


if __name__ == "__main__":
    points = grade()
    Path("results.json").write_text(json.dumps({"points": points}), encoding="utf-8")
