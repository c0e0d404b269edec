"""The way in: two pictures and settings by name -> a run."""

from .settings import settings_from
from .steerable import Steerable
from .stylization import Stylization


def stylize(content, style, *, costs=None, weights=None, changes=(), **settings):
    """A `Stylization`: iterate over it for the steps; its `plan` and `settings` are there before, `balance` steers it.

    `content` and `style` are pictures in any form that `load_picture` takes; `style` may be a list of them. `costs`
    holds cost functions to use in place of the textbook's (a dict, a module or an object; the textbook's others call
    them), `weights` the path of the network's weights; all else is a name of `Settings`. `changes`, a list of
    (step, {name: value}), repeats what was changed on the way of a run in the studio: each is made after so many
    steps (`Steerable`). Raises NstError for anything that cannot work.
    """
    given = settings_from(settings)
    if changes:
        return Steerable(content, style, given, costs=costs, weights=weights, changes=changes)
    given.check_weights()
    return Stylization(content, style, given, costs=costs, weights=weights)
