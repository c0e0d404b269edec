"""`nst.lesson(name, version, network, heading)`: the card at the top of a lesson."""

import html
import platform
import re
from dataclasses import dataclass
from importlib.metadata import version

from IPython import get_ipython

from .. import __version__
from .._tensorflow import load_tensorflow
from ..checks import watch_names
from ..errors import NstError, check_choice
from ..exercises import EXERCISES
from ..networks import NETWORKS
from ..networks.vgg19 import find_weights

TITLES = {"pocket": "pocket, which came with the course", "vgg19": "VGG-19", "auto": "VGG-19 where it is, else pocket"}


@dataclass(frozen=True)
class Card:
    """What a lesson runs on; `advice` is empty when there is nothing to do first."""

    title: str
    facts: tuple[tuple[str, str], ...]
    advice: str = ""

    def __repr__(self):
        lines = [self.title, *(f"  {name:<10}{value}" for name, value in self.facts), self.advice]
        return "\n".join(filter(None, lines))

    def _repr_html_(self):
        facts = " &nbsp;·&nbsp; ".join(f"{name}: {html.escape(value)}" for name, value in self.facts)
        advice = f'<div style="color:#d55e00;margin-top:.3em">{html.escape(self.advice)}</div>' if self.advice else ""
        box = "border-left:4px solid #0072b2;background:rgba(128,128,128,.08);padding:.7em 1em;max-width:60em"
        small = "font-size:.9em;opacity:.8;margin-top:.2em"
        return f'<div style="{box}"><b>{html.escape(self.title)}</b><div style="{small}">{facts}</div>{advice}</div>'


def lesson(name, made_for, network="pocket", heading=""):
    """The `Card` of a lesson made for a version of the package; loads TensorFlow, without its notes.

    Its title is the heading, which nst build puts there, else made of the name. From then on a name that has no value
    yet is answered with a card, as cells are easily run out of order. Raises NstError for a network that there is not.
    """
    check_choice(network, "network", NETWORKS)
    load_tensorflow()
    if shell := get_ipython():
        watch_names(shell)
    facts = [("Network", TITLES[network])]
    if mine := [exercise for exercise in EXERCISES.values() if exercise.lesson == name]:
        total, minutes = sum(e.points for e in mine), sum(e.minutes for e in mine)
        facts.append(("Exercises", f"{', '.join(e.name for e in mine)} ({total} points, about {minutes} minutes)"))
    facts.append(("Versions", versions()))
    advice = " ".join(filter(None, [about_version(name, made_for), about_weights(network)]))
    return Card(heading or title(name), tuple(facts), advice)


def title(name):
    """'3_gram_matrix' -> 'Lesson 3: Gram matrix'; 'studio' -> 'Studio'."""
    number, words = re.fullmatch(r"(?:(\d+)_)?(.*)", name).groups()
    words = words.replace("_", " ").capitalize()
    return f"Lesson {number}: {words}" if number else words


def versions():
    """Of what the figures depend on."""
    found = f"TensorFlow {version('tensorflow')}, Keras {version('keras')}, Python {platform.python_version()}"
    return f"nst_course {__version__}, {found}"


def about_weights(network):
    """What happens when VGG-19 is asked for and its weights are not on this machine."""
    try:
        if network != "vgg19" or find_weights():
            return ""
    except NstError as error:  # a variable names a file that is not there
        return str(error)
    return (
        "VGG-19's weights are not on this machine yet: the first cell that uses the network downloads them, 80 MB. "
        'To go on without them, set NETWORK = "pocket" and run this cell again.'
    )


def about_version(name, made_for):
    """What to do when notebook and package are of different versions."""
    if made_for == __version__:
        return ""
    both = f"This notebook was made for nst_course {made_for}; installed is {__version__}."
    if numbers(made_for) > numbers(__version__):
        return f"{both} Update the package: in its folder, git pull and pip install -e . bring both together."
    return f"{both} Your work stays valid; nst start --fresh puts a new copy of {name} beside this one."


def numbers(text):
    """'0.10.1' -> [0, 10, 1], for comparison."""
    return [int(number) for number in re.findall(r"\d+", text)]
