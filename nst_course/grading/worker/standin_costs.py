"""Stands where `nst_course.costs` stands in a notebook: functions that the one on trial builds on answer from afar."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from nst_course.grading.worker.remote import function

    return function(name)
