"""Attacks that try to reach something: each says `reached …` or `tried …`."""

from attack import SPY, spy

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
    # Not in the list: shared resources
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

# A program that leaves as many traces as it can, and one that looks for them.
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
