"""One run of `nst stylize`: announces the plan, shows progress, handles Ctrl-C, and saves the results."""

from __future__ import annotations

import contextlib
import json
import shlex
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from .._tensorflow import load_tensorflow
from ..errors import NstError
from ..images import (
    CONTENT,
    STYLE,
    VideoWriter,
    check_video,
    check_writable,
    free_path,
    name_stem,
    probe,
    replacing,
    save_or_rescue_picture,
)
from ..networks import describe_alternative
from ..transfer.plan import Plan, free_memory
from ..transfer.provenance import load_run, picture_provenance, run_metadata, source_names

if TYPE_CHECKING:
    from ..transfer.run import Step, StyleTransfer

INTERRUPTED = 130  # the exit code that shells expect after Ctrl-C

Pictures = Mapping[str, Any]  # "content": a name or path, "styles": a list of them
Changes = Sequence[tuple[int, Mapping[str, Any]]]


@dataclass(frozen=True)
class OutputFiles:
    """Where to write the results; an empty path is skipped."""

    picture: str
    json: str
    frames: str
    gif: str
    mp4: str

    def check(self) -> None:
        """Raises any NstError that writing would raise; changes nothing on disk."""
        check_writable(self.picture)
        if self.json:
            probe(self.json, (".json",))
        check_video(self.frames, self.gif, self.mp4)


def run_stylize(
    pictures: Pictures,
    settings: Mapping[str, Any],
    files: OutputFiles,
    *,
    weights: str | None = None,
    again: str | None = None,
    quiet: bool = False,
) -> int:
    """Makes the picture; returns 0, or 130 if Ctrl-C ended it early.

    `again` is the picture or JSON file of a run to repeat, with `pictures` and `settings` replacing its own. Raises
    NstError before the first step for anything that can be known by then; later, only once G is saved as far as it got.
    """
    clock = time.perf_counter()
    console = Console(quiet=quiet, highlight=False, markup=False, soft_wrap=True)
    changes: Changes = ()
    if again:
        stored = load_run(again).replaced(pictures, settings)
        pictures = {"content": stored.content, "styles": stored.styles}
        settings, changes = stored.settings, stored.changes or ()
        for name in stored.changed_files():
            console.print(f"Note       {name} has changed since {again} was made: the result will differ.")
    files = replace(files, picture=files.picture or _free_name(again, pictures))
    files.check()
    transfer, provenance = prepare(pictures, settings, weights, changes)
    announce(console, transfer, pictures)
    errors = DeferredErrors()
    with errors.deferred(), VideoWriter(files.frames, files.gif, files.mp4) as video, _ctrl_c_ignored():
        steps, interrupted = optimize(console, transfer, video, errors)
        if steps:
            metadata = run_metadata(transfer, provenance, len(steps), interrupted)
            seconds = time.perf_counter() - clock
            with errors.deferred():
                save_result(console, transfer, metadata, files.picture, seconds)
            with errors.deferred():
                save_record(files.json, metadata, seconds, steps)
        elif interrupted:
            console.print("Stopped before the first step: there is no picture to save.")
    errors.check()
    return INTERRUPTED if interrupted else 0


class DeferredErrors:
    """Collects the NstErrors of a run, so that the results are saved first and the errors raised at the end."""

    def __init__(self) -> None:
        self._errors: list[NstError] = []

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Collect an NstError that ends the block."""
        try:
            yield
        except NstError as error:
            self._errors.append(error)

    def check(self) -> None:
        """Raises one NstError with all the collected messages, if there are any."""
        if self._errors:
            raise NstError(" ".join(map(str, self._errors))) from self._errors[0]


def prepare(
    pictures: Pictures, settings: Mapping[str, Any], weights: str | None, changes: Changes = ()
) -> tuple[StyleTransfer, dict[str, Any]]:
    """The run and the provenance of its pictures; checks settings and pictures before TensorFlow loads."""
    from ..transfer.initial import read_pictures
    from ..transfer.settings import settings_from

    checked = settings_from(settings)
    with ThreadPoolExecutor(1) as background:
        if {*source_names(pictures)} <= {*CONTENT, *STYLE}:  # built-in ones can be read: TensorFlow can start now
            background.submit(load_tensorflow)
        inputs = read_pictures(pictures["content"], pictures["styles"], checked)
        provenance = picture_provenance(pictures, checked.start)
    load_tensorflow()
    from ..transfer.run import StyleTransfer

    return StyleTransfer(inputs, checked, weights=weights, changes=changes), provenance


def optimize(
    console: Console, transfer: StyleTransfer, video: VideoWriter, errors: DeferredErrors
) -> tuple[list[dict[str, Any]], bool]:
    """Run all steps, or until Ctrl-C or an error -> (their records, whether Ctrl-C ended them)."""
    records = []
    with _interruptible(console) as presses, progress_bar(console, transfer.plan) as advance, errors.deferred():
        for step in transfer:
            records.append(step.record())
            advance(step)
            if video.wanted:  # an error ends the video, not the run
                with errors.deferred():
                    video.add(step.picture())
            if presses:
                break
    return records, bool(presses)


# ---------------------------------------------------------------- what is printed


def announce(console: Console, transfer: StyleTransfer, pictures: Pictures) -> None:
    """Prints what will be done and what it will take; raises NstError if it can't fit into memory."""
    plan, speeds = transfer.plan, transfer.precision.speeds
    measured = ", ".join(f"{dtype} {speed:.0f}" for dtype, speed in speeds.items())
    scales = " → ".join(f"{w}×{h} ({n} steps)" for (h, w), n in zip(plan.sizes, plan.steps, strict=True))
    free = free_memory()
    console.print(f"Pictures   {pictures['content']} in the style of {' and '.join(pictures['styles'])}")
    console.print(f"Network    {transfer.network.title}")
    console.print(f"           {describe_alternative(transfer.network.name)}")
    console.print(f"Precision  {transfer.precision.dtype} (GFLOP/s measured: {measured})")
    console.print(f"Sizes      {scales}")
    time_needed, memory = format_duration(plan.seconds), f"{plan.memory / 1e9:.1f} of {free / 1e9:.1f} GB free"
    console.print(f"Expected   about {time_needed}, {memory} memory")
    plan.check_fits(free)


@contextlib.contextmanager
def progress_bar(console: Console, plan: Plan) -> Iterator[Callable[[Step], None]]:
    """Yields a function that takes each `Step` and advances the bar by its share of the work."""
    work = sum(n * h * w for n, (h, w) in zip(plan.steps, plan.sizes, strict=True))
    columns = ("{task.description}", BarColumn(), TextColumn("{task.fields[numbers]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Painting", total=work, numbers="")

        def advance(step: Step) -> None:
            height, width = step.size
            numbers = f"J {step.J:.4g} · {1 / step.duration:.1f} steps/s · {width}×{height}"
            progress.update(task, advance=height * width, numbers=numbers)

        yield advance


def format_duration(seconds: float) -> str:
    """48 s, 3 min 5 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


# ---------------------------------------------------------------- what is saved


def save_result(
    console: Console, transfer: StyleTransfer, metadata: Mapping[str, Any], path: str, seconds: float
) -> None:
    """Saves G with its metadata and prints where. Raises NstError, naming the file, if it had to be saved elsewhere."""
    done, total = metadata["steps_done"], transfer.plan.total_steps
    save_or_rescue_picture(path, *transfer.final_picture(), metadata)
    if done < total:
        console.print(f"Stopped after step {done} of {total}.")
    repeat = "To repeat it" if done == total else "For the whole run"
    console.print(
        f"Saved      {path} after {format_duration(seconds)}. {repeat}: nst stylize --again {shlex.quote(path)}"
    )


def save_record(path: str, metadata: Mapping[str, Any], seconds: float, steps: list[dict[str, Any]]) -> None:
    """Writes everything known about the run as JSON, if a path was given."""
    if path:
        with replacing(path, (".json",)) as part:
            part.write_text(json.dumps({**metadata, "seconds": seconds, "steps": steps}, indent=1))


def _free_name(again: str | None, pictures: Pictures) -> str:
    """An unused file name, made from those of the pictures or of the run to repeat."""
    return str(free_path(Path(), name_stem([again] if again else source_names(pictures)), ".png"))


# ---------------------------------------------------------------- Ctrl-C


@contextlib.contextmanager
def _interruptible(console: Console) -> Iterator[list[bool]]:
    """Yields a list that is no longer empty after Ctrl-C; a second Ctrl-C ends the block at once, without an error."""
    presses: list[bool] = []

    def press(*_: object) -> None:
        presses.append(True)
        if len(presses) == 1:
            console.print("Stopping after this step to save the picture so far. Press Ctrl-C again to stop at once.")
        if len(presses) == 2:
            raise KeyboardInterrupt

    with _handling_ctrl_c(press), contextlib.suppress(KeyboardInterrupt):
        yield presses


def _ctrl_c_ignored() -> contextlib.AbstractContextManager[None]:
    """Ignore Ctrl-C inside the block."""
    return _handling_ctrl_c(signal.SIG_IGN)


@contextlib.contextmanager
def _handling_ctrl_c(handler: Any) -> Iterator[None]:
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
