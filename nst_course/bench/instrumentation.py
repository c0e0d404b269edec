"""Notes on what happens in a studio's kernel and page, and the statistics computed from them.

The studio itself measures nothing: when one is benchmarked, its parts are wrapped in the kernel, and each event becomes
a line of JSON in a file. Times are wall-clock seconds, which kernel and browser share, being on the same machine.
"""

from __future__ import annotations

import functools
import json
import math
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import Choice

Note = dict[str, Any]  # {"t": seconds, "event": name, …}
Figures = dict[str, Any]


class KernelEvent(Choice):
    """What is noted in the kernel. The page notes "drawn", "click", "key", and "task", see `browser.PAGE_SCRIPT`."""

    KERNEL = "kernel"  # which process it is, and its connection file
    CREATED = "created"  # Studio() is called
    READY = "ready"  # … and returns
    STEP = "step"  # a step is computed
    CONTROL_CHANGED = "control changed"  # a control's change has reached the kernel
    UPDATED = "updated"  # a change is in force
    PAUSED = "paused"  # Pause has reached the kernel
    HANDLED = "handled"  # the controller has handled an event of the run
    LIVE_PICTURE = "live picture"  # a picture leaves for the browser while it plays, JPEG
    STILL_PICTURE = "still picture"  # a picture at rest leaves for the browser, PNG


# ---------------------------------------------------------------- notes


class NoteWriter:
    """A file of notes, one line of JSON each; called as `write(KernelEvent.STEP, step=3)`, from any thread."""

    def __init__(self, path: str | Path) -> None:
        self._file, self._lock = Path(path).open("a", buffering=1, encoding="utf-8"), threading.Lock()  # noqa: SIM115

    def __call__(self, event: str, **values: Any) -> None:
        with self._lock:
            self._file.write(json.dumps({"t": time.time(), "event": event, **values}) + "\n")


def read_notes(path: str | Path, start: int = 0) -> tuple[list[Note], int]:
    """The notes in a file from that byte on, and where they end; a line that is still being written is left out."""
    with Path(path).open("rb") as file:
        file.seek(start)
        data = file.read()
    complete = data[: data.rfind(b"\n") + 1]
    return [json.loads(line) for line in complete.splitlines()], start + len(complete)


def instrumented_studio(path: str, warm: bool = True, **options: Any) -> Any:
    """A `Studio` of square pictures that notes everything; `warm`: with everything imported beforehand."""
    write = NoteWriter(path)
    write(KernelEvent.KERNEL, pid=os.getpid(), connection=_connection_file())
    from ..studio.app import Studio
    from ..studio.named_picture import NamedPicture

    if warm:
        from .._tensorflow import load_tensorflow

        load_tensorflow()
        from ..transfer import run  # noqa: F401
    NamedPicture.built_in = staticmethod(cut_square(NamedPicture.built_in))  # type: ignore[method-assign,assignment]
    instrument(write)
    write(KernelEvent.CREATED)
    studio = Studio(folder=None, **options)
    write(KernelEvent.READY)
    return studio


def _connection_file() -> str | None:
    """This kernel's connection file; None outside a kernel."""
    from ipykernel.connect import get_connection_file

    try:
        file: str = get_connection_file()
    except RuntimeError:
        return None
    return file


def instrument(write: NoteWriter) -> None:
    """Patches the studio's classes to write notes from now on."""
    from ..studio.controller import Controller
    from ..studio.session import BackgroundRun, RunEvent
    from ..studio.widgets.screen import Screen

    def listen(run: BackgroundRun, event: RunEvent) -> None:
        if event is RunEvent.STEP and run.latest:
            write(KernelEvent.STEP, step=run.latest.step, seconds=run.transfer.last_step.duration)
        elif event is RunEvent.UPDATED:
            write(KernelEvent.UPDATED)

    call_after(BackgroundRun, "__init__", lambda run, seconds, *pictures, **settings: run.listeners.append(listen))
    call_after(BackgroundRun, "pause", lambda run, seconds: write(KernelEvent.PAUSED))
    call_after(
        Controller,
        "update",
        lambda controller, seconds, **changes: write(KernelEvent.CONTROL_CHANGED, names=sorted(changes)),
    )
    call_after(
        Controller,
        "on_run_event",
        lambda controller, seconds, run, event: write(KernelEvent.HANDLED, what=event, seconds=seconds),
    )
    call_after(Screen, "show_still", lambda screen, seconds, picture, step: _note_still(write, screen, step))
    call_after(
        Screen, "send", lambda screen, seconds, message, buffers=None: _note_live_picture(write, message, buffers)
    )


def _note_still(write: NoteWriter, screen: Any, step: int) -> None:
    write(KernelEvent.STILL_PICTURE, step=step, bytes=len(screen.still_png))


def _note_live_picture(write: NoteWriter, message: dict[str, Any], buffers: Sequence[bytes] | None) -> None:
    if message.get("event") == "picture" and buffers:
        write(KernelEvent.LIVE_PICTURE, step=message["step"], bytes=len(buffers[0]))


def call_after(owner: type, name: str, listener: Callable[..., None]) -> None:
    """Calls `listener(self, seconds, *arguments)` after each call of a method, with the seconds it took."""
    method = getattr(owner, name)

    @functools.wraps(method)
    def wrapped(self: Any, *arguments: Any, **options: Any) -> Any:
        begin = time.perf_counter()
        result = method(self, *arguments, **options)
        listener(self, time.perf_counter() - begin, *arguments, **options)
        return result

    setattr(owner, name, wrapped)


def cut_square(make: Callable[[str], Any]) -> Callable[[str], Any]:
    """`make(name)`, with the picture cut to a square."""
    from ..studio.named_picture import NamedPicture, PictureOrigin

    def made(name: str) -> Any:
        pixels = make(name).pixels()
        height, width = pixels.shape[:2]
        side, top, left = min(height, width), max(0, height - width) // 2, max(0, width - height) // 2
        return NamedPicture(name, pixels[top : top + side, left : left + side], PictureOrigin.ARRAY)

    return made


# ---------------------------------------------------------------- figures


def summarize(values: Iterable[float]) -> Figures:
    """{"n", "p50", "p95", "max"} of some numbers; None if there are no numbers."""
    ordered = sorted(values)
    figures = {"p50": percentile(ordered, 0.5), "p95": percentile(ordered, 0.95)}
    return {"n": len(ordered), **figures, "max": ordered[-1] if ordered else None}


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest of these sorted numbers that is at least as large as that share of them; None if there are none."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def event_times(notes: Iterable[Note], event: str, **values: Any) -> list[float]:
    """When something happened."""
    return [n["t"] for n in notes if n["event"] == event and all(n.get(k) == v for k, v in values.items())]


def between(notes: Iterable[Note], begin: float, end: float) -> list[Note]:
    """The notes between two times."""
    return [note for note in notes if begin <= note["t"] < end]


def delays(asked: Iterable[float], done: Sequence[float]) -> list[float]:
    """For each time in `asked`, the seconds until the first later time in `done`; infinite if there is none."""
    return [min((t - ask for t in done if t >= ask), default=math.inf) for ask in asked]


def gaps(times: Iterable[float]) -> list[float]:
    """Seconds between consecutive times."""
    return [later - earlier for earlier, later in pairwise(times)]


def drawing_figures(kernel: list[Note], page: list[Note], begin: float, end: float) -> Figures:
    """Pictures and steps per second between two times, the share of steps that were shown, and frame times."""
    steps = [n for n in between(kernel, begin, end) if n["event"] == KernelEvent.STEP]
    drawn = [n for n in between(page, begin, end) if n["event"] == "drawn"]
    shown, seconds = {n["step"] for n in drawn} & {n["step"] for n in steps}, end - begin
    handled = [
        n["seconds"]
        for n in between(kernel, begin, end)
        if n["event"] == KernelEvent.HANDLED and n["what"] == KernelEvent.STEP
    ]
    return {
        "seconds": seconds,
        "pictures": len(drawn) / seconds,
        "steps": len(steps) / seconds,
        "shown": len(shown) / max(1, len(steps)),
        "frame": summarize(gaps(n["t"] for n in drawn)),
        "step": summarize(n["seconds"] for n in steps if "seconds" in n),
        "handled": summarize(handled),
        "age": summarize(picture_ages(kernel, drawn)),
    }


def picture_ages(kernel: list[Note], drawn: list[Note]) -> list[float]:
    """Seconds from the end of a step to its picture."""
    computed = {n["step"]: n["t"] for n in kernel if n["event"] == KernelEvent.STEP}
    return [n["t"] - computed[n["step"]] for n in drawn if n["step"] in computed]


def picture_lags(kernel: list[Note], drawn: list[Note]) -> Iterator[int]:
    """For each picture drawn, how many newer ones had been sent by then."""
    sent = [n for n in kernel if n["event"] == KernelEvent.LIVE_PICTURE]
    for note in drawn:
        own = [n["t"] for n in sent if n["step"] == note["step"]]
        if own:
            yield sum(own[-1] < n["t"] <= note["t"] for n in sent)


def picture_sizes(kernel: list[Note], event: str) -> Figures:
    """Bytes of pictures: how many, mean, max."""
    found = [n["bytes"] for n in kernel if n["event"] == event]
    return {"n": len(found), "mean": sum(found) / len(found) if found else None, "max": max(found, default=None)}


def pause_figures(kernel: list[Note], page: list[Note]) -> Figures:
    """Seconds from each click on Pause to the end of the last step, and to the picture at rest."""
    clicks = [(n["t"], n["text"]) for n in page if n["event"] == "click" and n["text"] in ("Pause", "Play")]
    clicks.append((math.inf, "Play"))
    steps, pictures = event_times(kernel, KernelEvent.STEP), event_times(page, "drawn", kind="image/png")
    last = []
    for (at, text), (until, _) in pairwise(clicks):
        if text == "Pause":
            last.append(max([0.0, *(t - at for t in steps if at < t < until)]))
    pauses = [at for at, text in clicks if text == "Pause"]
    return {
        "last_step": summarize(last),
        "heard": summarize(delays(pauses, event_times(kernel, KernelEvent.PAUSED))),
        "picture": summarize(delays(pauses, pictures)),
    }


def memory_growth(samples: Sequence[Figures], name: str, after: float = 120) -> float:
    """Growth from `after` seconds after the start to the last tenth of the samples; medians."""
    first = [s[name] for s in samples if after <= s["seconds"] < after + 60] or [samples[0][name]]
    last = [s[name] for s in samples[-max(1, len(samples) // 10) :]]
    return _median(last) - _median(first)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[max(0, math.ceil(len(values) / 2) - 1)]
