"""Pictures for the lessons: each function gives a `Figure` that a notebook shows when it is a cell's last line."""

from .curves import costs
from .features import feature_maps, layers
from .figure import Figure
from .heatmaps import gram, grams
from .rebuilt import reconstructions, textures
from .rows import forming, pictures
from .strips import balance, one_layer_styles
from .unrolling import unrolled
from .widgets import explore_balance, explore_layers

__all__ = [
    "Figure",
    "balance",
    "costs",
    "explore_balance",
    "explore_layers",
    "feature_maps",
    "forming",
    "gram",
    "grams",
    "layers",
    "one_layer_styles",
    "pictures",
    "reconstructions",
    "textures",
    "unrolled",
]
