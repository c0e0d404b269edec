"""The text of a lesson, py:percent -> `Lesson`: its cells in order, those of exercises marked."""

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError, check_choice
from ..exercises import EXERCISES

EDITIONS = ("student", "solution")
ONLY = {f"{edition}-only": edition for edition in EDITIONS}  # tag -> the one edition that has the cell


@dataclass(frozen=True)
class Part:
    """A cell as written. `kind` is markdown, code or exercise; of an exercise, `text` is the statement in Markdown."""

    kind: str
    text: str
    metadata: dict
    exercise: str = ""

    def belongs_to(self, edition):
        """Whether this edition has the cell."""
        return all(ONLY.get(tag, edition) == edition for tag in self.metadata.get("tags", ()))


@dataclass(frozen=True)
class Lesson:
    """A lesson as written, or the studio; `name` is the stem of its file, such as 3_gram_matrix."""

    name: str
    parts: tuple[Part, ...]

    @property
    def heading(self):
        """Its first line, such as '3 · The Gram matrix'."""
        return self.parts[0].text.splitlines()[0].removeprefix("# ").strip()

    @property
    def editions(self):
        """Those that it has: what is numbered is a lesson; the studio is a tool, and there is nothing to solve."""
        return EDITIONS if re.match(r"\d+_", self.name) else EDITIONS[:1]

    @property
    def exercises(self):
        """Names of its exercises, in the order in which they occur."""
        return [part.exercise for part in self.parts if part.kind == "exercise"]


def read_lesson(path):
    """The lesson in a source file. Raises NstError for what is not in the format."""
    import jupytext

    path = Path(path)
    cells = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent").cells
    lesson = Lesson(path.stem, tuple(part(cell, path) for cell in cells if cell.source or cell.metadata))
    check(lesson, path)
    return lesson


def part(cell, path):
    """A cell as jupytext gives it -> `Part`. The words after `# %%` are its title."""
    metadata = {key: value for key, value in cell.metadata.items() if key != "title"}
    title = cell.metadata.get("title", "")
    if not title.startswith("exercise"):
        return Part("markdown" if cell.cell_type == "markdown" else "code", cell.source, metadata)
    name = title.removeprefix("exercise").strip(" :")
    check_choice(name, f"exercise in {path.name}", tuple(EXERCISES))
    if code := [line for line in cell.source.splitlines() if line.strip() and not line.startswith("#")]:
        raise NstError(
            f"{path.name} has code below 'exercise: {name}' ({code[0].strip()}): "
            "write the statement there as comments, and begin the code with a line '# %%'."
        )
    return Part("exercise", re.sub(r"^# ?", "", cell.source, flags=re.MULTILINE), metadata, name)


def check(lesson, path):
    """Raises NstError unless the lesson begins with a heading and has each of its exercises once."""
    if not lesson.parts or lesson.parts[0].kind != "markdown" or not lesson.parts[0].text.startswith("# "):
        raise NstError(
            f"{path.name} does not begin with a heading: let its first cell be '# %% [markdown]', '# # Title'."
        )
    if all(part.kind != "code" for part in lesson.parts):
        raise NstError(f"{path.name} has no code cell: add one, '# %%', with the imports that the lesson needs.")
    wanted = sorted(name for name, exercise in EXERCISES.items() if exercise.lesson == lesson.name)
    if sorted(lesson.exercises) != wanted:
        raise NstError(
            f"{path.name} has the exercises {listed(sorted(lesson.exercises))}, and nst_course.exercises gives it "
            f"{listed(wanted)}: let each occur once, '# %% exercise: NAME'."
        )


def listed(names):
    return ", ".join(names) or "none"
