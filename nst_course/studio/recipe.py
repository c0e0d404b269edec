"""A story -> the line of Python, or the command, that repeats the run."""

import pprint
import shlex

from ..images import name_stem
from ..transfer.settings import Settings

AUTO = ("precision",)  # measured again on each machine


def differences(story):
    """{name: value} of the settings that are not the defaults; layers of weight 0 only where they may come later."""
    settings, default = weighed(story["settings"]), vars(Settings())
    if story.get("changes"):
        settings = {**settings, **{name: story["settings"][name] for name in ("alpha", "beta", "style_layers")}}
    return {name: value for name, value in settings.items() if value != default[name] and name not in AUTO}


def weighed(settings):
    """The settings with the layers that count; where none does, β or α is 0 instead."""
    settings = dict(settings)
    for name, weight in (("content_layers", "alpha"), ("style_layers", "beta")):
        layers = {layer: value for layer, value in settings[name].items() if value > 0}
        settings[name] = layers or getattr(Settings(), name)
        settings[weight] = settings[weight] if layers else 0.0
    return settings


def as_python(story):
    """Lines of Python that make the picture again and write it."""
    changes = story.get("changes", [])
    values = differences(story)
    if changes:
        values["changes"] = changes
    lines = [f"    {name}={indented(plain(value), len(name) + 5)}," for name, value in values.items()]
    return "\n".join(
        [
            "import nst_course as nst",
            "",
            "run = nst.stylize(",
            f"    {story['content']!r},",
            f"    {story['styles'][0]!r},",
            *lines,
            ")",
            "for step in run:",
            "    pass",
            f"nst.save_picture({file_name(story)!r}, run.picture())",
        ]
    )


def as_command(story):
    """The command that makes the picture again; None for a run that was changed on its way, which no options say."""
    if story.get("changes"):
        return None
    words = ["nst", "stylize", story["content"], *story["styles"]]
    for name, value in differences(story).items():
        words += ["--textbook-weights"] if name == "normalize" else [f"--{name.replace('_', '-')}", as_option(value)]
    return shlex.join(words)


def as_option(value):
    """A value as `nst stylize` takes it."""
    if isinstance(value, dict):
        return ",".join(f"{layer}:{number(weight)}" for layer, weight in value.items())
    if isinstance(value, (list, tuple)):
        return ",".join(number(one) for one in value)
    return number(value) if isinstance(value, float) else str(value)


def number(value):
    """A number in few digits, but all that it has."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def file_name(story):
    """Where the lines of Python write the picture."""
    return f"{name_stem([story['content'], *story['styles']])}.png"


def plain(value):
    """A value as Python writes it, with one number in place of a tuple of one."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def indented(value, columns):
    """The value in as many lines as it needs, the further ones below the first."""
    return pprint.pformat(value, width=110 - columns, compact=True, sort_dicts=False).replace(
        "\n", "\n" + " " * columns
    )
