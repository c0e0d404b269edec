"""One run of `nst stylize`: announce, optimise, keep. -> exit code."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from rich.console import Console

from .._tensorflow import load_tensorflow
from ..errors import NstError
from ..images import CONTENT, STYLE, VideoWriter
from ..transfer.provenance import picture_provenance, run_metadata, source_names
from .announce import announce, progress_bar
from .interrupt import interruptible, undisturbed
from .keep import free_name, keep_picture, keep_record
from .origin import recall

INTERRUPTED = 130  # what shells expect after Ctrl-C


class Faults(list):
    """What went wrong after there was something to keep: noted, so that it can be kept first, and raised at the end."""

    @contextlib.contextmanager
    def noted(self):
        """A block whose NstError ends it and is put on the list."""
        try:
            yield
        except NstError as error:
            self.append(error)

    def check(self):
        """Raises an NstError that holds the sentences of all of them."""
        if self:
            raise NstError(" ".join(map(str, self))) from self[0]


def run(pictures, settings, files, *, weights=None, again=None, quiet=False):
    """Makes the picture; 0, or 130 when Ctrl-C ended it early.

    Raises NstError, before the first step for whatever can be known then, and after it with G written as far as it is.
    """
    clock = time.perf_counter()
    console = Console(quiet=quiet, highlight=False, markup=False, soft_wrap=True)
    changes = []
    if again:
        pictures, settings, changes = recall(again, pictures, settings, console)
    files = replace(files, output=files.output or free_name(again, pictures))
    files.check()
    stylization, source = prepare(pictures, settings, weights, changes)
    announce(console, stylization, pictures)
    faults = Faults()
    with faults.noted(), VideoWriter(files.frames, files.gif, files.mp4) as film, undisturbed():
        steps, interrupted = optimise(console, stylization, film, faults)
        if steps:
            story, seconds = run_metadata(stylization, source, len(steps), interrupted), time.perf_counter() - clock
            with faults.noted():
                keep_picture(console, stylization, story, files.output, seconds)
            with faults.noted():
                keep_record(files.json, story, seconds, steps)
        elif interrupted:
            console.print("Stopped before the first step: there is no picture to keep.")
    faults.check()
    return INTERRUPTED if interrupted else 0


def prepare(pictures, settings, weights, changes=()):
    """(`Stylization`, its provenance); settings and pictures are checked before the seconds that TensorFlow takes."""
    from ..transfer.initial import read_pictures
    from ..transfer.settings import settings_from

    checked = settings_from(settings)
    with ThreadPoolExecutor(1) as background:
        # Built-in pictures will load: TensorFlow can start now.
        if {*source_names(pictures)} <= {*CONTENT, *STYLE}:
            background.submit(load_tensorflow)
        inputs = read_pictures(pictures["content"], pictures["styles"], checked)
        source = picture_provenance(pictures, checked.start)
    load_tensorflow()
    from ..transfer.run import StyleTransfer

    return StyleTransfer(inputs, checked, weights=weights, changes=changes), source


def optimise(console, stylization, film, faults):
    """All steps, or those until Ctrl-C or an error. -> (their records, whether Ctrl-C ended them)."""
    records = []
    with interruptible(console) as presses, progress_bar(console, stylization.plan) as advance, faults.noted():
        for step in stylization:
            records.append(step.record())
            advance(step)
            if film.wanted:  # a film that fails ends alone
                with faults.noted():
                    film.add(step.picture())
            if presses:
                break
    return records, bool(presses)
