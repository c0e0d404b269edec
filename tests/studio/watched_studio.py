"""A `Studio` with a viewer."""

import io
import time

import numpy as np
import pytest
from ipywidgets import Widget
from PIL import Image

from nst_course.studio.app import Studio

PATIENCE = 60


class WatchedStudio(Studio):
    """A studio with a viewer, and the actions of a test."""

    def until(self, condition):
        """Keeps watching until the condition holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it never came"
            self.parts.screen.visibility.report("view")
            time.sleep(0.002)

    def rest(self):
        """Keeps watching until nothing is left to do, however slow the machine."""
        self.until(lambda: self.run.wait(0.05))

    def steps(self, count):
        """Presses Step this many times."""
        for _ in range(count):
            self.parts.transport.step.click()
        self.rest()

    def said(self):
        """The HTML of its message."""
        return self.message.value

    def parts_of(self, box=None):
        """All its widgets."""
        found = [box or self]
        for child in getattr(found[0], "children", ()):
            found += self.parts_of(child) if isinstance(child, Widget) else []
        return found


def shown(studio):
    """The still picture on the screen."""
    return np.asarray(Image.open(io.BytesIO(studio.parts.screen.still_png)).convert("RGB"))


def agree(studio):
    """Asserts that the controls show the settings in effect."""
    values, now = studio.parts.weights.values(), studio.run.requested_settings
    assert values["alpha"] == pytest.approx(now.alpha)
    assert values["beta"] == pytest.approx(now.beta)
    assert values["style_layers"] == pytest.approx(now.style_layers)
    assert now.content_layers[next(iter(values["content_layers"]))] == 1
    assert (values["optimizer"], values["learning_rate"]) == (now.optimizer, pytest.approx(now.learning_rate))
