"""The judge of pictures, compared with plain loops, and the statistics of its scores."""

import json
import sys

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from samples import small_builtin

from nst_course import cli
from nst_course.bench import quality
from nst_course.doctor import describe_machine
from nst_course.errors import NstError
from nst_course.images import CONTENT, read_metadata


def test_style_distance_equals_the_formula():
    """Mean over layers of ‖Gram(X) − Gram(S)‖² / ‖Gram(S)‖², in plain loops."""
    rng = np.random.default_rng(1)
    shapes = {layer: (1, 7 - i, 5, 3 + i) for i, layer in enumerate(quality.STYLE_LAYERS)}
    a, a_S = ({layer: rng.random(shape) for layer, shape in shapes.items()} for _ in range(2))
    expected = 0
    for layer, (_, n_H, n_W, n_C) in shapes.items():
        X, S = np.zeros((n_C, n_C)), np.zeros((n_C, n_C))
        for i in range(n_C):
            for j in range(n_C):
                X[i, j] = sum(a[layer][0, y, x, i] * a[layer][0, y, x, j] for y in range(n_H) for x in range(n_W))
                S[i, j] = sum(a_S[layer][0, y, x, i] * a_S[layer][0, y, x, j] for y in range(n_H) for x in range(n_W))
        X, S = X / (n_H * n_W), S / (n_H * n_W)
        expected += ((X - S) ** 2).sum() / (S**2).sum() / len(shapes)
    tensors = [{layer: tf.constant(x) for layer, x in each.items()} for each in (a, a_S)]
    assert float(quality.style_distance(*tensors)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.slow
def test_the_judge_gives_0_for_C_and_1_for_S(weights):
    judge = quality.QualityJudge(weights)
    C, S = (small_builtin(name, 128)[:96, :96] / np.float32(255) for name in ("louvre", "mosaic"))
    assert judge(C, S, C) == pytest.approx((0, 0), abs=1e-5)
    captured, distance = judge(C, S, S)
    assert captured == pytest.approx(1)
    assert distance > 0.5


@pytest.mark.slow
def test_pictures_are_made_judged_and_saved(weights, tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "SIZE", 96)
    folder = tmp_path / "styles"
    folder.mkdir()
    for name in ("swirl", "ink"):
        Image.fromarray(small_builtin(name, 96)).save(folder / f"{name}.png")
    (folder / "notes.txt").write_text("no picture")
    said = []
    record = quality.measure(
        "portrait", str(folder), "pocket", weights, str(tmp_path / "kept"), said.append, first_size=96, steps=(25,)
    )
    assert [pair["pair"] for pair in record["pairs"]] == ["portrait_ink", "portrait_swirl"]
    assert record["network"] == "pocket"
    assert all(pair["captured"] > 0.2 for pair in record["pairs"])
    assert all(pair["steps"] == 25 for pair in record["pairs"])
    assert record["mean_captured"] == pytest.approx(np.mean([pair["captured"] for pair in record["pairs"]]))
    assert record["worst_captured"] == min(pair["captured"] for pair in record["pairs"])
    assert len(said) == 2
    assert read_metadata(tmp_path / "kept" / "portrait_ink.png")["settings"]["size"] == 96


def test_sources(tmp_path):
    assert quality.find_pictures("all", CONTENT) == list(CONTENT)
    assert quality.find_pictures("louvre", CONTENT) == ["louvre"]
    with pytest.raises(NstError, match="no pictures"):
        quality.find_pictures(str(tmp_path), CONTENT)


def test_a_folder_that_cannot_be_created(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NstError, match="file"):
        quality.measure("louvre", "swirl", keep=str(tmp_path / "file"))


def test_command(monkeypatch, capsys, tmp_path, weights):
    pair = {"pair": "a_b", "captured": 0.912, "content": 0.8, "seconds": 9.5, "steps": 150}
    record = {"machine": describe_machine(), "title": "a network", "precision": "float32", "pairs": [pair]}
    record |= quality.summarize([pair])
    asked = []

    def measure(*arguments, **options):
        asked.extend(arguments)
        return record

    monkeypatch.setattr(quality, "measure", measure)
    json_file = tmp_path / "quality.json"
    arguments = ["--quality", "--network", "pocket", "--weights", weights, "--json", str(json_file)]
    monkeypatch.setattr(sys, "argv", ["nst", "bench", "photos", "art", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    assert [str(word) for word in asked] == ["photos", "art", "pocket", weights, ""]
    out = capsys.readouterr().out
    assert "| a_b | 0.912 | 0.800 | 9.5 |" in out
    assert "0.912. Made with a network in float32" in out
    assert json.loads(json_file.read_text()) == record
