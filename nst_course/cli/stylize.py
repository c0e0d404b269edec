"""`nst stylize`: its options. Every default is that of `Settings`."""

from typing import Annotated

import typer

from ..errors import NstError
from ..transfer.optimizers import OPTIMIZERS
from ..transfer.settings import PrecisionName, Settings

DEFAULT = Settings()


def listed(weights):
    """{layer: weight} as the command line writes it: block1_conv1:0.2,block2_conv1:0.2."""
    return ",".join(f"{layer}:{weight:g}" for layer, weight in weights.items())


def panel(title):
    """An option maker for one group of the help page."""
    return lambda *names, help, **more: typer.Option(*names, help=help, rich_help_panel=title, **more)


goal, look, way, net, keep = map(panel, ("What weighs how much", "Picture", "Optimisation", "Network", "What is kept"))


def stylize(
    context: typer.Context,
    content: Annotated[str, typer.Argument(help="Content picture C: a file, or a built-in picture.")] = "louvre",
    styles: Annotated[list[str], typer.Argument(metavar="STYLE...", help="Style picture S, or several.")] = ["swirl"],
    output: Annotated[str, keep("--output", "-o", help="File for G: .png, .jpg, .webp or .tif.")] = "",
    json_file: Annotated[
        str, keep("--json", metavar="FILE", help="Record of the run: settings, costs of each step.")
    ] = "",
    frames: Annotated[str, keep("--frames", metavar="DIR", help="Folder for a picture of every step.")] = "",
    gif: Annotated[str, keep("--gif", metavar="FILE", help="The way there as an animated GIF.")] = "",
    mp4: Annotated[str, keep("--mp4", metavar="FILE", help="The way there as a film.")] = "",
    again: Annotated[str, keep("--again", metavar="FILE", help="Repeat the run of this picture or JSON file.")] = "",
    quiet: Annotated[bool, keep("--quiet", "-q", help="Say nothing but errors.")] = False,
    size: Annotated[int, look("--size", "-s", help="Long side of G, pixels.")] = DEFAULT.size,
    colors: Annotated[
        str, look("--colors", help="style takes S's, luminance keeps C's, match gives S those of C first.")
    ] = DEFAULT.colors,
    style_scale: Annotated[
        float, look("--style-scale", help="Size of S relative to G: larger makes larger strokes.")
    ] = DEFAULT.style_scale,
    style_weights: Annotated[
        str, look("--style-weights", metavar="W,W…", help="Shares of several styles, such as 2,1.", show_default=False)
    ] = "",
    start: Annotated[
        str, look("--start", help="First G: content, colors (C in S's colors), noise, blend, gray, or a picture file.")
    ] = DEFAULT.start,
    alpha: Annotated[float, goal("--alpha", help="α, weight of the content cost: more keeps C.")] = DEFAULT.alpha,
    beta: Annotated[float, goal("--beta", help="β, weight of the style cost: more takes S.")] = DEFAULT.beta,
    tv: Annotated[float, goal("--tv", help="Weight of the total variation: more is smoother.")] = DEFAULT.tv,
    content_layers: Annotated[
        str, goal("--content-layers", metavar="LAYER[:W],…", help="Layers of the content cost.")
    ] = listed(DEFAULT.content_layers),
    style_layers: Annotated[
        str, goal("--style-layers", metavar="LAYER[:W],…", help="Layers of the style cost and their λ.")
    ] = listed(DEFAULT.style_layers),
    normalize: Annotated[
        bool,
        goal(
            "--normalize/--textbook-weights", help="Costs relative to those of a black picture, or as in the textbook."
        ),
    ] = DEFAULT.normalize,
    steps: Annotated[
        str, way("--steps", metavar="N,N…", help="Steps at each scale, coarse to fine; the last number repeats.")
    ] = ",".join(map(str, DEFAULT.steps)),
    first_size: Annotated[
        int, way("--first-size", help="Long side at the coarsest scale, pixels.")
    ] = DEFAULT.first_size,
    scale_factor: Annotated[
        float, way("--scale-factor", help="From one scale to the next, such as 2 or 1.414.")
    ] = DEFAULT.scale_factor,
    optimizer: Annotated[str, way("--optimizer", help=f"{' or '.join(OPTIMIZERS)}.")] = DEFAULT.optimizer,
    learning_rate: Annotated[float, way("--learning-rate", help="Of Adam.")] = DEFAULT.learning_rate,
    averaging: Annotated[
        float, way("--averaging", help="Share of the past in the mean of the pictures, 0 to 0.99.")
    ] = DEFAULT.averaging,
    seed: Annotated[int, way("--seed", help="Of the noise: the same seed, the same picture.")] = DEFAULT.seed,
    network: Annotated[
        str, net("--network", help="auto, vgg19 or pocket; auto is NST_NETWORK, else vgg19 if its weights are here.")
    ] = DEFAULT.network,
    weights: Annotated[
        str,
        net(
            "--weights",
            metavar="FILE",
            help="VGG-19's weights in Keras' format (else NST_VGG19_WEIGHTS says where), or a pocket network's, .npz.",
        ),
    ] = "",
    pooling: Annotated[str, net("--pooling", help="max or average.")] = DEFAULT.pooling,
    preprocess: Annotated[
        str, net("--preprocess", help="caffe, as VGG-19 was trained, or none, as in the best-known course.")
    ] = DEFAULT.preprocess,
    precision: Annotated[
        str, net("--precision", help=f"Number format of the convolutions: {', '.join(PrecisionName)}; auto measures.")
    ] = DEFAULT.precision,
):
    """Make a picture G with the content of C in the style of S.

    Without arguments it takes two built-in pictures. A run says first what it will cost; Ctrl-C ends it early and
    keeps the picture so far.
    """
    from .keep import Files
    from .run import run

    values = {name: value for name, value in context.params.items() if name in vars(DEFAULT)}
    given = {name for name in context.params if context.get_parameter_source(name).name == "COMMANDLINE"}
    settings = {name: parse(name, value) for name, value in values.items() if not again or name in given}
    pictures = {name: context.params[name] for name in ("content", "styles") if not again or name in given}
    files = Files(output=output, json=json_file, frames=frames, gif=gif, mp4=mp4)
    raise typer.Exit(run(pictures, settings, files, weights=weights or None, again=again or None, quiet=quiet))


def parse(name, value):
    """The text of an option as `Settings` wants it."""
    if name in ("content_layers", "style_layers"):
        return dict(layer_and_weight(name, item) for item in value.split(","))
    if name == "steps":
        return tuple(number(name, item) for item in value.split(","))
    if name == "style_weights":
        return tuple(number(name, item) for item in value.split(",") if item)
    return value


def layer_and_weight(name, item):
    """'block4_conv2:0.5' -> ('block4_conv2', 0.5); without a number the weight is 1."""
    layer, _, weight = item.strip().partition(":")
    return layer, number(name, weight) if weight else 1.0


def number(name, text):
    """A number, whole where it is whole, or an NstError that names the option."""
    try:
        value = float(text)
        return int(value) if value.is_integer() else value
    except ValueError:
        raise NstError(f"--{name.replace('_', '-')} holds '{text}': give numbers with commas between them.") from None
