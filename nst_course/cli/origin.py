"""Where a picture came from: what is stored in its file, and how a run is repeated from it."""

import hashlib
from pathlib import Path

from ..errors import NstError
from ..images import read_settings


def origin(pictures):
    """The names of C and S and checksums of their files, to be stored with G."""
    names = [pictures["content"], *pictures["styles"]]
    return {**pictures, "sha256": {name: checksum(name) for name in names}}


def recall(path, pictures, settings, console):
    """Pictures and settings of the run that made the picture at `path`, with those given now in their place.

    Raises NstError when nothing usable is stored there; warns when a file has changed since.
    """
    story = read_settings(path)
    try:
        before = {"content": story["content"], "styles": list(story["styles"])}
        stored, sums = dict(story["settings"]), dict(story["sha256"])
    except (KeyError, TypeError, ValueError) as error:
        raise NstError(
            f"'{path}' does not say how it was made ({error} is missing): choose a picture that `nst stylize` wrote."
        ) from error
    pictures = {**before, **pictures}
    for name in [pictures["content"], *pictures["styles"]]:
        if sums.get(name, checksum(name)) != checksum(name):
            console.print(f"Note       {name} has changed since {path} was made: the result will differ.")
    return pictures, {**stored, **settings}


def checksum(name):
    """SHA-256 of a file; None for a built-in picture."""
    file = Path(name)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
