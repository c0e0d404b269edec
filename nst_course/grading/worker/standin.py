"""Stands where `nst_course` stands in a notebook: nothing of the course is in a worker but what is harmless."""


class Nothing:
    """Whatever is asked of it, it does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **named):
        return self

    def __iter__(self):
        return iter(())

    def __bool__(self):
        return False

    def __repr__(self):
        return ""


def yours(function, name=None):
    """The function itself: it is graded as it is."""
    return function


def __getattr__(name):
    if name in ("costs", "STYLE_LAYERS"):
        from importlib import import_module

        costs = import_module("nst_course.costs")
        return costs if name == "costs" else costs.STYLE_LAYERS
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()
