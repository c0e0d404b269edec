"""One way through a run: its moments, costs and changes. Going back begins another."""

from operator import attrgetter

from .moments import History, Moments


class Way:
    """What belongs to one line of pictures.

    It begins with `settings` and the `Source` `style`; `changes` are (step, {name: value}), each made after that
    step. `latest` is its newest moment.
    """

    def __init__(self, settings, style, names):
        self.settings, self.style = settings, style
        self.history, self.moments, self.changes, self.latest = History(names), Moments(), [], None

    def add(self, moment):
        """One more moment; the first picture has no costs yet."""
        self.latest = moment
        self.moments.add(moment)
        if moment.step:
            self.history.add(moment.step, moment.costs())

    def note(self, step, **values):
        """A change after `step`; changes after the same step become one.

        But not two of the optimizer: one that comes back begins anew, as one that never left does not.
        """
        last = self.changes[-1] if self.changes else (None, {})
        if last[0] == step and "optimizer" not in last[1].keys() & values.keys():
            before = self.changes.pop()[1]
            values = {**before, **{name: joined(before.get(name), value) for name, value in values.items()}}
        self.changes.append((step, values))

    def upto(self, moment):
        """A new way that shares all of this one up to a moment, and begins there anew, with an optimizer at rest."""
        first = self if moment.step else moment  # what was changed before the first step came after this moment
        way = Way(first.settings, first.style, self.history.names[1:])
        way.history, way.moments = self.history.upto(moment.step), self.moments.upto(moment.step)
        way.changes = [(step, dict(values)) for step, values in self.changes if step < moment.step]
        way.latest = moment
        way.changes.append((moment.step, {"restart": True}))
        return way

    def styles(self):
        """The `Source` of its style, and of all that came after it."""
        return [self.style, *(values["style"] for _, values in self.changes if "style" in values)]

    def named(self, called=attrgetter("name")):
        """The changes for JSON: a style by the name that `called(source)` gives it."""
        return [
            (step, {name: called(value) if name == "style" else value for name, value in values.items()})
            for step, values in self.changes
        ]


def joined(before, value):
    """A change of layers on top of another; of anything else the later one."""
    return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
