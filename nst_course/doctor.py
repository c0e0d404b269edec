"""What this machine offers for style transfer, and what to do about each problem: a list of findings."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .errors import NstError
from .networks import VARIABLE, choose_network, pocket, vgg19
from .transfer.plan import free_memory

ENOUGH_MEMORY = 2e9  # bytes: enough for a picture of 512², with some to spare
ENOUGH_DISK = 1e8  # bytes
PACKAGES = ("tensorflow", "keras", "numpy", "imageio", "imageio-ffmpeg")


@dataclass(frozen=True)
class Finding:
    """One thing that was checked; `remedy` is empty if all is well."""

    name: str
    value: str
    remedy: str = ""


def examine(weights: str | Path | None = None) -> Iterator[Finding]:
    """All findings, one by one, because some take seconds. `weights` is the path of VGG-19's weights."""
    yield check_python()
    yield from check_packages()
    yield from check_devices()
    yield measure_precision()
    yield check_vgg19(weights)
    yield check_pocket_network()
    yield check_default_network()
    yield check_memory()
    yield check_disk()


def check_python() -> Finding:
    """The version of Python."""
    supported = (3, 10) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python", platform.python_version(), "" if supported else "Use Python 3.10 to 3.13.")


def check_packages() -> Iterator[Finding]:
    """The versions of the packages that matter most."""
    for name in PACKAGES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            remedy = "Run `pip install -e .` in your copy of nst_course; it installs everything needed."
            yield Finding(name, "missing", remedy)


def check_devices() -> Iterator[Finding]:
    """Processor cores, and the GPUs that TensorFlow sees."""
    try:
        import tensorflow as tf
    except ImportError as error:
        yield Finding("Devices", f"TensorFlow does not load ({error})", "Reinstall it: pip install -U tensorflow")
        return
    yield Finding("Processor", f"{core_count()} cores, {platform.machine()}")
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        yield Finding("GPU", tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name))
    if shutil.which("nvidia-smi") and not gpus:
        yield Finding("GPU", "present, but TensorFlow does not see it", _gpu_remedy())


def core_count() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measure_precision() -> Finding:
    """The number format that is fastest here."""
    try:
        from .networks.precision import choose_precision

        chosen = choose_precision()
    except ImportError as error:
        return Finding("Precision", f"not measured ({error})", "Reinstall TensorFlow: pip install -U tensorflow")
    speeds = ", ".join(f"{dtype} {speed:.0f} GFLOP/s" for dtype, speed in chosen.speeds.items())
    return Finding("Precision", f"{chosen.dtype} ({speeds})")


def check_vgg19(weights: str | Path | None = None) -> Finding:
    """Where VGG-19's weights are, whether they can be read, and whether they are the file that Keras publishes."""
    try:
        path = vgg19.find_weights(weights)
        if path is None:
            return Finding("VGG-19", "weights not on this machine; --network vgg19 downloads them (80 MB)")
        vgg19.read_weights(path)
    except NstError as error:
        return Finding("VGG-19", "weights can't be used", str(error))
    checksum = vgg19.md5_checksum(path)
    kind = "Keras' own file" if checksum == vgg19.MD5 else "not Keras' own file, but in its format"
    return Finding("VGG-19", f"{path}, md5 {checksum} ({kind})")


def check_pocket_network() -> Finding:
    """Whether the network that ships with the package is intact."""
    try:
        pocket.read_weights()
    except NstError as error:
        return Finding("Pocket network", "weights can't be used", str(error))
    return Finding("Pocket network", f"built in, {pocket.BUILT_IN.stat().st_size / 1e6:.1f} MB, intact")


def check_default_network() -> Finding:
    """Which network a run uses by default."""
    source = f" (set by {VARIABLE})" if os.environ.get(VARIABLE) not in (None, "", "auto") else ""
    try:
        return Finding("Network", f"{choose_network()}{source} is what --network auto uses")
    except NstError as error:
        return Finding("Network", "none can be chosen", str(error))


def check_memory() -> Finding:
    """Memory that a run can use."""
    free = free_memory()
    remedy = "" if free > ENOUGH_MEMORY else "Close other programs, or make smaller pictures (--size 256)."
    return Finding("Free memory", f"{free / 1e9:.1f} GB", remedy)


def check_disk() -> Finding:
    """Free space in the current folder."""
    free = shutil.disk_usage(".").free
    remedy = "" if free > ENOUGH_DISK else "Free up some space for the pictures."
    return Finding("Free disk", f"{free / 1e9:.1f} GB", remedy)


# ---------------------------------------------------------------- what a benchmark was measured on


def describe_machine() -> dict[str, Any]:
    """Processor, cores, GPUs, and versions, for the record of a benchmark."""
    import tensorflow as tf

    from . import __version__

    gpus = [
        tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
        for gpu in tf.config.list_physical_devices("GPU")
    ]
    return {
        "processor": _processor_name(),
        "cores": core_count(),
        "gpus": gpus,
        "system": platform.system(),
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "nst_course": __version__,
    }


def measured_on(machine: dict[str, Any]) -> str:
    """The same as a sentence: "Measured on …"."""
    gpus = "".join(f", {gpu}" for gpu in machine["gpus"])
    return (
        f"Measured on {machine['processor']}, {machine['cores']} cores{gpus}; TensorFlow {machine['tensorflow']}, "
        f"Python {machine['python']}."
    )


def _processor_name() -> str:
    """The name of the processor, and which instruction sets for bfloat16 it has."""
    name, flags = platform.processor() or platform.machine(), set()
    cpuinfo = Path("/proc/cpuinfo")  # Linux only
    if cpuinfo.exists():
        lines = (line.partition(":") for line in cpuinfo.read_text(encoding="utf-8").splitlines())
        entries = {key.strip(): value.strip() for key, _, value in lines}
        name, flags = entries.get("model name", name), set(entries.get("flags", "").split())
    formats = [flag for flag in ("amx_bf16", "avx512_bf16") if flag in flags]
    return f"{name} ({', '.join(formats) or 'no bfloat16 instructions'})"


def _gpu_remedy() -> str:
    """How to make TensorFlow see a GPU."""
    if platform.system() == "Windows":
        return "On Windows, TensorFlow reaches GPUs only through WSL2: install nst_course there."
    return "pip install 'tensorflow[and-cuda]'"
