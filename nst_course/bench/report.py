"""The whole benchmark: runs the measurements, collects one record, writes it as a table."""

import platform
from pathlib import Path

from .. import __version__
from ..doctor import cores

SIZES = (256, 400, 512)
QUALITY_SIZE = 400


def measure(content, style, weights, sizes=SIZES, quality=True, progress=lambda text: None):
    """The record of a benchmark: machine, speeds at `sizes`, time to the textbook's J, matrix peak, memory."""
    from ..transfer.precision import choose_precision
    from . import speed
    from .memory import peak_memory

    precision = choose_precision()
    record = {"machine": machine(), "precision": precision.dtype, "convolution_gflops": precision.speeds}
    record["speeds"], peaks = [], []
    for size in sizes:
        progress(f"matrix product, then steps at {size}²")
        peaks.append(speed.matmul_peak(precision.dtype))  # beside each, as a machine's pace changes
        record["speeds"].append(speed.step_speeds(content, style, weights, size))
    record["peak_gflops"] = max(peaks)
    progress("memory")
    largest = max(sizes)
    record["memory"] = {"size": largest, "peak": peak_memory(content, style, weights, largest)}
    if quality:
        record["quality"] = speed.time_to_quality(
            content, style, weights, QUALITY_SIZE, lambda text: progress(f"time to quality: {text}")
        )
    return record


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


def table(record):
    """The record as Markdown."""
    rows = [
        "| one step at | textbook, steps/s | engine, steps/s | ratio | share of the matrix peak |",
        "|---|---|---|---|---|",
    ]
    for s in record["speeds"]:
        share = s["gflops"] / record["peak_gflops"]
        rows.append(f"| {s['size']}² | {s['textbook']:.2f} | {s['engine']:.2f} | {s['ratio']:.1f}× | {share:.0%} |")
    memory = record["memory"]
    rows += ["", f"Peak memory of a whole run at {memory['size']}²: {memory['peak'] / 1e9:.2f} GB."]
    if "quality" in record:
        rows.append(quality_sentence(record["quality"]))
    m = record["machine"]
    rows.append(
        f"Measured on {m['processor']}, {m['cores']} cores{''.join(', ' + g for g in m['gpus'])}; TensorFlow "
        f"{m['tensorflow']}, Python {m['python']}; {record['precision']} with a matrix-product peak of "
        f"{record['peak_gflops']:.0f} GFLOP/s."
    )
    return "\n".join(rows)


def quality_sentence(q):
    """How long each took to the textbook loop's J, or that the engine did not come so low."""
    textbook = f"The textbook loop's J after 100 steps at {q['size']}² ({q['mark']:.3g}): {q['textbook']:.0f} s; "
    seconds, steps = f"{q['engine']:.1f} s", f"({q['steps']} steps)"
    if q["J"] <= q["mark"]:
        return f"{textbook}the engine is as low after {seconds}, 1/{q['ratio']:.0f} of the time {steps}."
    return f"{textbook}the engine did not reach it in {seconds} {steps}: its J is {q['J']:.3g}."
