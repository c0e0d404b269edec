"""The whole benchmark: runs the measurements, collects one record, writes it as a table."""

from .machine import machine, measured_on

SIZES = (256, 400, 512)
QUALITY_SIZE = 400


def measure(content, style, weights, sizes=SIZES, quality=True, progress=lambda text: None):
    """The record of a benchmark: machine, speeds at `sizes`, time to the textbook's J, matrix peak, memory."""
    from ..networks.precision import choose_precision
    from . import speed
    from .memory import peak_memory

    precision = choose_precision()
    record = {"machine": machine(), "precision": precision.dtype, "convolution_gflops": precision.speeds}
    record["speeds"], record["networks"], peaks = [], [], []
    for size in sizes:
        progress(f"matrix product, then steps at {size}²")
        peaks.append(speed.matmul_peak(precision.dtype))  # beside each, as a machine's pace changes
        record["speeds"].append(speed.step_speeds(content, style, weights, size))
        record["networks"].append(speed.network_speeds(content, style, weights, size))
    record["peak_gflops"] = max(peaks)
    progress("memory")
    largest = max(sizes)
    record["memory"] = {"size": largest, "peak": peak_memory(content, style, weights, largest)}
    if quality:
        record["quality"] = speed.time_to_quality(
            content, style, weights, QUALITY_SIZE, lambda text: progress(f"time to quality: {text}")
        )
    return record


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
    rows += ["", "| one step of `nst stylize` at | VGG-19, steps/s | pocket, steps/s | ratio |", "|---|---|---|---|"]
    for s in record["networks"]:
        rows.append(f"| {s['size']}² | {s['vgg19']:.2f} | {s['pocket']:.1f} | {s['ratio']:.1f}× |")
    rows += ["", f"Peak memory of a whole run at {memory['size']}²: {memory['peak'] / 1e9:.2f} GB."]
    if "quality" in record:
        rows.append(quality_sentence(record["quality"]))
    rows.append(
        f"Convolutions in {record['precision']}, whose matrix products peak at {record['peak_gflops']:.0f} GFLOP/s. "
        + measured_on(record["machine"])
    )
    return "\n".join(rows)


def quality_sentence(q):
    """How long each took to the textbook loop's J, or that the engine did not come so low."""
    textbook = f"The textbook loop's J after 100 steps at {q['size']}² ({q['mark']:.3g}): {q['textbook']:.0f} s; "
    seconds, steps = f"{q['engine']:.1f} s", f"({q['steps']} steps)"
    if q["J"] <= q["mark"]:
        return f"{textbook}the engine is as low after {seconds}, 1/{q['ratio']:.0f} of the time {steps}."
    return f"{textbook}the engine did not reach it in {seconds} {steps}: its J is {q['J']:.3g}."
