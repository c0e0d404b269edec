"""(cells, name of a function) -> `Extraction`: the text of the function with all that it needs. Nothing is executed."""

import builtins
import re
from dataclasses import dataclass

from .bindings import bindings_of

PROVIDED = {*dir(builtins), "__name__", "__file__", "display", "get_ipython"}


@dataclass(frozen=True)
class Extraction:
    """`pieces` are texts to be executed one after the other; without any, the function was not found.

    `lines` are the numbers of their first lines in the cell; `notes` are sentences on what was left out, replaced or
    not found.
    """

    name: str
    pieces: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def found(self):
        return bool(self.pieces)

    @property
    def source(self):
        """The pieces as one text."""
        return "\n\n".join(self.pieces) + "\n" if self.pieces else ""


def extract(cells, name, stand_ins=()):
    """The function `name` with its imports, helpers, classes and simple assignments, in the notebook's order.

    The last definition of the function wins. Functions named in `stand_ins`, the other exercises, are taken from
    nst_course.costs, so that each function is judged by itself. Top-level calls and loops are never part of it.
    """
    known = bindings_of(cells)
    found = valid(known, name)
    if all(b.imports or name in b.changes for b in found):
        return Extraction(name, notes=tuple(why_missing(cells, known, name)))
    target = [b for b in found if not b.imports]
    chosen, replaced, notes = closure(known, name, target, set(stand_ins) - {name})
    pieces = [(b.text, b.line) for b in known if b.imports_all]
    if replaced:
        pieces.append((f"from nst_course.costs import {', '.join(sorted(replaced))}", 1))
    pieces += [(b.text, b.line) for b in known if b in chosen and not b.imports_all]
    return Extraction(name, *zip(*pieces, strict=True), tuple(notes))


def closure(known, name, target, stand_ins):
    """(bindings that the target needs, names that are replaced, notes)."""
    chosen, replaced, notes, seen, waiting = [], set(), left_out(known, name), {name}, list(target)
    while waiting:
        binding = waiting.pop()
        chosen.append(binding)
        for need in sorted(binding.needs - seen):
            seen.add(need)
            if need in stand_ins:
                replaced.add(need)
                notes.append(f"{need}, which {name} calls, is the course's own.")
            elif found := valid(known, need):
                waiting += [b for b in found if b not in chosen and b not in waiting]
                notes += left_out(known, need)
            elif need not in PROVIDED and not any(b.imports_all for b in known):
                notes.append(why_unknown(known, name, need))
    return chosen, replaced, notes


def valid(known, name):
    """The usable bindings of a name that count: all from its last `def` or `class` on."""
    found = [b for b in known if name in b.names and b.usable]
    last = max((i for i, b in enumerate(found) if b.defines), default=0)
    return found[last:]


def left_out(known, name):
    """Sentences on what the notebook does to the name after the value that is taken, and the extraction does not."""
    after = known[known.index(valid(known, name)[0]) :]
    return [
        f"What cell {b.cell} does with {name} ({b.head}) is left out: only definitions and arithmetic are taken along."
        for b in after
        if name in b.names and not b.usable and not b.judges
    ]


def why_missing(cells, known, name):
    """Why there is no definition, as far as it can be seen."""
    for cell in cells:
        if cell.problem and re.search(rf"\b(def\s+{name}|{name}\s*=)", cell.text):
            yield f"{name} stands in cell {cell.number}, which Python cannot read ({cell.problem})."
            return
    if held := [b for b in known if b.holds(name)]:
        last = held[-1]
        if getattr(last.node, "name", "") == name:
            what = "has decorators, defaults or annotations that do work: leave them out."
        else:
            what = f"stands inside '{last.head}': define it at the left margin."
        yield f"{name} in cell {last.cell} {what}"
        return
    imported = [b for b in known if name in b.names and b.imports]
    yield f"{name} is imported in cell {imported[-1].cell}, not written." if imported else no_such(name)


def no_such(name):
    return f"There is no {name}."


def why_unknown(known, name, need):
    """A name that will be missing when the function runs."""
    for binding in known:
        if need in binding.names:
            return (
                f"{name} looks up '{need}' outside itself, which cell {binding.cell} computes ({binding.head}): "
                "what a function needs, it takes as an argument."
            )
    return f"{name} looks up '{need}', which the notebook defines nowhere."
