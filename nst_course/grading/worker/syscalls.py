"""Calls of the kernel that a submission is refused (seccomp), on Linux: no function on tensors makes any of them.

Some make memory that belongs to no process or outlives it, some open the network or talk to the machine below, some
look into other processes or signal them, some make namespaces and mounts. Numbers: <asm/unistd.h>.
"""

import ctypes
import os
import platform
import struct

# {machine: (its AUDIT_ARCH, numbers of the calls that are refused, socket, tgkill)}
SAME = {*range(424, 434), 438, 442, 447, 467}  # pidfd_send_signal … fspick, io_uring; pidfd_getfd, mount_setattr, memfd
MACHINES = {
    "x86_64": (
        0xC000003E,
        SAME
        | {29, 64, 68, 240, 319}  # shmget, semget, msgget, mq_open, memfd_create
        | {248, 249, 250}  # keys, which stay when a process ends
        | {62, 129, 200, 297}  # kill, rt_sigqueueinfo, tkill, rt_tgsigqueueinfo
        | {101, 298, 303, 304, 310, 311, 321, 323}  # ptrace, perf, file handles, process_vm, bpf, userfaultfd
        | {155, 165, 166, 272, 308},  # pivot_root, mount, umount2, unshare, setns
        41,
        234,
    ),
    "aarch64": (
        0xC00000B7,
        SAME
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
NUMBER, ARCHITECTURE, FIRST = 0, 4, 16  # where they stand in struct seccomp_data
ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
SET_SECCOMP, FILTER = 22, 2
UNIX = 1  # the family of sockets that stay on the machine


def refuse(libc):
    """Whether the process is refused these calls from now on, and all that it starts. It must not gain rights."""
    if platform.machine() not in MACHINES:
        return False
    text = program(*MACHINES[platform.machine()], os.getpid())
    lines = ctypes.create_string_buffer(text)
    head = ctypes.create_string_buffer(struct.pack("@HP", len(text) // 8, ctypes.addressof(lines)))
    return libc.prctl(SET_SECCOMP, FILTER, ctypes.c_void_p(ctypes.addressof(head)), 0, 0) == 0


def program(architecture, refused, socket, tgkill, process):
    """The filter: sockets of one family only, signals to threads of this process only, and nothing that is refused."""
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, NUMBER)]
    lines += [(AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]  # x32, another set of numbers on x86_64
    for number in sorted(refused):
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number, first in ((socket, UNIX), (tgkill, process)):
        lines += [(EQUAL, 0, 4, number), (LOAD, 0, 0, FIRST), (EQUAL, 1, 0, first), (RETURN, 0, 0, REFUSE)]
        lines += [(RETURN, 0, 0, ALLOW)]
    lines += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
