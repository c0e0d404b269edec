"""From submissions to records: correct verdicts, each program judged once, nothing lost when interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import msgspec
import pytest
from broken import BROKEN, write_all
from classroom import mistaken, notebook, right, write

from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.grading import job_pools
from nst_course.grading.job_pools import DaskCluster, ThisProcess, make_job_pool
from nst_course.grading.judge import Judge
from nst_course.grading.notes import NoteCode
from nst_course.grading.records import Line, Verdict
from nst_course.grading.scheduler import Grading, GradingRun
from nst_course.grading.submissions import find_submissions

SEED = "0123456789abcdef"
RUN = GradingRun(SEED, seconds=20, memory=1500)
QUICK = replace(RUN, seconds=6)
pytestmark = pytest.mark.slow


class SharedPool(ThisProcess):
    """This process, with a permanent judge; `calls` are all jobs handed out."""

    def __init__(self, judge, run, calls=None):
        job_pools.use_local_judge(judge, run.seed, run.sandboxed)
        self.calls = calls

    def submit(self, job, *arguments):
        if self.calls is not None:
            self.calls.append((job, *arguments))
        return super().submit(job, *arguments)

    def stop(self):
        job_pools.release_local_judge()


@pytest.fixture(scope="module")
def grade(fork_server):
    """Grades the files in a folder in this process, as the command does, with one fork server for all."""
    judges = {}

    def grade(source, out, run=RUN, calls=None, fresh=False):
        if fresh and run.seed in judges:
            judges.pop(run.seed).reference.drop()  # nothing computed before is known
        if run.seed not in judges:
            judges[run.seed] = Judge(int(run.seed, 16), pool=fork_server)
        found = find_submissions(source, out / "unpacked", excluded=(out,))
        grading = Grading(out / "records", run, lambda: SharedPool(judges[run.seed], run, calls))
        records = grading.grade(found)
        grade.warnings = grading.warnings
        return records

    return grade


def outcome(records):
    return {
        record.student: {e.exercise: (e.verdict.value, e.points, e.mistake) for e in record.exercises}
        for record in records
    }


@pytest.fixture(scope="module")
def class_(tmp_path_factory, grade):
    """A class of five, and the folder it was graded in."""
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
    return source, home / "out", grade(source, home / "out", QUICK), name


def test_verdicts(class_):
    _, _, records, name = class_
    found = outcome(records)
    assert found["anna"] == {e: ("passed", EXERCISES[e].points, "") for e in EXERCISES}
    assert found["emil"] == found["anna"]
    assert found["bert"]["gram_matrix"] == ("wrong", 0, name)
    assert found["bert"]["compute_layer_style_cost"][0] == "passed"  # one mistake costs points once
    assert found["carl"] == {"total_cost": ("timed out", 0, "")}
    assert found["dora"]["gram_matrix"][0] == "missing"
    assert found["dora"]["total_cost"][0] == "crashed"
    assert {r.student: r.verdict for r in records} == {
        **dict.fromkeys(("anna", "emil"), "passed"),
        **dict.fromkeys(("bert", "dora"), "partly"),
        "carl": "timed out",
    }


def test_a_record_contains_no_hidden_values(class_):
    _, _, records, _ = class_
    for record in records:
        for entry in json.loads(msgspec.json.encode(record))["exercises"]:
            assert not {"returned", "expected", "table", "case", "printed"} & set(entry)


def test_each_line_is_that_of_the_students_cell(grade, tmp_path):
    text = "# a comment\n\n# and another\ndef gram_matrix(A):\n\n    B = A + 1  # here\n    return tf.matmul(B, B.T)\n"
    (record,) = grade(write(tmp_path / "in", fred=notebook([text])), tmp_path / "out")
    assert record.exercises[0].line == Line(7, "return tf.matmul(B, B.T)")


def test_an_unchanged_class_is_not_judged_again(class_, tmp_path):
    source, out, records, _ = class_

    def no_pool():
        raise AssertionError("a job was handed out")

    found = find_submissions(source, tmp_path / "unpacked", excluded=(out,))
    assert Grading(out / "records", QUICK, no_pool).grade(found) == records


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_verdicts(class_, grade, tmp_path):
    source, out, records, _ = class_
    texts = {name: (source / f"{name}.ipynb").read_text(encoding="utf-8") for name in ("anna", "bert")}
    quick = write(tmp_path / "in", **texts)
    once = [record for record in records if record.student in texts]
    twice = grade(quick, tmp_path / "two", QUICK, fresh=True)
    folders = [out / "records", tmp_path / "two" / "records"]
    files = [sorted(path for name in texts for path in folder.glob(f"{name}*.json")) for folder in folders]
    assert [f.read_bytes() for f in files[0]] == [f.read_bytes() for f in files[1]]
    other = grade(quick, tmp_path / "three", replace(QUICK, seed="77"))
    assert outcome(other) == outcome(once) == outcome(twice)
    assert len({record.key for record in once + other}) == 4


def test_equal_programs_are_judged_once(grade, tmp_path):
    calls = []
    text = EXERCISES["total_cost"].solution
    other = text.replace("    # The cost, by the formula.\n", "\n    # my own words\n")
    assert other != text
    records = grade(write(tmp_path / "in", a=notebook([text]), b=notebook([other])), tmp_path / "out", calls=calls)
    assert [r.verdict for r in records] == [Verdict.PASSED, Verdict.PASSED]
    assert sum(job is job_pools.judge_job for job, *_ in calls) == 1


def test_records_of_an_older_version_and_broken_ones_are_made_again(grade, tmp_path):
    source, folder = (
        write(tmp_path / "in", a=notebook(["x = 1"], 'nst.lesson("3_gram_matrix")')),
        tmp_path / "out/records",
    )
    (record,) = grade(source, tmp_path / "out")
    (path,) = folder.glob("*.json")
    good = path.read_bytes()
    stale = {"old": b'{"format": 1, "key": "0"}', "cut": good[:-30], "lie": good.replace(b'"missing"', b'"perfect"')}
    for name, content in stale.items():
        (folder / f"{name}.json").write_bytes(content)
    assert grade(source, tmp_path / "out") == [record]
    counts = {note.code: note.values["count"] for note in grade.warnings}
    assert counts == {NoteCode.OUTDATED_RECORDS: "1", NoteCode.UNREADABLE_RECORDS: "2"}
    assert [p.read_bytes() for p in folder.glob("*.json")] == [good]
    assert {p.stem for p in (folder / "earlier").iterdir()} == set(stale)


def test_a_changed_file_leaves_its_earlier_record(grade, tmp_path):
    source = write(tmp_path / "in", a=notebook(right("total_cost")))
    grade(source, tmp_path / "out")
    write(source, a=notebook([EXERCISES["total_cost"].stub]))
    (record,) = grade(source, tmp_path / "out")
    assert record.verdict is Verdict.MISSING
    assert len(list((tmp_path / "out" / "records").glob("*.json"))) == 1
    assert len(list((tmp_path / "out" / "records" / "earlier").glob("*.json"))) == 1


def test_broken_notebooks_get_their_verdict_and_do_no_harm(grade, tmp_path):
    write_all(tmp_path / "in")
    write(tmp_path / "in" / "zoe", zoe=notebook(right("gram_matrix", "total_cost")))
    records = {record.student: record for record in grade(tmp_path / "in", tmp_path / "out")}
    zoe = records.pop("zoe")
    assert (zoe.verdict, zoe.points) == (Verdict.PASSED, 25)
    assert {what: record.verdict for what, record in records.items()} == {w: b.verdict for w, b in BROKEN.items()}
    assert len([record for record in records.values() if record.verdict is not Verdict.PASSED]) >= 40
    for record in records.values():
        assert bool(record.problem) == (record.verdict is Verdict.NOT_GRADABLE)


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
    """A correct function different from the others."""
    head = "def total_cost(J_content, J_style, alpha=10, beta=40):\n"
    return f"{head}    J{number} = alpha * J_content\n    return J{number} + beta * J_style\n"


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


# On a Dask cluster.


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def test_a_killed_worker_changes_nothing(tmp_path, cluster, grade):
    source = write(tmp_path / "in", **{f"s{n}": notebook([mistaken("gram_matrix", n)[0]]) for n in range(6)})
    write(source, right=notebook(right()))
    killed = []

    def kill_one(done, total, name):
        if done and not killed:
            victim = next(iter(cluster.workers.values())).pid
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    found = find_submissions(source, tmp_path / "u")
    there = Grading(tmp_path / "there", RUN, lambda: make_job_pool(0, cluster.scheduler_address), kill_one).grade(found)
    here = grade(source, tmp_path / "here")
    assert killed
    assert there == here
    assert [record.verdict for record in here] == ["passed", *["wrong"] * 6]


def test_no_cluster_is_one_sentence():
    pytest.importorskip("distributed")
    with pytest.raises(NstError, match=r"tcp://127\.0\.0\.1:9"):
        DaskCluster("tcp://127.0.0.1:9", seconds=1)
