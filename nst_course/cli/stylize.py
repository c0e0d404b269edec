"""`nst stylize`: its options. Those of `Settings` are made from its fields: they have every name, type, and default."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, get_origin

import typer

from ..errors import NstError
from ..transfer.optimizers import OPTIMIZERS
from ..transfer.settings import FIELD_TYPES, PrecisionName, Settings, Start

DEFAULTS = Settings()
OUTPUT, PICTURE, COSTS, OPTIMIZATION, NETWORK = "Output", "Picture", "Costs", "Optimization", "Network"


@dataclass(frozen=True)
class SettingOption:
    """How the option of a setting looks on the help page; `flags` unless it is just the name of the setting."""

    panel: str
    help: str
    flags: tuple[str, ...] = ()
    metavar: str | None = None


SETTING_OPTIONS = {
    "size": SettingOption(PICTURE, "Long side of G in pixels.", ("--size", "-s")),
    "colors": SettingOption(
        PICTURE, "Colors of G: style (those of S), luminance (those of C), or match (S is first recolored to match C)."
    ),
    "style_scale": SettingOption(PICTURE, "Size of S relative to G; larger makes larger strokes."),
    "style_weights": SettingOption(PICTURE, "Shares of several styles, such as 2,1.", metavar="W,W…"),
    "start": SettingOption(PICTURE, f"First G: {', '.join(Start)} (colors: C in the colors of S), or a picture file."),
    "alpha": SettingOption(COSTS, "α, weight of the content cost; a larger one keeps more of C."),
    "beta": SettingOption(COSTS, "β, weight of the style cost; a larger one takes more of S."),
    "tv": SettingOption(COSTS, "Weight of the total variation; a larger one is smoother."),
    "content_layers": SettingOption(COSTS, "Layers of the content cost.", metavar="LAYER[:W],…"),
    "style_layers": SettingOption(COSTS, "Layers of the style cost and their weights λ.", metavar="LAYER[:W],…"),
    "normalize": SettingOption(
        COSTS,
        "Divide each cost by that of a black picture, or leave it as in the textbook.",
        ("--normalize/--textbook-weights",),
    ),
    "steps": SettingOption(
        OPTIMIZATION, "Steps at each scale, coarse to fine; the last number repeats.", metavar="N,N…"
    ),
    "first_size": SettingOption(OPTIMIZATION, "Long side at the coarsest scale in pixels."),
    "scale_factor": SettingOption(OPTIMIZATION, "Ratio of one scale to the one before, such as 2 or 1.414."),
    "optimizer": SettingOption(OPTIMIZATION, f"{' or '.join(OPTIMIZERS)}."),
    "learning_rate": SettingOption(
        OPTIMIZATION, "How far a step moves a pixel, for optimizers such as adam that have a learning rate."
    ),
    "averaging": SettingOption(OPTIMIZATION, "Weight of the past in the running mean of the pictures, 0 to 0.9999."),
    "seed": SettingOption(OPTIMIZATION, "Seed of the noise; the same seed gives the same picture."),
    "network": SettingOption(
        NETWORK,
        "auto, vgg19, or pocket; auto takes NST_NETWORK, or else vgg19 if its weights are here.",
    ),
    "pooling": SettingOption(NETWORK, "max or average."),
    "preprocess": SettingOption(NETWORK, "caffe (what VGG-19 was trained with), or none (as in a well-known course)."),
    "precision": SettingOption(
        NETWORK, f"Number format of the convolutions: {', '.join(PrecisionName)}; auto measures which is fastest."
    ),
}


# ---------------------------------------------------------------- settings as text


def format_setting(name: str, value: Any) -> Any:
    """The value of a setting as text for the command line: lists and {layer: weight} as text, all else as it is."""
    if isinstance(value, dict):
        return ",".join(f"{layer}:{weight:g}" for layer, weight in value.items())
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value) if isinstance(value, str) else value


def parse_setting(name: str, value: Any) -> Any:
    """The value of a setting from that of its option; the inverse of `format_setting`. Raises NstError for bad text."""
    kind = get_origin(FIELD_TYPES[name])
    if kind is dict:
        return dict(_parse_layer(name, item) for item in value.split(","))
    if kind is tuple:
        return tuple(parse_number(name, item) for item in value.split(",") if item)
    return value


def _parse_layer(name: str, item: str) -> tuple[str, float]:
    """'block4_conv2:0.5' -> ('block4_conv2', 0.5); without a number the weight is 1."""
    layer, _, weight = item.strip().partition(":")
    return layer, parse_number(name, weight) if weight else 1.0


def parse_number(name: str, text: str) -> float:
    """A number, an int if it is whole; raises an NstError that names the option."""
    try:
        value = float(text)
        return int(value) if value.is_integer() else value
    except ValueError:
        raise NstError(f"--{name.replace('_', '-')} contains '{text}': give numbers separated by commas.") from None


# ---------------------------------------------------------------- the command


def with_setting_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with its `**settings` replaced by one option per setting."""
    signature = inspect.signature(command, eval_str=True)
    *own, last, _ = signature.parameters.values()
    options = [_option_of(field.name) for field in fields(Settings)]
    command.__signature__ = signature.replace(parameters=[*own, *options, last])  # type: ignore[attr-defined]
    return command


def _option_of(name: str) -> inspect.Parameter:
    option, default = SETTING_OPTIONS[name], format_setting(name, getattr(DEFAULTS, name))
    flags = option.flags or (f"--{name.replace('_', '-')}",)
    made = typer.Option(
        *flags, help=option.help, rich_help_panel=option.panel, metavar=option.metavar, show_default=default != ""
    )
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=Annotated[type(default), made])


def _kept(*flags: str, help: str, metavar: str | None = None) -> Any:
    return typer.Option(*flags, help=help, metavar=metavar, rich_help_panel=OUTPUT)


@with_setting_options
def stylize(
    context: typer.Context,
    content: Annotated[str, typer.Argument(help="Content picture C: a file or a built-in picture.")] = "louvre",
    styles: Annotated[list[str], typer.Argument(metavar="STYLE...", help="Style picture S, or several.")] = ["swirl"],
    output: Annotated[str, _kept("--output", "-o", help="File for G: .png, .jpg, .webp, or .tif.")] = "",
    json_file: Annotated[
        str, _kept("--json", metavar="FILE", help="File for a record of the run: settings, and costs at each step.")
    ] = "",
    frames: Annotated[
        str, _kept("--frames", metavar="DIR", help="Folder in which to save a picture of every step.")
    ] = "",
    gif: Annotated[str, _kept("--gif", metavar="FILE", help="All steps as an animated GIF.")] = "",
    mp4: Annotated[str, _kept("--mp4", metavar="FILE", help="All steps as a video.")] = "",
    again: Annotated[
        str, _kept("--again", metavar="FILE", help="Repeat the run stored in this picture or JSON file.")
    ] = "",
    quiet: Annotated[bool, _kept("--quiet", "-q", help="Print nothing but errors.")] = False,
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            metavar="FILE",
            rich_help_panel=NETWORK,
            help="VGG-19's weights in Keras' format (or set NST_VGG19_WEIGHTS), or those of a pocket network, .npz.",
        ),
    ] = "",
    **settings: Any,
) -> None:
    """Make a picture G with the content of C in the style of S.

    Without arguments, it uses two built-in pictures. It first tells you how long the run will take. Press Ctrl-C to
    stop early and save the picture so far.
    """
    from .stylize_run import OutputFiles, run_stylize

    given = {name for name in context.params if context.get_parameter_source(name).name == "COMMANDLINE"}  # type: ignore[union-attr]
    chosen = {name: parse_setting(name, value) for name, value in settings.items() if not again or name in given}
    pictures = {name: context.params[name] for name in ("content", "styles") if not again or name in given}
    files = OutputFiles(picture=output, json=json_file, frames=frames, gif=gif, mp4=mp4)
    raise typer.Exit(run_stylize(pictures, chosen, files, weights=weights or None, again=again or None, quiet=quiet))
