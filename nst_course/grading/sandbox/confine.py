"""Confines a worker before it reads any student code: namespaces, rights, system calls (Linux).

On other systems there are only limits. A worker has its own namespaces (man 7 namespaces): when its first process dies,
the kernel ends everything it started. The system-call filter (man 2 seccomp) is built here: the official binding of
libseccomp is not on PyPI, and `pyseccomp`, unchanged since 2021, needs a library that many machines lack.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

NEWNS, NEWUTS, NEWIPC, NEWPID, NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000  # sched.h
MS_READ_ONLY, MS_NOSUID, MS_NODEV = 1, 2, 4  # sys/mount.h
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 36, 38
CAPABILITIES = 64
PRIVATE_FOLDER = "/private"  # not /tmp, where Python itself may be installed
PRIVATE_SIZE = 64 << 20  # bytes of the private temporary folder
PRIVATE_FILES = 4096  # inodes in it: each takes memory, even for an empty file
MAX_FILE_SIZE = 64 << 20  # bytes of one file
MAX_OPEN_FILES = 256
MAX_PROCESSES = 512  # including threads

# System calls that no function on tensors makes. Some create memory that belongs to no process or outlives it, some
# open the network or talk to the machine below, some inspect or signal other processes, some create namespaces and
# mounts. Numbers: <asm/unistd.h>.
REFUSED_EVERYWHERE = {  # pidfd_send_signal … fspick, io_uring; pidfd_getfd, mount_setattr, memfd_secret
    *range(424, 434),
    *(438, 442, 447, 467),
}
# {machine: (its AUDIT_ARCH, numbers of the refused calls, number of socket, number of tgkill)}
MACHINES = {
    "x86_64": (
        0xC000003E,
        REFUSED_EVERYWHERE
        | {29, 64, 68, 240, 319}  # shmget, semget, msgget, mq_open, memfd_create
        | {248, 249, 250}  # keys, which outlive the process
        | {62, 129, 200, 297}  # kill, rt_sigqueueinfo, tkill, rt_tgsigqueueinfo
        | {101, 298, 303, 304, 310, 311, 321, 323}  # ptrace, perf, file handles, process_vm, bpf, userfaultfd
        | {155, 165, 166, 272, 308},  # pivot_root, mount, umount2, unshare, setns
        41,
        234,
    ),
    "aarch64": (
        0xC00000B7,
        REFUSED_EVERYWHERE
        | {180, 186, 190, 194, 279}
        | {217, 218, 219}
        | {129, 130, 138, 240}
        | {117, 241, 264, 265, 270, 271, 280, 282}
        | {39, 40, 41, 97, 268},
        198,
        131,
    ),
}
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
SECCOMP_MODE_FILTER = 2
X32_BIT = 0x40000000  # the other set of numbers on x86_64
AF_UNIX = 1  # local sockets

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def unshare(flags: int) -> bool:
    """Whether the kernel gave the process new namespaces."""
    return libc is not None and libc.unshare(flags) == 0


def hide_process() -> None:
    """Keeps other processes of the same user from inspecting or changing this one."""
    if libc:
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def adopt_orphans() -> None:
    """Makes this process adopt the forked workers' orphans, so that it can end them."""
    if libc:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def confine(memory: int, sandboxed: bool) -> None:
    """Sets limits (`memory` in bytes); in a sandbox, also drops this process's network, mounts and rights.

    In a sandbox, it must be alone in its PID namespace. Raises OSError if the sandbox is incomplete.
    """
    if sandboxed:
        if os.getpid() != 1 or not unshare(NEWNS | NEWUTS | NEWIPC | NEWNET):
            raise OSError("no namespaces")
        mount_private_folders()
        drop_capabilities()
        os.chdir(PRIVATE_FOLDER)
    set_limits(memory)
    hide_process()
    if libc:
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        refuse_system_calls()


def mount_private_folders() -> None:
    """Mounts empty folders over shared ones. A new /proc isn't allowed everywhere; the old one is read-only."""
    assert libc is not None
    quiet = MS_NODEV | MS_NOSUID
    libc.mount(b"proc", b"/proc", b"proc", quiet | MS_READ_ONLY, None)
    size = b"size=%d,nr_inodes=%d" % (PRIVATE_SIZE, PRIVATE_FILES)
    for folder in (PRIVATE_FOLDER, "/dev/shm"):
        if libc.mount(b"tmpfs", folder.encode(), b"tmpfs", quiet, size):
            raise OSError(f"no {folder}")


def drop_capabilities() -> None:
    """Drops all capabilities."""
    assert libc is not None
    for number in range(CAPABILITIES):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of capset(2), this process
    libc.capset(header, (ctypes.c_uint32 * 6)())


def set_limits(memory: int) -> None:
    """Allows `memory` bytes beyond those in use. TensorFlow maps far more than it uses, so RLIMIT_AS won't do."""
    with contextlib.suppress(ImportError):  # Windows has no such limits
        import resource

        limits = {
            "RLIMIT_CORE": 0,
            "RLIMIT_FSIZE": MAX_FILE_SIZE,
            "RLIMIT_NOFILE": MAX_OPEN_FILES,
            "RLIMIT_NPROC": MAX_PROCESSES,
        }
        if sys.platform == "linux":
            limits["RLIMIT_DATA"] = private_memory() + memory
        for name, value in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))


def private_memory() -> int:
    """Bytes of private writable memory that the process has mapped, which is what RLIMIT_DATA counts."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))


def refuse_system_calls() -> bool:
    """Blocks the calls above for this process and everything it starts; returns whether the kernel accepted that.

    The process must have given up gaining privileges before.
    """
    if libc is None or platform.machine() not in MACHINES:
        return False
    text = seccomp_filter(*MACHINES[platform.machine()], process=os.getpid())
    lines = ctypes.create_string_buffer(text)
    head = ctypes.create_string_buffer(struct.pack("@HP", len(text) // 8, ctypes.addressof(lines)))
    program = ctypes.c_void_p(ctypes.addressof(head))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def seccomp_filter(architecture: int, refused: set[int], socket: int, tgkill: int, process: int) -> bytes:
    """The filter as BPF: only sockets of one family, only signals to this process's threads, no refused calls."""
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, NUMBER)]
    lines += [(AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, REFUSE)]
    for number in sorted(refused):
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number, argument in ((socket, AF_UNIX), (tgkill, process)):
        lines += [(EQUAL, 0, 4, number), (LOAD, 0, 0, FIRST_ARGUMENT)]
        lines += [(EQUAL, 1, 0, argument), (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    lines += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
