"""What a submission's process gives up before it reads a line of the student's code. Linux; elsewhere only limits.

Namespaces of its own (see man 7 namespaces): when its first process dies, the kernel ends all that it started.
"""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

from . import syscalls

NEWNS, NEWUTS, NEWIPC, NEWPID, NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000  # sched.h
READ_ONLY, NOSUID, NODEV = 1, 2, 4  # sys/mount.h
SET_DUMPABLE, CAPBSET_DROP, SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVS = 4, 24, 36, 38  # sys/prctl.h
CAPABILITIES = 64
FOLDER = "/private"  # not /tmp, where Python itself may stand
FOLDER_SIZE = 64 << 20  # bytes of the private temporary folder
FILES = 4096  # in it: each of them takes memory, even if it is empty
FILE_SIZE = 64 << 20  # bytes of one file
OPEN_FILES = 256
PROCESSES = 512  # threads among them

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def unshare(flags):
    """Whether the kernel gave the process new namespaces."""
    return libc is not None and libc.unshare(flags) == 0


def hide():
    """Nobody else of the same user may look into this process or change it."""
    if libc:
        libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)


def adopt():
    """Orphans of the copies become children of this process, which can end them."""
    if libc:
        libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def enclose(memory, sandbox):
    """Limits; in a sandbox own mounts, a private folder, no network, no rights too. For one alone in its namespace.

    Raises OSError where the sandbox is not what it should be.
    """
    if sandbox:
        if os.getpid() != 1 or not unshare(NEWNS | NEWUTS | NEWIPC | NEWNET):
            raise OSError("no namespaces")
        own_folders()
        drop_rights()
        os.chdir(FOLDER)
    limit(memory)
    hide()
    if libc:
        libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        syscalls.refuse(libc)


def own_folders():
    """Mounts over what is shared. A /proc of its own is not allowed everywhere; the one that is there is read-only."""
    quiet = NODEV | NOSUID
    libc.mount(b"proc", b"/proc", b"proc", quiet | READ_ONLY, None)
    size = b"size=%d,nr_inodes=%d" % (FOLDER_SIZE, FILES)
    for folder in (FOLDER, "/dev/shm"):
        if libc.mount(b"tmpfs", folder.encode(), b"tmpfs", quiet, size):
            raise OSError(f"no {folder}")


def drop_rights():
    """No capability is left."""
    for number in range(CAPABILITIES):
        libc.prctl(CAPBSET_DROP, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of capset(2), this process
    libc.capset(header, (ctypes.c_uint32 * 6)())


def limit(memory):
    """`memory` bytes may be written beyond those in use; TensorFlow maps far more than it uses, so no RLIMIT_AS."""
    with contextlib.suppress(ImportError):  # Windows has no such limits
        import resource

        limits = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": FILE_SIZE, "RLIMIT_NOFILE": OPEN_FILES, "RLIMIT_NPROC": PROCESSES}
        if sys.platform == "linux":
            limits["RLIMIT_DATA"] = private() + memory
        for name, value in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))


def private():
    """Bytes of private writable memory that the process has mapped, which RLIMIT_DATA counts."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))
