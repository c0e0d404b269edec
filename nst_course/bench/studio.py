"""The studio in a real browser: pictures drawn, delays of controls, start, memory, and whether it rests unseen."""

import os
import time

from .._tensorflow import load_tensorflow
from . import acts, doors
from .figures import growth
from .machine import machine, measured_on
from .onlooker import browser
from .stage import stage

SECONDS = 10  # of playing
EVERY = 10  # seconds between two looks at the memory
CHANGES, PAUSES = 20, 10
DOORS = {"voila": "Voilà", "lab": "JupyterLab"}
# What is said of a studio behind each door: words, where it is in its record, how it is written, what is wanted.
LINES = (
    ("pictures drawn a second", "play pictures", "{:.1f}", "≥ 10"),
    ("steps a second", "play steps", "{:.1f}", ""),
    ("steps whose picture was drawn", "play shown", "{:.0%}", ""),
    ("from one picture to the next, p95, s", "play frame p95", "{:.3f}", ""),
    ("step computed → picture drawn, p95, s", "play age p95", "{:.3f}", ""),
    ("processor a picture: kernel, s", "play processor kernel", "{:.3f}", ""),
    ("… browser, s", "play processor browser", "{:.3f}", ""),
    ("… servers and the rest, s", "play processor rest", "{:.3f}", ""),
    ("key on the slider of α → in the objective, p50, s", "steer in_force p50", "{:.3f}", ""),
    ("… p95, s", "steer in_force p95", "{:.3f}", "≤ 0.3"),
    ("… → its first picture, p95, s", "steer picture p95", "{:.3f}", ""),
    ("click on Pause → end of the last step, p50, s", "pause last_step p50", "{:.3f}", ""),
    ("… p95, s", "pause last_step p95", "{:.3f}", "≤ 0.2"),
    ("… → picture at rest, p95, s", "pause picture p95", "{:.3f}", ""),
    ("Studio() → first picture, after the import, s", "start picture", "{:.2f}", "< 3"),
    ("click on Play → first step's picture, s", "start step", "{:.2f}", ""),
    ("page's frames while it plays, p95, s", "respond frames p95", "{:.3f}", ""),
    ("longest task of its scripts over 0.05 s, s", "respond tasks max", "{:.3f}", ""),
    ("another cell, `1 + 1`, p95, s", "respond cell p95", "{:.3f}", ""),
    ("steps in the seconds after the page was hidden", "leave hidden steps", "{}", "0"),
    ("… fell silent", "leave silent steps", "{}", "0"),
    ("… was closed, while the kernel lives", "leave closed steps", "{}", "0"),
    ("connections of the page that were lost", "lost", "{}", "0"),
    ("load average meanwhile", "play load", "{:.1f}", ""),
)


def measure(minutes=0, seconds=SECONDS, progress=lambda text: None, keep=lambda record: None):
    """The record; `keep(record)` gets what there is of it after each part. `minutes` of playing tell of memory.

    Raises NstError where Chromium or Playwright is missing, and when the studio does not start.
    """
    record = {"seconds": seconds}

    def act(title, function, *arguments):
        progress(title)
        result = function(*arguments) | {"load": os.getloadavg()[0]}
        keep(record)
        return result

    with browser() as chromium:
        with stage(chromium, doors.voila, warm=False) as cold:
            record["opened"] = act("start, from the page's address on", acts.start, cold)
        for name in DOORS:
            with stage(chromium, getattr(doors, name)) as there:
                record[name] = part = {"start": act(f"{name}: start", acts.start, there)}
                part["play"] = act(f"{name}: pictures", acts.play, there, seconds)
                part["steer"] = act(f"{name}: changes", acts.steer, there, CHANGES)
                part["pause"] = act(f"{name}: pauses", acts.pause, there, PAUSES)
                part["respond"] = act(f"{name}: responsiveness", acts.respond, there, seconds / 2)
                if name == "voila":
                    part["slow"] = act("a slow browser", acts.slow, there, seconds)
                    part["sizes"] = act("sizes", lambda: {"rows": acts.pictures(there, seconds / 2)})["rows"]
                part["lost"] = there.onlooker.lost
                part["leave"] = act(f"{name}: nobody looks", acts.leave, there, seconds / 2)
                part["errors"] = there.onlooker.errors
                keep(record)
        if minutes:
            with stage(chromium, doors.voila) as long:
                record["memory"] = memory(long, 60 * minutes, progress, lambda found: keep(record | {"memory": found}))
    load_tensorflow()
    return record | {"machine": machine()}


def memory(stage, seconds, progress, keep):
    """Samples of the memory of kernel and page while it plays, and how much they grow."""
    stage.onlooker.press("Play")
    begin, samples, steps = time.time(), [], 0
    while (passed := time.time() - begin) < seconds:
        stage.onlooker.look(EVERY)
        steps = max([steps, *(n["step"] for n in stage.kernel() if n["event"] == "step")])
        samples.append({"seconds": passed, "step": steps, "kernel": stage.memory(), "heap": stage.onlooker.heap()})
        stage.forget()
        progress(f"memory: {passed / 60:.0f} min, step {steps}, {samples[-1]['kernel'] / 1e6:.0f} MB")
        keep({"samples": samples})
    return {
        "minutes": seconds / 60,
        "steps": steps,
        "growth": {name: growth(samples, name) for name in ("kernel", "heap")},
        "samples": samples,
    }


def table(record):
    """The record as Markdown."""
    rows = [f"| studio, 256 × 256, pocket network | {' | '.join(DOORS.values())} | wanted |", "|---|---|---|---|"]
    for words, place, form, wanted in LINES:
        said = " | ".join(written(record[door], place, form) for door in DOORS)
        rows.append(f"| {words} | {said} | {wanted} |")
    rows += ["", "| pictures | JPEG, mean | max, kB | PNG at rest, kB | drawn a second | steps a second |"]
    rows.append("|---|---|---|---|---|---|")
    for found in record["voila"]["sizes"]:
        sizes = [f"{size / 1000:.1f}" for size in (found["jpeg"]["mean"], found["jpeg"]["max"], found["png"]["max"])]
        speeds = f"{found['pictures']:.1f} | {found['steps']:.1f}"
        rows.append(f"| {found['size']}² from {found['start']} | {' | '.join(sizes)} | {speeds} |")
    return "\n".join([*rows, "", *sentences(record), measured_on(record["machine"])])


def written(part, place, form):
    """A figure of a record, where it is."""
    for name in place.split():
        part = part[name]
    return "none" if part is None else form.format(part)


def sentences(record):
    """What the table has no room for."""
    opened, slow = record["opened"], record["voila"]["slow"]
    yield (
        f"nst demo: from the page's address to the first picture {opened['page']:.1f} s, TensorFlow's import and "
        f"{opened['kernel']:.1f} s for the kernel's start among them; from Play on {opened['step']:.1f} s to the next."
    )
    yield (
        f"In a browser {slow['times']} times slower {slow['pictures']:.1f} pictures a second are drawn of "
        f"{slow['steps']:.1f} steps, at most {slow['lag']['max']} behind the newest sent; memory grows by "
        f"{slow['kernel'] / 1e6:.1f} MB in the kernel and {slow['heap'] / 1e6:.1f} MB in the page's scripts."
    )
    if errors := [error for door in DOORS for error in record[door]["errors"]]:
        yield f"Errors of the page: {'; '.join(errors)}."
    if grown := record.get("memory"):
        yield (
            f"In {grown['minutes']:.0f} minutes, {grown['steps']} steps, memory grows by "
            f"{grown['growth']['kernel'] / 1e6:.0f} MB in the kernel (wanted: < 100) and "
            f"{grown['growth']['heap'] / 1e6:.1f} MB in the page's scripts, from the third minute on."
        )
