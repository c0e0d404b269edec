"""Submissions -> records: read every file, judge every program once, write each record as soon as it is whole."""

import secrets
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import NstError
from ..extraction.encoding import read_bytes
from . import record as records
from .canonical import canonical
from .jobs import failure, judge_job, read_job
from .judging import Job
from .page_name import page_name
from .programs import entry
from .reading import Reading

IN_FLIGHT = 64  # jobs handed out at once: the contents of no more files are held in memory
TRIES = 3  # of a job whose process somebody else ended


@dataclass(frozen=True)
class Run:
    """What a grading rests on. `seed` is in hexadecimal; `seconds` and `memory` (MB) are those of one function."""

    seed: str
    seconds: float = 20
    memory: int = 1500
    sandboxed: bool = True
    required: bool = False  # isolation: without it nothing is graded


def new_seed():
    """A seed that nobody can know before."""
    return secrets.token_hex(16)


@dataclass
class Pending:
    """A file that has been read, and the programs that are still to be judged."""

    submission: object
    key: str
    reading: Reading
    jobs: dict  # {exercise: Job}
    left: set = field(default_factory=set)


class Grading:
    """The way from submissions to records; `progress(done, total, name)` is told of each record."""

    def __init__(self, folder, run, make_pool, progress=lambda done, total, name: None):
        self.folder, self.run, self.make_pool, self.progress = Path(folder), run, make_pool, progress
        self.folder.mkdir(parents=True, exist_ok=True)
        self.findings, self.pending, self.done = {}, [], []
        self.flying, self.tries = {}, Counter()  # {future: (what to do with its result, the call)}

    def grade(self, submissions):
        """The records of all submissions; those that are there already are taken as they are."""
        known, self.total, self.todo = records.stored(self.folder), len(submissions), deque()
        for submission in submissions:
            self.begin(submission, known)
        self.progress(len(self.done), self.total, "")
        if self.todo or self.pending:
            self.pool = self.make_pool()
            try:
                self.work()
            finally:
                self.pool.stop()
        self.put_away(known)
        return sorted(self.done, key=lambda record: (record["student"], record["file"]))

    def begin(self, submission, known):
        """Finds the file's record, or puts the file on the list of those to be read."""
        try:
            content = b"" if submission.problem else read_bytes(submission.path, submission.file)
            reading = Reading(problem=submission.problem) if submission.problem else None
        except NstError as error:
            content, reading = b"", Reading(problem=str(error))
        key = records.key(submission, content, self.run)
        if key in known and (known[key][1]["isolation"] == "bubblewrap" or not self.run.required):
            self.done.append(known[key][1])
        elif reading:
            self.write(Pending(submission, key, reading, {}))
        else:
            self.todo.append((submission, key))

    def work(self):
        while self.todo or self.flying:
            while self.todo and len(self.flying) < IN_FLIGHT:
                submission, key = self.todo.popleft()
                content = read_bytes(submission.path, submission.file)
                self.fly(lambda r, s=submission, k=key: self.take_reading(s, k, r), read_job, content, submission.file)
            for future in wait(self.flying, return_when=FIRST_COMPLETED).done:
                if future in self.flying:
                    self.land(future)

    def fly(self, then, *call):
        """Hands a job out; one that is done at once is taken at once, so that its record is written."""
        future = self.pool.submit(*call)
        self.flying[future] = then, call
        if future.done():
            self.land(future)

    def land(self, future):
        """Takes a result; where the process of a job was ended by somebody else, it is tried again elsewhere."""
        then, call = self.flying.pop(future)
        try:
            then(future.result())
        except BrokenExecutor:
            again = [(then, call), *self.flying.values()]
            self.flying.clear()
            self.pool = self.make_pool()
            for then, call in again:
                self.again(then, call)
        except NstError:
            raise
        except Exception as error:  # Dask's own, such as KilledWorker
            self.again(then, call, type(error).__name__)

    def again(self, then, call, why="its process was ended"):
        self.tries[call] += 1
        if self.tries[call] < TRIES:
            self.fly(then, *call)
        elif call[0] is judge_job:
            then((failure(why), "process"))
        else:
            then(Reading(problem=f"'{call[2]}' could not be read here ({why}).", human=("The grader failed on it.",)))

    def take_reading(self, submission, key, reading):
        """Hands out the programs of a file that nobody has judged yet."""
        jobs = {
            name: Job(name, tuple(map(canonical, found.pieces)), self.run.seconds, self.run.memory)
            for name, found in reading.exercises.items()
            if found.found
        }
        pending = Pending(submission, key, reading, jobs, {job for job in jobs.values() if job not in self.findings})
        if not pending.left:
            self.write(pending)
            return
        how = self.run.seed, self.run.sandboxed, self.run.required
        flying = {job for waiting in self.pending for job in waiting.left}
        self.pending.append(pending)
        for job in sorted(pending.left - flying, key=lambda job: list(jobs.values()).index(job)):
            self.fly(lambda r, job=job: self.take_finding(job, *r), judge_job, job, *how)

    def take_finding(self, job, finding, isolation):
        """Writes the records that waited for this program alone."""
        self.findings[job] = finding, isolation
        for pending in self.pending:
            pending.left.discard(job)
        whole = [pending for pending in self.pending if not pending.left]
        self.pending = [pending for pending in self.pending if pending.left]
        for pending in whole:
            self.write(pending)

    def write(self, pending):
        """The record of a file, into its own JSON file."""
        found = {name: self.findings[job] for name, job in pending.jobs.items()}
        reached = {isolation for _, isolation in found.values()} - {"bubblewrap"}
        entries = [entry(name, pending.reading, found.get(name)) for name in pending.reading.exercises]
        record = records.record(
            pending.submission, pending.key, self.run, pending.reading, entries, "process" if reached else "bubblewrap"
        )
        records.write(record, self.folder, page_name(pending.submission.file))
        self.done.append(record)
        self.progress(len(self.done), self.total, pending.submission.name)

    def put_away(self, known):
        """Moves records of files that have changed or gone, into a folder beside."""
        current = {record["key"] for record in self.done}
        for key, (path, _) in known.items():
            if key not in current:
                earlier = self.folder / "earlier"
                earlier.mkdir(exist_ok=True)
                path.replace(earlier / path.name)
