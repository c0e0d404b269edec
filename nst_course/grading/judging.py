"""A student's program -> what the judge finds: expected values and comparisons are here, the student's code is not."""

import ast
import os
import re
import time
from dataclasses import dataclass, replace

from ..checks.code import Code, strip_comments
from ..checks.report import Problem, Verdict, verdict_in_record
from ..checks.trial import Trial, empty_report, not_a_function, run_checks
from ..exercises import EXERCISES
from .answers import loaded_from, seen_from
from .loners import Loners
from .trusted import Lost, Trusted, sent
from .worker.wire import Broken, Closed, Late
from .workers import Nursery

# In place of the check's own: points are the policy's, and lines have other numbers in the canonical text.
HEADLINES = {Problem.UNFINISHED: "not yet: there is something left to write.", None: "passed."}
OURS = {
    "diagnosis": "It calls the course's own function, and while it is graded there is none to be called.",
    "next_move": "Write the function yourself, step by step as its comments say.",
}
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")  # another one in each run
DECIMALS = re.compile(r"-?\d*\.\d{3,}(e[-+]?\d+)?")  # of the hidden inputs, in a message that shows them
SIGNS = 4000  # characters of code in which signs are looked for; three times an honest one, and some of them are slow
TOO_LATE = "it did not come to an end within {:g} seconds."
TOO_LARGE = "it needs more memory than the {:g} MB that there are for it."
GONE = "it ended the process that it ran in."
MOVES = {
    TOO_LATE: "Look for a loop without an end; the right function takes less than a second.",
    TOO_LARGE: "Print the shapes of what it makes: one of them is far larger than its inputs.",
    GONE: "Leave out os._exit, kill and the like, and whatever reaches past Python into memory.",
}


@dataclass(frozen=True)
class Job:
    """A program to be judged: its canonical pieces, and the `seconds` and `memory` (MB) that it may take."""

    exercise: str
    pieces: tuple
    seconds: float
    memory: int


class Judge:
    """Judges programs, one process each, on inputs drawn from a secret seed."""

    def __init__(self, seed, sandboxed=True, nursery=None):
        self.seed = seed
        self.nursery = nursery or (Nursery(sandboxed) if hasattr(os, "fork") else Loners())
        self.trusted = Trusted(self.nursery, seed)

    @property
    def isolation(self):
        return self.nursery.isolation

    def judge(self, job):
        """The finding: the fields of a `Report`, its verdict as in a record, and the `piece` of `line`."""
        trial = Afar(self, job)
        try:
            report, piece = trial.report()
            ended = ""
        except Late:
            ended = TOO_LATE.format(job.seconds), "timed out", MOVES[TOO_LATE]
        except (Closed, Broken):
            ended = GONE, "crashed", MOVES[GONE]
        except BaseException:  # it is ours
            trial.end()
            raise
        large = trial.end()
        if ended:
            if large:
                ended = TOO_LARGE.format(job.memory), "out of memory", MOVES[TOO_LARGE]
            headline, said, move = ended
            blank = replace(empty_report(trial.exercise), verdict=Verdict(said), headline=headline, next_move=move)
            report, piece = blank, -1
        return finding(report, piece)

    def close(self):
        self.nursery.close()


def finding(report, piece):
    """A `Report` as JSON has it, without what would tell the hidden inputs: values, and texts that may hold them."""
    hidden = ("returned", "expected", "table", "case", "printed", "exercise", "steps", "problem", "error")
    found = {name: value for name, value in report.to_dict().items() if name not in hidden}
    said = str(verdict_in_record(report.verdict))
    if "nst_course.costs" in report.headline:
        found |= OURS
    headline = HEADLINES.get(report.problem, report.headline) if report.line or report.passed else report.headline
    headline = DECIMALS.sub("…", ADDRESS.sub("0x…", headline))
    return {
        **found,
        "verdict": said,
        "headline": headline,
        "rungs": [[str(step), holds] for step, holds in report.steps],
        "piece": piece,
    }


class Afar(Trial):
    """Runs the student's program in a worker, and our own functions in another."""

    def __init__(self, judge, job):
        super().__init__(EXERCISES[job.exercise], judge.seed)
        self.judge, self.job = judge, job
        self.until = time.monotonic() + job.seconds
        self.fits = True
        self.worker = judge.nursery.start(job.memory)
        self.seen = {}

    def report(self):
        """(the `Report`, number of the piece that its line is in). Raises Late, Closed or Broken."""
        needs, pieces = list(self.exercise.needs), list(self.job.pieces)
        self.worker.ask(self.until, do="load", name=self.job.exercise, pieces=pieces, allowed=needs)
        loaded = loaded_from(self.answer(), len(pieces))
        blank = empty_report(self.exercise)
        if loaded.failed is not None:
            return self.unloaded(blank, loaded), loaded.failed
        if loaded.kind != "function":
            return not_a_function(self.exercise, loaded.kind), -1
        code = self.code(loaded.piece, loaded.reads, loaded.lost)
        return run_checks(self, code, pictures=False), loaded.piece

    def unloaded(self, blank, loaded):
        line = self.job.pieces[loaded.failed].strip().partition("\n")[0]
        headline = f"it cannot be made, because '{line[:60]}' fails ({loaded.says})."
        return replace(blank, verdict=Verdict.CRASHED, headline=headline, next_move="Mend that line, or leave it out.")

    def code(self, piece, reads, lost):
        """The `Code` of the function: its text is that of its piece, as far as it is a `def`."""
        source = self.job.pieces[piece] if 0 <= piece < len(self.job.pieces) else ""
        try:
            written = isinstance(ast.parse(source).body[0], ast.FunctionDef)
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            written = False
        if not written:
            return Code("", "", reads, lost)
        return Code(source, strip_comments(source) if len(strip_comments(source)) <= SIGNS else "", reads, lost)

    def accepts_arguments(self):
        self.observe(False)
        return self.fits

    def observe(self, graph):
        if graph not in self.seen:
            self.seen[graph] = self.run(graph)
        return self.seen[graph]

    def run(self, graph):
        """What is seen on the cases, while the function's calls of what it builds on are answered."""
        cases = self.cases(graph)
        asked = {"protocol": str(self.exercise.protocol), "cases": [sent(c) for c in cases], "graph": graph}
        self.worker.ask(self.until, do="run", **asked)
        seen = []
        while len(seen) < len(cases):
            said = self.answer()
            if said is None and not graph:
                self.fits = False
                break
            seen.append(seen_from(said, cases[len(seen)]))
            if seen[-1].is_fatal:
                break
        return seen

    def answer(self):
        """The worker's next answer that is not a call of ours."""
        while True:
            said = self.worker.answer(self.until)
            if not isinstance(said, dict) or "call" not in said:
                return said
            try:
                reply = self.judge.trusted.call(said, self.exercise.needs, self.until)
            except Lost as error:
                raise Broken(str(error)) from None
            self.worker.channel.send(reply, self.until)

    def observe_reference(self, graph):
        return self.judge.trusted.runs(self.exercise, "", graph)

    def observe_mistake(self, source, index):
        return self.judge.trusted.runs(self.exercise, source, False, index)[0]

    def end(self):
        """Ends the worker; whether it had too much memory."""
        return self.worker.end()
