"""Submissions -> records: reads every file, judges every program once, writes each record as soon as it is complete.

Reading and judging are jobs (see `job_pools`); if a process is lost, its jobs run again elsewhere.
"""

from __future__ import annotations

import functools
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..checks.report import overall_verdict
from ..errors import NstError
from ..exercises import EXERCISES
from ..extraction.encoding import read_bytes
from ..extraction.notebook import Note as ProgramNote
from ..extraction.notebook import NoteCode as ProgramNoteCode
from .escaping import safe_file_name
from .job_pools import JobPool, Judged, judge_job, read_job
from .judge import Finding, Job, canonical, grader_failed, line_in_cell, readable_source
from .notes import Note, NoteCode, note, program_note
from .records import (
    ExerciseRecord,
    Isolation,
    Record,
    StoredRecords,
    Verdict,
    read_records,
    record_key,
    write_record,
)
from .submissions import Submission
from .submissions.reader import Reading

MAX_IN_FLIGHT = 64  # jobs handed out at once: limits how many files' contents are held in memory
MAX_TRIES = 3  # of a job whose process was killed from outside

Call = tuple[Any, ...]  # a function to run elsewhere, and its arguments


@dataclass(frozen=True)
class GradingRun:
    """What a grading depends on. `seed` is hexadecimal; `seconds` and `memory` (MB) are limits for one function."""

    seed: str
    seconds: float = 20
    memory: int = 1500
    sandboxed: bool = True
    isolation_required: bool = False  # if True, nothing is graded without isolation


def new_seed() -> str:
    """An unpredictable seed."""
    return secrets.token_hex(16)


@dataclass
class PendingFile:
    """A file that has been read, and its programs that are still to be judged."""

    submission: Submission
    key: str
    reading: Reading
    jobs: dict[str, Job] = field(default_factory=dict)  # by exercise
    waiting_for: set[Job] = field(default_factory=set)


def no_progress(done: int, total: int, name: str) -> None:
    """Reports nothing."""


class Grading:
    """Grades submissions into records; calls `progress(done, total, name)` for each record.

    After `grade`, `warnings` holds notes on older records that could not be used.
    """

    def __init__(
        self,
        folder: Path,
        run: GradingRun,
        make_pool: Callable[[], JobPool],
        progress: Callable[[int, int, str], None] = no_progress,
    ) -> None:
        self.folder, self.run, self.make_pool, self.progress = Path(folder), run, make_pool, progress
        self.folder.mkdir(parents=True, exist_ok=True)
        self.findings: dict[Job, Judged] = {}
        self.pending: list[PendingFile] = []
        self.done: list[Record] = []
        self.warnings: list[Note] = []
        self.in_flight: dict[Future[Any], tuple[Callable[[Any], None], Call]] = {}  # what to do with its result
        self.tries: Counter[Call] = Counter()
        self.to_read: deque[tuple[Submission, str]] = deque()
        self.total = 0

    def grade(self, submissions: Iterable[Submission]) -> list[Record]:
        """The records of all submissions; existing ones are reused. Raises NstError."""
        submissions = list(submissions)
        stored, self.total = read_records(self.folder), len(submissions)
        for submission in submissions:
            self.begin(submission, stored)
        self.progress(len(self.done), self.total, "")
        if self.to_read or self.pending:
            self.pool = self.make_pool()
            try:
                self.work()
            finally:
                self.pool.stop()
        self.archive_stale_records(stored)
        return sorted(self.done, key=lambda record: (record.student, record.file))

    def begin(self, submission: Submission, stored: StoredRecords) -> None:
        """Finds the file's record, or queues the file for reading."""
        content, problem = b"", submission.problem
        if not problem:
            try:
                content = read_bytes(submission.path, submission.file)
            except NstError as error:
                problem = str(error)
        key = record_key(submission, content, self.run)
        _, record = stored.current.get(key, (None, None))
        if record and (record.isolation is Isolation.BUBBLEWRAP or not self.run.isolation_required):
            self.done.append(record)
        elif problem:
            self.write(PendingFile(submission, key, Reading(problem=problem)))
        else:
            self.to_read.append((submission, key))

    def work(self) -> None:
        """Hands out jobs and collects their results until everything is written."""
        while self.to_read or self.in_flight:
            while self.to_read and len(self.in_flight) < MAX_IN_FLIGHT:
                submission, key = self.to_read.popleft()
                content = read_bytes(submission.path, submission.file)
                take = functools.partial(self.take_reading, submission, key)
                self.submit(take, read_job, content, submission.file)
            for future in wait(self.in_flight, return_when=FIRST_COMPLETED).done:
                if future in self.in_flight:
                    self.collect_result(future)

    def submit(self, then: Callable[[Any], None], *call: Any) -> None:
        """Hands out a job; if it is done at once, takes its result at once, so that its record gets written."""
        future = self.pool.submit(*call)
        self.in_flight[future] = then, call
        if future.done():
            self.collect_result(future)

    def collect_result(self, future: Future[Any]) -> None:
        """Takes a result; a job whose process was killed is tried again elsewhere."""
        then, call = self.in_flight.pop(future)
        try:
            then(future.result())
        except BrokenExecutor:
            lost = [(then, call), *self.in_flight.values()]
            self.in_flight.clear()
            self.pool = self.make_pool()
            for then, call in lost:
                self.retry(then, call, "its process was killed")
        except NstError:
            raise
        except Exception as error:  # Dask's own, such as KilledWorker
            self.retry(then, call, type(error).__name__)

    def retry(self, then: Callable[[Any], None], call: Call, why: str) -> None:
        """Hands out a job again, or gives up on it."""
        self.tries[call] += 1
        if self.tries[call] < MAX_TRIES:
            self.submit(then, *call)
        elif call[0] is judge_job:
            then((grader_failed(why), Isolation.PROCESS))
        else:
            problem = f"'{call[2]}' could not be read here ({why})."
            then(Reading(problem=problem, review=(note(NoteCode.GRADER_FAILED),)))

    def take_reading(self, submission: Submission, key: str, reading: Reading) -> None:
        """Hands out the file's programs that have not been judged yet."""
        jobs = {
            name: Job(name, tuple(map(canonical, program.pieces)), self.run.seconds, self.run.memory)
            for name, program in reading.exercises.items()
            if program.found
        }
        new = [job for job in dict.fromkeys(jobs.values()) if job not in self.findings]
        pending = PendingFile(submission, key, reading, jobs, set(new))
        if not new:
            self.write(pending)
            return
        handed_out = {job for other in self.pending for job in other.waiting_for}
        self.pending.append(pending)
        settings = self.run.seed, self.run.sandboxed, self.run.isolation_required
        for job in new:
            if job not in handed_out:
                self.submit(functools.partial(self.take_finding, job), judge_job, job, *settings)

    def take_finding(self, job: Job, judged: Judged) -> None:
        """Writes the records that were waiting only for this program."""
        self.findings[job] = judged
        for pending in self.pending:
            pending.waiting_for.discard(job)
        whole = [pending for pending in self.pending if not pending.waiting_for]
        self.pending = [pending for pending in self.pending if pending.waiting_for]
        for pending in whole:
            self.write(pending)

    def write(self, pending: PendingFile) -> None:
        """Writes the record of a file."""
        record = make_record(pending, self.run, self.findings)
        write_record(record, self.folder, safe_file_name(pending.submission.file))
        self.done.append(record)
        self.progress(len(self.done), self.total, pending.submission.name)

    def archive_stale_records(self, stored: StoredRecords) -> None:
        """Moves records that no longer count into a folder next to the others: those of changed or deleted files,
        those of an older version, unreadable ones."""
        current = {record.key for record in self.done}
        stale = [path for key, (path, _) in stored.current.items() if key not in current]
        for path in (*stale, *stored.outdated, *stored.unreadable):
            earlier = self.folder / "earlier"
            earlier.mkdir(exist_ok=True)
            path.replace(earlier / path.name)
        if stored.outdated:
            self.warnings.append(note(NoteCode.OUTDATED_RECORDS, count=len(stored.outdated)))
        if stored.unreadable:
            self.warnings.append(note(NoteCode.UNREADABLE_RECORDS, count=len(stored.unreadable)))


def make_record(pending: PendingFile, run: GradingRun, findings: dict[Job, Judged]) -> Record:
    """The record of a file whose programs have all been judged."""
    submission, reading = pending.submission, pending.reading
    found = {name: findings[job] for name, job in pending.jobs.items()}
    exercises = [exercise_record(name, reading, found.get(name, (None,))[0]) for name in reading.exercises]
    isolated = all(isolation is Isolation.BUBBLEWRAP for _, isolation in found.values())
    return Record(
        key=pending.key,
        student=submission.student,
        name=submission.name,
        file=submission.file,
        assignment=submission.assignment,
        time=submission.time,
        late=submission.late,
        ids=submission.ids,
        isolation=Isolation.BUBBLEWRAP if isolated else Isolation.PROCESS,
        seed=run.seed,
        verdict=Verdict.NOT_GRADABLE if reading.problem else overall_verdict(e.verdict for e in exercises),
        problem=reading.problem,
        notes=tuple(map(program_note, reading.notes)),
        review=(*submission.review, *reading.review),
        exercises=tuple(exercises),
        points=sum(exercise.points for exercise in exercises),
        max_points=sum(exercise.max_points for exercise in exercises),
    )


def exercise_record(name: str, reading: Reading, finding: Finding | None) -> ExerciseRecord:
    """A record's entry for one exercise; missing if there is no finding."""
    program = reading.exercises[name]
    notes = [one for one in program.notes if one.code is not ProgramNoteCode.STAND_IN]  # assumed
    if finding is None:
        first = notes[0] if notes else ProgramNote(ProgramNoteCode.MISSING, name)
        unreadable = first.code is ProgramNoteCode.UNREADABLE
        move = "Fix that line until the cell runs, then submit again." if unreadable else ""
        finding, notes = Finding(verdict=Verdict.MISSING, headline=first.headline, next_move=move), notes[1:]
    return ExerciseRecord(
        exercise=name,
        verdict=finding.verdict,
        points=finding.points,
        max_points=EXERCISES[name].points,
        headline=finding.headline,
        mistake=finding.mistake,
        diagnosis=finding.diagnosis,
        next_move=finding.next_move,
        line=line_in_cell(program.pieces, program.lines, finding.piece, finding.line),
        steps=finding.steps,
        notes=tuple(map(program_note, notes)),
        renamed=reading.renamed.get(name, ""),
        source=readable_source(program.pieces),
    )
