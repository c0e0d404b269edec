"""(cells, name of a function) -> `Extraction`: the text of the function with all that it needs. Nothing is executed."""

import builtins
import re
from dataclasses import dataclass

from .known import Known

PROVIDED = {*dir(builtins), "__name__", "__file__", "display", "get_ipython"}


@dataclass(frozen=True)
class Extraction:
    """`pieces` are texts to be executed one after the other; without any, the function was not found.

    `lines` are the numbers of their first lines in the cell; `notes` are sentences on what was left out, replaced or
    not found; `stand_ins` are the exercises that the pieces take from the course.
    """

    name: str
    pieces: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def found(self):
        return bool(self.pieces)

    @property
    def source(self):
        """The pieces as one text."""
        return "\n\n".join(self.pieces) + "\n" if self.pieces else ""


def extract(cells, name, stand_ins=(), renamed=None):
    """The function `name` with its imports, helpers, classes and simple assignments, in the notebook's order.

    `cells`, or what is `Known` of them. The last definition of the function wins. Functions named in `stand_ins`, other
    exercises, are taken from nst_course.costs, so that each function is judged by itself; `renamed` {name: exercise}
    says which of them are called otherwise here. Top-level calls and loops are never part of it.
    """
    known = cells if isinstance(cells, Known) else Known(cells)
    found = known.valid(name)
    if all(b.imports or name in b.changes for b in found):
        return Extraction(name, notes=tuple(why_missing(known, name)))
    stand_ins = {other: other for other in stand_ins} | {n: e for n, e in (renamed or {}).items() if e in stand_ins}
    target = [b for b in found if not b.imports]
    chosen, replaced, notes = closure(known, name, target, stand_ins)
    pieces = [(b.text, b.line) for b in known.stars]
    if replaced:
        pieces.append((f"from nst_course.costs import {', '.join(written(replaced))}", 1))
    pieces += [(b.text, b.line) for b in known.bindings if id(b) in chosen and not b.imports_all]
    texts, lines = zip(*pieces, strict=True)
    return Extraction(name, texts, lines, tuple(notes), tuple(sorted(set(replaced.values()))))


def written(replaced):
    """`gram_matrix as my_gram, total_cost`: {name in the notebook: exercise} in the words of an import."""
    pairs = sorted((exercise, name) for name, exercise in replaced.items())
    return [exercise if exercise == name else f"{exercise} as {name}" for exercise, name in pairs]


def closure(known, name, target, stand_ins):
    """({id of each binding that the target needs}, {name that is replaced: exercise}, notes)."""
    chosen, replaced, notes, seen = {id(b) for b in target}, {}, left_out(known, name, target[0]), {name}
    waiting = list(target)
    while waiting:
        user = waiting.pop()
        for need in sorted(user.needs - seen):
            seen.add(need)
            if need in stand_ins:
                replaced[need] = stand_ins[need]
                notes.append(f"{need}, which {name} calls, is the course's own.")
            elif found := known.valid(need, user.cell):
                fresh = [b for b in found if id(b) not in chosen]
                chosen.update(map(id, fresh))
                waiting += fresh
                notes += left_out(known, need, found[0])
            elif need not in PROVIDED and not known.stars:
                notes.append(why_unknown(known, name, need))
    return chosen, replaced, notes


def left_out(known, name, first):
    """Sentences on what the notebook does to the name after `first`, its value, and the extraction does not."""
    found = known.named(name)
    after = found[next(i for i, b in enumerate(found) if b is first) :]
    return [
        f"What cell {b.cell} does with {name} ({b.head}) is left out: only definitions and arithmetic are taken along."
        for b in after
        if not b.usable and not b.judges
    ]


def why_missing(known, name):
    """Why there is no definition, as far as it can be seen."""
    for cell in known.cells:
        if cell.problem and re.search(rf"\b(def\s+{name}|{name}\s*=)", cell.text):
            yield f"{name} stands in cell {cell.number}, which Python cannot read ({cell.problem})."
            return
    statements = {id(b.node): b for b in known.bindings}.values()
    if held := [b for b in statements if b.holds(name)]:
        last = held[-1]
        if getattr(last.node, "name", "") == name:
            what = "has decorators, defaults or annotations that do work: leave them out."
        else:
            what = f"stands inside '{last.head}': define it at the left margin."
        yield f"{name} in cell {last.cell} {what}"
        return
    imported = [b for b in known.named(name) if b.imports]
    yield f"{name} is imported in cell {imported[-1].cell}, not written." if imported else no_such(name)


def no_such(name):
    return f"There is no {name}."


def why_unknown(known, name, need):
    """A name that will be missing when the function runs."""
    for binding in known.named(need):
        return (
            f"{name} looks up '{need}' outside itself, which cell {binding.cell} computes ({binding.head}): "
            "what a function needs, it takes as an argument."
        )
    return f"{name} looks up '{need}', which the notebook defines nowhere."
