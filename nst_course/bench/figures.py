"""Notes of kernel and page -> figures. A note is {"t": seconds, "event": name, …}."""

import math
from itertools import pairwise


def spread(values):
    """{"n", "p50", "p95", "max"} of some numbers; None for those of no number."""
    ordered = sorted(values)
    named = {"p50": percentile(ordered, 0.5), "p95": percentile(ordered, 0.95), "max": ordered[-1] if ordered else None}
    return {"n": len(ordered), **named}


def percentile(ordered, share):
    """The smallest of ordered numbers that is at least as large as so many of them; None where there are none."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def times(notes, event, **values):
    """When something happened."""
    return [n["t"] for n in notes if n["event"] == event and all(n.get(k) == v for k, v in values.items())]


def delays(asked, done):
    """For each time asked, seconds to the first time done after it; infinite where there is none."""
    return [min((t - ask for t in done if t >= ask), default=math.inf) for ask in asked]


def gaps(moments):
    """Seconds between one and the next."""
    return [later - earlier for earlier, later in pairwise(moments)]


def drawing(kernel, page, begin, end):
    """Pictures and steps a second between two times, the share of steps that were shown, frame times."""
    steps = [n for n in within(kernel, begin, end) if n["event"] == "step"]
    drawn = [n for n in within(page, begin, end) if n["event"] == "drawn"]
    shown, seconds = {n["step"] for n in drawn} & {n["step"] for n in steps}, end - begin
    told = [n["seconds"] for n in within(kernel, begin, end) if n["event"] == "told" and n["what"] == "step"]
    return {
        "seconds": seconds,
        "pictures": len(drawn) / seconds,
        "steps": len(steps) / seconds,
        "shown": len(shown) / max(1, len(steps)),
        "frame": spread(gaps([n["t"] for n in drawn])),
        "step": spread([n["seconds"] for n in steps]),
        "told": spread(told),
        "age": spread(ages(kernel, drawn)),
    }


def within(notes, begin, end):
    """The notes between two times."""
    return [note for note in notes if begin <= note["t"] < end]


def ages(kernel, drawn):
    """Seconds from a step's end to its picture."""
    made = {n["step"]: n["t"] for n in kernel if n["event"] == "step"}
    return [n["t"] - made[n["step"]] for n in drawn if n["step"] in made]


def lags(kernel, drawn):
    """For each picture drawn, how many were sent after it by then."""
    sent = [n for n in kernel if n["event"] == "sent"]
    for note in drawn:
        own = [n["t"] for n in sent if n["step"] == note["step"]]
        if own:
            yield sum(own[-1] < n["t"] <= note["t"] for n in sent)


def sizes(kernel, event):
    """Bytes of pictures: how many, mean, max."""
    found = [n["bytes"] for n in kernel if n["event"] == event]
    return {"n": len(found), "mean": sum(found) / len(found) if found else None, "max": max(found, default=None)}


def pausing(kernel, page):
    """Seconds from each click on Pause to the end of the last step, and to the picture at rest."""
    clicks = [(n["t"], n["text"]) for n in page if n["event"] == "click" and n["text"] in ("Pause", "Play")]
    clicks.append((math.inf, "Play"))
    steps, pictures = times(kernel, "step"), times(page, "drawn", kind="image/png")
    last = []
    for (at, text), (until, _) in pairwise(clicks):
        if text == "Pause":
            last.append(max([0.0, *(t - at for t in steps if at < t < until)]))
    stops = [at for at, text in clicks if text == "Pause"]
    return {"last_step": spread(last), "heard": spread(delays(stops, times(kernel, "stop"))),
            "picture": spread(delays(stops, pictures))}  # fmt: skip


def growth(samples, name, after=120):
    """How much larger it is in the last tenth of all samples than around `after` seconds; medians."""
    first = [s[name] for s in samples if after <= s["seconds"] < after + 60] or [samples[0][name]]
    last = [s[name] for s in samples[-max(1, len(samples) // 10) :]]
    return middle(last) - middle(first)


def middle(values):
    """The median."""
    return percentile(sorted(values), 0.5)
