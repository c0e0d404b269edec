"""Attacks that end, hang or fill the process they run in, malicious or not."""

from attack import cheat

STOPPERS = [
    cheat(10, "sys.exit", "import sys\ndef gram_matrix(A):\n    sys.exit(0)"),
    cheat(10, "sys.exit where it is made", "import sys\nsys.exit(0)"),
    cheat(10, "KeyboardInterrupt", "def gram_matrix(A):\n    raise KeyboardInterrupt"),
    cheat(10, "an error that hides", "def gram_matrix(A):\n    raise type('E', (BaseException,), {'__str__': None})"),
    cheat(11, "a segmentation fault", "import ctypes\ndef gram_matrix(A):\n    ctypes.string_at(0)"),
    cheat(11, "abort", "import os\ndef gram_matrix(A):\n    os.abort()"),
    cheat(11, "recursion", "def gram_matrix(A):\n    return gram_matrix(A)", sure=False),
    cheat(
        11,
        "recursion in C",
        """
import sys
def gram_matrix(A):
    sys.setrecursionlimit(10**9)
    x = []
    for _ in range(10**6):
        x = [x]
    return repr(x)
""",
        sure=False,
    ),
    cheat(
        11,
        "memory bit by bit",
        "def gram_matrix(A):\n    kept = []\n    while True:\n        kept.append(bytearray(10**8))",
        sure=False,
    ),
    cheat(
        11,
        "memory that is shared",
        """
import mmap
def gram_matrix(A):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 1 << 28))
        kept[-1].write(bytes(1 << 28))
""",
        sure=False,
    ),
]
ACCIDENTS = [
    cheat(0, "a loop without end", "def gram_matrix(A):\n    while True:\n        pass", seconds=2),
    cheat(
        0,
        "a loop that ignores all errors",
        """
import signal
def gram_matrix(A):
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        seconds=2,
    ),
    cheat(0, "it sleeps", "import time\ndef gram_matrix(A):\n    time.sleep(10**6)", seconds=2),
    cheat(0, "an array of 100 GB", "import numpy as np\ndef gram_matrix(A):\n    return np.ones(100 << 30, 'u1')"),
    cheat(
        0,
        "a tensor of 100 GB",
        "import tensorflow as tf\ndef gram_matrix(A):\n    return tf.ones([100, 1 << 28]) + A[0, 0]",
    ),
    cheat(
        0,
        "a fork bomb",
        """
import os
def gram_matrix(A):
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
        seconds=8,
    ),
    cheat(
        0,
        "threads without end",
        """
import threading, time
def gram_matrix(A):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(10**6,)).start()
        except RuntimeError:
            pass
""",
        seconds=2,
    ),
    cheat(
        0,
        "2 GB are printed",
        """
import os
def gram_matrix(A):
    for _ in range(200):
        print("x" * 10**7)
        os.write(1, b"x" * 10**7)
        os.write(2, b"x" * 10**7)
    return A
""",
    ),
]
