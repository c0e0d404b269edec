"""Real attacks on the grader gain no points and no secrets, leave nothing behind, and change nobody else's result.

Most also run unprotected, under a typical grader (naive.py): there they must succeed, or they would prove nothing.
"""

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import psutil
import pytest
from attack import SPY, Attack
from cheats import CHEATS
from correct_answers import CORRECT_ANSWERS
from frames import CALLS, FORGED, FRAMES, SILENT
from spies import LEAVES, LOOKS, SPIES
from stoppers import ACCIDENTS, STOPPERS

from nst_course.checks.trial import cases_of
from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.grading import job_pools
from nst_course.grading.job_pools import ThisProcess
from nst_course.grading.judge import Job, Judge, SandboxTrial
from nst_course.grading.notes import NoteCode
from nst_course.grading.policy import load_policy
from nst_course.grading.records import Isolation, Record, Verdict
from nst_course.grading.reports import write_results
from nst_course.grading.sandbox import bubblewrap
from nst_course.grading.sandbox.wire import LENGTHS, Channel, FromWorker, ProtocolError, encode_frame
from nst_course.grading.scheduler import Grading, GradingRun
from nst_course.grading.submissions import find_submissions
from nst_course.grading.submissions.reader import read_submission, suspicious_code


def bubblewrap_works():
    """Whether bubblewrap is installed and works: a container may forbid namespaces."""
    if not bubblewrap.bubblewrap_help():
        return False
    namespaces = ["bwrap", "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    return subprocess.run(namespaces, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap_works(), reason="bubblewrap is missing, or forbidden on this machine"),
]
SEED = 20_240_101
TF = "import tensorflow as tf\n"
PARTS = {name: exercise.solution for name, exercise in EXERCISES.items()}
BORROWED = "from nst_course.costs import gram_matrix\n"  # as extraction does for whatever the solution calls
LOST = (Verdict.WRONG, Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.MISSING)
MARGIN = 40  # extra seconds on a busy machine: it ends, and nobody waits forever


def ids(attacks):
    return [f"{attack.number} {attack.name}" for attack in attacks]


def each(attacks):
    return pytest.mark.parametrize("attack", attacks, ids=ids(attacks))


def honest(exercise):
    return Job(exercise, (TF, BORROWED * (exercise == "compute_layer_style_cost"), PARTS[exercise]), 20, 1500)


class Room:
    """A judge, the targets of the attacks, and the result of an honest submission before any of them."""

    def __init__(self, folder, sandboxed):
        self.folder = folder
        self.judge = Judge(SEED, sandboxed)
        (folder / "bob.py").write_text("the work of bob")
        self.server = socket.create_server(("127.0.0.1", 0))
        self.near, self.hidden = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        self.near.bind(str(folder / "socket"))
        self.hidden.bind(f"\0nst-{os.getpid()}-{sandboxed}")
        for listening in (self.server, self.near, self.hidden):
            listening.listen()
            listening.setblocking(False)
        self.right = {name: self.bytes_of(name) for name in ("gram_matrix", "compute_layer_style_cost")}
        assert all(b'"verdict":"passed"' in found for found in self.right.values())
        self.processes = self.count()

    def written(self, code):
        """The program with the paths of this fixture."""
        places = {"FOLDER": str(self.folder), "PACKAGE": str(bubblewrap.PACKAGE.parent)}
        places |= {"PORT": str(self.server.getsockname()[1]), "HIDDEN": self.hidden.getsockname()[1:].decode()}
        for name, place in places.items():
            code = code.replace(name, place)
        return code

    def job(self, attack):
        return Job(attack.exercise, (TF, self.written(attack.code)), attack.seconds, attack.memory)

    def judged(self, attack):
        """The finding on it, after checking everything that must hold for every attack."""
        began = time.monotonic()
        found = self.judge.judge(self.job(attack))
        assert time.monotonic() - began < attack.seconds + MARGIN
        assert found.points == 0
        assert found.verdict in LOST
        msgspec.json.encode(found)
        self.unharmed()
        return found

    def unharmed(self):
        """Nothing is left of it; an honest submission gets the same result as before, from the same judge."""
        assert self.count() <= self.processes
        assert self.bytes_of("gram_matrix") == self.right["gram_matrix"]

    def bytes_of(self, exercise):
        return msgspec.json.encode(self.judge.judge(honest(exercise)))

    def count(self):
        """Processes of the fork server; two, or one without a sandbox, run our own functions."""
        return len(psutil.Process(self.judge.pool.process.pid).children(recursive=True))

    def called(self):
        """How many connections the servers have had."""
        found = 0
        for listening in (self.server, self.near, self.hidden):
            with contextlib.suppress(BlockingIOError):
                while True:
                    listening.accept()[0].close()
                    found += 1
        return found

    def close(self):
        self.judge.close()
        for listening in (self.server, self.near, self.hidden):
            listening.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room = Room(tmp_path_factory.mktemp("room"), True)
    assert room.judge.isolation is Isolation.BUBBLEWRAP
    yield room
    room.close()


@pytest.fixture(scope="module")
def open_room(tmp_path_factory):
    """Without a sandbox."""
    room = Room(tmp_path_factory.mktemp("open"), False)
    assert room.judge.isolation is Isolation.PROCESS
    yield room
    room.close()


def unprotected(code, folder):
    """(what the naive grader printed, the points it gave, or None if it did not get that far)."""
    (folder / "student.py").write_text(code)
    naive = Path(__file__).with_name("naive.py")
    ran = subprocess.run([sys.executable, naive], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    results = folder / "results.json"
    return ran.stdout, json.loads(results.read_text())["points"] if results.exists() else None


def test_all_nineteen_are_here():
    there = {attack.number for attack in (*CHEATS, *SPIES, *STOPPERS)}
    assert there | {13, 18, 19} == set(range(1, 20))  # these three have tests of their own


def test_the_control_tells_right_from_wrong(tmp_path):
    assert unprotected("def gram_matrix(A):\n    return A @ A.T", tmp_path)[1] == 15
    assert unprotected("def gram_matrix(A):\n    return A", tmp_path)[1] == 0


@each([attack for attack in CHEATS if attack.sure])
def test_a_cheat_succeeds_without_protection(attack, tmp_path):
    assert unprotected(attack.code, tmp_path)[1] == 15


@each([attack for attack in SPIES if attack.sure])
def test_a_spy_succeeds_without_protection(attack, room, tmp_path):
    said, _ = unprotected(room.written(attack.code), tmp_path)
    assert "reached" in said
    room.called()


@each([attack for attack in STOPPERS if attack.sure])
def test_a_stopper_succeeds_where_nothing_protects(attack, tmp_path):
    assert unprotected(attack.code, tmp_path)[1] is None


@each(CHEATS)
def test_a_cheat_gains_nothing(attack, room):
    room.judged(attack)


@each(SPIES)
def test_a_spy_reaches_nothing(attack, room):
    said = room.judged(attack).headline
    assert "tried" in said
    assert "reached" not in said
    assert not room.called()


@each([*STOPPERS, *ACCIDENTS])
def test_what_ends_or_hangs_is_graded_all_the_same(attack, room):
    verdict = room.judged(attack).verdict
    stopped = (Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY)
    assert verdict in stopped or attack.name in ("2 GB are printed",)
    if "100 GB" in attack.name or "memory" in attack.name:
        assert verdict is Verdict.OUT_OF_MEMORY


@each(FRAMES)
def test_nothing_that_is_sent_confuses_the_judge(attack, room):
    room.judged(attack)


@each(CALLS)
def test_no_call_to_our_functions_harms_others(attack, room):
    room.judge.reference.cached_replies = 50
    room.judged(attack)
    assert len(room.judge.reference.replies) <= 50
    assert room.bytes_of("compute_layer_style_cost") == room.right["compute_layer_style_cost"]


def test_a_call_that_breaks_our_process_ends_only_the_submission_that_made_it(room):
    """The process of our functions is killed during a call, and a new one replaces it."""
    room.bytes_of("compute_layer_style_cost")
    room.judge.reference.replies.clear()
    number = room.judge.reference.worker.number
    room.judge.pool.end_worker(number)  # as if it had used too much memory
    assert room.bytes_of("compute_layer_style_cost") == room.right["compute_layer_style_cost"]
    assert room.judge.reference.worker.number != number
    assert room.count() <= room.processes


def test_nothing_stays(room):
    """13: threads, handlers, forked children, files and shared memory end with their submission."""
    said = room.judged(Attack(13, "stays", LEAVES, memory=6000)).headline
    assert "left: /private /dev/shm" in said  # while it ran, it had what it wanted
    assert "reached" not in room.judged(Attack(13, "looks", LOOKS)).headline


def test_leftovers_are_found_without_protection(tmp_path):
    """The control for the test above: one process's files are there for the next."""
    code = 'import os\nopen("left_behind_by_alice", "w").close()\ndef gram_matrix(A): return A'
    unprotected(code, tmp_path)
    assert "reached" in unprotected(LOOKS, tmp_path)[0]


@pytest.mark.parametrize("folder", ["/private", "/dev/shm"])
def test_a_folder_cannot_be_filled_without_end(folder, room):
    code = f"""
import os
def gram_matrix(A):
    size = files = 0
    try:
        while size < 1 << 30:
            with open("{folder}/" + str(files), "wb") as file:
                size += file.write(bytes(1 << 20))
            files += 1
    except OSError as error:
        for number in range(10**5):
            try:
                os.mkdir("{folder}/d" + str(number))
            except OSError:
                break
        raise ValueError(f"full after {{size >> 20}} MB and {{files + number}} names")
"""
    said = room.judged(Attack(0, "fills", code)).headline
    assert "full after" in said
    megabytes, names = (int(word) for word in said.replace(".", "").split() if word.isdigit())
    assert 10 < megabytes <= 64
    assert names < 5000


def test_brute_force_learns_nothing_from_the_messages(room):
    """18: whatever is guessed, the answer depends only on the failing step; repeating it gives the same answer."""
    said = set()
    for guess in (1.5, -20, 300):
        code = f"def gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True) + {guess}"
        found = room.judge.judge(Job("gram_matrix", (TF, code), 20, 1500))
        assert found.points == 0
        assert found == room.judge.judge(Job("gram_matrix", (TF, code), 20, 1500))
        said.add((found.headline, found.diagnosis, found.next_move))
    assert len(said) == 1


def test_another_seed_gives_other_inputs():
    """17: knowledge from one grading does not help in the next."""
    cases = [EXERCISES["gram_matrix"].cases(np.random.default_rng(seed))[0].inputs["A"] for seed in (1, 2)]
    assert not np.allclose(*cases)


def test_an_answer_missing_in_a_graph_does_not_count(room):
    """Steps that were not reached don't count as passed."""
    assert room.judge.judge(Job("gram_matrix", (SILENT,), 20, 1500)).points == 0
    room.unharmed()


@pytest.mark.xfail(strict=True, reason="what only the student's process can see, it can invent")
def test_right_values_alone_do_not_earn_the_later_steps(room):
    """Not prevented: a function that is correct except inside tf.function can claim to be correct there too."""
    assert room.judge.judge(Job("gram_matrix", (FORGED,), 20, 1500)).points < 15


def test_suspicious_code_is_flagged_for_review():
    """It is no proof and costs no points, but nothing else would notice the forger above."""
    reaching = [FORGED, *(attack.code for attack in (*FRAMES, *CALLS) if attack.exercise == "gram_matrix")]
    for code in reaching:
        assert any(suspicious_code({"gram_matrix": (TF, code)}))
    named = notebook(TF, "import gc\ndef gram_matrix(A):\n    return gc.get_objects()")
    (note,) = read_submission(named.encode(), "3.ipynb").review
    assert (note.code, note.values) == (NoteCode.SUSPICIOUS_CODE, {"exercise": "gram_matrix", "names": "gc"})
    for _, _, text in CORRECT_ANSWERS:
        review = read_submission(notebook(TF, text).encode(), "3.ipynb").review
        assert not any(note.code == NoteCode.SUSPICIOUS_CODE for note in review)


def changed_somewhere(rng, value):
    """A copy with one part replaced."""
    if rng.random() < 0.2 or not isinstance(value, (dict, list)) or not value:
        return LIES[rng.integers(len(LIES))]
    key = list(value)[rng.integers(len(value))] if isinstance(value, dict) else int(rng.integers(len(value)))
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = changed_somewhere(rng, copy[key])
    return copy


LIES = [
    None,
    True,
    -1,
    10**9,
    0.5,
    float("nan"),
    "",
    "x" * 1000,
    "passed",
    b"\xed\xa0\x80",
    "ellipsis",
    "tensor",
    [],
    [[]],
    {},
]
LIES += [{"type": "KeyboardInterrupt", "message": "", "line": None}, {"type": "E", "message": "", "line": {}}, ()]
LIES += [np.zeros(()), np.zeros((0, 3)), np.full((3, 3), np.nan), np.ones((3, 3), "bool"), [None], [np.ones(3)] * 3]


class ScriptedPool:
    """A pool with one worker, which gives prescribed answers, or those of a worker of `behind`."""

    def __init__(self, messages=(), behind=None):
        self.messages, self.behind, self.heard, self.number = iter(messages), behind, [], 0
        self.channel = SimpleNamespace(send=lambda message, deadline: self.send(message, deadline))

    def start_worker(self, memory):
        self.worker = self.behind and self.behind.start_worker(memory)
        return self

    def send(self, message, deadline):
        if self.worker:
            self.worker.send(message, deadline)

    def receive(self, deadline):
        self.heard.append(self.worker.receive(deadline) if self.worker else decoded(next(self.messages)))
        return self.heard[-1]

    def end(self):
        return self.worker.end() if self.worker else False


def decoded(message):
    """The message as it comes over the wire. Raises ProtocolError, as the judge's channel does."""
    frame = encode_frame(message)
    head, _ = LENGTHS.unpack(frame[: LENGTHS.size])
    body = LENGTHS.size + head
    return Channel(None, FromWorker).decode(frame[LENGTHS.size : body], frame[body:])


def as_dict(message):
    """A message as dicts and lists, with its arrays unchanged."""
    plain = {name: getattr(message, name) for name in message.__struct_fields__}
    plain = {name: as_dict(v) if isinstance(v, msgspec.Struct) else v for name, v in plain.items()}
    return plain if message.__struct_config__.tag is None else {"type": message.__struct_config__.tag, **plain}


@pytest.mark.parametrize("exercise", ["gram_matrix", "compute_content_cost", "train_step"])
def test_the_judge_reaches_a_verdict_whatever_a_worker_says(exercise, room):
    """A wrong function's answers with one part changed at random: no points, and no error on our side."""
    rng = np.random.default_rng(3)
    needs = f"from nst_course.costs import {', '.join(EXERCISES[exercise].needs)}\n" * bool(EXERCISES[exercise].needs)
    wrong = "STYLE_LAYERS = []\n\n\n" + PARTS[exercise].replace("return ", "return 0.9 * ")
    job = Job(exercise, (TF, needs, wrong), 20, 1500)

    def trial(pool):
        return SandboxTrial(SimpleNamespace(seed=SEED, pool=pool, reference=room.judge.reference), job)

    honest_pool = ScriptedPool(behind=room.judge.pool)
    honest_trial = trial(honest_pool)
    assert honest_trial.finding().points == 0
    honest_trial.worker.end()
    loaded, *seen = (as_dict(said) for said in honest_pool.heard if type(said).__name__ in ("Loaded", "Observed"))
    seen = seen[: len(cases_of(EXERCISES[exercise], SEED))]
    told = 0
    for _ in range(150):
        at, said = rng.integers(1 + len(seen)), [loaded, *seen]
        said[at] = changed_somewhere(rng, said[at])
        with contextlib.suppress(ProtocolError):
            found = trial(ScriptedPool([*said, *seen])).finding()
            assert found.points == 0
            msgspec.json.encode(found)
            told += 1
    assert told > 10  # not everything is rejected


@pytest.mark.parametrize(
    ("exercise", "line"),
    [
        ("train_step", "        generated_image.assign(-grad)" + " + generated_image.assign(-grad" * 300 + ")" * 300),
        ("compute_content_cost", "    x = [content_output[0]" + ", content_output[0]" * 4000 + "]"),
    ],
)
def test_no_text_is_slow_to_search(exercise, line, room):
    """Signs of mistakes are regular expressions, and some are slow on texts designed for that."""
    head = PARTS[exercise].splitlines()[0]
    code = f"{head}\n    if False:\n{line.replace('    ', '        ', 1)}\n    return tf.constant(7.5)"
    began = time.monotonic()
    assert room.judge.judge(Job(exercise, (TF, code), 20, 1500)).points == 0
    assert time.monotonic() - began < 10


@pytest.fixture(scope="module")
def local_judges():
    """Closes this thread's judge, which the tests below keep replacing."""
    yield
    job_pools.close_local_judge()


@pytest.mark.usefixtures("local_judges")
@pytest.mark.parametrize("how", ["kill", "suspend"])
def test_a_killed_or_stopped_fork_server_is_replaced(how, room):
    judge = job_pools.local_judge(f"{SEED:x}", True)
    judge.pool.control.settimeout(2)
    getattr(psutil.Process(judge.pool.process.pid), how)()
    found, isolation = job_pools.judge_job(honest("gram_matrix"), f"{SEED:x}", True)
    assert msgspec.json.encode(found) == room.right["gram_matrix"]
    assert isolation is Isolation.BUBBLEWRAP


def notebook(*cells):
    listed = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class RoomPool(ThisProcess):
    """This process, with a fixture's judge, which stays alive."""

    def __init__(self, room, run):
        job_pools.use_local_judge(room.judge, run.seed, run.sandboxed)

    def stop(self):
        job_pools.release_local_judge()


def graded(folder, out, room, **more):
    """{student: (record, its bytes)} of a class, graded by the fixture's judge."""
    run = GradingRun(f"{SEED:x}", **more)
    Grading(out / "records", run, lambda: RoomPool(room, run)).grade(find_submissions(folder, out / "unpacked"))
    texts = [path.read_bytes() for path in sorted((out / "records").glob("*.json"))]
    records = [msgspec.json.decode(text, type=Record) for text in texts]
    return {record.student: (record, text) for record, text in zip(records, texts, strict=True)}


def test_a_class_with_attackers_and_honest_students(room, tmp_path):
    """As notebooks, from start to end: honest students' records have the same bytes as in a class without attackers."""
    right = notebook("import nst_course as nst", TF, PARTS["gram_matrix"])
    shown = [frame for frame in FRAMES if any(part in frame.name for part in ("line -1000", "7", "piece -9"))]
    attacks = [*CHEATS[::3], *SPIES[::4], STOPPERS[0], STOPPERS[4], *shown]
    for folder in (tmp_path / "honest", tmp_path / "mixed"):
        for student in ("alice", "zoe"):
            (folder / student).mkdir(parents=True)
            (folder / student / "3_gram_matrix.ipynb").write_text(right)
    for number, attack in enumerate(attacks):
        (tmp_path / "mixed" / f"mallory{number}").mkdir()
        (tmp_path / "mixed" / f"mallory{number}" / "3_gram_matrix.ipynb").write_text(
            notebook(TF, room.written(attack.code).strip())
        )
    alone = graded(tmp_path / "honest", tmp_path / "a", room)
    mixed = graded(tmp_path / "mixed", tmp_path / "b", room)
    assert len(mixed) == 2 + len(attacks)
    for student in ("alice", "zoe"):
        assert mixed[student][1] == alone[student][1]
        assert mixed[student][0].points == 15
    for student, (record, _) in mixed.items():
        assert record.isolation is Isolation.BUBBLEWRAP
        assert record.points == 0 or student in ("alice", "zoe")
        assert record.verdict is not Verdict.NOT_GRADABLE


def test_files_that_lead_out_or_never_end(tmp_path):
    """19: links, paths that lead out of an archive, files that unpack to something gigantic."""
    secret = tmp_path / "bob" / "3_gram_matrix.ipynb"
    secret.parent.mkdir()
    secret.write_text(notebook(TF, PARTS["gram_matrix"] + "# the work of bob"))
    course = tmp_path / "class"
    for student in ("alice", "carol", "dan", "erin", "frank"):
        (course / student).mkdir(parents=True)
    (course / "alice" / "3_gram_matrix.ipynb").symlink_to(secret)
    (course / "gina").symlink_to(secret.parent, target_is_directory=True)
    with zipfile.ZipFile(course / "carol" / "work.zip", "w") as archive:
        for name in ("../../../escaped.ipynb", str(tmp_path / "escaped.ipynb"), "..\\..\\escaped.ipynb"):
            archive.writestr(name, notebook(TF, PARTS["gram_matrix"]))
    with zipfile.ZipFile(course / "dan" / "work.zip", "w") as archive:
        link = zipfile.ZipInfo("3_gram_matrix.ipynb")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    with zipfile.ZipFile(course / "erin" / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.ipynb", bytes(60 << 20))
    with tarfile.open(course / "frank" / "work.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("3_gram_matrix.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        archive.addfile(link)
    assert "the work of bob" in (course / "alice" / "3_gram_matrix.ipynb").read_text()  # following it leads there
    began, into = time.monotonic(), tmp_path / "unpacked"
    found = find_submissions(course, into)
    readings = [read_submission(s.path, s.file) for s in found if not s.problem]
    assert time.monotonic() - began < 20
    assert not any(e.found for reading in readings for e in reading.exercises.values())
    assert "the work of bob" not in repr(readings)
    assert not [path for path in tmp_path.rglob("*escaped*") if not path.is_relative_to(into)]
    assert sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) < 1 << 28


def test_a_notebook_of_300_MB_is_not_read(tmp_path):
    (tmp_path / "alice").mkdir()
    with (tmp_path / "alice" / "3_gram_matrix.ipynb").open("wb") as file:
        file.write(notebook(TF).encode())
        file.truncate(300 << 20)
    tracemalloc.start()
    (submission,) = find_submissions(tmp_path, tmp_path / "unpacked")
    problem = submission.problem or read_submission(submission.path, submission.file).problem
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()
    assert "300 MB" in problem


# Without a sandbox: processes that only have limits.


@each([*CHEATS[::4], *FRAMES[::6], STOPPERS[0], STOPPERS[4], STOPPERS[-1], ACCIDENTS[0], ACCIDENTS[5]])
def test_points_and_the_judge_are_safe_without_a_sandbox(attack, open_room):
    open_room.judged(attack)


def test_without_a_sandbox_nothing_keeps_running_after_its_submission(open_room):
    code = """
import os, time
def gram_matrix(A):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(1000)
            os._exit(0)
    raise ValueError("left")
"""
    assert "left" in open_room.judged(Attack(13, "orphans", code, memory=8000)).headline  # and counts the leftovers


@pytest.mark.skipif(sys.platform != "linux", reason="what the kernel refuses is refused on Linux only")
def test_without_a_sandbox_the_network_and_other_processes_are_out_of_reach(open_room):
    for attack in SPIES:
        if attack.name in ("TCP and UDP", "the machine below, and other kinds of sockets"):
            assert "reached" not in open_room.judged(attack).headline
    kill = "import os\ndef spy(A):\n    return attempt(lambda: os.kill(os.getppid(), 9), lambda: os.kill(-1, 0))\n"
    assert "reached" not in open_room.judged(Attack(13, "kills", kill + SPY)).headline
    assert open_room.called() == 0


@pytest.mark.parametrize("name", ["another student's work", "the reference on disk"])
def test_without_a_sandbox_files_can_be_read(name, open_room):
    """Not prevented there, which is why the report warns."""
    attack = next(attack for attack in SPIES if attack.name == name)
    assert "reached" in open_room.judged(attack).headline


def test_missing_isolation_is_reported_or_refused(open_room, tmp_path):
    course = tmp_path / "class" / "alice"
    course.mkdir(parents=True)
    (course / "3_gram_matrix.ipynb").write_text(notebook(TF, PARTS["gram_matrix"]))
    with pytest.raises(NstError, match="bubblewrap"):
        graded(course.parent, tmp_path / "a", open_room, isolation_required=True)
    ((record, _),) = graded(course.parent, tmp_path / "b", open_room).values()
    assert record.isolation is Isolation.PROCESS
    assert record.points == 15
    write_results([record], load_policy(None), f"{SEED:x}", tmp_path)
    assert "graded without isolation" in (tmp_path / "class.html").read_text()
    with pytest.raises(NstError, match="bubblewrap"):  # even if it has been graded before
        graded(course.parent, tmp_path / "b", open_room, isolation_required=True)
