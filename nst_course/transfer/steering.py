"""What can be changed on the way of a run, and the settings that come of it. Nothing here needs TensorFlow."""

from ..errors import NstError, check_choice
from .settings import CONTENT_LAYER

WEIGHTS = ("alpha", "beta", "tv")
LAYERS = ("content_layers", "style_layers")
EXAMPLE = "[(40, {'alpha': 0.2})]"
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
        if not isinstance(whole[name], dict):
            raise NstError(f"{name} is {whole[name]!r}: give a dict such as {{'{next(iter(there))}': 1.0}}.")
        for layer in whole[name]:
            check_choice(layer, f"layer among this run's {name}", tuple(there))
        whole[name] = {**there, **whole[name]}
    return settings.changed(**whole)


def as_changes(changes):
    """[(step, {name: value})] in the order of their steps; raises NstError for anything else."""
    if not isinstance(changes, (list, tuple)):
        raise NstError(f"changes is {changes!r}: give a list such as {EXAMPLE}.")
    return sorted(map(as_change, changes), key=lambda change: change[0])


def as_change(change):
    """(step, {name: value}); raises NstError for anything else."""
    try:
        step, values = change
        step, values = int(step), {**values}
        dict(**values)  # names are texts
    except (TypeError, ValueError, OverflowError) as error:
        raise NstError(f"The change {change!r} is not one: give changes such as {EXAMPLE}.") from error
    return step, values
