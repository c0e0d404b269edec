"""The studio in a real browser: pictures drawn, delays of controls, start, memory, and whether it rests unseen."""

import os
import time

from ..tensorflow import load_tensorflow
from . import acts, doors
from .figures import growth
from .machine import machine
from .onlooker import browser
from .stage import stage

SECONDS = 10  # of playing
EVERY = 10  # seconds between two looks at the memory
CHANGES, PAUSES = 20, 10


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
        for name in ("voila", "lab"):
            with stage(chromium, getattr(doors, name)) as there:
                record[name] = part = {"start": act(f"{name}: start", acts.start, there)}
                part["play"] = act(f"{name}: pictures", acts.play, there, seconds)
                part["steer"] = act(f"{name}: changes", acts.steer, there, CHANGES)
                part["pause"] = act(f"{name}: pauses", acts.pause, there, PAUSES)
                part["respond"] = act(f"{name}: responsiveness", acts.respond, there, seconds / 2)
                if name == "voila":
                    part["slow"] = act("a slow browser", acts.slow, there, seconds)
                    part["sizes"] = act("sizes", lambda: {"rows": acts.pictures(there, seconds / 2)})["rows"]
                part["leave"] = act(f"{name}: nobody looks", acts.leave, there, seconds / 2)
                part["errors"] = there.onlooker.errors
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
        steps = max([steps, *(n["step"] for n in stage.kernel(time.time() - EVERY) if n["event"] == "step")])
        samples.append({"seconds": passed, "step": steps, "kernel": stage.memory(), "heap": stage.onlooker.heap()})
        stage.onlooker.forget()
        progress(f"memory: {passed / 60:.0f} min, step {steps}, {samples[-1]['kernel'] / 1e6:.0f} MB")
        keep({"samples": samples})
    return {
        "minutes": seconds / 60,
        "steps": steps,
        "growth": {name: growth(samples, name) for name in ("kernel", "heap")},
        "samples": samples,
    }
