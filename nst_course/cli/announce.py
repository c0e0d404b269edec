"""What `nst stylize` says before and while it paints."""

import contextlib

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ..networks import describe_alternative
from ..transfer.plan import free_memory


def announce(console, stylization, pictures):
    """Says what will be done and what it will cost; raises NstError when it cannot fit into memory."""
    plan, speeds = stylization.plan, stylization.precision.speeds
    measured = ", ".join(f"{dtype} {speed:.0f}" for dtype, speed in speeds.items())
    scales = " → ".join(f"{w}×{h} ({n} steps)" for (h, w), n in zip(plan.sizes, plan.steps, strict=True))
    free = free_memory()
    console.print(f"Pictures   {pictures['content']} in the style of {' and '.join(pictures['styles'])}")
    console.print(f"Network    {stylization.network.title}")
    console.print(f"           {describe_alternative(stylization.network.name)}")
    console.print(f"Precision  {stylization.precision.dtype} (GFLOP/s here: {measured})")
    console.print(f"Sizes      {scales}")
    console.print(f"Expected   about {duration(plan.seconds)}, {plan.memory / 1e9:.1f} GB of {free / 1e9:.1f} GB free")
    plan.check_fits(free)


@contextlib.contextmanager
def progress_bar(console, plan):
    """Gives a function that takes each `Step` and moves the bar by its share of the work."""
    work = sum(n * h * w for n, (h, w) in zip(plan.steps, plan.sizes, strict=True))
    columns = ("{task.description}", BarColumn(), TextColumn("{task.fields[numbers]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Painting", total=work, numbers="")

        def advance(step):
            height, width = step.size
            rate = f"J {step.J:.4g} · {1 / step.duration:.1f} steps/s · {width}×{height}"
            progress.update(task, advance=height * width, numbers=rate)

        yield advance


def duration(seconds):
    """48 s, 3 min 5 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
