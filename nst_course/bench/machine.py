"""What figures were measured on: a dict for the record, a sentence for the table."""

import platform
from pathlib import Path

from .. import __version__
from ..doctor import cores


def machine():
    """What the figures were measured on."""
    import tensorflow as tf

    gpus = [
        tf.config.experimental.get_device_details(g).get("device_name", g.name)
        for g in tf.config.list_physical_devices("GPU")
    ]
    return {
        "processor": processor(),
        "cores": cores(),
        "gpus": gpus,
        "system": platform.system(),
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "nst_course": __version__,
    }


def processor():
    """Name of the processor and the instruction sets for bfloat16 that it has."""
    name, flags = platform.processor() or platform.machine(), set()
    cpuinfo = Path("/proc/cpuinfo")  # on Linux alone
    if cpuinfo.exists():
        lines = (line.partition(":") for line in cpuinfo.read_text(encoding="utf-8").splitlines())
        entries = {key.strip(): value.strip() for key, _, value in lines}
        name, flags = entries.get("model name", name), set(entries.get("flags", "").split())
    formats = [flag for flag in ("amx_bf16", "avx512_bf16") if flag in flags]
    return f"{name} ({', '.join(formats) or 'no bfloat16 instructions found'})"


def measured_on(machine):
    """The same as a sentence."""
    gpus = "".join(f", {gpu}" for gpu in machine["gpus"])
    return (
        f"Measured on {machine['processor']}, {machine['cores']} cores{gpus}; TensorFlow {machine['tensorflow']}, "
        f"Python {machine['python']}."
    )
