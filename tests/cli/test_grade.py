"""`nst grade` as an instructor calls it."""

import csv
import json

import pytest
from classroom import notebook, right, write


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(folder of submissions, folder of results), graded by the command with every export of a class."""
    from nst_course.cli.grade import grade

    home = tmp_path_factory.mktemp("class")
    write(home / "in", anna=notebook(right("gram_matrix")), bert=notebook(["def gram_matrix(A):\n    return A\n"]))
    grade(home / "in", home / "out", junit=home / "junit.xml", nbgrader=home / "nbgrader.csv", cores=1, seed="ab")
    return home / "in", home / "out"


@pytest.mark.slow
def test_all_promised_files_are_written(graded):
    _, out = graded
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {student: float(row["total"]) for student, row in rows.items()} == {"anna": 15, "bert": 0}
    assert json.loads((out / "gradebook.json").read_text(encoding="utf-8"))
    assert {path.name for path in (out / "feedback").iterdir()} == {
        f"{student}.{suffix}" for student in ("anna", "bert") for suffix in ("html", "md")
    }
    assert "anna" in (out / "class.html").read_text(encoding="utf-8")
    assert len(list((out / "records").glob("*.json"))) == 2
    assert (out.parent / "junit.xml").exists()
    assert (out.parent / "nbgrader.csv").exists()


@pytest.mark.slow
def test_the_seed_of_a_grading_is_kept(graded, nst):
    source, out = graded
    code, _, err = nst("grade", str(source), "-o", str(out))
    assert code == 0, err
    assert json.loads((out / "grading.json").read_text(encoding="utf-8")) == {"seed": "ab"}
    assert all(json.loads(p.read_text(encoding="utf-8"))["seed"] == "ab" for p in (out / "records").glob("*.json"))


def test_the_printed_policy_is_the_default(nst, tmp_path):
    code, text, _ = nst("grade", "--print-policy")
    assert code == 0
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    from nst_course.grading.policy import Policy, load_policy

    assert load_policy(tmp_path / "policy.toml") == Policy()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "SUBMISSIONS"),
        (["nowhere"], "nowhere"),
        (["empty"], "empty"),
        ([".", "--seed", "xyz"], "hexadecimal"),
        ([".", "--policy", "none.toml"], "none.toml"),
        ([".", "-o", "file.txt/out"], "file.txt"),
    ],
)
def test_a_mistake_is_one_sentence(nst, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    code, out, err = nst("grade", *arguments)
    assert code == 2
    assert says in err
    assert err.startswith("nst: ")
    assert len(err.strip().splitlines()) == 1
    assert out == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--gradescope", "results.json"], "--gradescope"),
        (["--coursera", "feedback.json"], "--coursera"),
        (["--canvas", "none.csv"], "none.csv"),
        (["-o", "in"], "'in'"),
    ],
)
def test_an_export_that_cannot_work_is_refused_before_anything_is_graded(nst, tmp_path, monkeypatch, options, says):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", anna=notebook(right("gram_matrix")), bert=notebook(right("gram_matrix")))
    code, _, err = nst("grade", "in", *options)
    assert code == 2
    assert says in err
    assert not list(tmp_path.glob("*/records/*.json"))
