"""The large picture: G live while it forms, exact at rest, and C and S under a wipe."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from anywidget import AnyWidget
from numpy.typing import NDArray
from PIL import Image
from traitlets import Bytes, Float, Int, Unicode

from ...errors import NstError
from ..named_picture import LARGEST_FILE
from . import (
    ClearScreen,
    CopyText,
    Download,
    FileMessage,
    FileParts,
    FrameShown,
    Heartbeat,
    LiveFrame,
    ShowStill,
    decode_message,
    encode_message,
    script,
    stylesheet,
)
from .visibility import Visibility

Picture = NDArray[np.uint8]  # (H, W, 3)
COMPARED_SIDE, COMPARED_QUALITY = 1280, 92  # C and S under the wipe: long side in pixels, JPEG quality
FRAME_TIMEOUT = 2.0  # seconds after which an unconfirmed frame is given up
FRAME_BYTES = 60_000  # at most, for a live frame
FRAME_SIDE = 640  # pixels of the long side, at most
BEST_QUALITY, WORST_QUALITY = 85, 40  # of JPEG
QUALITY_STEP, SCALE_STEP = 9, 0.84


class Screen(AnyWidget):
    """G as it forms, with C and S under a wipe.

    `wipe` is 0 for G alone; toward -1 it uncovers C from the left, toward 1 S from the right. `caption` is the line
    below the picture, `placeholder` the text before the first picture, `height` any CSS length.
    """

    _esm = script("screen.js")
    _css = stylesheet("screen.css", "comparison.css")
    wipe = Float(0.0).tag(sync=True)
    caption = Unicode("").tag(sync=True)
    placeholder = Unicode("Preparing…").tag(sync=True)
    height = Unicode("min(64vh, 46rem)").tag(sync=True)
    limit = Int(LARGEST_FILE).tag(sync=True)
    still_png = Bytes(b"").tag(sync=True)
    still_step = Int(0).tag(sync=True)
    content_jpeg = Bytes(b"").tag(sync=True)
    style_jpeg = Bytes(b"").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self.visibility = Visibility()
        self._backpressure, self._encode_frame = Backpressure(), LiveJpeg()
        self._compared: dict[str, Picture | None] = {"content": None, "style": None}
        self._file_parts = {"content": FileParts(), "style": FileParts()}
        self._on_drop: Callable[[str, bytes, str], object] = lambda name, data, where: None
        self._on_refusal: Callable[[str], object] = print
        super().__init__(**traits)
        stay_in_the_browsers_thread(self.comm)
        self.on_msg(self._receive)

    def send_live(self, picture: Picture, step: int) -> bool:
        """Sends a picture of this step, or drops it if another is still in transit; returns whether it was sent.

        Meant for the run's thread.
        """
        frame = self._backpressure.start_frame()
        if frame is None:
            return False
        height, width = picture.shape[:2]
        self.send(encode_message(LiveFrame(frame, int(step), width, height)), [self._encode_frame(picture)])
        return True

    def show_still(self, picture: Picture, step: int) -> None:
        """Shows a picture at full quality; a page opened later shows it too."""
        self.still_step = int(step)
        self.still_png = encode_png(picture)
        self.send(encode_message(ShowStill()))

    def clear(self) -> None:
        """Removes the picture and shows the placeholder."""
        self.still_png = b""
        self.send(encode_message(ClearScreen()))

    @property
    def content(self) -> Picture | None:
        """C under the wipe, uint8 (H, W, 3), or None."""
        return self._compared["content"]

    @content.setter
    def content(self, picture: Picture | None) -> None:
        self._compared["content"], self.content_jpeg = picture, _encode_compared(picture)

    @property
    def style(self) -> Picture | None:
        """S under the wipe, uint8 (H, W, 3), or None."""
        return self._compared["style"]

    @style.setter
    def style(self, picture: Picture | None) -> None:
        self._compared["style"], self.style_jpeg = picture, _encode_compared(picture)

    def on_drop(self, callback: Callable[[str, bytes, str], object], refuse: Callable[[str], object] = print) -> None:
        """Calls `callback(name, data, where)` for every file dropped on the picture; `where` is "content" or "style".

        `refuse(sentence)` is called for files that the browser could not send.
        """
        self._on_drop, self._on_refusal = callback, refuse

    def download(self, name: str, data: bytes, mime: str) -> None:
        """Lets the browser save a file."""
        self.send(encode_message(Download(name, mime)), [data])

    def copy(self, text: str) -> None:
        """Copies a text to the browser's clipboard, if allowed."""
        self.send(encode_message(CopyText(text)))

    def _receive(self, _: Any, content: Any, buffers: list[Any]) -> None:
        message = decode_message(content)
        if isinstance(message, Heartbeat):
            self.visibility.report(message.view, message.visible)
            if not message.visible:
                self._backpressure.leave(message.view)
        elif isinstance(message, FrameShown):
            self._backpressure.confirm(message.frame, message.view)
        elif isinstance(message, FileMessage) and message.where:
            try:
                file = self._file_parts[message.where].add(message, buffers)
            except NstError as error:
                self._on_refusal(str(error))
            else:
                if file:
                    self._on_drop(*file, message.where)


class Backpressure:
    """Allows one frame at a time in transit to the browser. Thread-safe.

    A frame has arrived when every responding view has drawn it. A view that is silent for FRAME_TIMEOUT is ignored
    until it responds again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._frame = 0
        self._sent_at: float | None = None  # None: no frame in transit
        self._views: set[str] = set()
        self._waiting_for: set[str] = set()

    def start_frame(self) -> int | None:
        """The number of the frame that may be sent now; None while one is in transit."""
        with self._lock:
            if self._sent_at is not None and self._clock() - self._sent_at < FRAME_TIMEOUT:
                return None
            if self._sent_at is not None:
                self._views -= self._waiting_for
            self._frame, self._sent_at, self._waiting_for = self._frame + 1, self._clock(), set(self._views)
            return self._frame

    def confirm(self, frame: int, view: str) -> None:
        """Records that a view has drawn this frame."""
        with self._lock:
            self._views.add(view)
            if frame == self._frame:
                self._waiting_for.discard(view)
                self._finish_frame()

    def leave(self, view: str) -> None:
        """Records that a view is hidden or closed, so it will not draw the frame in transit."""
        with self._lock:
            if view in self._views:
                self._views.discard(view)
                self._waiting_for.discard(view)
                self._finish_frame()

    def _finish_frame(self) -> None:
        if not self._waiting_for:
            self._sent_at = None


class LiveJpeg:
    """Encodes pictures uint8 (H, W, 3) as JPEG of at most FRAME_BYTES, starting from what fit last time."""

    def __init__(self) -> None:
        self.quality, self.scale = BEST_QUALITY, 1.0

    def __call__(self, picture: Picture) -> bytes:
        """The JPEG; very detailed pictures get lower quality, then smaller size."""
        image = Image.fromarray(np.ascontiguousarray(picture))
        fit = min(1.0, FRAME_SIDE / max(image.size))
        while len(data := encode_jpeg(resize_image(image, fit * self.scale), self.quality)) > FRAME_BYTES:
            if self.quality > WORST_QUALITY:
                self.quality = max(WORST_QUALITY, self.quality - QUALITY_STEP)
            else:
                self.scale *= SCALE_STEP
        if len(data) < FRAME_BYTES / 2:
            self._allow_more()
        return data

    def _allow_more(self) -> None:
        """Raises size or quality a little for the next frame."""
        if self.scale < 1:
            self.scale = min(1.0, self.scale / SCALE_STEP)
        else:
            self.quality = min(BEST_QUALITY, self.quality + QUALITY_STEP)


def resize_image(image: Image.Image, scale: float) -> Image.Image:
    """The image, scaled by this factor."""
    if scale == 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BILINEAR)


def encode_jpeg(image: Image.Image, quality: int) -> bytes:
    """The bytes of a JPEG file."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def encode_png(picture: Picture) -> bytes:
    """The bytes of a PNG file with exact pixels."""
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _encode_compared(picture: Picture | None) -> bytes:
    """A JPEG of C or S for the wipe; empty for None."""
    if picture is None:
        return b""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return encode_jpeg(resize_image(image, min(1.0, COMPARED_SIDE / max(image.size))), COMPARED_QUALITY)


def stay_in_the_browsers_thread(comm: Any) -> None:
    """Makes ipykernel handle messages to this comm in the thread the browser names, even while cells run.

    Since 7.4, ipykernel sends them to the thread that last used the comm instead. For a run's screen that would be the
    thread of the cells, and the screen would freeze while a cell runs.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = None
