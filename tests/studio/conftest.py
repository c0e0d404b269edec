"""What the tests of this room share."""

import pytest

pytest.importorskip("ipywidgets")


@pytest.fixture
def _paints_fast(monkeypatch):
    """The built-in pictures at 64 pixels: what they show stays, and the seconds go."""
    from nst_course.images import paint
    from nst_course.studio import chosen

    painted = {}

    def small(name):
        if name not in painted:
            painted[name] = paint(name, 64)
        return painted[name]

    monkeypatch.setattr(chosen, "painted", small)
