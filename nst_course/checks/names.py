"""The names that a function looks up around itself, and whether it can be called as its exercise calls it."""

import builtins
import dis
import inspect
import types


def plain_function(function):
    """The Python function inside a `tf.function` or a decorator; None where there is none."""
    try:
        inner = inspect.unwrap(getattr(function, "python_function", function))
    except Exception:  # an object may answer any question with an error
        return None
    return inner if isinstance(inner, types.FunctionType) else None


def surroundings(function):
    """(the notebook's variables that it reads, {name: what it now is} of names that have lost their meaning)."""
    names = sorted(called_names(function.__code__))
    values = {name: function.__globals__[name] for name in names if name in function.__globals__}
    lost = lost_names(values)
    return tuple(name for name, value in values.items() if is_data(name, value) and name not in lost), lost


def called_names(code):
    """Global names that code looks up, also in functions inside it; attributes such as `a.shape` are not meant."""
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    own = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*map(called_names, inner))


def is_data(name, value):
    """A notebook's variable that is no module, function, class or constant in capitals."""
    return not (isinstance(value, types.ModuleType) or callable(value) or (name.isupper() and len(name) > 1))


def lost_names(values):
    """Names that the function relies on and the notebook has given to something else."""
    lost = {}
    for name, module in (("tf", "tensorflow"), ("np", "numpy"), ("keras", "keras"), ("nst", "nst_course")):
        if name in values and not is_module(values[name], module):
            lost[name] = getattr(values[name], "__name__", type(values[name]).__name__)
    for name, value in values.items():
        if hasattr(builtins, name) and not callable(value):
            lost[name] = type(value).__name__
    return lost


def is_module(value, name):
    return isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in (name, "keras", "tf_keras")


def takes(function, given):
    """Whether the function can be called with these arguments by position; None where Python cannot tell."""
    try:
        inspect.signature(function).bind(*given.values())
    except TypeError:
        return False
    except ValueError:
        return None
    return True
