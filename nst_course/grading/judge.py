"""A student's program -> a finding. Expected values and comparisons stay here; the student's code runs elsewhere."""

from __future__ import annotations

import ast
import re
import time
from dataclasses import replace
from typing import Any

import msgspec

from ..checks.code import Code, strip_comments
from ..checks.observation import Observation
from ..checks.report import Line, Problem, Report, Verdict, verdict_in_record, verdict_of
from ..checks.trial import Trial, empty_report, not_a_function, run_checks
from ..exercises import EXERCISES
from ..exercises.exercise import CheckStep
from .records import Isolation
from .reference_worker import ReferenceLost, ReferenceWorker
from .sandbox.pools import WorkerPool, start_pool
from .sandbox.reply_validation import case_inputs, checked_load, observation
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
from .submissions.coursera_adapter import ADAPTER

WITHHELD_ERRORS = ("AttributeError", "ImportError")  # raised in a program that asks for a function it may not use
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")  # different in each run
DECIMALS = re.compile(r"-?\d*\.\d{3,}(e[-+]?\d+)?")  # of the hidden inputs, if a message shows them
MAX_SOURCE = 20_000  # characters of a program kept in a record
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
MAX_SEARCHED = 4000  # characters of code searched for signs of mistakes; some of the searches are slow


class Job(msgspec.Struct, frozen=True):
    """A program to be judged: its canonical pieces, and its limits in `seconds` and `memory` (MB)."""

    exercise: str
    pieces: tuple[str, ...]
    seconds: float
    memory: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the judge found out about a program, with nothing that would reveal the hidden inputs.

    `line` is numbered within the canonical text of piece number `piece`; steps are as in a record.
    """

    verdict: Verdict
    headline: str
    points: float = 0
    steps: tuple[tuple[CheckStep, bool | None], ...] = ()
    mistake: str = ""
    diagnosis: str = ""
    next_move: str = ""
    line: Line | None = None
    piece: int = -1


def timed_out(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.TIMED_OUT,
        headline=f"timed out after {job.seconds:g} seconds.",
        next_move="Look for a loop that never ends: a correct function takes less than a second.",
    )


def out_of_memory(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.OUT_OF_MEMORY,
        headline=f"needs more than its limit of {job.memory:g} MB of memory.",
        next_move="Print the shapes of what it creates: one of them is far larger than the inputs.",
    )


def ended_its_process(job: Job) -> Finding:
    return Finding(
        verdict=Verdict.CRASHED,
        headline="ended the process it was running in.",
        next_move="Remove os._exit, kill and the like, and anything that reaches past Python into memory.",
    )


def grader_failed(why: str) -> Finding:
    """The finding when the grader itself failed."""
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
        """The finding on a program. Raises OSError, RuntimeError and the like if the grader itself fails."""
        trial = SandboxTrial(self, job)
        finding, ended = None, ended_its_process
        try:
            finding = trial.finding()
        except DeadlineExceeded:
            ended = timed_out
        except (Disconnected, ProtocolError):
            pass
        except BaseException:  # our own function
            trial.worker.end()
            raise
        too_large = trial.worker.end()
        if finding is None:
            finding = out_of_memory(job) if too_large else ended(job)
        return finding

    def close(self) -> None:
        self.pool.close()


class SandboxTrial(Trial):
    """Runs the student's program in one worker and our own functions in another."""

    def __init__(self, judge: Judge, job: Job) -> None:
        super().__init__(EXERCISES[job.exercise], judge.seed)
        self.judge, self.job = judge, job
        self.deadline = time.monotonic() + job.seconds
        self.fits = True
        self.asked_for_withheld = False
        self.worker = judge.pool.start_worker(job.memory)
        self.observations: dict[bool, list[Observation]] = {}

    def finding(self) -> Finding:
        """The finding of the check. Raises DeadlineExceeded, Disconnected or ProtocolError."""
        pieces = list(map(encodable, self.job.pieces))
        self.worker.send(Load(self.job.exercise, pieces, list(self.exercise.needs)), self.deadline)
        loaded = checked_load(self.receive(), len(pieces))
        if isinstance(loaded, LoadFailed):
            self.asked_for_withheld |= loaded.withheld
            return self.publishable(self.not_made(loaded), loaded.piece)
        if loaded.kind != "function":
            return self.publishable(not_a_function(self.exercise, loaded.kind), -1)
        return self.publishable(run_checks(self, self.code(loaded), pictures=False), loaded.piece)

    def publishable(self, report: Report, piece: int) -> Finding:
        """The report without anything that would reveal the hidden inputs: values, and texts that may contain them."""
        headline, diagnosis, next_move = report.headline, report.diagnosis, report.next_move
        if self.asked_for_withheld and report.error in WITHHELD_ERRORS:
            diagnosis = "It calls the course's own function, which isn't available while this one is graded."
            next_move = "Write the function yourself, step by step, as its comments suggest."
        # The policy decides on points, and lines are numbered differently in the canonical text.
        if report.passed:
            headline = "passed."
        elif report.problem is Problem.UNFINISHED and report.line:
            headline = "some code is still missing."
        return Finding(
            verdict=verdict_in_record(report.verdict),
            headline=DECIMALS.sub("…", ADDRESS.sub("0x…", headline)),
            points=report.points,
            steps=report.steps,
            mistake=report.mistake,
            diagnosis=diagnosis,
            next_move=next_move,
            line=report.line,
            piece=piece,
        )

    def not_made(self, loaded: LoadFailed) -> Report:
        """The report on a program with a piece that fails."""
        line = self.job.pieces[loaded.piece].strip().partition("\n")[0]
        return replace(
            empty_report(self.exercise),
            verdict=verdict_of(CheckStep.RUNS, loaded.error),
            headline=f"cannot be defined, because '{line[:60]}' fails ({loaded.error}: {loaded.message}).",
            error=loaded.error,
            next_move="Fix that line, or remove it.",
        )

    def code(self, loaded: Loaded) -> Code:
        """The `Code` of the function, with its piece as text if it is a `def`."""
        reads = tuple(loaded.reads)
        source = self.job.pieces[loaded.piece] if 0 <= loaded.piece < len(self.job.pieces) else ""
        try:
            written = isinstance(ast.parse(source).body[0], ast.FunctionDef)
        except (*UNPARSABLE, IndexError):
            written = False
        if not written:
            return Code("", "", reads, loaded.overwritten)
        searched = strip_comments(source)
        return Code(source, searched if len(searched) <= MAX_SEARCHED else "", reads, loaded.overwritten)

    def accepts_arguments(self) -> bool:
        self.observe(False)
        return self.fits

    def observe(self, graph: bool) -> list[Observation]:
        if graph not in self.observations:
            self.observations[graph] = self.run(graph)
        return self.observations[graph]

    def run(self, graph: bool) -> list[Observation]:
        """The observations on the cases; answers the function's calls to other exercises meanwhile."""
        cases = self.cases(graph)
        self.worker.send(Run(str(self.exercise.protocol), [case_inputs(case) for case in cases], graph), self.deadline)
        seen: list[Observation] = []
        while len(seen) < len(cases):
            answer = self.receive()
            if isinstance(answer, DoesNotFit) and not graph:
                self.fits = False
                break
            seen.append(observation(answer, cases[len(seen)]))
            self.asked_for_withheld |= isinstance(answer, Observed) and answer.withheld
            if seen[-1].is_fatal:
                break
        return seen

    def receive(self) -> Any:
        """The worker's next message that is not a call to one of our functions."""
        while True:
            answer = self.worker.receive(self.deadline)
            if not isinstance(answer, Call):
                return answer
            try:
                reply = self.judge.reference.reply(answer, self.exercise.needs, self.deadline)
            except ReferenceLost as error:
                raise ProtocolError(str(error)) from None
            self.worker.channel.send(reply, self.deadline)

    def observe_reference(self, graph: bool) -> list[Observation]:
        return self.judge.reference.observations(self.exercise, "", graph)

    def observe_mistake(self, source: str, case: int) -> Observation:
        return self.judge.reference.observations(self.exercise, source, False, case)[0]


# Programs in canonical form, without anything that makes no difference to Python (comments, blank lines, spacing), so
# that equal programs are judged once; and the way back to what the student wrote.


def canonical(piece: str) -> str:
    """The text as `ast.unparse` writes it; the text itself if that would be a different program."""
    try:
        tree = ast.parse(piece)
        text = ast.unparse(tree) + "\n"
        return text if ast.dump(ast.parse(text)) == ast.dump(tree) else piece
    except UNPARSABLE:
        return piece


def original_line(piece: str, number: int) -> int:
    """The line of the piece, from 1, that corresponds to line `number` of its canonical text."""
    if canonical(piece) == piece:
        return number
    both = zip(ast.walk(ast.parse(piece)), ast.walk(ast.parse(canonical(piece))), strict=True)
    return next(
        (getattr(mine, "lineno", number) for mine, theirs in both if getattr(theirs, "lineno", 0) == number), number
    )


def line_in_cell(pieces: tuple[str, ...], first_lines: tuple[int, ...], piece: int, found: Line | None) -> Line | None:
    """The line as written in the student's cell; `found` is numbered within the canonical text of that piece."""
    if found is None or not 0 <= piece < len(pieces) or pieces[piece] == ADAPTER:
        return None
    number = original_line(pieces[piece], found.number)
    rows = pieces[piece].splitlines()
    text = rows[number - 1].strip() if 1 <= number <= len(rows) else ""
    return Line(first_lines[piece] + number - 1, text)


def readable_source(pieces: tuple[str, ...]) -> str:
    """The program without its imports, for display and for comparison."""
    return "\n\n".join(piece for piece in pieces if piece != ADAPTER and not is_import(piece))[:MAX_SOURCE]


def is_import(piece: str) -> bool:
    """Whether a piece does nothing but import."""
    try:
        return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(piece).body)
    except UNPARSABLE:
        return False
