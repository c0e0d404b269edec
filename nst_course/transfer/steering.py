"""What can be changed on the way of a run, and the settings that come of it. Nothing here needs TensorFlow."""

from ..errors import NstError, check_choice
from .settings import CONTENT_LAYER

WEIGHTS = ("alpha", "beta", "tv")
LAYERS = ("content_layers", "style_layers")
STEERED = (*WEIGHTS, *LAYERS, "optimizer", "learning_rate", "style")


def with_choice(settings):
    """The settings with all the layers among which a run can choose that for the content; the further ones weigh 0."""
    choice = dict.fromkeys([*settings.style_layers, CONTENT_LAYER], 0.0)
    return settings.changed(content_layers={**choice, **settings.content_layers})


def steered(settings, changes):
    """The settings after changes on the way; layers that are not named keep their weights.

    Raises NstError for a name that cannot be changed on the way, and for a value that makes no sense.
    """
    for name in changes:
        check_choice(name, "setting to be changed on the way", STEERED)
    whole = {name: value for name, value in changes.items() if name != "style"}
    for name in {*LAYERS} & {*whole}:
        there = getattr(settings, name)
        for layer in dict(whole[name]):
            check_choice(layer, f"layer among this run's {name}", tuple(there))
        whole[name] = {**there, **whole[name]}
    return settings.changed(**whole)


def as_changes(changes):
    """(step, {name: value}) of each; raises NstError for anything else."""
    for change in changes:
        try:
            step, values = change
            yield int(step), dict(values)
        except (TypeError, ValueError) as error:
            raise NstError(
                f"The change {change!r} is not one: give changes such as [(40, {{'alpha': 0.2}})]."
            ) from error
