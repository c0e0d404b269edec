"""From submissions to records: right verdicts, one program judged once, nothing lost when it is interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from broken import BROKEN, write_all
from classroom import mistaken, notebook, right, write

from nst_course.exercises import EXERCISES
from nst_course.grading import grading as grading_room
from nst_course.grading.grading import Grading, Run
from nst_course.grading.jobs import executor
from nst_course.grading.submissions import find

SEED = "0123456789abcdef"
RUN = Run(SEED, seconds=20, memory=1500)
pytestmark = pytest.mark.slow


def grade(source, out, run=RUN, **more):
    found = find(source, out / "unpacked", besides=(out,))
    return Grading(out / "records", run, lambda: executor(1), **more).grade(found)


def outcome(records):
    return {
        record["student"]: {e["exercise"]: (e["verdict"], e["points"], e["mistake"]) for e in record["exercises"]}
        for record in records
    }


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A class of five, and where it was graded."""
    home = tmp_path_factory.mktemp("class")
    wrong, name = mistaken("gram_matrix")
    bare = right("compute_layer_style_cost")[0].replace("costs", "costs  # mine")
    source = write(
        home / "in",
        anna=notebook(right()),
        bert=notebook([wrong, *right("compute_layer_style_cost")]),
        carl=notebook(["def total_cost(J_content, J_style, alpha=10, beta=40):\n    while True:\n        pass\n"]),
        dora=notebook([EXERCISES["gram_matrix"].stub, bare, "import os\ndef total_cost(*a, **k):\n    os._exit(0)\n"]),
        emil=notebook(right(), "raise ValueError('a cell that fails')", "tf.print('loud')\nprint('ü' * 10**6)"),
    )
    return source, home / "out", grade(source, home / "out", replace(RUN, seconds=6)), name


def test_verdicts(class_):
    _, _, records, name = class_
    found = outcome(records)
    assert found["anna"] == {e: ("passed", EXERCISES[e].points, "") for e in EXERCISES}
    assert found["emil"] == found["anna"]
    assert found["bert"]["gram_matrix"] == ("wrong", 0, name)
    assert found["bert"]["compute_layer_style_cost"][0] == "passed"  # one mistake costs once
    assert found["carl"] == {"total_cost": ("timed out", 0, "")}
    assert found["dora"]["gram_matrix"][0] == "missing"
    assert found["dora"]["total_cost"][0] == "crashed"
    assert {r["student"]: r["verdict"] for r in records} == {
        **dict.fromkeys(("anna", "emil"), "passed"),
        **dict.fromkeys(("bert", "dora"), "partly"),
        "carl": "timed out",
    }


def test_a_record_tells_no_hidden_values(class_):
    _, _, records, _ = class_
    for record in records:
        for entry in record["exercises"]:
            assert not {"returned", "expected", "table", "case", "printed"} & set(entry)


def test_each_line_is_that_of_the_students_cell(tmp_path):
    text = "# a comment\n\n# and another\ndef gram_matrix(A):\n\n    B = A + 1  # here\n    return tf.matmul(B, B.T)\n"
    (record,) = grade(write(tmp_path / "in", fred=notebook([text])), tmp_path / "out")
    assert record["exercises"][0]["line"] == {"number": 7, "text": "return tf.matmul(B, B.T)"}


def test_an_unchanged_class_is_not_judged_again(class_, monkeypatch):
    source, out, records, _ = class_

    def nobody(*_):
        raise AssertionError("a judge was called")

    monkeypatch.setattr(grading_room, "judge_job", nobody)
    again = Grading(out / "records", replace(RUN, seconds=6), nobody).grade(find(source, out / "u", besides=(out,)))
    assert again == records


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_verdicts(class_, tmp_path):
    source = class_[0]
    quick = tmp_path / "in"
    write(
        quick,
        anna=(source / "anna.ipynb").read_text(encoding="utf-8"),
        bert=(source / "bert.ipynb").read_text(encoding="utf-8"),
    )
    once, twice = (grade(quick, tmp_path / name) for name in ("one", "two"))
    files = [sorted((tmp_path / name / "records").glob("*.json")) for name in ("one", "two")]
    assert [f.read_bytes() for f in files[0]] == [f.read_bytes() for f in files[1]]
    other = grade(quick, tmp_path / "three", replace(RUN, seed="77"))
    assert outcome(other) == outcome(once) == outcome(twice)
    assert len({record["key"] for record in once + other}) == 4


def test_equal_programs_are_judged_once(tmp_path, monkeypatch):
    calls = []
    real = Grading.fly

    def counted(self, then, *call):
        calls.append(call)
        real(self, then, *call)

    monkeypatch.setattr(Grading, "fly", counted)
    text = EXERCISES["total_cost"].solution
    other = text.replace("    # The cost, by the formula.\n", "\n    # my own words\n")
    assert other != text
    records = grade(write(tmp_path / "in", a=notebook([text]), b=notebook([other])), tmp_path / "out")
    assert [r["verdict"] for r in records] == ["passed", "passed"]
    assert sum(call[0] is grading_room.judge_job for call in calls) == 1


def test_a_changed_file_leaves_its_earlier_record(tmp_path):
    source = write(tmp_path / "in", a=notebook(right("total_cost")))
    grade(source, tmp_path / "out")
    write(source, a=notebook([EXERCISES["total_cost"].stub]))
    (record,) = grade(source, tmp_path / "out")
    assert record["verdict"] == "missing"
    assert len(list((tmp_path / "out" / "records").glob("*.json"))) == 1
    assert len(list((tmp_path / "out" / "records" / "earlier").glob("*.json"))) == 1


def test_broken_notebooks_get_their_verdict_and_do_no_harm(tmp_path):
    write_all(tmp_path / "in")
    write(tmp_path / "in" / "zoe", zoe=notebook(right("gram_matrix", "total_cost")))
    records = {record["student"]: record for record in grade(tmp_path / "in", tmp_path / "out")}
    zoe = records.pop("zoe")
    assert (zoe["verdict"], zoe["points"]) == ("passed", 25)
    assert {what: record["verdict"] for what, record in records.items()} == {w: b.verdict for w, b in BROKEN.items()}
    assert len([record for record in records.values() if record["verdict"] != "passed"]) >= 40
    for record in records.values():
        assert bool(record["problem"]) == (record["verdict"] == "not gradable")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is POSIX")
def test_killed_at_any_moment_the_next_run_finishes_the_rest(tmp_path):
    source = write(tmp_path / "in", **{f"s{n}": notebook([own(n)]) for n in range(6)})
    command = [sys.executable, "-c", "from nst_course.cli import main; main()"]
    command += ["grade", str(source), "-o", str(tmp_path / "out"), "--seed", SEED, "--cores", "1"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    folder = tmp_path / "out" / "records"
    wait_for(lambda: len(list(folder.glob("*.json"))) >= 2 or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    assert 2 <= len(kept) < 6
    assert all(json.loads((folder / name).read_text(encoding="utf-8")) for name in kept)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.json")}
    assert len(after) == 6
    assert kept.items() <= after.items()


def own(number):
    """A right function unlike the others'."""
    head = "def total_cost(J_content, J_style, alpha=10, beta=40):\n"
    return f"{head}    J{number} = alpha * J_content\n    return J{number} + beta * J_style\n"


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
