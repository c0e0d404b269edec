"""A `Studio` that somebody looks at."""

import time

from ipywidgets import Widget

from nst_course.studio.studio import Studio

FEW = 20


class Watched(Studio):
    """The same, and what a test does with it."""

    def until(self, condition):
        """Somebody looks until that is true."""
        end = time.monotonic() + FEW
        while not condition():
            assert time.monotonic() < end, "it never came"
            self.parts.screen.audience.hears("view")
            time.sleep(0.002)

    def rest(self):
        """Until nothing is left to do."""
        self.parts.screen.audience.hears("view")
        assert self.run.wait(FEW)

    def steps(self, count):
        """Presses Step so often."""
        for _ in range(count):
            self.parts.transport.step.click()
        self.rest()

    def say(self):
        """The text of its message."""
        return self.message.value

    def parts_of(self, box=None):
        """All its widgets."""
        found = [box or self]
        for child in getattr(found[0], "children", ()):
            found += self.parts_of(child) if isinstance(child, Widget) else []
        return found
