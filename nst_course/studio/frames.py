"""Live pictures on their way to a browser: at most one in flight, each of at most 60 kB."""

import io
import threading
import time

import numpy as np
from PIL import Image

PATIENCE = 2.0  # seconds after which a picture that nobody confirmed is given up
LIMIT = 60_000  # bytes
LONGEST = 640  # pixels of the long side
BEST, WORST = 85, 40  # JPEG qualities
STEP, SHRINK = 9, 0.84


class Flight:
    """Which picture is under way and who has not shown it yet. Safe to use from any thread.

    A picture has arrived when every view that has been answering showed it; a view that stays silent for `PATIENCE` is
    no longer waited for until it answers again.
    """

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._number = 0
        self._started = None  # None: nothing is in flight
        self._views, self._waiting = set(), set()

    def start(self):
        """Number of the picture that may be sent now, or None while one is in flight."""
        with self._lock:
            if self._started is not None and self._clock() - self._started < PATIENCE:
                return None
            if self._started is not None:
                self._views -= self._waiting
            self._number, self._started, self._waiting = self._number + 1, self._clock(), set(self._views)
            return self._number

    def shown(self, number, view):
        """A view has drawn that picture."""
        with self._lock:
            self._views.add(view)
            if number == self._number:
                self._waiting.discard(view)
                self._land()

    def leave(self, view):
        """A view is hidden or closed: it will not draw what is in flight."""
        with self._lock:
            if view in self._views:
                self._views.discard(view)
                self._waiting.discard(view)
                self._land()

    def _land(self):
        if not self._waiting:
            self._started = None


class LiveJpeg:
    """Pictures uint8 (H, W, 3) -> JPEG of at most `LIMIT` bytes; what fitted last time is where it starts."""

    def __init__(self):
        self.quality, self.scale = BEST, 1.0

    def __call__(self, picture):
        """The bytes, smaller in quality and then in size where the picture is full of detail."""
        image = Image.fromarray(np.ascontiguousarray(picture))
        fit = min(1.0, LONGEST / max(image.size))
        while len(data := jpeg(resized(image, fit * self.scale), self.quality)) > LIMIT:
            self._less()
        self._more(len(data))
        return data

    def _less(self):
        if self.quality > WORST:
            self.quality = max(WORST, self.quality - STEP)
        else:
            self.scale *= SHRINK

    def _more(self, size):
        """A little more for the next picture where this one left half of the room."""
        if size < LIMIT / 2 and self.scale < 1:
            self.scale = min(1.0, self.scale / SHRINK)
        elif size < LIMIT / 2:
            self.quality = min(BEST, self.quality + STEP)


def resized(image, scale):
    """The image in that scale."""
    if scale == 1:
        return image
    return image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BILINEAR)


def jpeg(image, quality):
    """Bytes of a JPEG file."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def png(picture):
    """Bytes of a PNG file of a picture uint8 (H, W, 3), every pixel as it is."""
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(stream, "PNG", compress_level=3)
    return stream.getvalue()
