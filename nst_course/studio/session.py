"""A style transfer that runs in the background while others watch and change it. Contains no widgets."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any

from ..errors import NstError, check_choice
from ..images import to_uint8
from ..transfer.initial import read_pictures, read_start
from ..transfer.provenance import picture_provenance, run_metadata
from ..transfer.settings import LIVE_SETTINGS, Settings, apply_changes, settings_from, with_content_choices
from .command_queue import CommandQueue
from .export import only_active_layers
from .named_picture import NamedPicture
from .timeline import Branch, Changes, CostHistory, Snapshot

ENDLESS = 1_000_000  # steps
GATE_POLL = 0.1  # seconds between two checks of a closed gate
MAX_BRANCHES = 4  # older ones are dropped
COSTS = ("J", "J_content", "J_style")


class RunStatus(str, Enum):
    """What a run is doing."""

    PREPARING = "preparing"
    PAUSED = "paused"
    PLAYING = "playing"
    WAITING = "waiting"  # playing, but the gate is closed
    FAILED = "failed"
    CLOSED = "closed"

    def __str__(self) -> str:
        return self.value


class RunEvent(str, Enum):
    """The events that listeners are told about."""

    STEP = "step"  # there is a new snapshot
    STATUS = "status"  # the status, or the picture at rest, has changed
    UPDATED = "updated"  # changed settings have taken effect

    def __str__(self) -> str:
        return self.value


class BackgroundRun:
    """A style transfer in its own thread: play, pause, change it, go back. The caller never waits.

    `content` and `style` are pictures in any form that `nst.load_picture` accepts, or `NamedPicture`s. `settings` are
    keyword arguments of `nst.Settings`; there is a single scale. The run prepares itself at once and is then paused.
    `listeners` are functions (run, `RunEvent`) called in the run's thread. While `gate()` is false no step is computed:
    a playing run waits. Raises NstError for invalid arguments, as far as they show before the network is loaded. If
    something fails later, `status` is FAILED, `error` is a sentence, and the last good picture stays.
    """

    def __init__(
        self,
        content: Any,
        style: Any,
        *,
        weights: Any = None,
        gate: Callable[[], bool] = lambda: True,
        **settings: Any,
    ) -> None:
        given = settings_from(settings)
        self.settings: Settings = given.changed(first_size=given.size, steps=ENDLESS)
        self.content = NamedPicture.of(content, "content", self.settings.longest_content)
        self.style = NamedPicture.of(style, "style", self.settings.longest_style)
        self.weights, self.gate = weights, gate
        self.transfer: Any = None  # the StyleTransfer, once prepared; only for the run's thread
        self.current_settings: Settings = with_content_choices(self.settings)
        self.listeners: list[Callable[[BackgroundRun, RunEvent], object]] = []
        self.error: str | None = None
        self._requested, self._status = self.current_settings, RunStatus.PREPARING
        self._cost_names = (*COSTS, *self.current_settings.style_layers)
        self._branches = [self._new_branch()]
        self._steps_left, self._steps_done, self._began = 0.0, 0, time.perf_counter()
        self._picture_changed = False  # before any listener has been told
        self._queue = CommandQueue("nst-run", idle=self._idle, on_error=self._fail)
        self._queue.put(self._prepare)

    # Commands: they return at once.

    def play(self) -> None:
        """Takes steps until `pause`."""
        self._take_steps(math.inf)

    def pause(self) -> None:
        """Stops after the step being computed."""
        self._take_steps(0)

    def advance(self, steps: int = 1) -> None:
        """Takes this many more steps, then pauses."""
        with self._queue.lock:
            self._take_steps(steps if self._steps_left == math.inf else self._steps_left + steps)

    def update(self, **changes: Any) -> None:
        """Changes alpha, beta, tv, content_layer, style_layers, style, optimizer or learning_rate before the next step.

        `style_layers` names only the layers to change. Raises NstError for invalid values; then nothing
        changes.
        """
        if "content_layer" in changes:
            choices = [*self.requested_settings.content_layers]
            layer = check_choice(changes.pop("content_layer"), "content layer of this run", choices)
            changes["content_layers"] = {**dict.fromkeys(choices, 0.0), layer: 1.0}
        if "style" in changes:
            changes["style"] = NamedPicture.of(changes["style"], "style", self.settings.longest_style)
        with self._queue.lock:
            self._requested = apply_changes(self._requested, changes)
            self._queue.put(self._update, changes)

    def go_back(self, step: int, branch: Branch | None = None) -> None:
        """Makes G the last snapshot at or before `step`, on the current or an earlier branch.

        The settings of that step return too. Steps continue from there, on a new branch; the old one is kept. Raises
        NstError if there is no snapshot yet.
        """
        branch = self.branch if branch is None else branch
        snapshot = branch.find(step)
        if snapshot is None:
            raise NstError("There is no snapshot to go back to yet: take a first step.")
        with self._queue.lock:
            self._requested = snapshot.settings
            self._queue.put(self._go_back, snapshot, branch)

    def restart(self, start: str | None = None, seed: int | None = None) -> None:
        """Starts over from the first picture, with the current settings and with this `start` and `seed`, if given.

        Raises NstError for an invalid start or seed; then nothing changes.
        """
        changes = {name: value for name, value in (("start", start), ("seed", seed)) if value is not None}
        with self._queue.lock:
            requested = self._requested.changed(**changes)
            read_start(requested)
            self._requested = requested
            self._queue.put(self._restart, changes)

    def close(self) -> None:
        """Ends the thread after the step being computed. Saved data can still be read."""
        self._steps_left = 0
        self._set_status(RunStatus.CLOSED)
        self._queue.close()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits, at most `seconds`, until nothing is left to do; returns whether that is so. Ctrl-C pauses."""
        try:
            return self._queue.wait(seconds)
        except KeyboardInterrupt:
            self.pause()
            return False

    # Queries, possible at any time.

    @property
    def status(self) -> RunStatus:
        """What the run is doing."""
        return self._status

    @property
    def playing(self) -> bool:
        """Whether there are steps left to take."""
        return bool(self._steps_left)

    @property
    def requested_settings(self) -> Settings:
        """The settings with all requested changes; `current_settings` has those in effect."""
        return self._requested

    @property
    def precision(self) -> str:
        """The number format of the convolutions; until the run is prepared, the requested one."""
        return str((self.transfer or self).settings.precision)

    @property
    def branch(self) -> Branch:
        """The current branch."""
        return self._branches[-1]

    @property
    def branches(self) -> list[Branch]:
        """All saved branches, the current one last."""
        return list(self._branches)

    @property
    def latest(self) -> Snapshot | None:
        """The newest snapshot; None while the run is being prepared."""
        return self.branch.latest

    @property
    def snapshots(self) -> list[Snapshot]:
        """The saved snapshots of the current branch, oldest first."""
        return list(self.branch.snapshots.kept)

    @property
    def cost_history(self) -> CostHistory:
        """The costs on the current branch."""
        return self.branch.cost_history

    @property
    def changes(self) -> list[tuple[int, Changes]]:
        """The changes on the current branch: pairs of a step and {setting: value}."""
        return [(step, dict(values)) for step, values in self.branch.changes]

    def metadata(
        self,
        snapshot: Snapshot | None = None,
        branch: Branch | None = None,
        name_of: Callable[[NamedPicture], str] = attrgetter("name"),
    ) -> dict[str, Any]:
        """The metadata saved in a picture file, from which `nst stylize --again` can repeat the run.

        By default it describes the latest snapshot. `name_of(picture)` is the name to use for a picture. Raises
        NstError if there is no picture yet.
        """
        branch = branch or self.branch
        snapshot = snapshot or branch.latest
        if snapshot is None:
            raise NstError("There is no picture yet: press Play, or take a first step.")
        chosen = self.transfer.settings
        settings = branch.settings.changed(
            precision=chosen.precision, network=chosen.network, steps=max(1, snapshot.step)
        )
        changes = [change for change in branch.named_changes(name_of) if change[0] < snapshot.step]
        if not changes:
            settings = settings.changed(**only_active_layers(vars(settings)))
        pictures = {"content": name_of(self.content), "styles": [name_of(branch.style)]}
        provenance = picture_provenance(pictures, settings.start)
        return run_metadata(self.transfer, provenance, snapshot.step, settings=settings, changes=changes)

    # The thread's work.

    def _take_steps(self, steps: float) -> None:
        with self._queue.lock:
            if self.error and steps:
                self.error = None
                self._queue.put(self._recover)
            self._steps_left = steps
            self._queue.wake()

    def _idle(self) -> float | None:
        """Called when no command is waiting: takes a step, waits for the gate, or rests."""
        with self._queue.lock:
            if not self._queue.pending:  # drop the request that failed
                self._requested = self.current_settings
        if not self._steps_left:
            self._rest()
            return None
        if not self.gate():
            self._set_status(RunStatus.WAITING)
            return GATE_POLL
        self._set_status(RunStatus.PLAYING)
        with self._queue.lock:  # before the step: requests made meanwhile come after it
            self._steps_left = max(0, self._steps_left - 1)
        self._take_step()
        self._picture_changed = False
        self._tell(RunEvent.STEP)
        return 0

    def _rest(self) -> None:
        told = self._status is not RunStatus.FAILED and self._set_status(RunStatus.PAUSED)
        if self._picture_changed and not told:
            self._tell(RunEvent.STATUS)
        self._picture_changed = False

    def _fail(self, error: Exception) -> None:
        """Turns an error into a sentence and stops."""
        self._steps_left = 0
        bug = f"The run stopped because of a bug ({type(error).__name__}: {error}): press Play to continue."
        self.error = str(error) if isinstance(error, NstError) else bug
        self._set_status(RunStatus.FAILED)

    def _set_status(self, status: RunStatus) -> bool:
        """Tells the listeners if the status has changed; returns whether it has."""
        with self._queue.lock:
            if self._status in (status, RunStatus.CLOSED):
                return False
            self._status = status
        self._tell(RunEvent.STATUS)
        return True

    def _tell(self, event: RunEvent) -> None:
        for listener in list(self.listeners):
            with contextlib.suppress(Exception):  # a closed page must not end the run
                listener(self, event)

    def _prepare(self) -> None:
        """Loads the network and pictures; the first picture is the first snapshot."""
        self._load()
        self._add_first_snapshot()

    def _update(self, changes: Changes) -> None:
        style: NamedPicture = changes.get("style", self.style)
        if self.transfer:  # otherwise preparing failed: the next attempt will include the changes
            loaded = {"style": self._load_style(style)} if "style" in changes else {}
            self.transfer.update(**{**changes, **loaded})
        self.current_settings, self.style = apply_changes(self.current_settings, changes), style
        if self._steps_done:
            self.branch.note_change(self._steps_done, **changes)
        else:
            self.branch.settings, self.branch.style = self.current_settings, style
        self._tell(RunEvent.UPDATED)

    def _take_step(self) -> None:
        step, before = next(self.transfer), self.branch.latest
        source = step
        if before and self._steps_done and not self.transfer.last_accepted:
            source = before  # L-BFGS rejected its trial point: G is the previous picture
        costs = {name: getattr(source, name) for name in COSTS}
        self._steps_done += 1
        self.branch.add(self._snapshot(costs, source.style_layers))

    def _go_back(self, snapshot: Snapshot, branch: Branch) -> None:
        self._picture_changed = True
        is_latest = branch is self.branch and snapshot is branch.latest
        if is_latest and snapshot.settings == self.current_settings and snapshot.style is self.style:
            return
        self._keep_branch(branch.branch_off(snapshot))
        settings = {name: getattr(snapshot.settings, name) for name in LIVE_SETTINGS if name != "style"}
        style = {"style": self._load_style(snapshot.style)} if snapshot.style is not self.style else {}
        self.transfer.update(**settings, **style)
        # After the settings, as in a repeated run, which doesn't know the abandoned ones.
        self.transfer.set_picture(snapshot.picture)
        self._steps_done, self.current_settings, self.style = snapshot.step, snapshot.settings, snapshot.style

    def _restart(self, changes: Changes) -> None:
        self._picture_changed = True
        settings = self.current_settings.changed(**changes)
        if self.transfer:
            self.transfer.restart(start=settings.start, seed=settings.seed)
        self.current_settings, self._steps_done = settings, 0
        self._keep_branch(self._new_branch())
        if self.transfer:
            self._add_first_snapshot()

    def _recover(self) -> None:
        """After an error: a new transfer with the current settings, from the last good picture if there is one."""
        self._picture_changed = True
        branch = self.branch
        if not branch.latest:
            self._prepare()
            return
        self._load()
        snapshot = branch.latest
        self._keep_branch(branch.branch_off(snapshot))
        self.transfer.set_picture(snapshot.picture)
        for step, values in branch.changes:
            if step == snapshot.step:
                self.branch.note_change(step, **values)
                self.transfer.update()  # they are already in effect; a repeated run gets them here too

    def _load(self) -> None:
        from .._tensorflow import load_tensorflow

        content, style = self.content.load(self.settings.longest_content), self._load_style(self.style)
        pictures = read_pictures(content, style, self.current_settings)
        load_tensorflow()
        from ..transfer.run import StyleTransfer

        self.transfer = StyleTransfer(pictures, self.current_settings, weights=self.weights, live=True)
        self.transfer.prepare()

    def _load_style(self, style: NamedPicture) -> Any:
        return style.load(self.settings.longest_style)

    def _new_branch(self) -> Branch:
        return Branch(self.current_settings, self.style, self._cost_names)

    def _keep_branch(self, branch: Branch) -> None:
        self._branches = [*self._branches[1 - MAX_BRANCHES :], branch]

    def _add_first_snapshot(self) -> None:
        self._picture_changed = True
        nothing = dict.fromkeys(self.current_settings.style_layers, math.nan)
        self.branch.add(self._snapshot(dict.fromkeys(COSTS, math.nan), nothing))

    def _snapshot(self, costs: dict[str, float], style_layers: dict[str, float]) -> Snapshot:
        return Snapshot(
            self._steps_done,
            to_uint8(self.transfer.picture()),
            **costs,
            style_layers=style_layers,
            settings=self.current_settings,
            style=self.style,
            seconds=time.perf_counter() - self._began,
        )
