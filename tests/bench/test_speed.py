"""The benchmark measures what it claims to, at small sizes."""

import json
import re
import sys
from types import SimpleNamespace

import pytest
import tensorflow as tf

from nst_course import cli
from nst_course.bench import memory, speed
from nst_course.doctor import describe_machine
from nst_course.errors import NstError


@pytest.mark.slow
def test_the_engine_optimizes_the_textbooks_objective(weights):
    """The baseline's J, from Keras' own network, equals the engine's J for the same picture."""
    C, S = speed.square_pictures("louvre", "swirl", 64)
    textbook = speed.TextbookLoop(C, S, weights)
    judge = speed.exact_objective(C, S, weights, 64)
    expected = judge(textbook.picture)
    assert float(textbook.step()) == pytest.approx(expected, rel=0.01)


@pytest.mark.slow
def test_step_speeds(weights):
    measured = speed.step_speeds("louvre", "swirl", weights, 64)
    assert measured["ratio"] == pytest.approx(measured["engine"] / measured["textbook"])
    assert measured["gflops"] > 0


@pytest.mark.slow
def test_network_speeds(weights):
    measured = speed.network_speeds("louvre", "swirl", weights, 64)
    assert measured["ratio"] == pytest.approx(measured["pocket"] / measured["vgg19"])
    assert measured["ratio"] > 1


@pytest.mark.slow
def test_time_to_quality_stops_at_the_target(weights, monkeypatch):
    monkeypatch.setattr(speed, "TARGET_STEPS", 3)
    monkeypatch.setattr(speed, "FASTEST_START", {"start": "content", "steps": (60,)})
    result = speed.time_to_quality("louvre", "swirl", weights, 64, lambda text: None)
    assert result["J"] <= result["target"]
    assert result["ratio"] == pytest.approx(result["textbook"] / result["engine"])


@pytest.mark.slow
def test_peak_memory_is_that_of_a_separate_process(weights):
    assert 3e8 < memory.peak_memory("louvre", "swirl", weights, 64) < 3e9


def test_matmul_peak_counts_operations(monkeypatch):
    monkeypatch.setattr(speed, "seconds_to_run", lambda function: 2.0)
    assert speed.matmul_peak("float32", n=100) == pytest.approx(2 * 100**3 / 2.0 / 1e9)


@pytest.mark.slow
def test_a_failed_memory_measurement_is_one_sentence(tmp_path):
    with pytest.raises(NstError, match=r"64² .*'nosuch'.*--sizes") as caught:
        memory.peak_memory("nosuch", "swirl", tmp_path, 64)
    assert "\n" not in str(caught.value)


def test_peak_of_this_process_on_every_system(monkeypatch):
    import psutil

    assert 1e7 < memory.own_peak() < 1e11
    monkeypatch.setattr(memory.Path, "exists", lambda path: False)
    monkeypatch.setattr(memory.sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)  # there is none on Windows
    monkeypatch.setattr(psutil, "Process", lambda: SimpleNamespace(memory_info=lambda: SimpleNamespace(peak_wset=7)))
    assert memory.own_peak() == 7


def test_memory_is_measured_and_reported_at_the_largest_size(monkeypatch):
    monkeypatch.setattr(speed, "matmul_peak", lambda dtype: 1.0)
    monkeypatch.setattr(speed, "step_speeds", lambda content, style, weights, size: {"size": size})
    monkeypatch.setattr(speed, "network_speeds", lambda content, style, weights, size: {"size": size})
    monkeypatch.setattr(speed, "peak_memory", lambda content, style, weights, size: 10 * size)
    measured = speed.measure("louvre", "swirl", "", sizes=(64, 128, 32), quality=False)
    assert measured["memory"] == {"size": 128, "peak": 1280}


@pytest.fixture
def record():
    """What `measure` returns, with easily recognized figures."""
    speeds = [{"size": size, "textbook": 1.0, "engine": 4.0, "ratio": 4.0, "gflops": 300.0} for size in (512, 256)]
    networks = [{"size": 400, "vgg19": 2.0, "pocket": 14.0, "ratio": 7.0}]
    quality = {"size": 400, "target": 65.0, "J": 64.0, "textbook": 100.0, "engine": 5.0, "steps": 9, "ratio": 20.0}
    return {
        "machine": describe_machine(), "precision": "bfloat16", "convolution_gflops": {}, "peak_gflops": 400.0,
        "speeds": speeds, "networks": networks, "memory": {"size": 512, "peak": 1.2e9}, "quality": quality,
    }  # fmt: skip


def test_a_target_that_was_not_reached_is_not_claimed(record):
    assert "5.0 s (9 steps), 20 times as fast" in speed.speed_table(record)
    record["quality"]["J"] = 65.1
    table = speed.speed_table(record)
    assert "did not reach" in table
    assert "65.1" in table
    assert "as fast" not in table


@pytest.fixture
def refusal(monkeypatch, capsys):
    """The one sentence that `nst bench` prints for these arguments, before it measures anything."""

    def measure(*args, **kwargs):
        raise AssertionError("it began to measure")

    def run(*arguments):
        monkeypatch.setattr(speed, "measure", measure)
        monkeypatch.setattr(sys, "argv", ["nst", "bench", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize("sizes", ["inf", "0", "-4", "64.5", "nan", "64,", "many"])
def test_invalid_sizes_are_refused_at_once(refusal, sizes):
    assert re.fullmatch(r"nst: --sizes.*\n", refusal("--sizes", sizes))


def test_the_record_file_is_checked_before_measuring(refusal, tmp_path):
    assert "folder" in refusal("--json", str(tmp_path / "no" / "a.json"))


def test_command_prints_and_writes(monkeypatch, capsys, tmp_path, weights, record):
    monkeypatch.setattr(speed, "measure", lambda *args, **kwargs: record)
    monkeypatch.setattr(sys, "argv", ["nst", "bench", "--json", str(tmp_path / "bench.json"), "--weights", weights])
    with pytest.raises(SystemExit):
        cli.main()
    out = capsys.readouterr().out
    for text in (
        "256²",
        "4.0×",
        "| 400² | 2.00 | 14.0 | 7.0× |",
        "75%",
        "at 512²: 1.20 GB",
        "20 times as fast",
        tf.__version__,
    ):
        assert text in out
    assert json.loads((tmp_path / "bench.json").read_text()) == record
