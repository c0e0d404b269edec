"""The zip that an instructor uploads to Gradescope: the course's package, its requirements, the policy, two scripts."""

import zipfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from ....errors import NstError
from ....exercises import EXERCISES
from ....images import replacing
from ...policy import text

PACKAGE = Path(__file__).parents[3]
SCRIPTS = ("setup.sh", "run_autograder")
# Beyond TensorFlow's own (230 MB written, and as much of its 370 MB of code as is in use) and the trusted half of the
# grader, in the 768 MB of the default container.
MEMORY_MB = 250
MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same course and policy give the same bytes


def make_zip(path, policy):
    """Writes the zip; raises NstError when it cannot be written or the package is not installed.

    The policy goes in with the exercises that count spelt out, as there is no class to tell them by, with the memory
    that the container has, and without the times of handing in, which Gradescope gives.
    """
    there = replace(
        policy,
        exercises=tuple(policy.exercises or EXERCISES),
        memory_mb=min(policy.memory_mb, MEMORY_MB),
    )
    with replacing(path, (".zip",)) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in SCRIPTS:
            add(archive, name, (Path(__file__).parent / name).read_bytes(), 0o755)
        add(archive, "policy.toml", text(there).encode())
        add(archive, "requirements.txt", requirements().encode())
        for name, content in package():
            add(archive, name, content)


def add(archive, name, content, mode=0o644):
    """A file of the archive. Scripts have Unix line ends, also from a checkout on Windows."""
    info = zipfile.ZipInfo(name, MOMENT)
    info.external_attr = (0o100000 | mode) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content.replace(b"\r\n", b"\n") if name in SCRIPTS else content)


def package():
    """(name in the zip, bytes) of each file of the package, without notebooks and what Python compiled."""
    for path in sorted(PACKAGE.rglob("*")):
        parts = path.relative_to(PACKAGE.parent)
        if path.is_file() and path.suffix not in (".ipynb", ".pyc") and "__pycache__" not in parts.parts:
            yield parts.as_posix(), path.read_bytes()


def requirements():
    """What the package needs, for pip. The container has no GPU: TensorFlow for the CPU is half the size."""
    try:
        needed = requires(PACKAGE.name) or []
    except PackageNotFoundError as error:
        raise NstError("The package is not installed: pip install -e . in the course's folder, then again.") from error
    lines = [line for line in needed if "extra ==" not in line]
    return "\n".join(line.replace("tensorflow>", "tensorflow-cpu>") for line in sorted(lines)) + "\n"
