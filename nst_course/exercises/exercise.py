"""What an exercise is made of, as data: hints, cases, named mistakes. The text of the solution stands in costs.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .source import edited, needs, solution, stub


@dataclass(frozen=True)
class Case:
    """One call of the function. `name` says what is special about it, as in 'n_H ≠ n_W'.

    `inputs` are the arguments by name, in the order of the signature: NumPy arrays, lists of them, numbers, texts.
    `watched` are those whose gradient is asked for. On a `lenient` case a function need not work (the contract does not
    ask for it), but if it gives a number, it must be the right one, to within 5 %. What is `traced` runs inside a
    `tf.function` too: two cases of an exercise, as a trace takes long and in a graph only the shapes matter.
    """

    name: str
    inputs: dict[str, Any]
    watched: tuple[str, ...] = ()
    lenient: bool = False
    traced: bool = False


@dataclass(frozen=True, eq=False)
class Mistake:
    """A mistake that students make: how it is written, what it is, and what to do next.

    It is written as `edits` {old: new} of the solution's text, or as `code` of its own. A student has made it who fails
    on one of its `rungs`, in whose code, or in what was seen of it (`facts` in checks/diagnosis.py), the regular
    expression `sign` is found, and, as said `by`:

    - "code": whose code has the sign; it is so sure that nothing else is asked.
    - "results": who has the same results as this mistake, on every case.
    - "ratio": whose results are those of this mistake times one number, the same for every case.
    - "sign": whose code has the sign, where nothing above was found, as the results depend on what the student chose.

    The same results as one of `also`, texts of functions that have this mistake and other results, tell it too.
    """

    name: str
    diagnosis: str
    next_move: str
    edits: dict[str, str] = field(default_factory=dict)
    code: str = ""
    rungs: tuple[str, ...] = ("values",)
    sign: str = ""
    by: str = "results"
    also: tuple[str, ...] = ()

    def source(self, exercise):
        """The text of a function with this mistake."""
        return self.code or edited(solution(exercise), self.edits)


@dataclass(frozen=True, eq=False)
class Exercise:
    """One function that a student writes. `protocol` says how it is called: a "cost" or a "step"."""

    name: str
    title: str
    lesson: str
    points: int
    minutes: int
    difficulty: str
    hints: tuple[str, str, str]
    make_cases: Callable = field(repr=False)
    mistakes: tuple[Mistake, ...] = field(repr=False)
    protocol: str = "cost"

    def cases(self, rng):
        """The cases, with inputs drawn from a NumPy generator."""
        return self.make_cases(rng)

    @property
    def solution(self):
        """The text of the reference in costs.py."""
        return solution(self.name)

    @property
    def stub(self):
        """The solution with its code rubbed out."""
        return stub(self.solution)

    @property
    def signature(self):
        """The first line, without `def` and colon."""
        return self.solution.split("\n", 1)[0].removeprefix("def ").rstrip(":")

    @property
    def needs(self):
        """Names of the exercises that the solution calls, itself or by way of others, in the order of the course."""
        return needs(self.name)
