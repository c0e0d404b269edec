"""The cost functions in use: the textbook's, or somebody's own in their place. -> namespace of five functions."""

from types import FunctionType, SimpleNamespace

import tensorflow as tf

from .. import costs as textbook
from ..errors import NstError, nearest

FUNCTIONS = ("compute_content_cost", "gram_matrix", "compute_layer_style_cost", "compute_style_cost", "total_cost")


def cost_functions(costs=None):
    """The textbook's functions with those of `costs` (a dict, a module or an object) in their place.

    The textbook's functions that are left call the replacements: a `gram_matrix` of one's own changes every style
    cost. Raises NstError for a name in a dict that is none of the functions, and when nothing is replaced.
    """
    own = replacements(costs)
    names = {**vars(textbook), **own}
    # The same code, looking up what it calls among `names`.
    names |= {name: FunctionType(f.__code__, names, name, f.__defaults__) for name, f in textbook_functions(own)}
    return SimpleNamespace(**{name: checked(name, names[name]) for name in FUNCTIONS})


def textbook_functions(own):
    """Names and functions of the textbook that are not replaced."""
    return [(name, getattr(textbook, name)) for name in FUNCTIONS if name not in own]


def replacements(costs):
    """{name: function} of what `costs` brings along."""
    if costs is None:
        return {}
    if isinstance(costs, dict):
        for name in costs:
            if name not in (*FUNCTIONS, "train_step"):
                raise NstError(f"There is no cost function '{name}': {nearest(name, FUNCTIONS)}")
        own = {name: costs[name] for name in costs if name in FUNCTIONS}
    else:
        own = {name: getattr(costs, name) for name in FUNCTIONS if hasattr(costs, name)}
    if not own:
        raise NstError(f"costs holds none of the cost functions: give at least one of {', '.join(FUNCTIONS)}.")
    return own


def checked(name, function):
    """The function; a cost must come out as one number. Raises NstError, naming the function, when it does not."""
    if name == "gram_matrix":
        return function

    def cost(*arguments):
        J = function(*arguments)
        if J is None:
            raise NstError(f"{name} returned None: end it with a return of the cost.")
        try:
            tensor = tf.convert_to_tensor(J)
        except (TypeError, ValueError) as error:
            raise NstError(f"{name} returned {type(J).__name__}: return one number, a scalar tensor.") from error
        if not (tensor.dtype.is_floating or tensor.dtype.is_integer):
            raise NstError(f"{name} returned {type(J).__name__}: return one number, a scalar tensor.")
        if tensor.shape.rank != 0:
            raise NstError(
                f"{name} returned a tensor of shape {tuple(tensor.shape)}: return one number, such as a sum."
            )
        return tf.cast(tensor, tf.float32)

    return cost
