"""What stays of a run in the studio: `moments, story -> bytes` of a PNG, GIF, MP4 or JSON, and the shelf of files."""

import hashlib
import json
import tempfile
from pathlib import Path

from ..errors import NstError, check_choice
from ..images import VideoWriter, encode_picture, free_path, keep_bytes, name_stem, probe, write_new

FPS = 12
LONGEST_FILM = 12  # seconds
MOST_FRAMES = 200
SHORTEST_FILM = 4  # seconds, if this leaves each moment no longer than SLOWEST says
SLOWEST = 2  # frames a second
HOLD = 1.5  # seconds that the last moment stays
SUFFIXES = {"png": ".png", "gif": ".gif", "mp4": ".mp4", "settings": ".json"}


def png(moment, story, name="picture.png"):
    """The picture of a moment, exactly, with the story of its run in it, as `nst stylize` writes it."""
    return encode_picture(name, moment.picture, metadata=story)


def gif(moments, fps=FPS, name="film.gif"):
    """The moments as an animated GIF, `timing` says how fast. NstError, about `name`, without ffmpeg or moments."""
    return _film("gif", moments, fps, name)


def mp4(moments, fps=FPS, name="film.mp4"):
    """The moments as an MP4, `timing` says how fast. NstError, about `name`, without ffmpeg or moments."""
    return _film("mp4", moments, fps, name)


def settings_json(story):
    """The story as JSON."""
    try:
        return json.dumps(story, indent=1, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise NstError(f"The settings cannot be written ({error}): they need to be plain numbers and texts.") from error


def timing(count, fps=FPS):
    """(places of the moments to show among `count`, frames a second, how often the last is shown).

    Few moments play more slowly than `fps`, so that each can be looked at; of many, those are shown that fit into
    LONGEST_FILM and MOST_FRAMES, evenly spread, the first and the last among them.
    """
    fps = max(min(fps, round(count / SHORTEST_FILM)), min(fps, SLOWEST))
    holds = max(1, round(fps * HOLD))
    most = min(MOST_FRAMES, fps * LONGEST_FILM) - holds + 1
    shown = min(count, int(most))
    return [round(i * (count - 1) / max(1, shown - 1)) for i in range(shown)], fps, holds


def _film(kind, moments, fps, name):
    if not moments:
        raise NstError("There is no moment to show yet: play the run for a few steps first.")
    places, fps, holds = timing(len(moments), fps)
    with _temporary_folder() as folder:
        path = Path(folder) / name
        try:
            with VideoWriter(**{kind: path}, fps=fps) as film:
                for place in [*places, *places[-1:] * (holds - 1)]:
                    film.add(moments[place].picture)
        except NstError as error:
            raise NstError(str(error).replace(str(path), name)) from error
        return path.read_bytes()


def _temporary_folder():
    try:
        return tempfile.TemporaryDirectory(prefix="nst-")
    except OSError as error:
        raise NstError(f"There is no room for temporary files ({error.strerror}): free some space.") from error


class Shelf:
    """The files of one run. `moments()` gives its kept moments, oldest first.

    `story(moment, called=…)` gives the story of the way to a moment, by default to the one that is shown, its pictures
    named as `called(source)` says; `pictures()` gives the `Source`s that it may name.
    """

    def __init__(self, moments, story, pictures=list):
        self.moments, self.story, self.pictures = moments, story, pictures

    def stem(self):
        """The name of the files, without suffix: louvre_swirl."""
        story = self.story()
        return name_stem([story["content"], *story["styles"]])

    def file(self, kind, moment=None):
        """(name, bytes) for a browser to save: the kind "png", "gif", "mp4" or "settings".

        A PNG is of `moment`, by default of the last. Raises NstError for an unknown kind, and when it cannot be made.
        """
        suffix = SUFFIXES[check_choice(kind, "kind of file", [*SUFFIXES])]
        name = self.stem() + suffix
        if kind == "settings":
            return name, settings_json(self.story(moment))
        moments = self.moments()
        if not moments and moment is None:
            raise NstError("There is no picture to save yet: play the run for a few steps first.")
        if kind == "png":
            return name, png(moments[-1] if moment is None else moment, self.story(moment), name)
        return name, {"gif": gif, "mp4": mp4}[kind](moments, name=name)

    def save(self, kind, folder=".", moment=None):
        """The path of a new file in `folder`, such as louvre_swirl-2.png; no other is ever overwritten.

        Beside the settings go the uploaded and drawn pictures that they name, so that the run can be repeated.
        Raises NstError as `file`, and when the folder cannot be written to.
        """
        suffix = SUFFIXES[check_choice(kind, "kind of file", [*SUFFIXES])]
        probe(free_path(folder, self.stem(), suffix), (suffix,))  # before the seconds that a film takes
        name, data = self.file(kind, moment)
        if kind == "settings":
            data = settings_json(self._with_pictures(folder, moment))
        return write_new(folder, name.removesuffix(suffix), suffix, data)

    def _with_pictures(self, folder, moment):
        """The story, naming the files, written if need be, that hold its pictures without a file."""
        files, sums = {}, {}
        for source in self.pictures():
            if source.own is not None and source not in files:
                data = encode_picture("picture.png", source.own)
                files[source] = keep_bytes(folder, name_stem([source.name]), ".png", data).name
                sums[files[source]] = hashlib.sha256(data).hexdigest()
        story = self.story(moment, called=lambda source: files.get(source, source.name))
        return {**story, "sha256": {**story.get("sha256", {}), **sums}}
