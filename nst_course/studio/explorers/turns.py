"""Several runs that take turns on one engine: they share network, targets and trace, and differ in alpha alone."""

from dataclasses import replace


class Turns:
    """After each step of a `BackgroundRun`, whose alpha is the first of `alphas`, the next of the runs has its turn.

    To be called in the run's thread, once for each step. A run that begins anew lets all begin anew.
    """

    def __init__(self, alphas):
        self._alphas, self._at, self._states, self._moments = alphas, 0, {}, {}

    def __call__(self, run):
        """The number of the one that took the step, and its `Snapshot`."""
        engine, number, moment = run.transfer, self._at, run.latest
        if moment.step == 1:
            self._states, self._moments = {}, {}
        moment = self._moments[number] = own(moment, self._moments.get(number), engine.last_accepted)
        self._states[number] = engine.state()
        self._at = (number + 1) % len(self._alphas)
        self._enter(engine)
        return number, moment

    def _enter(self, engine):
        if self._at in self._states:
            engine.set_state(self._states[self._at])
        else:
            engine.restart()
        engine.weights.alpha.assign(self._alphas[self._at])


def own(moment, former, accepted):
    """The moment with a number of its own; costs are those of its picture, not of a trial that was given up."""
    if former is None:
        return replace(moment, step=1)
    costs = {} if accepted else {name: getattr(former, name) for name in ("J", "J_content", "J_style", "style_layers")}
    return replace(moment, step=former.step + 1, **costs)
