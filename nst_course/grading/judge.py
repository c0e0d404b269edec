"""A student's program -> what the judge finds: expected values and comparisons are here, the student's code is not."""

from __future__ import annotations

import ast
import re
import time
from dataclasses import replace
from typing import Any

import msgspec

from ..checks.code import Code, bare
from ..checks.ladder import article
from ..checks.seen import Seen
from ..checks.trial import Trial
from ..checks.verdict import blank_report, not_a_function, verdict
from ..exercises import EXERCISES
from ..report import Report
from .records import Isolation, Line, Verdict
from .reference_worker import ReferenceLost, ReferenceWorker
from .sandbox.pools import WorkerPool, start_pool
from .sandbox.wire import (
    Call,
    DeadlineExceeded,
    Disconnected,
    DoesNotFit,
    Load,
    Loaded,
    LoadFailed,
    Observed,
    ProtocolError,
    Run,
    encodable,
)
from .sandbox.worker_messages import case_inputs, checked_load, observation

MEMORY_ERRORS = ("MemoryError", "ResourceExhaustedError")
WITHHELD_ERRORS = ("AttributeError", "ImportError")  # what a program meets that asks for a function it may not have
LAST_CRASHES = ("KeyboardInterrupt", "RecursionError", "MemoryError")  # after these, no other case is run
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")  # another one in each run
DECIMALS = re.compile(r"-?\d*\.\d{3,}(e[-+]?\d+)?")  # of the hidden inputs, in a message that shows them
MAX_SEARCHED = 4000  # characters of code that are searched for signs of mistakes; some of the searches are slow
FROM_REPORT = {
    "passed": Verdict.PASSED,
    "not yet": Verdict.MISSING,
    "wrong": Verdict.WRONG,
    "crashed": Verdict.CRASHED,
    "stopped": Verdict.CRASHED,
}


class Job(msgspec.Struct, frozen=True):
    """A program to be judged: its canonical pieces, and the `seconds` and `memory` (MB) that it may take."""

    exercise: str
    pieces: tuple[str, ...]
    seconds: float
    memory: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the judge found on a program, without anything that would tell the hidden inputs.

    `line` is numbered in the canonical text of piece number `piece`; steps as in a record.
    """

    verdict: Verdict
    headline: str
    points: float = 0
    steps: tuple[tuple[str, bool | None], ...] = ()
    mistake: str = ""
    diagnosis: str = ""
    next_move: str = ""
    line: Line | None = None
    piece: int = -1


def timed_out(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.TIMED_OUT,
        headline=f"it timed out after {job.seconds:g} seconds.",
        next_move="Look for a loop that never ends: a correct function takes less than a second.",
    )


def out_of_memory(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.OUT_OF_MEMORY,
        headline=f"it needs more than the {job.memory:g} MB of memory that it may use.",
        next_move="Print the shapes of what it creates: one of them is far larger than the inputs.",
    )


def ended_its_process(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.CRASHED,
        headline="it ended the process that it ran in.",
        next_move="Remove os._exit, kill and the like, and anything that reaches past Python into memory.",
    )


def grader_failed(why: str) -> Finding:
    """The finding where the grader itself did not come to one."""
    return Finding(
        verdict=Verdict.NOT_GRADABLE,
        headline=f"the grader failed on it ({why}).",
        next_move="This is not your fault: your instructor will grade it again.",
    )


class Judge:
    """Judges programs, one process each, on inputs drawn from a secret seed."""

    def __init__(self, seed: int, sandboxed: bool = True, pool: WorkerPool | None = None) -> None:
        self.seed = seed
        self.pool = pool or start_pool(sandboxed)
        self.reference = ReferenceWorker(self.pool, seed)

    @property
    def isolation(self) -> Isolation:
        return self.pool.isolation

    def judge(self, job: Job) -> Finding:
        """What is found on a program. Raises OSError, RuntimeError and the like where the grader itself fails."""
        trial = SandboxTrial(self, job)
        finding, ended = None, ended_its_process
        try:
            finding = trial.finding()
        except DeadlineExceeded:
            ended = timed_out
        except (Disconnected, ProtocolError):
            pass
        except BaseException:  # it is ours
            trial.worker.end()
            raise
        too_large = trial.worker.end()
        if finding is None:
            finding = out_of_memory(job) if too_large else ended(job)
        return finding

    def close(self) -> None:
        self.pool.close()


class SandboxTrial(Trial):
    """Runs the student's program in a worker, and our own functions in another."""

    def __init__(self, judge: Judge, job: Job) -> None:
        super().__init__(EXERCISES[job.exercise], judge.seed)
        self.judge, self.job = judge, job
        self.deadline = time.monotonic() + job.seconds
        self.fits = True
        self.errors: set[str] = set()  # that left the function
        self.asked_for_withheld = False
        self.worker = judge.pool.start_worker(job.memory)
        self.observations: dict[bool, list[Seen]] = {}

    def finding(self) -> Finding:
        """What the check finds. Raises DeadlineExceeded, Disconnected or ProtocolError."""
        pieces = list(map(encodable, self.job.pieces))
        self.worker.send(Load(self.job.exercise, pieces, list(self.exercise.needs)), self.deadline)
        loaded = checked_load(self.receive(), len(pieces))
        blank = blank_report(self.exercise)
        if isinstance(loaded, LoadFailed):
            self.errors.add(loaded.error)
            self.asked_for_withheld |= loaded.withheld
            return self.publishable(self.not_made(blank, loaded), loaded.piece)
        if loaded.kind != "function":
            return self.publishable(self.no_function(blank, loaded.kind), -1)
        return self.publishable(verdict(self, self.code(loaded), pictures=False), loaded.piece)

    def publishable(self, report: Report, piece: int) -> Finding:
        """The report without anything that would tell the hidden inputs: values, and texts that may hold them."""
        found = FROM_REPORT[report.verdict]
        if found is Verdict.CRASHED and self.errors & set(MEMORY_ERRORS):
            found = Verdict.OUT_OF_MEMORY
        if found is Verdict.WRONG and report.points:
            found = Verdict.PARTLY
        headline, diagnosis, next_move = report.headline, report.diagnosis, report.next_move
        if self.asked_for_withheld and self.errors & set(WITHHELD_ERRORS):
            diagnosis = "It calls the course's own function, which isn't available while this one is graded."
            next_move = "Write the function yourself, step by step, as its comments suggest."
        # Points are for the policy to say, and lines have other numbers in the canonical text.
        if found is Verdict.PASSED:
            headline = "passed."
        elif found is Verdict.MISSING and report.line:
            headline = "not yet: there is something left to write."
        return Finding(
            verdict=found,
            headline=DECIMALS.sub("…", ADDRESS.sub("0x…", headline)),
            points=report.points,
            steps=tuple((str(step), outcome) for step, outcome in report.rungs),
            mistake=report.mistake,
            diagnosis=diagnosis,
            next_move=next_move,
            line=Line(report.line.number, report.line.text) if report.line else None,
            piece=piece,
        )

    def no_function(self, blank: Report, kind: str) -> Report:
        """The report on a name that stands for something else."""
        report = not_a_function(blank, None if kind in ("NoneType", "ellipsis") else self)
        what = "a class" if kind == "class" else article(kind)
        return report if report.verdict == "not yet" else replace(report, headline=f"this is {what}, not a function.")

    def not_made(self, blank: Report, loaded: LoadFailed) -> Report:
        """The report on a program of which a piece fails."""
        line = self.job.pieces[loaded.piece].strip().partition("\n")[0]
        return replace(
            blank,
            verdict="crashed",
            headline=f"it cannot be defined, because '{line[:60]}' fails ({loaded.error}: {loaded.message}).",
            next_move="Fix that line, or remove it.",
        )

    def code(self, loaded: Loaded) -> Code:
        """The `Code` of the function: its text is that of its piece, as far as it is a `def`."""
        reads = tuple(loaded.reads)
        source = self.job.pieces[loaded.piece] if 0 <= loaded.piece < len(self.job.pieces) else ""
        try:
            written = isinstance(ast.parse(source).body[0], ast.FunctionDef)
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            written = False
        if not written:
            return Code("", "", reads, loaded.lost)
        searched = bare(source)
        return Code(source, searched if len(searched) <= MAX_SEARCHED else "", reads, loaded.lost)

    def takes(self) -> bool:
        self.runs(False)
        return self.fits

    def runs(self, graph: bool) -> list[Seen]:
        if graph not in self.observations:
            self.observations[graph] = self.run(graph)
        return self.observations[graph]

    def run(self, graph: bool) -> list[Seen]:
        """What is seen on the cases, while the function's calls of what it builds on are answered."""
        cases = self.cases(graph)
        self.worker.send(Run(self.exercise.protocol, [case_inputs(case) for case in cases], graph), self.deadline)
        seen: list[Seen] = []
        while len(seen) < len(cases):
            answer = self.receive()
            if isinstance(answer, DoesNotFit) and not graph:
                self.fits = False
                break
            seen.append(observation(answer, cases[len(seen)]))
            self.asked_for_withheld |= isinstance(answer, Observed) and answer.withheld
            if crash := seen[-1].crash:
                self.errors.add(crash.type)
                if crash.type in LAST_CRASHES:
                    break
        return seen

    def receive(self) -> Any:
        """The worker's next answer that is not a call of ours."""
        while True:
            answer = self.worker.receive(self.deadline)
            if not isinstance(answer, Call):
                return answer
            try:
                reply = self.judge.reference.reply(answer, self.exercise.needs, self.deadline)
            except ReferenceLost as error:
                raise ProtocolError(str(error)) from None
            self.worker.channel.send(reply, self.deadline)

    def reference(self, graph: bool) -> list[Seen]:
        return self.judge.reference.observations(self.exercise, "", graph)

    def mistake(self, source: str, index: int) -> Seen:
        return self.judge.reference.observations(self.exercise, source, False, index)[0]
