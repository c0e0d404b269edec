"""Figures for the lessons: each function returns a `Figure`, which a notebook shows if it is the last value in a cell.

Interactive figures, with sliders and a live run, are the explorers in `nst.studio`.
"""

from .curves import costs
from .features import feature_maps, layers, unrolling
from .figure import Figure
from .heatmaps import gram_matrices
from .pictures import pictures, progress
from .strips import balance, one_layer_styles, reconstructions, textures

__all__ = [
    "Figure",
    "balance",
    "costs",
    "feature_maps",
    "gram_matrices",
    "layers",
    "one_layer_styles",
    "pictures",
    "progress",
    "reconstructions",
    "textures",
    "unrolling",
]
