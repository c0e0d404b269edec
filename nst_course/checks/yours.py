"""`nst.yours(gram_matrix)`: the student's function once it passes its check, the reference until then."""

from .. import costs
from ..errors import NstError
from ..exercises import EXERCISES
from .judge import judge


def yours(function, name=None):
    """The function if it passes, else the reference of the same name, after one line that says so.

    Raises NstError where `function` has the name of no exercise and `name` does not say which it is.
    """
    inner = getattr(function, "python_function", function)
    name = name or getattr(inner, "__name__", None)
    if name not in EXERCISES:
        raise NstError(f"'{name}' is no exercise: hand over one of your functions {', '.join(EXERCISES)}.")
    reference = getattr(costs, name)
    verdict = "not yet" if function is reference else judge(name, function).verdict
    if verdict == "passed":
        return function
    what = "is not written yet" if verdict == "not yet" else "does not pass its check yet"
    print(f"Your {name} {what}: ours stands in for it here.")
    return reference
