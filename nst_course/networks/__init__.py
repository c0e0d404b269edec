"""Pictures -> activations, by VGG-19 or by the pocket network that ships with the package.

A network is one module in this folder that defines `NETWORK`, a `NetworkEntry`; the modules are discovered
automatically.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import NstError, check_choice
from .vgg import Pooling, Preprocessing

if TYPE_CHECKING:
    from .vgg import Array, Network, Weights

AUTO = "auto"
VARIABLE = "NST_NETWORK"


@dataclass(frozen=True)
class NetworkParts:
    """What makes a `Network`: weights, {layer: (kernel, bias)}; lenses, {layer: (n_C, n_C)}; a display title."""

    weights: Weights
    title: str
    lenses: Mapping[str, Array] | None = None


@dataclass(frozen=True)
class NetworkEntry:
    """Everything the rest of the package needs to know about a network.

    `layers` are those it has, shallow to deep. `load(path, layers)` reads its weights from a file, or from where they
    usually are when `path` is None, and raises NstError for a layer that the network lacks. "auto" takes the most
    preferred network that `is_available()`. A weights file belongs to the network with the longest matching
    `weights_suffix`; "" matches every file name. `recommendation()` tells people who run another network what this one
    offers and how to get it.
    """

    name: str
    layers: tuple[str, ...]
    preference: int
    weights_suffix: str
    is_available: Callable[[], bool]
    load: Callable[[str | os.PathLike[str] | None, Sequence[str]], NetworkParts]
    recommendation: Callable[[], str]


def load_network(
    name: str = AUTO,
    *,
    layers: Sequence[str],
    weights: str | os.PathLike[str] | None = None,
    pooling: str = Pooling.MAX,
    preprocess: str = Preprocessing.CAFFE,
    dtype: str = "float32",
) -> Network:
    """The `Network` of that name, giving the activations of `layers` in `dtype`.

    `weights` is the path of a file: VGG-19's in Keras' format, or a pocket network's, written by `distill` (.npz).
    "auto" leaves the choice to `choose_network`. Raises NstError for an unknown name, layer, pooling or preprocessing,
    and for weights that cannot be loaded.
    """
    from .vgg import Network

    name = choose_network(name, weights)
    parts = NETWORKS[name].load(weights, layers)
    return Network(
        parts.weights,
        layers,
        name=name,
        title=parts.title,
        lenses=parts.lenses,
        pooling=pooling,
        preprocess=preprocess,
        dtype=dtype,
    )


def choose_network(name: str = AUTO, weights: str | os.PathLike[str] | None = None) -> str:
    """The name of a network: `name` itself, unless it is "auto".

    For "auto" a given weights file decides, then the environment variable NST_NETWORK, then which weights are on this
    machine. Raises NstError for an unknown name, and for weights that belong to a network other than `name`.
    """
    check_choice(name, "network", network_choices())
    owner = _owner_of(weights) if weights else None
    if name == AUTO:
        name = owner or _named_by_variable()
    if name == AUTO:
        available = [entry for entry in NETWORKS.values() if entry.is_available()]
        name = max(available, key=lambda entry: entry.preference).name
    if owner and owner != name:
        raise NstError(
            f"The weights '{weights}' are for the network {owner}, not {name}: "
            f"leave out --weights, or choose --network {owner}."
        )
    return name


def network_choices() -> list[str]:
    """The accepted names of networks: "auto", and the names of all networks."""
    return [AUTO, *NETWORKS]


def describe_alternative(name: str) -> str:
    """What the networks other than `name` are good for, and how to get them."""
    return " ".join(entry.recommendation() for entry in NETWORKS.values() if entry.name != name)


def _owner_of(weights: str | os.PathLike[str]) -> str:
    matching = [entry for entry in NETWORKS.values() if str(weights).endswith(entry.weights_suffix)]
    return max(matching, key=lambda entry: len(entry.weights_suffix)).name


def _named_by_variable() -> str:
    name = os.environ.get(VARIABLE) or AUTO
    if name not in network_choices():
        raise NstError(
            f"The environment variable {VARIABLE} is '{name}': set it to one of {', '.join(network_choices())}."
        )
    return name


def _find_networks() -> dict[str, NetworkEntry]:
    """{name: entry} of every module here that defines a `NETWORK`, the most preferred first."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    entries: list[NetworkEntry] = [module.NETWORK for module in modules if hasattr(module, "NETWORK")]
    return {entry.name: entry for entry in sorted(entries, key=lambda entry: -entry.preference)}


NETWORKS = _find_networks()
