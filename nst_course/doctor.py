"""What this machine offers to the engine, and what to do about each problem. -> findings."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from .errors import NstError
from .networks import VARIABLE, choose_network, pocket, vgg19
from .transfer.plan import free_memory

ENOUGH = 2e9  # bytes: a picture of 512² and room beside it


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where all is well."""

    name: str
    value: str
    remedy: str = ""


def examine(weights=None):
    """All findings, one after the other, because some take seconds."""
    yield python()
    yield from packages()
    yield from devices()
    yield precision()
    yield weights_file(weights)
    yield pocket_file()
    yield network()
    yield memory()
    yield disk()


def python():
    """Version of Python."""
    known = (3, 10) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python", platform.python_version(), "" if known else "Use Python 3.10 to 3.13.")


def packages():
    """Versions of the packages that matter."""
    for name in ("tensorflow", "keras", "numpy", "imageio", "imageio-ffmpeg"):
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(
                name, "missing", "Install it: `pip install -e .`, in the copy of nst_course, brings all that is needed."
            )


def devices():
    """Processor cores and GPUs that TensorFlow sees."""
    try:
        import tensorflow as tf
    except ImportError as error:
        yield Finding("Devices", f"TensorFlow does not load ({error})", "Reinstall it: pip install -U tensorflow")
        return
    yield Finding("Processor", f"{cores()} cores, {platform.machine()}")
    for gpu in tf.config.list_physical_devices("GPU"):
        yield Finding("GPU", tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name))
    if shutil.which("nvidia-smi") and not tf.config.list_physical_devices("GPU"):
        yield Finding("GPU", "there is one that TensorFlow does not see", gpu_remedy())


def cores():
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def gpu_remedy():
    """What brings a GPU and TensorFlow together."""
    if platform.system() == "Windows":
        return "TensorFlow reaches GPUs on Windows only through WSL2: install nst_course there."
    return "pip install 'tensorflow[and-cuda]'"


def precision():
    """The number format that is fastest here, as measured."""
    try:
        from .networks.precision import choose_precision

        chosen = choose_precision()
    except ImportError as error:
        return Finding("Precision", f"not measured ({error})", "Reinstall TensorFlow: pip install -U tensorflow")
    speeds = ", ".join(f"{dtype} {speed:.0f} GFLOP/s" for dtype, speed in chosen.speeds.items())
    return Finding("Precision", f"{chosen.dtype} ({speeds})")


def weights_file(given=None):
    """Where VGG-19's weights are, whether they can be read, and whether they are the file that Keras publishes."""
    try:
        path = vgg19.find_weights(given)
        if path is None:
            return Finding("VGG-19", "its weights are not on this machine; --network vgg19 downloads them, 80 MB")
        vgg19.read_weights(path)
    except NstError as error:
        return Finding("VGG-19", "its weights cannot be used", str(error))
    checksum = vgg19.md5_checksum(path)
    kind = "Keras' own file" if checksum == vgg19.MD5 else "not Keras' own file, but in its format"
    return Finding("VGG-19", f"{path}, md5 {checksum} ({kind})")


def pocket_file():
    """Whether the network that ships with the package is whole."""
    try:
        pocket.read_weights()
    except NstError as error:
        return Finding("Pocket network", "its weights cannot be used", str(error))
    return Finding("Pocket network", f"built in, {pocket.BUILT_IN.stat().st_size / 1e6:.1f} MB, as shipped")


def network():
    """Which of the two a run takes by itself."""
    said = f" ({VARIABLE} says so)" if os.environ.get(VARIABLE) not in (None, "", "auto") else ""
    try:
        return Finding("Network", f"{choose_network()}{said} where --network is auto")
    except NstError as error:
        return Finding("Network", "cannot be chosen", str(error))


def memory():
    """Memory that a run can have."""
    free = free_memory()
    remedy = "" if free > ENOUGH else "Close other programs, or make smaller pictures (--size 256)."
    return Finding("Free memory", f"{free / 1e9:.1f} GB", remedy)


def disk():
    """Free space in the current folder."""
    free = shutil.disk_usage(".").free
    return Finding("Free disk", f"{free / 1e9:.1f} GB", "" if free > 1e8 else "Free some space for the pictures.")
