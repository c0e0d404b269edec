"""Where workers live: bubblewrap around Python and TensorFlow, with nothing else of the machine; else bare processes.

In bubblewrap there is no network, the file system is read-only and holds Python, TensorFlow and the worker's own files,
and each submission has namespaces of its own inside (see worker/enclose.py).
"""

import ast
import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ROOM = "/course"  # the worker's files, inside
PRIVATE = "/private"  # a folder to write into, inside; each submission's own
WORKER = ("wire", "syscalls", "enclose", "family", "nursery", "rehearsal", "alone", "serve", "remote", "called")
# What a worker has of the package: how functions are run and looked at, and nothing of what would be right.
FILES = [
    "exercises/exercise.py",
    *(f"checks/{name}.py" for name in ("report", "observation", "observe", "code")),
    *(f"grading/worker/{name}.py" for name in WORKER),
]
EMPTY = ["exercises/__init__.py", "checks/__init__.py", "grading/__init__.py", "grading/worker/__init__.py"]
SYSTEM = [
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/nix",
]
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": PRIVATE,
    "TMPDIR": PRIVATE,
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "KERAS_BACKEND": "tensorflow",
    # One thread each: the machine is full of them, and sums come in one order. Nothing large is computed.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    **dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"),
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels take longer to make than to run
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def furnish(room):
    """Puts the worker's files into the folder."""
    course = Path(room) / "nst_course"
    for name in FILES:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGE / name, course / name)
    for name in EMPTY:
        (course / name).write_text("", encoding="utf-8")
    worker = PACKAGE / "grading" / "worker"
    shutil.copyfile(worker / "standin.py", course / "__init__.py")
    text = (worker / "standin_costs.py").read_text(encoding="utf-8")
    (course / "costs.py").write_text(f"{text}\n\n{style_layers()}\n", encoding="utf-8")


def style_layers():
    """The line of costs.py that names the style layers, which no exercise asks for."""
    text = (PACKAGE / "costs.py").read_text(encoding="utf-8")
    return next(ast.unparse(n) for n in ast.parse(text).body if isinstance(n, ast.Assign))


def command(room, handle, sandboxed):
    """(the command of a nursery whose control socket is `handle`, its environment)."""
    nursery = [sys.executable, "-s", "-m", "nst_course.grading.worker.nursery", str(handle)]
    if not sandboxed:
        environment = ENVIRONMENT | {
            "PYTHONPATH": str(room),
            "HOME": tempfile.gettempdir(),
            "TMPDIR": tempfile.gettempdir(),
        }
        return [*nursery, "process"], {**environment, "PATH": os.environ.get("PATH", "")}
    binds = [part for path in visible() for part in ("--ro-bind-try", path, path)]
    masks = [part for path in masked() for part in ("--tmpfs", path, "--remount-ro", path)]
    # As root one could write in /proc what the whole machine goes by; a file in /dev would outlive its submission.
    closed = [part for path in ("/proc", "/dev", "/") for part in ("--remount-ro", path)]
    variables = [part for pair in {**ENVIRONMENT, "PYTHONPATH": ROOM}.items() for part in ("--setenv", *pair)]
    return [
        *(
            "bwrap",
            "--unshare-all",
            "--unshare-user",
            "--die-with-parent",
            "--new-session",
            "--as-pid-1",
            "--hostname",
            "grading",
        ),
        *(["--disable-userns"] if "--disable-userns" in bubblewrap_help() else []),
        *("--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"),  # to make each submission's namespaces; it loses it there
        *("--clearenv", *variables, "--proc", "/proc", "--dev", "/dev"),
        *(*binds, *masks, "--ro-bind", str(room), ROOM, "--tmpfs", PRIVATE, "--chdir", PRIVATE),
        *(*closed, "--", *nursery, "sandbox"),
    ], None


def visible():
    """Folders and files that Python and TensorFlow need, none inside another."""
    python = [path for path in (sys.base_prefix, sys.prefix) if path not in ("/", "/usr", "/usr/local")]
    packages = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    programs = [sys.executable, os.path.realpath(sys.executable)]
    paths = [path for path in dict.fromkeys([*SYSTEM, *python, *packages, *programs]) if Path(path).exists()]
    return [path for path in paths if not any(Path(path).is_relative_to(other) for other in paths if other != path)]


def masked():
    """Folders with the course in them, within what is visible: an empty one stands in their place."""
    folders = {PACKAGE, PACKAGE.resolve(), *(Path(path) / "nst_course" for path in sys.path)}
    tops = {PACKAGE.parent.resolve()} if (PACKAGE.parent / "pyproject.toml").exists() else set()
    inside = [Path(path).resolve() for path in visible()]
    found = [folder for folder in folders | tops if folder.is_dir() and any(folder.is_relative_to(p) for p in inside)]
    return sorted(map(str, found))


@functools.cache
def bubblewrap_help():
    """What bubblewrap says of itself; nothing where there is none."""
    if sys.platform != "linux" or not shutil.which("bwrap"):
        return ""
    return subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=False).stdout
