"""Cells and their bindings, found once and looked up by name."""

from .bindings import bindings_of


class Known:
    """`cells`, their `bindings` in order, and what a name means at the end of the notebook."""

    def __init__(self, cells, bindings=None):
        self.cells = cells
        self.bindings = bindings_of(cells) if bindings is None else bindings
        self.by_name = {}
        for binding in self.bindings:
            for name in binding.names:
                self.by_name.setdefault(name, []).append(binding)

    def named(self, name):
        """All bindings of a name."""
        return self.by_name.get(name, [])

    def valid(self, name, cell=None):
        """The usable bindings of a name that count: all from its last `def` or `class` on.

        For what stands in a `cell`, a `def` further down is somebody else's, as when the notebook runs from the top;
        only where there is nothing before does the first one after it count.
        """
        found = [b for b in self.named(name) if b.usable]
        later = next((i for i, b in enumerate(found) if cell is not None and b.defines and b.cell > cell), None)
        if later != 0:
            found = found[:later]
            return found[max((i for i, b in enumerate(found) if b.defines), default=0) :]
        return found[: next((i for i, b in enumerate(found) if i and b.defines), None)]

    @property
    def stars(self):
        """Those that may concern anything, such as `from math import *`."""
        return [b for b in self.bindings if b.imports_all]

    def without(self, bindings):
        """The same, some bindings left out."""
        left_out = {id(b) for b in bindings}
        return Known(self.cells, [b for b in self.bindings if id(b) not in left_out])
