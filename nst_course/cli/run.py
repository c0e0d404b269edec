"""One run of `nst stylize`: announce, optimise, keep. -> exit code."""

import contextlib
import json
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from .. import __version__
from ..errors import NstError
from ..images import Film, check_writable, load_picture, replacing, write_picture
from .origin import origin, recall
from .tensorflow import load_tensorflow

INTERRUPTED = 130  # what shells expect after Ctrl-C


@dataclass(frozen=True)
class Files:
    """Where everything goes; empty: nowhere."""

    output: str
    json: str
    frames: str
    gif: str
    mp4: str


def run(pictures, settings, files, *, weights=None, again=None, quiet=False):
    """Makes the picture; 0, or 130 when Ctrl-C ended it early. Raises NstError before anything is written."""
    clock = time.perf_counter()
    console = Console(quiet=quiet, highlight=False, soft_wrap=True)
    if again:
        pictures, settings = recall(again, pictures, settings, console)
    output = files.output or free_name(again, pictures)
    check_writable(output)
    if files.json:
        with replacing(files.json, (".json",)):
            pass
    film = Film(files.frames or None, files.gif or None, files.mp4 or None)
    stylization = prepare(pictures, settings, weights)
    announce(console, stylization, pictures)
    steps, interrupted = optimise(console, stylization, film)
    seconds = time.perf_counter() - clock
    return keep(console, stylization, pictures, files, output, steps, interrupted, seconds)


def prepare(pictures, settings, weights):
    """The `Stylization`; its settings and pictures are checked before the seconds that TensorFlow takes to load."""
    from ..transfer.settings import settings_from

    checked = settings_from(settings)
    longest = 2 * checked.size  # more detail than this does not reach G
    content = load_picture(pictures["content"], longest)
    styles = [load_picture(style, longest * max(1, checked.style_scale)) for style in pictures["styles"]]
    load_tensorflow()
    from ..transfer.stylize import Stylization

    return Stylization(content, styles, checked, weights=weights)


def announce(console, stylization, pictures):
    """Says what will be done and what it will cost; raises NstError when it cannot fit into memory."""
    import psutil

    plan, speeds = stylization.plan, stylization.precision.speeds
    measured = ", ".join(f"{dtype} {speed:.0f}" for dtype, speed in speeds.items())
    scales = " → ".join(f"{w}×{h} ({n} steps)" for (h, w), n in zip(plan.sizes, plan.steps, strict=True))
    free = psutil.virtual_memory().available
    console.print(f"Pictures   {pictures['content']} in the style of {' and '.join(pictures['styles'])}")
    console.print(f"Network    {stylization.network.title}")
    console.print(f"Precision  {stylization.precision.dtype} (GFLOP/s here: {measured})")
    console.print(f"Sizes      {scales}")
    console.print(f"Expected   about {duration(plan.seconds)}, {plan.memory / 1e9:.1f} GB of {free / 1e9:.1f} GB free")
    plan.check_fits(free)


def optimise(console, stylization, film):
    """All steps, with a progress bar; Ctrl-C ends them after the current one. -> (records, whether interrupted)."""
    records, work = [], sum(n * h * w for n, (h, w) in zip(stylization.plan.steps, stylization.plan.sizes, strict=True))
    columns = ("{task.description}", BarColumn(), TextColumn("{task.fields[numbers]}"), TimeRemainingColumn())
    with film, interruptible() as interrupted, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Painting", total=work, numbers="")
        for step in stylization:
            records.append(step.record())
            film.add(step.picture())
            height, width = step.size
            rate = f"J {step.J:.4g} · {1 / step.duration:.1f} steps/s · {width}×{height}"
            progress.update(task, advance=height * width, numbers=rate)
            if interrupted:
                break
    return records, bool(interrupted)


@contextlib.contextmanager
def interruptible():
    """A list that is no longer empty after Ctrl-C; a second Ctrl-C stops at once."""
    presses = []

    def press(*_):
        if presses:
            raise KeyboardInterrupt
        presses.append(True)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, before)


def keep(console, stylization, pictures, files, output, records, interrupted, seconds):
    """Writes G and the record of the run, and says so."""
    settings = asdict(stylization.settings)
    story = {"version": __version__, **origin(pictures), "settings": settings}
    write_picture(output, *stylization.final_picture(), settings=story)
    if files.json:
        record = {**story, "interrupted": interrupted, "seconds": seconds, "steps": records}
        with replacing(files.json, (".json",)) as part:
            part.write_text(json.dumps(record, indent=1))
    if interrupted:
        console.print(f"Stopped at step {len(records)} of {stylization.plan.total_steps}.")
    console.print(f"Wrote      {output} in {duration(seconds)}. To repeat it: nst stylize --again {output}")
    return INTERRUPTED if interrupted else 0


def free_name(again, pictures):
    """A file name that says what is in it and that no file has yet."""
    stem = Path(again).stem if again else "_".join(Path(p).stem for p in [pictures["content"], *pictures["styles"]])
    names = (Path(f"{stem}{suffix}.png") for suffix in ["", *(f"-{i}" for i in range(2, 10_000))])
    try:
        return str(next(name for name in names if not name.exists()))
    except StopIteration:
        raise NstError(f"There are too many pictures named {stem} here: give a name with -o.") from None


def duration(seconds):
    """48 s, 3 min 5 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
