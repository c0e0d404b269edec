"""How a run is repeated from what is stored in its picture."""

import json
from dataclasses import asdict
from pathlib import Path

from ..errors import NstError
from ..images import read_metadata
from ..transfer.provenance import file_checksum, source_names
from ..transfer.settings import Settings, parse_changes


def recall(path, pictures, settings, console):
    """(pictures, settings, changes) of the run that made the picture at `path`, with those given now in their place.

    Raises NstError when nothing usable is stored there; warns when a file has changed since.
    """
    story = checked(path, stored(path))
    if is_json(path):
        story = beside(Path(path).expanduser().parent, story)
    before = {name: story[name] for name in ("content", "styles")}
    if list(pictures.get("styles", story["styles"])) != story["styles"]:
        story["settings"].pop("style_weights", None)  # they were those of the other styles
    pictures, settings = {**before, **pictures}, {**story["settings"], **settings}
    for name in [*source_names(pictures), settings.get("start")]:
        if name in story["sha256"] and story["sha256"][name] != file_checksum(name):
            console.print(f"Note       {name} has changed since {path} was made: the result will differ.")
    return pictures, settings, story.get("changes", [])


def stored(path):
    """The story in a picture, or in a JSON file that the studio saved. Raises NstError where there is none."""
    if not is_json(path):
        return read_metadata(path)
    try:
        story = json.loads(Path(path).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise NstError(f"'{path}' cannot be read ({error.strerror}): give the file that the studio saved.") from error
    except ValueError as error:
        raise NstError(f"'{path}' is no JSON ({error}): give the file that the studio saved.") from error
    return story if isinstance(story, dict) else {}


def is_json(path):
    """Whether it is called a JSON file."""
    return Path(path).suffix.lower() == ".json"


def beside(folder, story):
    """The story with the paths of those of its pictures that lie in `folder`, as the studio puts its own there."""

    def here(name):
        return str(folder / name) if (folder / name).is_file() else name

    return {
        **story,
        "content": here(story["content"]),
        "styles": [here(style) for style in story["styles"]],
        "changes": [
            (step, {name: here(str(value)) if name == "style" else value for name, value in values.items()})
            for step, values in parse_changes(story.get("changes") or [])
        ],
        "sha256": {here(name): checksum for name, checksum in story["sha256"].items()},
    }


def checked(path, story):
    """The story stored in the picture at `path`; NstError where it is not one that `nst stylize` tells."""
    sound = {
        "content": is_name,
        "styles": lambda styles: isinstance(styles, list) and styles and all(map(is_name, styles)),
        "settings": are_settings,
        "sha256": lambda sums: isinstance(sums, dict),
        "changes": lambda changes: changes is None or isinstance(changes, list),
    }
    for name, is_sound in sound.items():
        if not is_sound(story.get(name)):
            fault = "damaged" if name in story else "missing"
            raise NstError(
                f"'{path}' does not say how it was made (its '{name}' is {fault}): "
                f"choose a picture that `nst stylize` or the studio wrote."
            )
    return story


def is_name(value):
    return isinstance(value, str) and value != ""


def are_settings(values):
    """Whether this is a dict, and each value of the kind of its default; JSON has lists for tuples."""
    kinds = {float: (int, float), tuple: list}
    defaults = asdict(Settings())
    return isinstance(values, dict) and all(
        isinstance(value, kinds.get(type(defaults[name]), type(defaults[name])))
        for name, value in values.items()
        if name in defaults  # of the others `settings_from` says which there are
    )
