"""What every lesson begins with: the badge and the set-up cell. -> texts."""

import json

from .. import __version__

REPOSITORY = "https://github.com/nst-course/nst_course"  # the one place where the public address stands
COLAB = REPOSITORY.replace("https://github.com", "https://colab.research.google.com/github")
# Colab has every package that a lesson needs; --no-deps leaves its own Jupyter alone.
SET_UP = """\
import sys

if "google.colab" in sys.modules:  # Colab starts empty
    %pip install --quiet --no-deps git+{repository}{more}

import nst_course as nst

NETWORK = "pocket"  # or "vgg19": slower, finer pictures, 80 MB to download once

nst.lesson("{name}", "{version}", NETWORK, {heading})"""
# What studio and explorers need besides: Colab has no anywidget, and an ipywidgets of the 7 series.
LIVE = ("1_layers", "3_gram_matrix", "5_make_art", "studio")
MORE = dict.fromkeys(LIVE, '\n    %pip install --quiet "anywidget>=0.9.13" "ipywidgets>=8.1"')


def badge(name, folder="notebooks"):
    """Markdown that opens the lesson in Colab."""
    image = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({image})]({COLAB}/blob/main/{folder}/{name}.ipynb)"


def set_up(name, heading):
    """Code that makes `nst` and `NETWORK` known and shows the lesson's card, under the lesson's own heading."""
    text = json.dumps(heading, ensure_ascii=False)  # in double quotes, as the rest of the cell
    more = MORE.get(name, "")
    return SET_UP.format(repository=REPOSITORY, more=more, name=name, version=__version__, heading=text)
