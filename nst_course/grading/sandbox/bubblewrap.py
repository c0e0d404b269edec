"""The command that starts workers: bubblewrap around Python and TensorFlow, with nothing else from the machine.

Inside there is no network, and the file system is read-only and contains only Python, TensorFlow and the worker's own
files; each submission gets its own namespaces (see `confine`). Without bubblewrap it is a bare process.
"""

from __future__ import annotations

import ast
import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
COURSE_FOLDER = "/course"  # the worker's files, inside the sandbox
PRIVATE_FOLDER = "/private"  # a writable folder inside; each submission has its own
# The parts of the package a worker gets: how to run and observe functions, but nothing about correct results.
WORKER_FILES = [
    "exercises/exercise.py",
    *(f"checks/{name}.py" for name in ("report", "observation", "observe", "code")),
    *(f"grading/sandbox/{name}.py" for name in ("wire", "confine", "fork_server", "serve", "remote_reference")),
]
EMPTY_FILES = ["exercises/__init__.py", "checks/__init__.py", "grading/__init__.py", "grading/sandbox/__init__.py"]
# Replaces costs.py: the functions that a student's function builds on are called remotely.
STAND_IN_COSTS = "from nst_course.grading.sandbox.remote_reference import reference_function as __getattr__\n"
SYSTEM_FOLDERS = [
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/nix"),
]
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": PRIVATE_FOLDER,
    "TMPDIR": PRIVATE_FOLDER,
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "KERAS_BACKEND": "tensorflow",
    # One thread each: many workers run at once, sums keep a fixed order, and nothing large is computed.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    **dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"),
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels take longer to compile than to run
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def copy_worker_files(folder: Path) -> None:
    """Writes the worker's files into the folder, as a package with the course's name."""
    course = Path(folder) / "nst_course"
    for name in WORKER_FILES:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGE / name, course / name)
    for name in EMPTY_FILES:
        (course / name).write_text("", encoding="utf-8")
    shutil.copyfile(PACKAGE / "grading" / "sandbox" / "stand_in.py", course / "__init__.py")
    (course / "costs.py").write_text(f"{STAND_IN_COSTS}\n{style_layers()}\n", encoding="utf-8")


def style_layers() -> str:
    """The line of costs.py that defines STYLE_LAYERS, which is not part of any exercise."""
    text = (PACKAGE / "costs.py").read_text(encoding="utf-8")
    return next(ast.unparse(node) for node in ast.parse(text).body if isinstance(node, ast.Assign))


def fork_server_command(folder: Path, handle: int, sandboxed: bool) -> tuple[list[str], dict[str, str] | None]:
    """(the command for a fork server with control socket `handle`, its environment)."""
    server = [sys.executable, "-s", "-m", "nst_course.grading.sandbox.fork_server", str(handle)]
    if not sandboxed:
        temporary = tempfile.gettempdir()
        places = {"PYTHONPATH": str(folder), "HOME": temporary, "TMPDIR": temporary}
        return [*server, "process"], ENVIRONMENT | places | {"PATH": os.environ.get("PATH", "")}
    binds = [part for path in visible_paths() for part in ("--ro-bind-try", path, path)]
    masks = [part for path in masked_folders() for part in ("--tmpfs", path, "--remount-ro", path)]
    # In /proc, root could change settings of the whole machine; a file in /dev would outlive its submission.
    closed = [part for path in ("/proc", "/dev", "/") for part in ("--remount-ro", path)]
    variables = ENVIRONMENT | {"PYTHONPATH": COURSE_FOLDER}
    return [
        *("bwrap", "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--as-pid-1"),
        *("--hostname", "grading"),
        *(["--disable-userns"] if "--disable-userns" in bubblewrap_help() else []),
        *("--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"),  # to create namespaces; dropped inside them
        *("--clearenv", *(part for pair in variables.items() for part in ("--setenv", *pair))),
        *("--proc", "/proc", "--dev", "/dev"),
        *(*binds, *masks, "--ro-bind", str(folder), COURSE_FOLDER, "--tmpfs", PRIVATE_FOLDER),
        *("--chdir", PRIVATE_FOLDER, *closed, "--", *server, "sandbox"),
    ], None


def visible_paths() -> list[str]:
    """Folders and files that Python and TensorFlow need, none inside another."""
    python = [path for path in (sys.base_prefix, sys.prefix) if path not in ("/", "/usr", "/usr/local")]
    packages = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    programs = [sys.executable, os.path.realpath(sys.executable)]
    listed = dict.fromkeys([*SYSTEM_FOLDERS, *python, *packages, *programs])
    paths = [path for path in listed if Path(path).exists()]
    return [path for path in paths if not any(Path(path).is_relative_to(other) for other in paths if other != path)]


def masked_folders() -> list[str]:
    """Visible folders that contain the course; they are replaced by an empty one."""
    folders = {PACKAGE, PACKAGE.resolve(), *(Path(path) / "nst_course" for path in sys.path)}
    tops = {PACKAGE.parent.resolve()} if (PACKAGE.parent / "pyproject.toml").exists() else set()
    inside = [Path(path).resolve() for path in visible_paths()]
    found = [folder for folder in folders | tops if folder.is_dir() and any(folder.is_relative_to(p) for p in inside)]
    return sorted(map(str, found))


@functools.cache
def bubblewrap_help() -> str:
    """bubblewrap's help text; empty if it isn't installed."""
    if sys.platform != "linux" or not shutil.which("bwrap"):
        return ""
    return subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=False).stdout
