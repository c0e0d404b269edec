"""The benchmark measures what it says, on small sizes of the real thing."""

import json
import sys

import pytest
import tensorflow as tf

from nst_course import cli
from nst_course.bench import report, speed


def test_the_engine_optimises_the_textbooks_objective(weights):
    """J of the yardstick, from Keras' own network, is J of the engine's objective at the same picture."""
    C, S = speed.squares("louvre", "swirl", 64)
    textbook = speed.Textbook(C, S, weights)
    judge = speed.exact_objective(C, S, weights, 64)
    expected = judge(textbook.picture)
    assert float(textbook.step()) == pytest.approx(expected, rel=0.01)


def test_step_speeds(weights):
    measured = speed.step_speeds("louvre", "swirl", weights, 64)
    assert measured["ratio"] == pytest.approx(measured["engine"] / measured["textbook"])
    assert measured["gflops"] > 0


def test_time_to_quality_stops_at_the_mark(weights, monkeypatch):
    monkeypatch.setattr(speed, "PATIENT", 3)
    monkeypatch.setattr(speed, "WAY", {"start": "content", "first_size": 64, "steps": (60,)})
    result = speed.time_to_quality("louvre", "swirl", weights, 64, lambda text: None)
    assert result["J"] <= result["mark"]
    assert result["ratio"] == pytest.approx(result["textbook"] / result["engine"])


def test_peak_memory_is_of_a_process_of_its_own(weights):
    assert 3e8 < speed.peak_memory("louvre", "swirl", weights, 64) < 3e9


def test_matmul_peak_counts_operations(monkeypatch):
    monkeypatch.setattr(speed, "clock", lambda function: 2.0)
    assert speed.matmul_peak("float32", n=100) == pytest.approx(2 * 100**3 / 2.0 / 1e9)


def test_command_prints_and_writes(monkeypatch, capsys, tmp_path, weights):
    speeds = [{"size": 256, "textbook": 1.0, "engine": 4.0, "ratio": 4.0, "gflops": 300.0}]
    quality = {"size": 400, "mark": 65.0, "J": 64.0, "textbook": 100.0, "engine": 5.0, "steps": 9, "ratio": 20.0}
    record = {
        "machine": report.machine(), "precision": "bfloat16", "convolution_gflops": {}, "peak_gflops": 400.0,
        "speeds": speeds, "peak_memory": 1.2e9, "quality": quality,
    }  # fmt: skip
    monkeypatch.setattr(report, "measure", lambda *args, **kwargs: record)
    monkeypatch.setattr(sys, "argv", ["nst", "bench", "--json", str(tmp_path / "bench.json"), "--weights", weights])
    with pytest.raises(SystemExit):
        cli.main()
    out = capsys.readouterr().out
    for text in ("256²", "4.0×", "75%", "1.20 GB", "1/20 of the time", tf.__version__):
        assert text in out
    assert json.loads((tmp_path / "bench.json").read_text()) == record
