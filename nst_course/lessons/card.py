"""`nst.lesson(name, network=NETWORK)`: the card at the top of a lesson, with what it runs on and what to do first."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec
from IPython import get_ipython
from jinja2 import Environment

from .. import __version__
from .._tensorflow import load_tensorflow
from ..checks import watch_names
from ..errors import NstError, check_choice
from ..exercises import EXERCISES
from ..networks import network_choices
from ..networks.vgg19 import find_weights
from .start import student_notebooks

NETWORK_LABELS = {
    "pocket": "pocket, included with the course",
    "vgg19": "VGG-19",
    "auto": "VGG-19 if available, otherwise pocket",
}
CARD = Environment(autoescape=True).from_string(
    """<div style="border-left:4px solid #0072b2;background:rgba(128,128,128,.08);padding:.7em 1em;max-width:60em">\
<b>{{ title }}</b><div style="font-size:.9em;opacity:.8;margin-top:.2em">\
{% for label, value in facts %}{{ label }}: {{ value }}{% if not loop.last %} &nbsp;·&nbsp; {% endif %}{% endfor %}\
</div>{% if advice %}<div style="color:#d55e00;margin-top:.3em">{{ advice }}</div>{% endif %}</div>"""
)


@dataclass(frozen=True)
class Card:
    """What a lesson runs on; `advice` is empty if nothing needs doing first."""

    title: str
    facts: tuple[tuple[str, str], ...]
    advice: str = ""

    def __repr__(self) -> str:
        lines = [self.title, *(f"  {label:<10}{value}" for label, value in self.facts), self.advice]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        return CARD.render(title=self.title, facts=self.facts, advice=self.advice)


class LessonMetadata(msgspec.Struct):
    """What nst build writes into a notebook's metadata: the lesson, its title, and the package's version."""

    lesson: str
    title: str
    version: str


class NotebookMetadata(msgspec.Struct):
    nst_course: LessonMetadata


class NotebookFile(msgspec.Struct):
    metadata: NotebookMetadata


def lesson(name: str, *, network: str = "pocket") -> Card:
    """The `Card` of a lesson, such as "3_gram_matrix". Loads TensorFlow without its log messages.

    From then on, using an undefined name also shows a card, since it is easy to run cells out of order.
    Raises NstError for an unknown network.
    """
    check_choice(network, "network", network_choices())
    load_tensorflow()
    if shell := get_ipython():
        watch_names(shell)
    own = next(read_metadata(name, own_notebooks(name)), None)
    metadata = own or next(read_metadata(name, packaged_notebooks()), None)
    facts = [("Network", NETWORK_LABELS.get(network, network))]
    if exercises := [exercise for exercise in EXERCISES.values() if exercise.lesson == name]:
        points, minutes = sum(e.points for e in exercises), sum(e.minutes for e in exercises)
        names = ", ".join(e.name for e in exercises)
        facts.append(("Exercises", f"{names} ({points} points, about {minutes} minutes)"))
    facts.append(("Versions", installed_versions()))
    advice = " ".join(filter(None, [version_advice(own), weights_advice(network)]))
    return Card(metadata.title if metadata else title_from_name(name), tuple(facts), advice)


def own_notebooks(name: str) -> Iterator[Path]:
    """Where the running notebook may be: as Jupyter says, else in the kernel's folder, under the lesson's name."""
    if session := os.environ.get("JPY_SESSION_NAME"):
        yield Path(session)
    yield Path(f"{name}.ipynb")


def packaged_notebooks() -> Iterator[Path]:
    """The lessons included in the package, if any."""
    try:
        yield from student_notebooks()
    except NstError:
        return


def read_metadata(name: str, paths: Iterator[Path]) -> Iterator[LessonMetadata]:
    """The lesson metadata from those files that are notebooks of that lesson."""
    for path in paths:
        try:
            found = msgspec.json.decode(path.read_bytes(), type=NotebookFile).metadata.nst_course
        except (OSError, msgspec.DecodeError):
            continue
        if found.lesson == name:
            yield found


def title_from_name(name: str) -> str:
    """'3_gram_matrix' -> 'Lesson 3: Gram matrix'; 'studio' -> 'Studio'."""
    first, _, rest = name.partition("_")
    number, words = (first, rest) if first.isdigit() else ("", name)
    words = words.replace("_", " ").capitalize()
    return f"Lesson {number}: {words}" if number else words


def installed_versions() -> str:
    """The versions of everything the results depend on."""
    libraries = f"TensorFlow {version('tensorflow')}, Keras {version('keras')}, Python {platform.python_version()}"
    return f"nst_course {__version__}, {libraries}"


def weights_advice(network: str) -> str:
    """What happens next if VGG-19 is requested and its weights are not on this computer yet."""
    try:
        if network != "vgg19" or find_weights():
            return ""
    except NstError as error:  # an environment variable names a file that does not exist
        return str(error)
    return (
        "VGG-19's weights are not on this computer yet: the first cell that uses the network downloads them (80 MB). "
        'To do without them, set NETWORK = "pocket" and run this cell again.'
    )


def version_advice(metadata: LessonMetadata | None) -> str:
    """What to do if the notebook and the package have different versions."""
    if metadata is None or metadata.version == __version__:
        return ""
    both = f"This notebook was made for nst_course {metadata.version}, but {__version__} is installed."
    if version_numbers(metadata.version) > version_numbers(__version__):
        return f"{both} Update the package: run git pull and pip install -e . in its folder."
    return f"{both} Your work is safe; for the new version of this lesson next to it, run nst start --fresh."


def version_numbers(text: str) -> list[int]:
    """'0.10.1' -> [0, 10, 1], for comparison."""
    return [int(number) for number in re.findall(r"\d+", text)]
