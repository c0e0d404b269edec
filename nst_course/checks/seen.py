"""What was seen when a function ran on a case: plain data, which can travel from one process to another."""

from dataclasses import dataclass, field

from .crash import Crash


@dataclass
class Seen:
    """One run. `values` are the results as float64, by name; `kind`, `dtype`, `shape`,
    `text` and `entries` are of what was returned."""

    crash: Crash | None = None
    kind: str = ""
    dtype: str = ""
    shape: tuple = ()
    text: str = ""
    entries: int = 0
    values: dict = field(default_factory=dict)
    gradients: dict = field(default_factory=dict)
    changed: list = field(default_factory=list)
    traces: int = 0
    printed: str = ""
