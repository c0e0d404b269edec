"""The studio benchmark: its figures follow from the notes, and it measures a real studio in a real browser."""

import json
import math
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from nst_course.bench import instrumentation, studio
from nst_course.bench.browser import CHROMIUM, open_chromium, open_studio, voila_server


def note(t, event, **values):
    return {"t": t, "event": event, **values}


def test_percentiles_are_measured_values():
    assert instrumentation.summarize(range(1, 101)) == {"n": 100, "p50": 50, "p95": 95, "max": 100}
    assert instrumentation.summarize([0.3, 0.1]) == {"n": 2, "p50": 0.1, "p95": 0.3, "max": 0.3}
    assert instrumentation.summarize([]) == {"n": 0, "p50": None, "p95": None, "max": None}


def test_a_delay_lasts_until_the_next_answer_or_forever():
    assert instrumentation.delays([1, 2, 5], [0.5, 1.25, 4]) == [0.25, 2, math.inf]


def test_pictures_count_when_they_are_drawn():
    kernel = [note(t / 20, "step", step=t, seconds=0.05) for t in range(40)]
    kernel += [note(t / 20, "handled", what="step", seconds=0.001) for t in range(40)]
    page = [note(t / 20 + 0.01, "drawn", kind="image/jpeg", step=t) for t in range(0, 40, 2)]
    found = instrumentation.drawing_figures(kernel, page, 0, 1)
    assert (found["steps"], found["pictures"], found["shown"]) == (20, 10, 0.5)
    assert found["frame"]["max"] == pytest.approx(0.1)
    assert found["age"]["max"] == pytest.approx(0.01)


def test_a_pause_ends_with_the_last_step_before_play():
    kernel = [note(t, "step", step=n) for n, t in enumerate((0.9, 1.1, 3.2, 3.9))]
    kernel += [note(1.05, "paused"), note(4.02, "paused")]
    page = [note(1.0, "click", text="Pause"), note(3.0, "click", text="Play"), note(4.0, "click", text="Pause")]
    page += [
        note(1.5, "click", text="Back"),
        note(1.3, "drawn", kind="image/png"),
        note(1.2, "drawn", kind="image/jpeg"),
    ]
    found = instrumentation.pause_figures(kernel, page)
    assert found["last_step"] == {"n": 2, "p50": 0, "p95": pytest.approx(0.1), "max": pytest.approx(0.1)}
    assert found["picture"]["p50"] == pytest.approx(0.3)
    assert found["picture"]["max"] == math.inf  # the second never came to rest
    assert found["heard"]["max"] == pytest.approx(0.05)


def test_lag_counts_what_was_sent_meanwhile():
    kernel = [note(t, "live picture", step=t, bytes=1) for t in (1, 2, 3, 4)]
    assert list(instrumentation.picture_lags(kernel, [note(3.5, "drawn", step=1), note(3.6, "drawn", step=3)])) == [
        2,
        0,
    ]


def test_growth_ignores_the_first_minutes():
    samples = [{"seconds": s, "kernel": 100 + (s if s < 120 else 120) + s / 100} for s in range(0, 3600, 10)]
    assert 30 < instrumentation.memory_growth(samples, "kernel") < 35


def test_a_line_still_being_written_is_left_out(tmp_path):
    path = tmp_path / "notes.jsonl"
    tell = instrumentation.NoteWriter(path)
    tell("step", step=1)
    tell("step", step=2)
    with path.open("a") as file:
        file.write('{"t": 1')
    notes, end = instrumentation.read_notes(path)
    assert [n["step"] for n in notes] == [1, 2]
    with path.open("a") as file:
        file.write(', "step": 3}\n')
    assert instrumentation.read_notes(path, end) == ([{"t": 1, "step": 3}], path.stat().st_size)


def test_calls_are_reported_after_they_return():
    class Sum:
        def add(self, a, b=0):
            return a + b

    told = []
    instrumentation.call_after(
        Sum, "add", lambda one, seconds, *numbers, **named: told.append((numbers, named, seconds >= 0))
    )
    assert Sum().add(1, b=2) == 3
    assert told == [((1,), {"b": 2}, True)]


def test_the_table_shows_every_figure():
    part = {}
    for number, (_, place, _, _) in enumerate(studio.LINES):
        *way, last = place.split()
        inner = part
        for name in way:
            inner = inner.setdefault(name, {})
        inner[last] = number
    part |= {"errors": ["x is not a function"], "slow": {"times": 20, "lag": {"max": 1}, "kernel": 1e6, "heap": 2e6}}
    part["slow"] |= {"pictures": 2.0, "steps": 9.0}
    bytes_ = {"n": 3, "mean": 22000.0, "max": 23456}
    part["sizes"] = [{"size": 512, "start": "noise", "jpeg": bytes_, "png": bytes_, "pictures": 3.0, "steps": 4.0}]
    grown = {"minutes": 60, "steps": 9, "growth": {"kernel": 5e6, "heap": 1e6}}
    machine = {"processor": "", "cores": 2, "gpus": [], "tensorflow": "", "python": ""}
    record = {"voila": part, "lab": part, "opened": {"page": 9, "kernel": 2, "step": 1}}
    said = studio.studio_table(record | {"memory": grown, "machine": machine})
    assert "| 0.0 | 0.0 | ≥ 10 |" in said
    assert "| 512² from noise | 22.0 | 23.5 | 23.5 | 3.0 | 4.0 |" in said
    assert "x is not a function" in said
    assert "5 MB in the kernel" in said
    assert studio.format_figure({"frames": {"p95": None}}, "frames p95", "{:.1f}") == "none"


def run_scenarios():
    """The figures of each scenario, and the errors of the page."""
    with open_chromium() as chromium, open_studio(chromium, voila_server) as session:
        found = (
            studio.start(session),
            studio.play(session, 2),
            studio.change_alpha(session, 2),
            studio.pause(session, 1),
        )
        return *found, studio.leave(session, 0.5), session.page.errors


@pytest.mark.slow
@pytest.mark.skipif(not any(map(shutil.which, CHROMIUM)), reason="needs Chromium")
def test_a_real_studio():
    pytest.importorskip("playwright.sync_api")
    pytest.importorskip("voila")
    with ThreadPoolExecutor(
        1
    ) as beside:  # Playwright allows one loop per thread, and another test may own this thread's
        started, played, steered, paused, left, errors = beside.submit(run_scenarios).result()
    assert errors == []
    assert 0 < started["made"] < started["picture"] < started["page"]
    assert 0 < played["pictures"] <= played["steps"] * 1.5
    assert 0 < played["shown"] <= 1
    assert steered["in_force"]["n"] == 2
    assert steered["heard"]["max"] < steered["in_force"]["max"] < steered["picture"]["max"] < 60
    assert 0 <= paused["last_step"]["max"] < paused["picture"]["max"] < 60
    assert [left[how]["steps"] for how in ("hidden", "silent", "closed")] == [0, 0, 0]
    json.dumps(started | played)
