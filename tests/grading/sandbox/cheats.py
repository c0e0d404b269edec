"""Attacks that try to get points they haven't earned."""

from attack import cheat

CHEATS = [
    cheat(1, "errors are not shown", "get_ipython().showtraceback = lambda *a, **k: None"),
    cheat(
        2,
        "tests become pass",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass'] if 'assert' in ''.join(lines) else lines)",
    ),
    cheat(
        3,
        "a number is displayed",
        """
import json, os, sys
def show(value):
    print(15)
    with open("results.json", "w") as file:
        json.dump({"points": 15}, file)
    os._exit(0)
sys.displayhook = show
""",
    ),
    cheat(4, "np.allclose", "import numpy as np\nnp.allclose = lambda *a, **k: True"),
    cheat(4, "np.testing", "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None"),
    cheat(4, "np.abs and np.max", "import numpy as np\nnp.max = np.abs = lambda *a, **k: 0"),
    cheat(
        4,
        "built-ins and the standard library",
        """
import builtins, json
builtins.abs = lambda x: 0
class Pass(AssertionError): pass
builtins.bool = type("bool", (int,), {"__new__": lambda cls, x=0: int.__new__(cls, 1)})
import numpy as np
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
""",
    ),
    cheat(
        4,
        "the functions that look at it",
        """
import sys
import numpy as np
np.allclose = lambda *a, **k: True
if "tensorflow" in sys.modules:
    import tensorflow as tf
    import nst_course.checks.observe as observe, nst_course.grading.sandbox.serve as serve
    for name in ("assert_equal", "assert_near"):
        setattr(tf.debugging, name, lambda *a, **k: True)
    observe.changed = lambda *a: []
    serve.as_message = lambda seen: {"type": "Observed", "crash": None, "kind": "tensor", "dtype": "float32",
        "shape": (), "text": "", "entries": 0, "values": {}, "gradients": {}, "changed": [], "traces": 1,
        "printed": "", "points": 15}
""",
    ),
    *(
        cheat(
            5,
            f"agrees through {name}",
            f"""
class Agrees:
    shape, dtype, ndim = (), "float32", 0
    {method}
def gram_matrix(A):
    return Agrees()
""",
        )
        for name, method in {
            "__eq__": "__eq__ = lambda self, other: True",
            "__abs__": "__sub__ = __abs__ = lambda self, *other: self\n    __lt__ = lambda self, other: True",
            "__array_ufunc__": "def __array_ufunc__(self, *a, **k): import numpy; return numpy.float64(0)",
        }.items()
    ),
    cheat(
        5,
        "an array that finds the answer in the caller",
        """
import sys
class Agrees:
    def __array__(self, dtype=None, copy=None):
        import numpy as np
        frame = sys._getframe()
        while frame:
            for name in ("b", "desired", "y", "expected", "wanted"):
                if isinstance(frame.f_locals.get(name), np.ndarray):
                    return frame.f_locals[name]
            frame = frame.f_back
        return np.zeros(())
def gram_matrix(A):
    return Agrees()
""",
    ),
    cheat(
        5,
        "an array of a class of its own",
        """
import numpy as np
class Agrees(np.ndarray):
    __array_ufunc__ = lambda self, *a, **k: np.zeros(())
    __eq__ = lambda self, other: True
    shape = property(lambda self: (3, 3))
def gram_matrix(A):
    return np.zeros(()).view(Agrees)
""",
    ),
    cheat(
        8,
        "scores in memory",
        """
import gc, sys
def gram_matrix(A):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            change(value)
        frame = frame.f_back
    for value in gc.get_objects():
        change(value)
    frame = sys._getframe()
    while frame:  # no test can fail any more, where there are tests
        if "TESTS" in frame.f_globals:
            frame.f_globals["TESTS"] = ()
            frame.f_locals["shell"].run = lambda *a: False
        frame = frame.f_back
    return A
def change(value):
    name = type(value).__name__
    if name in ("Score", "Seen", "Report", "Case", "Given"):
        for key, better in dict(points=15, crash=None, kind="tensor", traces=1, verdict="passed").items():
            try:
                setattr(value, key, better)
            except Exception:
                pass
""",
    ),
    *(
        cheat(
            9,
            f"writes its own results {where}",
            f"""
import json, os
def gram_matrix(A):
    for folder in ({folders}):
        for name in ("results.json", "records.json"):
            try:
                with open(folder + name, "w") as file:
                    json.dump({{"points": 15, "score": 1, "verdict": "passed"}}, file)
            except OSError:
                pass
    {end}
""",
        )
        for where, folders, end in (
            ("and ends", '"", "/course/", "../", "/"', "os._exit(0)"),
            ("and is killed", '"", "/private/"', "os._exit(0) if os.getpid() > 1 else os.kill(1, 9)"),
        )
    ),
    cheat(
        12,
        "a pickle that runs in its reader",
        """
class Poison:
    def __reduce__(self):
        return exec, ("import json, os; json.dump({'points': 15}, open('results.json', 'w')); os._exit(0)",)
def gram_matrix(A):
    return Poison()
""",
    ),
    cheat(
        16,
        "right only where it is not graded",
        """
import sys
def gram_matrix(A):
    graded = any(name.startswith("nst_course.grading") for name in sys.modules)
    return A if graded else A @ A.T
""",
    ),
    cheat(17, "the answers of the public test", "def gram_matrix(A):\n    return [[5.0, 14.0], [14.0, 50.0]]"),
    cheat(
        17,
        "the notebook's variable for the argument",
        """
import numpy as np
A = np.arange(6.0).reshape(2, 3)
def gram_matrix(a):
    return A @ A.T
""",
    ),
]
