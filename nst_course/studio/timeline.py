"""The history of a run: snapshots to view and go back to, costs, changes, and the branches created by going back.

All of it is thinned evenly, so that an hour takes no more memory than a minute.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..transfer.settings import Settings
from .named_picture import NamedPicture

SNAPSHOT_BYTES = 16e6  # for the pictures of one branch
MAX_SNAPSHOTS, MIN_SNAPSHOTS = 200, 24
Changes = dict[str, Any]  # {setting: new value}; "style" is a NamedPicture, "restart" restarts the optimizer


@dataclass(frozen=True, eq=False)
class Snapshot:
    """G after a step, uint8 (height, width, 3), with its costs and the settings and style in effect."""

    step: int
    picture: NDArray[np.uint8] = field(repr=False)
    J: float
    J_content: float
    J_style: float
    style_layers: dict[str, float]
    settings: Settings = field(repr=False)
    style: NamedPicture = field(repr=False)
    seconds: float

    def costs(self) -> list[float]:
        """J, J_content, J_style and the cost of each style layer."""
        return [self.J, self.J_content, self.J_style, *self.style_layers.values()]


class SnapshotStore:
    """Snapshots in step order; when there are too many, every other one is dropped."""

    def __init__(self, kept: Iterable[Snapshot] = (), every: int = 1) -> None:
        self.kept, self.every = list(kept), every

    def add(self, snapshot: Snapshot) -> None:
        """Keeps every `every`-th step."""
        if snapshot.step % self.every == 0:
            self.kept.append(snapshot)
        if len(self.kept) > snapshot_capacity(snapshot.picture.nbytes):
            self.every *= 2
            self.kept = [kept for kept in self.kept if kept.step % self.every == 0]

    def up_to(self, step: int) -> SnapshotStore:
        """A store that shares the snapshots up to that step."""
        return SnapshotStore((snapshot for snapshot in self.kept if snapshot.step <= step), self.every)

    def at_or_before(self, step: int) -> Snapshot | None:
        """The last snapshot at or before a step, else the first one; None in an empty store."""
        kept = self.kept  # the run's thread may replace the list
        found = bisect_right([snapshot.step for snapshot in kept], step)
        return kept[max(0, found - 1)] if kept else None


def snapshot_capacity(bytes_each: int) -> int:
    """How many snapshots of this size are kept."""
    return int(min(MAX_SNAPSHOTS, max(MIN_SNAPSHOTS, SNAPSHOT_BYTES // bytes_each)))


class CostHistory:
    """The costs of all steps, thinned like the snapshots."""

    MAX_ROWS: ClassVar[int] = 1200

    def __init__(self, names: Iterable[str], rows: Iterable[tuple[float, ...]] = (), every: int = 1) -> None:
        self.names, self.rows, self.every = ("step", *names), list(rows), every

    def add(self, step: int, costs: Sequence[float]) -> None:
        """Keeps the costs of every `every`-th step."""
        if (step - 1) % self.every == 0:
            self.rows.append((step, *costs))
        if len(self.rows) > self.MAX_ROWS:
            self.every *= 2
            self.rows = [row for row in self.rows if (row[0] - 1) % self.every == 0]

    def up_to(self, step: int) -> CostHistory:
        """A copy of the costs up to that step."""
        return CostHistory(self.names[1:], (row for row in self.rows if row[0] <= step), self.every)

    def array(self) -> NDArray[np.float32]:
        """float32 (steps, 1 + costs); `names` are its columns."""
        rows = list(self.rows)  # the run's thread may append meanwhile
        return np.array(rows, np.float32).reshape(len(rows), len(self.names))


class Branch:
    """A continuous sequence of steps; going back to an earlier one starts a new branch.

    It began with `settings` and `style`; `changes` are pairs of a step and the changes after it. `latest` is its newest
    snapshot.
    """

    def __init__(self, settings: Settings, style: NamedPicture, cost_names: Iterable[str]) -> None:
        self.settings, self.style = settings, style
        self.cost_history, self.snapshots = CostHistory(cost_names), SnapshotStore()
        self.changes: list[tuple[int, Changes]] = []
        self.latest: Snapshot | None = None

    def add(self, snapshot: Snapshot) -> None:
        """Adds the newest snapshot; the first picture has no costs yet."""
        self.latest = snapshot
        self.snapshots.add(snapshot)
        if snapshot.step:
            self.cost_history.add(snapshot.step, snapshot.costs())

    def find(self, step: int) -> Snapshot | None:
        """The snapshot to go back to for a step: the latest one, or the last one saved at or before that step."""
        return self.latest if self.latest and step >= self.latest.step else self.snapshots.at_or_before(step)

    def note_change(self, step: int, **values: Any) -> None:
        """Records what was changed after `step`; changes after the same step are merged.

        Two changes of the optimizer are not merged: switching away and back restarts it, unlike no change.
        """
        last_step, last = self.changes[-1] if self.changes else (None, {})
        if last_step == step and "optimizer" not in last.keys() & values.keys():
            self.changes.pop()
            values = {**last, **{name: _merge_values(last.get(name), value) for name, value in values.items()}}
        self.changes.append((step, values))

    def branch_off(self, snapshot: Snapshot) -> Branch:
        """A new branch that shares everything up to a snapshot and continues from there with a restarted optimizer."""
        first = self if snapshot.step else snapshot  # changes before the first step came after that snapshot
        branch = Branch(first.settings, first.style, self.cost_history.names[1:])
        branch.cost_history, branch.snapshots = (
            self.cost_history.up_to(snapshot.step),
            self.snapshots.up_to(snapshot.step),
        )
        branch.changes = [(step, dict(values)) for step, values in self.changes if step < snapshot.step]
        branch.latest = snapshot
        branch.changes.append((snapshot.step, {"restart": True}))
        return branch

    def styles(self) -> list[NamedPicture]:
        """All style pictures used, oldest first."""
        return [self.style, *(values["style"] for _, values in self.changes if "style" in values)]

    def named_changes(
        self, name_of: Callable[[NamedPicture], str] = attrgetter("name")
    ) -> list[tuple[int, dict[str, Any]]]:
        """The changes for JSON, with names in place of style pictures."""
        return [
            (step, {name: name_of(value) if name == "style" else value for name, value in values.items()})
            for step, values in self.changes
        ]


def _merge_values(before: Any, value: Any) -> Any:
    """Layer weights are merged; otherwise the later value counts."""
    return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
