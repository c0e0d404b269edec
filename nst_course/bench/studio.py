"""The studio in a real browser: pictures drawn, delays of controls, start, memory, and whether it idles when unseen.

Each scenario takes a `StudioSession` and returns its figures.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from .._tensorflow import load_tensorflow
from ..doctor import describe_machine, measured_on
from .browser import StudioSession, lab_server, open_chromium, open_studio, voila_server
from .instrumentation import (
    Figures,
    KernelEvent,
    Note,
    between,
    delays,
    drawing_figures,
    event_times,
    gaps,
    memory_growth,
    pause_figures,
    picture_ages,
    picture_lags,
    picture_sizes,
    summarize,
)

PLAY_SECONDS = 10
SAMPLE_SECONDS = 10  # between two samples of the memory
CHANGES, PAUSES = 20, 10
SERVERS = {"voila": voila_server, "lab": lab_server}
TITLES = {"voila": "Voilà", "lab": "JupyterLab"}
ALPHA_SLIDER = ".widget-hslider:has-text('α content') .noUi-handle"
PICTURES = ((256, "content"), (256, "noise"), (512, "content"), (512, "noise"))  # size, start
SLOWDOWN = 20
UNSEEN_AFTER = 4.0  # seconds after which the studio must have noticed that nobody is watching

# ---------------------------------------------------------------- scenarios


def start(session: StudioSession) -> Figures:
    """Seconds to the first picture, and from Play to the first step's."""
    opened = session.opened
    session.page.press("Play")
    session.page.wait(1)
    session.page.wait_for("nstNotes.some((note) => note.step > 0)")
    page, kernel = session.page.notes(), session.kernel_notes()
    begin, made = event_times(kernel, KernelEvent.CREATED)[0], event_times(kernel, KernelEvent.READY)[0]
    clicked = event_times(page, "click", text="Play")[0]
    first_picture = event_times(page, "drawn")[0]
    first_step = next(n["t"] for n in page if n["event"] == "drawn" and n["step"])
    return {
        "page": first_picture - opened,
        "kernel": begin - opened,
        "made": made - begin,
        "picture": first_picture - begin,
        "step": first_step - clicked,
    }


def play(session: StudioSession, seconds: float) -> Figures:
    """Pictures per second while it plays."""
    begin, before = time.time(), session.cpu_seconds()
    session.page.wait(seconds)
    end, after = time.time(), session.cpu_seconds()
    session.page.wait(0.3)
    found = drawing_figures(session.kernel_notes(begin - 1), session.page.notes(begin), begin, end)
    pictures = max(1, round(found["pictures"] * found["seconds"]))
    return found | {"processor": {name: (after[name] - before[name]) / pictures for name in after}}


def sizes(session: StudioSession, seconds: float) -> list[Figures]:
    """Bytes of pictures of each size and start, and how many are drawn; leaves the studio playing."""
    found = []
    for size, first in PICTURES:
        session.choose(start=first, size=size)
        begin = time.time()
        played = play(session, seconds)
        stopped = time.time()
        session.page.press("Pause")
        session.wait_for_picture(stopped, kind="image/png")
        kernel = session.kernel_notes(begin)
        row = {
            "size": size,
            "start": first,
            "jpeg": picture_sizes(kernel, KernelEvent.LIVE_PICTURE),
            "png": picture_sizes(kernel, KernelEvent.STILL_PICTURE),
        }
        found.append(row | {name: played[name] for name in ("pictures", "steps", "shown")})
        session.page.press("Play")
    session.choose(start="content", size=256)
    return found


def change_alpha(session: StudioSession, changes: int) -> Figures:
    """Seconds from a key on the slider of α to the objective, and to the first picture after that."""
    page = session.page.page
    page.locator(ALPHA_SLIDER).first.evaluate("handle => handle.focus({ preventScroll: true })")
    begin = time.time()
    for number in range(changes):
        page.keyboard.press("ArrowRight" if number % 20 < 10 else "ArrowLeft")
        session.page.wait(0.25 + 0.037 * (number % 7))  # out of step with everything
    session.page.wait(0.5)
    notes, kernel = session.page.notes(begin), session.kernel_notes(begin)
    keys, in_force = event_times(notes, "key"), event_times(kernel, KernelEvent.UPDATED)
    return {
        "heard": summarize(delays(keys, event_times(kernel, KernelEvent.CONTROL_CHANGED))),
        "in_force": summarize(delays(keys, in_force)),
        "picture": summarize(delays(keys, _first_pictures(kernel, notes, in_force))),
    }


def _first_pictures(kernel: list[Note], page: list[Note], changes: list[float]) -> list[float]:
    """When the first picture was drawn of a step computed after each change."""
    computed = {n["step"]: n["t"] for n in kernel if n["event"] == KernelEvent.STEP}
    drawn = [(n["t"], computed[n["step"]]) for n in page if n["event"] == "drawn" and n["step"] in computed]
    return [t for at in changes for t in [min((t for t, made in drawn if made > at), default=None)] if t]


def pause(session: StudioSession, times: int) -> Figures:
    """Seconds from the click on Pause to the end of the last step, and to the picture at rest."""
    begin = time.time()
    for number in range(times):
        session.page.press("Pause")
        session.page.wait(0.8)
        session.page.press("Play")
        session.page.wait(0.5 + 0.037 * (number % 7))
    return pause_figures(session.kernel_notes(begin), session.page.notes(begin))


def responsiveness(session: StudioSession, seconds: float) -> Figures:
    """Frame gaps and long tasks of the page while it plays, and the seconds that another cell takes."""
    begin = time.time()
    frames = gaps(session.page.page.evaluate("seconds => nstPace(seconds)", seconds))
    tasks = [n["seconds"] for n in session.page.notes(begin) if n["event"] == "task"]
    cells = []
    for number in range(20):
        cells.append(session.run_cell("1 + 1"))
        session.page.wait(0.1 + 0.017 * (number % 5))
    return {"frames": summarize(frames), "tasks": summarize(tasks), "cell": summarize(cells)}


def slow_browser(session: StudioSession, seconds: float) -> Figures:
    """A browser SLOWDOWN times slower: how far it lags behind, and how much memory grows."""
    page, memory, heap = session.page, session.kernel_memory(), session.page.heap_size()
    page.slow_down(SLOWDOWN)
    page.wait(1)
    begin = time.time()
    page.wait(seconds)
    end = time.time()
    page.slow_down(1)
    page.wait(0.5)
    kernel, notes = session.kernel_notes(begin - 10), page.notes(begin)
    drawn = [n for n in between(notes, begin, end) if n["event"] == "drawn"]
    figures = drawing_figures(kernel, notes, begin, end)
    return {
        "times": SLOWDOWN,
        "lag": summarize(picture_lags(kernel, drawn)),
        "age": summarize(picture_ages(kernel, drawn)),
        "kernel": session.kernel_memory() - memory,
        "heap": page.heap_size() - heap,
        "pictures": figures["pictures"],
        "steps": figures["steps"],
    }


def leave(session: StudioSession, seconds: float) -> Figures:
    """Steps computed even though the page was hidden, went silent, or was closed UNSEEN_AFTER seconds ago."""
    page = session.page
    found: Figures = {}
    hide = "Object.defineProperty(document, 'visibilityState', { value: VALUE, configurable: true }); "
    hide += "document.dispatchEvent(new Event('visibilitychange'))"
    page.page.evaluate(hide.replace("VALUE", "'hidden'"))
    found["hidden"] = _steps_unseen(session, seconds)
    page.page.evaluate(hide.replace("VALUE", "'visible'"))
    back = time.time()
    session.wait_for_picture(back)
    page.wait(1)
    found["resumed_after"] = delays([back], event_times(session.kernel_notes(back), KernelEvent.STEP))[0]
    page.freeze()
    found["silent"] = _steps_unseen(session, seconds)
    page.thaw()
    session.wait_for_picture(time.time())
    page.page.route(
        "**/voila/api/shutdown/**", lambda route: route.abort()
    )  # as in notebooks, where the kernel keeps running
    page.page.close()
    found["closed"] = _steps_unseen(session, seconds)
    found["kernel_lives"] = session.process.is_running()
    return found


def _steps_unseen(session: StudioSession, seconds: float) -> Figures:
    """How many steps are computed within that many seconds, UNSEEN_AFTER from now, and when the last one was."""
    begin = time.time()
    time.sleep(UNSEEN_AFTER + seconds)
    steps = [t - begin for t in event_times(session.kernel_notes(begin), KernelEvent.STEP)]
    return {"steps": sum(t > UNSEEN_AFTER for t in steps), "last": max(steps, default=0.0)}


def watch_memory(
    session: StudioSession, seconds: float, progress: Callable[[str], None], keep: Callable[[Figures], None]
) -> Figures:
    """Samples of the memory of kernel and page while it plays, and how much they grow."""
    session.page.press("Play")
    begin, samples, steps = time.time(), [], 0
    while (passed := time.time() - begin) < seconds:
        session.page.wait(SAMPLE_SECONDS)
        steps = max([steps, *(n["step"] for n in session.kernel_notes() if n["event"] == KernelEvent.STEP)])
        memory = {"kernel": session.kernel_memory(), "heap": session.page.heap_size()}
        samples.append({"seconds": passed, "step": steps, **memory})
        session.clear_notes()
        progress(f"memory: {passed / 60:.0f} min, step {steps}, {memory['kernel'] / 1e6:.0f} MB")
        keep({"samples": samples})
    growth = {name: memory_growth(samples, name) for name in ("kernel", "heap")}
    return {"minutes": seconds / 60, "steps": steps, "growth": growth, "samples": samples}


# ---------------------------------------------------------------- all of it


def measure(
    minutes: float = 0,
    seconds: float = PLAY_SECONDS,
    progress: Callable[[str], None] = lambda text: None,
    keep: Callable[[Figures], None] = lambda record: None,
) -> Figures:
    """The record; `keep(record)` gets the partial record after each scenario. Memory is watched for `minutes` of
    playing.

    Raises NstError if Chromium or Playwright is missing, and if the studio does not start.
    """
    record: Figures = {"seconds": seconds}

    def run(title: str, scenario: Callable[..., Figures], *arguments: Any) -> Figures:
        progress(title)
        result = scenario(*arguments) | {"load": os.getloadavg()[0]}
        keep(record)
        return result

    with open_chromium() as chromium:
        with open_studio(chromium, voila_server, warm=False) as cold:
            record["opened"] = run("start, from the page's address on", start, cold)
        for name, server in SERVERS.items():
            with open_studio(chromium, server) as session:
                part: Figures = {"start": run(f"{name}: start", start, session)}
                record[name] = part
                part["play"] = run(f"{name}: pictures", play, session, seconds)
                part["update"] = run(f"{name}: changes", change_alpha, session, CHANGES)
                part["pause"] = run(f"{name}: pauses", pause, session, PAUSES)
                part["responsiveness"] = run(f"{name}: responsiveness", responsiveness, session, seconds / 2)
                if name == "voila":
                    part["slow"] = run("a slow browser", slow_browser, session, seconds)
                    progress("sizes")
                    part["sizes"] = sizes(session, seconds / 2)
                part["lost"] = session.page.lost_connections
                part["leave"] = run(f"{name}: nobody looks", leave, session, seconds / 2)
                part["errors"] = session.page.errors
                keep(record)
        if minutes:
            with open_studio(chromium, voila_server) as session:
                record["memory"] = watch_memory(
                    session, 60 * minutes, progress, lambda found: keep(record | {"memory": found})
                )
    load_tensorflow()
    return record | {"machine": describe_machine()}


# ---------------------------------------------------------------- report

# A row of the table: label, path of its figure in a server's record, number format, target.
LINES = (
    ("pictures drawn per second", "play pictures", "{:.1f}", "≥ 10"),
    ("steps per second", "play steps", "{:.1f}", ""),
    ("steps whose picture was drawn", "play shown", "{:.0%}", ""),
    ("from one picture to the next, p95, s", "play frame p95", "{:.3f}", ""),
    ("step computed → picture drawn, p95, s", "play age p95", "{:.3f}", ""),
    ("processor time per picture: kernel, s", "play processor kernel", "{:.3f}", ""),
    ("… browser, s", "play processor browser", "{:.3f}", ""),
    ("… servers and the rest, s", "play processor rest", "{:.3f}", ""),
    ("key on the slider of α → in the objective, p50, s", "update in_force p50", "{:.3f}", ""),
    ("… p95, s", "update in_force p95", "{:.3f}", "≤ 0.3"),
    ("… → its first picture, p95, s", "update picture p95", "{:.3f}", ""),
    ("click on Pause → end of the last step, p50, s", "pause last_step p50", "{:.3f}", ""),
    ("… p95, s", "pause last_step p95", "{:.3f}", "≤ 0.2"),
    ("… → picture at rest, p95, s", "pause picture p95", "{:.3f}", ""),
    ("Studio() → first picture, after the imports, s", "start picture", "{:.2f}", "< 3"),
    ("click on Play → first step's picture, s", "start step", "{:.2f}", ""),
    ("the page's frames while it plays, p95, s", "responsiveness frames p95", "{:.3f}", ""),
    ("longest script task over 0.05 s, s", "responsiveness tasks max", "{:.3f}", ""),
    ("another cell, `1 + 1`, p95, s", "responsiveness cell p95", "{:.3f}", ""),
    ("steps computed after the page was hidden", "leave hidden steps", "{}", "0"),
    ("… went silent", "leave silent steps", "{}", "0"),
    ("… was closed, with the kernel still running", "leave closed steps", "{}", "0"),
    ("connections lost by the page", "lost", "{}", "0"),
    ("load average", "play load", "{:.1f}", ""),
)


def studio_table(record: Figures) -> str:
    """The record as Markdown."""
    rows = [f"| studio, 256 × 256, pocket network | {' | '.join(TITLES.values())} | target |", "|---|---|---|---|"]
    for words, place, form, target in LINES:
        figures = " | ".join(format_figure(record[server], place, form) for server in TITLES)
        rows.append(f"| {words} | {figures} | {target} |")
    rows += ["", "| pictures | JPEG, mean kB | max | PNG at rest, kB | drawn per second | steps per second |"]
    rows.append("|---|---|---|---|---|---|")
    for found in record["voila"]["sizes"]:
        kilobytes = [
            f"{size / 1000:.1f}" for size in (found["jpeg"]["mean"], found["jpeg"]["max"], found["png"]["max"])
        ]
        rates = f"{found['pictures']:.1f} | {found['steps']:.1f}"
        rows.append(f"| {found['size']}² from {found['start']} | {' | '.join(kilobytes)} | {rates} |")
    return "\n".join([*rows, "", *_sentences(record), measured_on(record["machine"])])


def format_figure(part: Any, place: str, form: str) -> str:
    """The figure at that path of a record, formatted."""
    for name in place.split():
        part = part[name]
    return "none" if part is None else form.format(part)


def _sentences(record: Figures) -> Iterator[str]:
    """Sentences on what does not fit into the tables."""
    opened, slow = record["opened"], record["voila"]["slow"]
    yield (
        f"nst demo: {opened['page']:.1f} s from opening the page to the first picture, including TensorFlow's import "
        f"and {opened['kernel']:.1f} s for starting the kernel; {opened['step']:.1f} s from Play to the next picture."
    )
    yield (
        f"A browser {slow['times']} times slower draws {slow['pictures']:.1f} pictures per second of "
        f"{slow['steps']:.1f} steps, at most {slow['lag']['max']} behind the newest one sent; memory grows by "
        f"{slow['kernel'] / 1e6:.1f} MB in the kernel and {slow['heap'] / 1e6:.1f} MB in the page's scripts."
    )
    if errors := [error for server in TITLES for error in record[server]["errors"]]:
        yield f"Errors on the page: {'; '.join(errors)}."
    if memory := record.get("memory"):
        yield (
            f"In {memory['minutes']:.0f} minutes, {memory['steps']} steps, memory grows by "
            f"{memory['growth']['kernel'] / 1e6:.0f} MB in the kernel (target: < 100) and "
            f"{memory['growth']['heap'] / 1e6:.1f} MB in the page's scripts, counted from the third minute."
        )
