"""`nst.check.gram_matrix(gram_matrix)`: a function climbs a ladder of checks; the `Report` names the first mistake."""

from ..errors import nearest
from ..exercises import EXERCISES


class Check:
    """A check for each exercise, by its name."""

    def __getattr__(self, name):
        if name not in EXERCISES:
            raise AttributeError(f"There is no exercise '{name}': {nearest(name, EXERCISES)}")

        def check(function=None):
            from .judge import judge

            return judge(name, function)

        check.__name__, check.__doc__ = name, f"The Report on your {name}."
        return check

    def __dir__(self):
        return list(EXERCISES)


check = Check()
